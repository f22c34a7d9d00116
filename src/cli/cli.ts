/** The command line: arguments in, an exit code out. The commands are in `command-lines.ts`. */
import { Command, CommanderError } from 'commander'
import { visible } from '../diagnostics/render/text.ts'
import { nearest } from '../diagnostics/suggest.ts'
import type { Host } from '../host.ts'
import { version } from '../version.ts'
import { commandLines, exitCodeHelp } from './command-lines.ts'
import { EnvironmentError, exitCodes, ProblemError, UsageError } from './errors.ts'
import { firstLine } from './input.ts'

/** Runs the command. Never rejects; what goes wrong is said on standard error. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  let code: number = exitCodes.fine
  // Setting up the others would take longer than reading a small program.
  const name = args[0] !== undefined && Object.hasOwn(commandLines, args[0]) ? args[0] : undefined
  const program = commands(host, name, (result) => {
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

/** Of a terminal; what is no terminal is not asked. */
const usualWidth = 80

/** The command line: all of it, or with the command of this name only. */
function commands(host: Host, only: string | undefined, done: (code: number) => void): Command {
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
      ...(host.stdoutIsTerminal ? {} : { getOutHelpWidth: () => usualWidth, getOutHasColors: () => false }),
      ...(host.stderrIsTerminal ? {} : { getErrHelpWidth: () => usualWidth, getErrHasColors: () => false }),
      outputError: (text, write) => write(text.split('\n').map(visible).join('\n')),
    })
    .exitOverride()
  for (const [name, add] of Object.entries(commandLines)) {
    if (only === undefined || only === name) add(program, host, done)
  }
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
