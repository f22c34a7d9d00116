/** What `run` refuses, and what it says before it begins. */
import type { Settings } from '../config/settings.ts'
import { parseUrl, redact } from '../config/url.ts'
import { dataSource, type KnownSource, schemesWhere, stepsOpen, stepsSave } from '../datasources/table.ts'
import type { Host } from '../host.ts'
import { listed } from '../keys.ts'
import type { Plan } from '../plan/plan.ts'
import { ProblemError, UsageError } from './errors.ts'
import type { CommonOptions } from './session.ts'

export interface RunCommandOptions extends CommonOptions {
  readonly jobs?: number
  readonly from?: string
  readonly resume?: boolean
  readonly force?: boolean
  readonly python?: string
  readonly localCommands?: boolean
}

/** Where the steps find tables and models. */
export interface Places {
  readonly datasource: string
  readonly modelStore?: string
}

export function checkOptions({ machine }: Host, options: RunCommandOptions): void {
  if (options.from !== undefined && options.resume) {
    throw new UsageError('--resume goes on where the last run ended and --from at a step: give one of them')
  }
  if (options.force && options.from === undefined && !options.resume) {
    throw new UsageError('--force is for --from and --resume')
  }
  if (machine.platform === 'win32') {
    throw new UsageError('run needs Linux or macOS; on Windows, run it in WSL')
  }
}

/** @param embedded the data source when no setting names one */
export function placesOf(settings: Settings, embedded: string): Places {
  const { datasource = embedded, modelStore } = settings
  checkPlace(datasource, stepsOpen, (known) => `run works on ${listed(known)} data sources`)
  if (modelStore === undefined) return { datasource }
  checkPlace(modelStore, stepsSave, (known) => `run keeps models in ${listed(known, 'or')}`)
  return { datasource, modelStore }
}

function checkPlace(
  url: string,
  fits: (source: KnownSource) => boolean,
  words: (known: readonly string[]) => string,
): void {
  const source = dataSource(parseUrl(url).scheme)
  if (source && fits(source)) return
  throw new UsageError(`${redact(url)}: ${words(schemesWhere(fits).map((scheme) => `${scheme}:`))}`)
}

/** What a program says is to be run in a container is not run on the bare machine without being asked for. */
export function checkCommands({ steps }: Plan, path: string, { localCommands }: RunCommandOptions): void {
  const first = steps.find(({ kind }) => kind === 'run')
  if (!first || localCommands) return
  throw new ProblemError(
    `${path}:${first.line}: TO RUN is for the image ${first.image}, and run has no containers; --local-commands runs its command on this machine as it is`,
  )
}

/** What is otherwise here than on the cluster. */
export function notes(
  { steps }: Plan,
  { images, env }: Settings,
  host: Host,
  { localCommands }: RunCommandOptions,
): string[] {
  const found: string[] = []
  const usual = new Set<string | undefined>(Object.values(images))
  const special = steps
    .filter(({ kind, engine }) => engine !== undefined && kind !== 'show-train')
    .flatMap(({ image }) => (usual.has(image) ? [] : [image]))
  if (special.length > 0) {
    found.push(
      `steps run in the local Python, not in ${[...new Set(special)].join(', ')}: modules of those images must be installed there, or in a Python given with --python`,
    )
  }
  if (localCommands && steps.some(({ kind }) => kind === 'run')) {
    found.push('the commands of TO RUN run on this machine as they are, not in their images')
  }
  const secret = Object.entries(env).flatMap(([name, given]) =>
    'secret' in given && !host.env[name] ? [name] : [],
  )
  if (secret.length > 0) {
    found.push(`${secret.join(', ')}: held by a secret of the cluster, and not set here`)
  }
  return found
}
