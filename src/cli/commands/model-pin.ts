/** `sqlflowc model pin FILE…`: writes the metadata of models that were trained elsewhere into sqlflow.lock.json. */

import { tablesOfOthers } from '../../analysis/columns.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { visible } from '../../diagnostics/render/text.ts'
import type { Host } from '../../host.ts'
import { changesBetween, isSame, type Lock, type PinnedModel } from '../../metadata/lock.ts'
import { liveCatalog } from '../catalog.ts'
import { exitCodes, UsageError } from '../errors.ts'
import { failed } from '../input.ts'
import { type CommonOptions, loadedSettings, prepare, report } from '../session.ts'
import { readLockFile } from '../stores.ts'

export interface PinOptions extends CommonOptions {
  /** Columns of tables, too. */
  readonly catalog?: boolean
}

export async function modelPinCommand(
  host: Host,
  files: readonly string[],
  options: PinOptions,
): Promise<number> {
  if (options.offline) throw new UsageError('models are pinned from a store, which --offline does not ask')
  const { lockFileName, pinned, writeLock } = await import('../../stores/lock-file.ts')
  const before = await readLockFile(host)
  const lock = new Map<string, PinnedModel>(before.models)
  const read = new Set<string>()
  const lines: string[] = []
  let code: number = exitCodes.fine
  for (const file of files) {
    const found = await externalsOf(host, file, options)
    code = Math.max(code, found.code)
    for (const table of found.tables) read.add(table)
    for (const [name, { metadata }] of found.models) {
      const pin = pinned(found.store, metadata)
      const line = lineOf(name, lock, pin)
      if (line !== undefined) lines.push(line)
      lock.set(name, pin)
    }
  }
  const tables = new Map(before.tables)
  if (options.catalog && code === exitCodes.fine) {
    const { settings } = await loadedSettings(host, options)
    for (const [table, columns] of await liveCatalog(host, settings, [...read].sort())) {
      if (JSON.stringify(tables.get(table)) === JSON.stringify(columns)) continue
      lines.push(`pinned the columns of ${table}${tables.has(table) ? ' again' : ''}`)
      tables.set(
        table,
        columns.map((column) => ({ ...column, type: column.type ?? '' })),
      )
    }
  }
  // A lock with holes would be taken for a whole one.
  if (code !== exitCodes.fine) {
    host.err(`${lockFileName} is left as it was\n`)
    return code
  }
  if (lines.length === 0) {
    host.out(
      lock.size === 0 && tables.size === 0
        ? 'nothing to pin: the programs train all models that they use\n'
        : 'all is pinned already\n',
    )
    return code
  }
  await host.writeFile(lockFileName, writeLock({ models: lock, tables })).catch((error: unknown) => {
    throw failed(lockFileName, error)
  })
  host.out(lines.map((line) => `${visible(line)}\n`).join(''))
  return code
}

interface Found {
  readonly code: number
  /** Tables that the program reads and does not make. */
  readonly tables: readonly string[]
  /** The redacted URL that the models were read from. */
  readonly store: string
  readonly models: Awaited<ReturnType<typeof import('../../compile.ts').externals>>['models']
}

async function externalsOf(host: Host, file: string, options: CommonOptions): Promise<Found> {
  const prepared = await prepare(host, file, options)
  const { compiler, text, source, problems, compilerHost } = prepared
  const store = compilerHost.store?.url ?? ''
  try {
    if (hasErrors(problems))
      return { code: await report(host, problems, source, options), store, models: new Map(), tables: [] }
    // What is pinned now is about to be replaced: that it differs is no problem.
    const { lock: _, ...reading } = compilerHost
    const { models, effects, diagnostics } = await compiler.externals(
      text,
      { ...prepared.options, locked: false },
      reading,
    )
    const code = await report(host, [...problems, ...diagnostics], source, options)
    return { code, store, models, tables: tablesOfOthers(effects) }
  } finally {
    await prepared.close()
  }
}

/** What changes for a model; nothing when it is pinned already. */
function lineOf(name: string, lock: Lock, { store, digest, metadata }: PinnedModel): string | undefined {
  const old = lock.get(name)
  if (!old) return `pinned ${name} from ${store}, ${digest.slice(0, 'sha256:'.length + 12)}`
  if (!isSame(old.metadata, metadata))
    return `pinned ${name} again: ${changesBetween(old.metadata, metadata).join('; ')}`
  return old.store === store ? undefined : `pinned ${name} from ${store}, where it was ${old.store} before`
}
