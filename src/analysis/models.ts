/**
 * Metadata for every use of a model. With a producer it comes from the TRAIN statement and no store is
 * asked; external models are read from the store, each once, a few at a time, with one deadline.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import { nearest } from '../diagnostics/suggest.ts'
import { metadataFromTrain } from '../metadata/from-train.ts'
import type { Metadata } from '../metadata/metadata.ts'
import { touches } from '../statements/table.ts'
import type { MetadataReader } from '../stores/store.ts'
import type { Program } from '../syntax/ast.ts'
import type { Links } from './links.ts'

/** How many models are read at the same time, and how long all of them may take. */
export interface Reading {
  readonly store: MetadataReader | undefined
  /** No store may be asked. */
  readonly offline: boolean
  readonly concurrency: number
  readonly deadlineMs: number
}

export interface ModelUse {
  readonly model: string
  readonly from: 'program' | 'store'
  readonly producer?: number
  /** The redacted URL of the store it came from. */
  readonly store?: string
  readonly metadata: Metadata
}

export interface Models {
  /** For each statement the model it uses. */
  readonly uses: readonly (ModelUse | undefined)[]
  /** For each TRAIN the metadata that its model will have. */
  readonly made: readonly (Metadata | undefined)[]
}

/** Names of the models that must come from a store, with the first statement that needs each. */
function externalModels(links: Links): Map<string, number> {
  const needed = new Map<string, number>()
  links.forEach((link, index) => {
    if (link && link.producer === undefined && !needed.has(link.model)) needed.set(link.model, index)
  })
  return needed
}

export async function readExternalModels(
  program: Program,
  links: Links,
  reading: Reading,
  report: Report,
): Promise<Map<string, Metadata>> {
  const needed = externalModels(links)
  const found = new Map<string, Metadata>()
  if (needed.size === 0) return found
  const { store } = reading
  if (!store || reading.offline) {
    for (const [model, index] of needed) reportUnknown(program, model, index, reading, [], report)
    return found
  }
  const abort = new AbortController()
  const timer = setTimeout(
    () => abort.abort(new Error(`no answer within ${reading.deadlineMs / 1000} s`)),
    reading.deadlineMs,
  )
  const missing: string[] = []
  try {
    const waiting = needed.keys()
    const worker = async (): Promise<void> => {
      // The workers share one iterator, so each name is taken once.
      for (const model of waiting) {
        try {
          const metadata = await withAbort(store.readMetadata(model, abort.signal), abort.signal)
          if (metadata) found.set(model, metadata)
          else missing.push(model)
        } catch (error) {
          reportFailure(program, model, needed.get(model) ?? 0, store, error, report)
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(reading.concurrency, needed.size) }, worker))
    const known = missing.length > 0 ? await listed(store, abort.signal) : []
    for (const model of missing) reportUnknown(program, model, needed.get(model) ?? 0, reading, known, report)
  } finally {
    clearTimeout(timer)
  }
  return found
}

async function listed(store: MetadataReader, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await withAbort(store.listModels(signal), signal)
  } catch {
    // Only the nearest names are lost; that the model is missing is said all the same.
    return []
  }
}

/** A store that never answers must not hold up the compiler. */
function withAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    promise.then(resolve, reject)
  })
}

function reportFailure(
  program: Program,
  model: string,
  index: number,
  store: MetadataReader,
  error: unknown,
  report: Report,
): void {
  const reason = error instanceof Error ? error.message : String(error)
  report({
    name: 'store-failed',
    message: `the model \`${model}\` could not be read from ${store.url}: ${reason.split('\n')[0] ?? ''}`,
    span: useSpan(program, index),
    help: 'check that the store can be reached, or train the model in this program',
  })
}

function reportUnknown(
  program: Program,
  model: string,
  index: number,
  reading: Reading,
  known: readonly string[],
  report: Report,
): void {
  const trained = program.statements.flatMap((statement) => {
    const made = touches(statement).makesModel
    return made ? [made.parts.map((part) => part.value).join('.')] : []
  })
  const close = nearest(model, [...trained, ...known], 2)
  const why = reading.offline
    ? 'stores are not asked with --offline'
    : reading.store
      ? `${reading.store.url} has no model of this name`
      : 'no model store is given'
  const advice =
    reading.store && !reading.offline
      ? 'train it in this program before this statement'
      : 'train it before this statement, or name the store with --model-store'
  report({
    name: 'model-not-found',
    message: `the model \`${model}\` is not trained in this program, and ${why}`,
    span: useSpan(program, index),
    help: close.length > 0 ? `perhaps \`${close.join('` or `')}\` was meant` : advice,
  })
}

function useSpan(program: Program, index: number): { start: number; end: number } {
  const statement = program.statements[index]
  return statement ? (touches(statement).usesModel?.span ?? statement.span) : { start: 0, end: 0 }
}

/** Carries metadata along the links, from top to bottom. */
export function connectModels(
  program: Program,
  links: Links,
  external: ReadonlyMap<string, Metadata>,
  store?: MetadataReader,
): Models {
  const uses: (ModelUse | undefined)[] = []
  const made: (Metadata | undefined)[] = []
  program.statements.forEach((statement, index) => {
    const link = links[index]
    const use = link ? useOf(link, made, external, store) : undefined
    uses.push(use)
    made.push(
      statement.kind === 'train' ? metadataFromTrain(statement, program.text, use?.metadata) : undefined,
    )
  })
  return { uses, made }
}

function useOf(
  link: NonNullable<Links[number]>,
  made: readonly (Metadata | undefined)[],
  external: ReadonlyMap<string, Metadata>,
  store: MetadataReader | undefined,
): ModelUse | undefined {
  const { model, producer } = link
  if (producer !== undefined) {
    const metadata = made[producer]
    return metadata ? { model, from: 'program', producer, metadata } : undefined
  }
  const metadata = external.get(model)
  return metadata ? { model, from: 'store', metadata, ...(store ? { store: store.url } : {}) } : undefined
}
