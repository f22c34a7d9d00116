/** The command line: arguments in, an exit code out. What each command does is in `commands/`. */
import { Command, CommanderError, Option } from 'commander'
import { visible } from '../diagnostics/render/text.ts'
import { nearest } from '../diagnostics/suggest.ts'
import type { Host } from '../host.ts'
import { version } from '../version.ts'
import type { CompileCommandOptions } from './commands/compile.ts'
import type { GraphCommandOptions } from './commands/graph.ts'
import type { LintCommandOptions } from './commands/lint.ts'
import type { PlanCommandOptions } from './commands/plan.ts'
import type { SubmitCommandOptions } from './commands/submit.ts'
import { EnvironmentError, exitCodes, ProblemError, UsageError } from './errors.ts'
import { firstLine } from './input.ts'
import { modelCommands } from './model-commands.ts'
import {
  commonOptions,
  count,
  formatOption,
  kindOption,
  outputOption,
  programOptions,
  wholeNumber,
} from './options.ts'
import type { RunCommandOptions } from './run-checks.ts'

/** Runs the command. Never rejects; what goes wrong is said on standard error. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  let code: number = exitCodes.fine
  const program = commands(host, (result) => {
    code = result
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    return failure(error, host)
  }
}

function failure(error: unknown, host: Host): number {
  // Commander has written its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage
  for (const [kind, code] of ends) {
    if (!(error instanceof kind)) continue
    host.err(`sqlflowc: ${visible(error.message)}\n`)
    return code
  }
  host.err(`error[SF901] internal-error: ${visible(firstLine(error))}\n`)
  host.err('  this is a fault of sqlflowc, not of the program; SQLFLOW_DEBUG=1 shows where\n')
  if (host.env['SQLFLOW_DEBUG'] && error instanceof Error) host.err(`${error.stack ?? ''}\n`)
  return exitCodes.environment
}

const ends = [
  [UsageError, exitCodes.usage],
  [EnvironmentError, exitCodes.environment],
  [ProblemError, exitCodes.problems],
] as const

const exitCodeHelp = `
Exit codes: 0 fine · 1 problems in the program · 2 wrong usage · 3 a file, store or network failed`

const introduction = `Compiles SQL programs that train and use models into Argo Workflows, or runs them here.

A program mixes ordinary SQL with statements such as

  SELECT * FROM iris.train
  TO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3
  LABEL class INTO my_model;

  SELECT * FROM iris.test TO PREDICT iris.result.class USING my_model;`

const moreHelp = `
Start here:
  sqlflowc plan program.sql                      what would run, in which image, after what
  sqlflowc compile program.sql -o workflow.yaml  the workflow, for argo submit
  sqlflowc run program.sql                       the steps, here and now
  sqlflowc explain SF201                         what a message means

Settings: a flag comes before a SQLFLOW_ variable (SQLFLOW_DATASOURCE, SQLFLOW_MODEL_STORE,
SQLFLOW_DIALECT, …), that before sqlflow.yaml in this folder, that before the default.
${exitCodeHelp}`

const runHelp = `
Without --datasource (mysql://, tidb:// or sqlite:), tables and models are in .sqlflow/sqlflow.db in this folder, and the
program is read as SQLite's. Steps that need more than Python's own library get an environment under .sqlflow.
Each run keeps its plan, logs and results in .sqlflow/runs; the last 20 are kept.

Example: sqlflowc run program.sql --datasource mysql://user@host:3306/db
         sqlflowc run program.sql --from s003
${exitCodeHelp} · 130 stopped with Ctrl-C`

const lintHelp = `
Folders are searched for .sql and .sqlflow; without a path, this one. Severities, limits and what is left out stand in
sqlflow.yaml under lint; a comment -- sqlflow-ignore SF401: reason lets a finding stay.

Example: sqlflowc lint jobs/ --format github
${exitCodeHelp}`

const submitHelp = `
Where ARGO_SERVER is set it goes to that server (ARGO_TOKEN, ARGO_SECURE, ARGO_BASE_HREF, ARGO_INSECURE_SKIP_VERIFY as in Argo's
own command), else through kubectl. The name that it got is printed. Ctrl-C ends the watching, not the workflow.

Example: sqlflowc submit daily.sql --watch
${exitCodeHelp}`

function commands(host: Host, done: (code: number) => void): Command {
  const program = new Command('sqlflowc')
    .description(introduction)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain the command')
    .helpCommand(false)
    .addHelpText('after', moreHelp)
    .showSuggestionAfterError()
    .showHelpAfterError('(sqlflowc --help explains the command)')
    .configureOutput({
      writeOut: host.out,
      writeErr: host.err,
      outputError: (text, write) => write(text.split('\n').map(visible).join('\n')),
    })
    .exitOverride()
  programOptions(program.command('compile'))
    .description('Write the Argo workflow of a program.')
    .addOption(outputOption())
    .addOption(kindOption())
    .option('--check <file>', 'write nothing; fail if this file is not what would be written')
    .addHelpText(
      'after',
      `\nExample: sqlflowc compile program.sql -o workflow.yaml && argo submit workflow.yaml\n${exitCodeHelp}`,
    )
    .action(async (file: string, options: CompileCommandOptions) => {
      const { compileCommand } = await import('./commands/compile.ts')
      done(await compileCommand(host, file, options))
    })
  programOptions(program.command('plan'))
    .description('Show the steps of a program: their images, order, and where each model comes from.')
    .addOption(formatOption(['text', 'json'], 'text'))
    .addOption(outputOption())
    .addHelpText('after', `\nExample: sqlflowc plan program.sql --format json | jq .steps\n${exitCodeHelp}`)
    .action(async (file: string, options: PlanCommandOptions) => {
      const { planCommand } = await import('./commands/plan.ts')
      done(await planCommand(host, file, options))
    })
  programOptions(program.command('graph'))
    .description(
      'Show what each statement reads and writes, and which must wait for which and why. Asks no store.',
    )
    .addOption(formatOption(['json', 'mermaid', 'dot', 'svg', 'html'], 'json'))
    .addOption(outputOption())
    .addHelpText(
      'after',
      `\nExample: sqlflowc graph program.sql --format dot | dot -Tsvg -o graph.svg\n${exitCodeHelp}`,
    )
    .action(async (file: string, options: GraphCommandOptions) => {
      const { graphCommand } = await import('./commands/graph.ts')
      done(await graphCommand(host, file, options))
    })
  commonOptions(
    program.command('lint').argument('[paths...]', 'programs, and folders of them; - is standard input'),
  )
    .description('Find what would fail or mislead when programs run. Asks nobody, but with --online.')
    .addOption(
      formatOption(['pretty', 'concise', 'json', 'jsonl', 'sarif', 'github', 'gitlab', 'junit'], 'pretty'),
    )
    .addOption(outputOption(''))
    .option('--stdin-filename <name>', 'what the program on standard input is called')
    .option('--max-warnings <count>', 'fail when there are more', count('--max-warnings'))
    .option('--online', 'ask the data source for the columns of tables, instead of sqlflow.lock.json')
    .option('-q, --quiet', 'show errors only')
    .option('--fix', 'mend what can be mended without changing what is meant')
    .option('--diff', 'show what --fix would change, and change nothing')
    .addHelpText('after', lintHelp)
    .action(async (paths: readonly string[], options: LintCommandOptions) => {
      const { lintCommand } = await import('./commands/lint.ts')
      done(await lintCommand(host, paths, options))
    })
  programOptions(program.command('run'))
    .description('Run a program on this machine: each step as soon as what it depends on is done.')
    .option(
      '-j, --jobs <count>',
      'the most steps that run at a time (default: one for each core)',
      wholeNumber('--jobs'),
    )
    .option('--resume', 'go on from the last run: what was done is not done again')
    .option(
      '--from <step>',
      'start again at this step, such as s003 or s003-train-m: what stands before it counts as done',
    )
    .option('--force', 'with --resume or --from: go on though the program has changed')
    .option('--python <path>', 'the Python of the steps, instead of an environment that is made for them')
    .option('--local-commands', 'run the commands of TO RUN on this machine, without their images')
    .addHelpText('after', runHelp)
    .action(async (file: string, options: RunCommandOptions) => {
      const { runCommand } = await import('./commands/run.ts')
      done(await runCommand(host, file, options))
    })
  programOptions(program.command('submit'))
    .description('Send the workflow of a program to Argo, once nothing is wrong with it.')
    .addOption(kindOption())
    .option('-n, --namespace <namespace>', 'namespace of the workflow')
    .addOption(
      new Option(
        '--to <service>',
        'what takes it: an Argo Server (ARGO_SERVER, ARGO_TOKEN), or a command',
      ).choices(['server', 'kubectl', 'argo']),
    )
    .option('-w, --watch', 'follow it to its end: each step, and the log of one that failed')
    .option('--force', 'send it though the linter finds errors')
    .addHelpText('after', submitHelp)
    .action(async (file: string, options: SubmitCommandOptions) => {
      const { submitCommand } = await import('./commands/submit.ts')
      done(await submitCommand(host, file, options))
    })
  modelCommands(program.command('model'), host, done)
  program
    .command('lsp')
    .description('Speak the language server protocol on standard input and output: for editors.')
    .option('--stdio', 'as it does anyway; editors say so')
    .addOption(new Option('--clientProcessId <pid>', 'the editor; without it the server ends').hideHelp())
    .action(async () => {
      const { lspCommand } = await import('./commands/lsp.ts')
      await lspCommand(host)
    })
  program
    .command('serve', { hidden: true })
    .description('Answer a notebook on standard input and output.')
    .action(async () => {
      const { serveCommand } = await import('./commands/serve.ts')
      done(await serveCommand(host))
    })
  program
    .command('explain')
    .argument('[code]', 'such as SF201 or model-dropped; without it all are listed')
    .description('Explain a diagnostic, with a program that gets it and the same one mended.')
    .action(async (code: string | undefined) => {
      const { explainCommand } = await import('./commands/explain.ts')
      done(explainCommand(host, code))
    })
  program
    .command('help')
    .argument('[command]')
    .description('Explain a command.')
    .action((name: string | undefined) => commandNamed(program, name).help())
  return program
}

/** Commander's own `help` answers to a wrong name with the help of everything. */
function commandNamed(program: Command, name: string | undefined): Command {
  if (name === undefined) return program
  const found = program.commands.find((command) => command.name() === name)
  if (found) return found
  const [close] = nearest(
    name,
    program.commands.map((command) => command.name()),
  )
  throw new UsageError(
    `there is no command ${name}${close === undefined ? '' : `; perhaps ${close} was meant`}`,
  )
}
