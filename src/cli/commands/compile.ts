/** `sqlflowc compile FILE`: the workflow, or what else the target is, or what is wrong with the program. */
import { submittedTarget } from '../../config/targets.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import type { Host } from '../../host.ts'
import { exitCodes, UsageError } from '../errors.ts'
import { read } from '../input.ts'
import { type CommonOptions, deliver, prepare, report } from '../session.ts'

export interface CompileCommandOptions extends CommonOptions {
  readonly kind?: string
  readonly target?: string
  readonly check?: string
}

export async function compileCommand(
  host: Host,
  file: string,
  options: CompileCommandOptions,
): Promise<number> {
  if (options.check !== undefined && options.output !== undefined) {
    throw new UsageError('--check compares with a file and --output writes one: give one of them')
  }
  const flags = { target: options.target, 'workflow.kind': options.kind }
  const prepared = await prepare(host, file, options, flags)
  const { compiler, text, source, problems, settings } = prepared
  if (options.kind !== undefined && settings.target !== submittedTarget) {
    throw new UsageError(`--kind is for --target ${submittedTarget}`)
  }
  if (hasErrors(problems)) return report(host, problems, source, options)
  const { text: written, diagnostics } = await compiler
    .compile(text, prepared.options, prepared.compilerHost)
    .finally(prepared.close)
  const code = await report(host, [...problems, ...diagnostics], source, options)
  if (written === undefined) return code
  if (options.check !== undefined) return check(host, options.check, written)
  await deliver(host, written, options)
  return code
}

/** Fails when the file is not what would be written: for continuous integration. */
async function check(host: Host, path: string, text: string): Promise<number> {
  const old = new TextDecoder().decode(await read(host, path))
  if (old === text) return exitCodes.fine
  const [before, after] = [old.split('\n'), text.split('\n')]
  const line = after.findIndex((one, at) => one !== before[at])
  host.err(
    `${path} is not what the program compiles to; it differs from line ${(line < 0 ? after.length : line) + 1} on\n`,
  )
  host.err('compile it again and commit the result\n')
  return exitCodes.problems
}
