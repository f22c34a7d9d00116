/**
 * Settings and lock of a document: `sqlflow.yaml` and `sqlflow.lock.json`, each the nearest one in its folder or above.
 * They are read once, until somebody says that they have changed.
 */
import { type AnalyzeOptions, optionsOf } from '../analyze.ts'
import { readSettingsFile } from '../config/file.ts'
import { loadSettings } from '../config/load.ts'
import type { SettingProblem } from '../config/problem.ts'
import type { Settings } from '../config/settings.ts'
import type { TableCatalog } from '../effects/columns.ts'
import { ruleProblems } from '../lint/severities.ts'
import type { Lock } from '../metadata/lock.ts'
import { type LockFile, lockFileName, readLock } from '../stores/lock-file.ts'

const settingsFileName = 'sqlflow.yaml'
export const watchedNames: readonly string[] = [settingsFileName, lockFileName]

export interface Surroundings {
  readonly settings: Settings
  /** Absent where there is no lock file, or none that can be read. */
  readonly lock?: Lock
  /** Columns of tables that are pinned in the lock. */
  readonly catalog: TableCatalog
  /** Settings as the compiler takes them. */
  readonly options: AnalyzeOptions
  /** What is wrong with the files, by their URIs; nothing is an empty list. */
  readonly problems: ReadonlyMap<string, readonly SettingProblem[]>
}

/** Text files by URI; nothing for one that is missing. Rejects when it can't be read. */
export type ReadFile = (uri: string) => Promise<string | undefined>

interface Found {
  readonly uri: string
  readonly text: string
}

export class SurroundingsReader {
  readonly #read: ReadFile
  readonly #env: Readonly<Record<string, string | undefined>>
  /** Folders that nothing is looked for above, when a document is in one of them. */
  readonly #roots: readonly string[]
  /** For documents that are in no folder yet. */
  readonly #fallback: string | undefined
  #texts = new Map<string, Promise<Found | undefined>>()
  #known = new Map<string, Promise<Surroundings>>()

  constructor(read: ReadFile, env: Readonly<Record<string, string | undefined>>, roots: readonly string[]) {
    this.#read = read
    this.#env = env
    this.#roots = roots.map((root) => (root.endsWith('/') ? root : `${root}/`))
    this.#fallback = this.#roots[0]
  }

  of(uri: string): Promise<Surroundings> {
    const folder = folderOf(uri) ?? this.#fallback ?? ''
    const known = this.#known.get(folder)
    if (known) return known
    const reading = this.#load(folder)
    this.#known.set(folder, reading)
    return reading
  }

  /** The next document reads the files again. */
  forget(): void {
    this.#texts = new Map()
    this.#known = new Map()
  }

  async #load(folder: string): Promise<Surroundings> {
    const problems = new Map<string, readonly SettingProblem[]>()
    const wrong = (uri: string, error: unknown): undefined => {
      const message = error instanceof Error ? error.message : String(error)
      problems.set(uri, [{ name: 'invalid-setting', message }])
      return undefined
    }
    const [file, locked] = await Promise.all([
      this.#nearest(folder, settingsFileName, wrong),
      this.#nearest(folder, lockFileName, wrong),
    ])
    const loaded = loadSettings({
      flags: {},
      env: this.#env,
      ...(file ? { file: readSettingsFile(file.uri, file.text) } : {}),
    })
    const { settings } = loaded
    const ofRules = ruleProblems(settings).map(({ key, message, help }): SettingProblem => {
      const at = loaded.placeOf(['lint', 'rules', key])
      return { name: 'ignored-setting', message, help, ...(at ? { at } : {}) }
    })
    if (file) problems.set(file.uri, [...loaded.problems, ...ofRules])
    const lock = locked && lockOf(locked, wrong)
    if (lock) problems.set(locked.uri, [])
    return {
      settings,
      options: optionsOf(settings),
      problems,
      catalog: lock?.tables ?? new Map(),
      ...(lock ? { lock: lock.models } : {}),
    }
  }

  async #nearest(
    folder: string,
    name: string,
    wrong: (uri: string, error: unknown) => undefined,
  ): Promise<Found | undefined> {
    const root = this.#roots.filter((one) => folder.startsWith(one)).sort((a, b) => b.length - a.length)[0]
    for (let at: string | undefined = folder; at; at = at === root ? undefined : above(at)) {
      const uri = at + name
      const found = await this.#text(uri).catch((error: unknown) => wrong(uri, error))
      if (found) return found
    }
    return undefined
  }

  #text(uri: string): Promise<Found | undefined> {
    const known = this.#texts.get(uri)
    if (known) return known
    const reading = this.#read(uri).then((text) => (text === undefined ? undefined : { uri, text }))
    this.#texts.set(uri, reading)
    return reading
  }
}

function lockOf(
  { uri, text }: Found,
  wrong: (uri: string, error: unknown) => undefined,
): LockFile | undefined {
  try {
    return readLock(text, lockFileName)
  } catch (error) {
    return wrong(uri, error)
  }
}

/** With its slash; nothing for a document that is no file. */
function folderOf(uri: string): string | undefined {
  return /^file:/i.test(uri) ? uri.slice(0, uri.lastIndexOf('/') + 1) : undefined
}

function above(folder: string): string | undefined {
  const up = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1)
  // `file:///` is the highest.
  return /^file:\/\/[^/]*\//i.test(up) ? up : undefined
}
