/** The command line: arguments in, an exit code out. What each command does is in `commands/`. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Host } from '../host.ts'
import { version } from '../version.ts'
import type { CompileCommandOptions } from './commands/compile.ts'
import type { GraphCommandOptions } from './commands/graph.ts'
import type { PlanCommandOptions } from './commands/plan.ts'
import { EnvironmentError, exitCodes, UsageError } from './errors.ts'

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
  if (error instanceof UsageError) {
    host.err(`sqlflowc: ${error.message}\n`)
    return exitCodes.usage
  }
  if (error instanceof EnvironmentError) {
    host.err(`sqlflowc: ${error.message}\n`)
    return exitCodes.environment
  }
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  host.err(`error[SF901] internal-error: ${message}\n`)
  host.err('  this is a fault of sqlflowc, not of the program; SQLFLOW_DEBUG=1 shows where\n')
  if (host.env['SQLFLOW_DEBUG'] && error instanceof Error) host.err(`${error.stack ?? ''}\n`)
  return exitCodes.environment
}

const exitCodeHelp = `
Exit codes: 0 fine · 1 problems in the program · 2 wrong usage · 3 a file, store or network failed`

const introduction = `Compiles SQL programs that train and use models into Argo Workflows.

A program mixes ordinary SQL with statements such as

  SELECT * FROM iris.train
  TO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3
  LABEL class INTO my_model;

  SELECT * FROM iris.test TO PREDICT iris.result.class USING my_model;`

const moreHelp = `
Start here:
  sqlflowc plan program.sql                      what would run, in which image, after what
  sqlflowc compile program.sql -o workflow.yaml  the workflow, for argo submit
  sqlflowc explain SF201                         what a message means

Settings: a flag comes before a SQLFLOW_ variable (SQLFLOW_DATASOURCE, SQLFLOW_MODEL_STORE,
SQLFLOW_DIALECT, …), that before sqlflow.yaml in this folder, that before the default.
${exitCodeHelp}`

function commands(host: Host, done: (code: number) => void): Command {
  const program = new Command('sqlflowc')
    .description(introduction)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain the command')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', moreHelp)
    .showSuggestionAfterError()
    .showHelpAfterError('(sqlflowc --help explains the command)')
    .configureOutput({ writeOut: host.out, writeErr: host.err })
    .exitOverride()
  common(program.command('compile').argument('<file>', 'the program; - is standard input'))
    .description('Write the Argo workflow of a program.')
    .addOption(output())
    .addOption(
      new Option('--kind <kind>', 'object to write').choices([
        'Workflow',
        'WorkflowTemplate',
        'CronWorkflow',
      ]),
    )
    .option('--check <file>', 'write nothing; fail if this file is not what would be written')
    .addHelpText(
      'after',
      `\nExample: sqlflowc compile program.sql -o workflow.yaml && argo submit workflow.yaml\n${exitCodeHelp}`,
    )
    .action(async (file: string, options: CompileCommandOptions) => {
      const { compileCommand } = await import('./commands/compile.ts')
      done(await compileCommand(host, file, options))
    })
  common(program.command('plan').argument('<file>', 'the program; - is standard input'))
    .description('Show the steps of a program: their images, order, and where each model comes from.')
    .addOption(
      new Option('--format <format>', 'form of the result').choices(['text', 'json']).default('text'),
    )
    .addOption(output())
    .addHelpText('after', exitCodeHelp)
    .action(async (file: string, options: PlanCommandOptions) => {
      const { planCommand } = await import('./commands/plan.ts')
      done(await planCommand(host, file, options))
    })
  common(program.command('graph').argument('<file>', 'the program; - is standard input'))
    .description(
      'Show what each statement reads and writes, and which must wait for which and why. Asks no store.',
    )
    .addOption(
      new Option('--format <format>', 'form of the result')
        .choices(['json', 'mermaid', 'dot'])
        .default('json'),
    )
    .addOption(output())
    .addHelpText('after', exitCodeHelp)
    .action(async (file: string, options: GraphCommandOptions) => {
      const { graphCommand } = await import('./commands/graph.ts')
      done(await graphCommand(host, file, options))
    })
  program
    .command('explain')
    .argument('[code]', 'such as SF201 or model-dropped; without it all are listed')
    .description('Explain a diagnostic, with a program that gets it and the same one mended.')
    .action(async (code: string | undefined) => {
      const { explainCommand } = await import('./commands/explain.ts')
      done(explainCommand(host, code))
    })
  return program
}

function output(): Option {
  return new Option(
    '-o, --output <file>',
    'write here instead of standard output; only when there is no error',
  )
}

/** Options of every command that reads a program. */
function common(command: Command): Command {
  return command
    .option('--datasource <url>', 'database that the tables live in; its scheme decides the dialect', url)
    .option(
      '--model-store <url>',
      'where models live, when not in the data source; memory:FILE.json reads a file',
      url,
    )
    .addOption(
      new Option('--dialect <dialect>', 'dialect of the program').choices([
        'mysql',
        'sqlite',
        'hive',
        'maxcompute',
        'postgresql',
      ]),
    )
    .option('--config <file>', 'settings, instead of sqlflow.yaml in this folder')
    .option('--offline', 'ask no store')
    .addOption(
      new Option('--color <when>', 'colour the problems')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .addOption(
      new Option('--diagnostics <form>', 'form of the problems on standard error')
        .choices(['pretty', 'json'])
        .default('pretty'),
    )
}

/** What is no URL may be a password, so it is not repeated. */
function url(text: string): string {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)) {
    throw new InvalidArgumentError('It must be a URL such as mysql://user@host:3306/db or sqlite:file.db.')
  }
  return text
}
