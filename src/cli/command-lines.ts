/** What each command takes and says of itself. What it does is in `commands/`, and is loaded when it is called. */
import { type Command, Option } from 'commander'
import { dataSources, schemesWhere, stepsOpen } from '../datasources/table.ts'
import type { Host } from '../host.ts'
import { listed } from '../keys.ts'
import type { CompileCommandOptions } from './commands/compile.ts'
import type { GraphCommandOptions } from './commands/graph.ts'
import type { LintCommandOptions } from './commands/lint.ts'
import type { PlanCommandOptions } from './commands/plan.ts'
import type { SubmitCommandOptions } from './commands/submit.ts'
import { modelCommands } from './model-commands.ts'
import {
  commonOptions,
  count,
  formatOption,
  kindOption,
  outputOption,
  placeOptions,
  programOptions,
  targetOption,
  wholeNumber,
} from './options.ts'
import type { RunCommandOptions } from './run-checks.ts'
import { serviceNames } from './submission/services.ts'

type Done = (code: number) => void

export const exitCodeHelp = `
Exit codes: 0 fine · 1 problems in the program · 2 wrong usage · 3 a file, store or network failed`

const openSchemes = listed(
  schemesWhere(stepsOpen).map((scheme) => `${scheme}:`),
  'or',
)

const runHelp = `
Without --datasource (${openSchemes}), tables and models are in .sqlflow/sqlflow.db in this folder, and the
program is read as SQLite's. Steps that need more than Python's own library get an environment under .sqlflow.
Each run keeps its plan, logs and results in .sqlflow/runs; the last 20 are kept.

Example: sqlflowc run program.sql --datasource ${dataSources.mysql.form}
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

/** In the order in which they are listed. Each adds its command to the program. */
export const commandLines: Readonly<Record<string, (program: Command, host: Host, done: Done) => void>> = {
  compile: (program, host, done) => {
    programOptions(program.command('compile'))
      .description('Write the Argo workflow of a program, or what --target names.')
      .addOption(outputOption())
      .addOption(targetOption())
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
  },
  plan: (program, host, done) => {
    programOptions(program.command('plan'))
      .description('Show the steps of a program: their images, order, and where each model comes from.')
      .addOption(formatOption(['text', 'json'], 'text'))
      .addOption(outputOption())
      .addOption(targetOption())
      .addHelpText('after', `\nExample: sqlflowc plan program.sql --format json | jq .steps\n${exitCodeHelp}`)
      .action(async (file: string, options: PlanCommandOptions) => {
        const { planCommand } = await import('./commands/plan.ts')
        done(await planCommand(host, file, options))
      })
  },
  graph: (program, host, done) => {
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
  },
  lint: (program, host, done) => {
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
  },
  run: (program, host, done) => {
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
  },
  'run-step': (program, host, done) => {
    placeOptions(
      program
        .command('run-step')
        .argument('<file>', 'what compile --target make wrote')
        .argument('<step>', 'the whole name of a step in it'),
    )
      .description('Run one step of a Makefile on this machine.')
      .option('--python <path>', 'the Python of the step, instead of an environment that is made for it')
      .option('--local-commands', 'run the command of TO RUN on this machine, without its image')
      .addHelpText('after', `\nExample: sqlflowc run-step Makefile s003-train-m\n${exitCodeHelp}`)
      .action(async (file: string, step: string, options: RunCommandOptions) => {
        const { runStepCommand } = await import('./commands/run-step.ts')
        done(await runStepCommand(host, file, step, options))
      })
  },
  submit: (program, host, done) => {
    programOptions(program.command('submit'))
      .description('Send the workflow of a program to Argo, once nothing is wrong with it.')
      .addOption(kindOption())
      .option('-n, --namespace <namespace>', 'namespace of the workflow')
      .addOption(
        new Option(
          '--to <service>',
          'what takes it: an Argo Server (ARGO_SERVER, ARGO_TOKEN), or a command',
        ).choices(serviceNames),
      )
      .option('-w, --watch', 'follow it to its end: each step, and the log of one that failed')
      .option('--force', 'send it though the linter finds errors')
      .addHelpText('after', submitHelp)
      .action(async (file: string, options: SubmitCommandOptions) => {
        const { submitCommand } = await import('./commands/submit.ts')
        done(await submitCommand(host, file, options))
      })
  },
  model: (program, host, done) => {
    modelCommands(program.command('model'), host, done)
  },
  lsp: (program, host) => {
    program
      .command('lsp')
      .description('Speak the language server protocol on standard input and output: for editors.')
      .option('--stdio', 'as it does anyway; editors say so')
      .addOption(new Option('--clientProcessId <pid>', 'the editor; without it the server ends').hideHelp())
      .action(async () => {
        const { lspCommand } = await import('./commands/lsp.ts')
        await lspCommand(host)
      })
  },
  serve: (program, host, done) => {
    program
      .command('serve', { hidden: true })
      .description('Answer a notebook on standard input and output.')
      .action(async () => {
        const { serveCommand } = await import('./commands/serve.ts')
        done(await serveCommand(host))
      })
  },
  explain: (program, host, done) => {
    program
      .command('explain')
      .argument('[code]', 'such as SF201 or model-dropped; without it all are listed')
      .description('Explain a diagnostic, with a program that gets it and the same one mended.')
      .action(async (code: string | undefined) => {
        const { explainCommand } = await import('./commands/explain.ts')
        done(explainCommand(host, code))
      })
  },
}
