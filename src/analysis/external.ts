/**
 * Metadata of models that the program does not train: read from the store, each once, a few at a time,
 * with one deadline for all; or taken from the lock where no store is asked. The only I/O of compiling.
 */
import type { Label, Report } from '../diagnostics/diagnostic.ts'
import { nearest, perhaps } from '../diagnostics/suggest.ts'
import type { Links } from '../effects/links.ts'
import type { ExternalModel } from '../effects/models.ts'
import { changesBetween, isSame, type Lock } from '../metadata/lock.ts'
import type { Metadata } from '../metadata/metadata.ts'
import { dotted } from '../statements/names.ts'
import { touches } from '../statements/table.ts'
import { withAbort } from '../stores/abort.ts'
import { StoreError } from '../stores/errors.ts'
import { retrying } from '../stores/retry.ts'
import type { MetadataReader } from '../stores/store.ts'
import type { Program } from '../syntax/ast.ts'
import { failureOf } from './store-failures.ts'

export interface Reading {
  readonly store: MetadataReader | undefined
  readonly lock: Lock
  /** No store may be asked; the lock is all there is. */
  readonly offline: boolean
  /** What the store says must be what the lock says. */
  readonly locked: boolean
  /** How many models are read at the same time, and how long all of them may take. */
  readonly concurrency: number
  readonly deadlineMs: number
  readonly onProgress?: (done: number, total: number) => void
}

/** What the store said of a name; nothing when it has no such model. */
type Answer = { readonly metadata: Metadata | undefined } | { readonly error: unknown }

/** Names of the models that are not of this program, with the statements that need each. */
function externalModels(links: Links): Map<string, number[]> {
  const needed = new Map<string, number[]>()
  links.forEach((link, index) => {
    if (!link || link.producer !== undefined) return
    const uses = needed.get(link.model)
    if (uses) uses.push(index)
    else needed.set(link.model, [index])
  })
  return needed
}

/** Never rejects: every failure is reported at the statement that needs the model. */
export async function readExternalModels(
  program: Program,
  links: Links,
  reading: Reading,
  report: Report,
): Promise<Map<string, ExternalModel>> {
  const needed = externalModels(links)
  if (needed.size === 0) return new Map()
  const reporter = new Reporter(program, needed, reading, report)
  const { store, lock, offline, locked } = reading
  const found = new Map<string, ExternalModel>()
  if (!store || offline) {
    for (const model of needed.keys()) {
      const pin = lock.get(model)
      if (pin) found.set(model, { metadata: pin.metadata, from: 'lock' })
      else reporter.unknown(model, [])
    }
    return found
  }
  const { answers, known } = await askAll(store, [...needed.keys()], reading)
  for (const [model, answer] of answers) {
    if ('error' in answer) reporter.failed(model, store, answer.error)
    else if (!answer.metadata) reporter.unknown(model, known)
    else {
      found.set(model, { metadata: answer.metadata, from: 'store' })
      const pin = lock.get(model)
      if (pin && !isSame(pin.metadata, answer.metadata)) {
        reporter.stale(model, changesBetween(pin.metadata, answer.metadata))
      }
      if (!pin && locked) reporter.notPinned(model)
    }
  }
  return found
}

/** Asks for every model, and when one is missing for the names that there are. */
async function askAll(
  store: MetadataReader,
  models: readonly string[],
  { concurrency, deadlineMs, onProgress }: Reading,
): Promise<{ answers: Map<string, Answer>; known: readonly string[] }> {
  const abort = new AbortController()
  const seconds = deadlineMs / 1000
  const timer = setTimeout(
    () => abort.abort(new StoreError('unreachable', `no answer within ${seconds} s`)),
    deadlineMs,
  )
  const { signal } = abort
  const answers = new Map<string, Answer>(models.map((model) => [model, { metadata: undefined }]))
  let down: Answer | undefined
  let done = 0
  const waiting = models.values()
  const worker = async (): Promise<void> => {
    // The workers share one iterator, so each name is taken once.
    for (const model of waiting) {
      const answer = down ?? (await ask(store, model, signal))
      answers.set(model, answer)
      // A store that is down, or refuses the user, is so for every model.
      if ('error' in answer && answer.error instanceof StoreError && answer.error.scope === 'store')
        down = answer
      onProgress?.(++done, models.length)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, models.length) }, worker))
    const isMissing = [...answers.values()].some((answer) => 'metadata' in answer && !answer.metadata)
    return { answers, known: isMissing && !down ? await listed(store, signal) : [] }
  } finally {
    clearTimeout(timer)
  }
}

async function ask(store: MetadataReader, model: string, signal: AbortSignal): Promise<Answer> {
  try {
    // A store that never answers must not hold up the compiler.
    return { metadata: await retrying(() => withAbort(store.readMetadata(model, signal), signal), signal) }
  } catch (error) {
    return { error }
  }
}

async function listed(store: MetadataReader, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await withAbort(store.listModels(signal), signal)
  } catch {
    // Only the nearest names are lost; that the model is missing is said all the same.
    return []
  }
}

/** Says what is wrong with a model, at the first statement that needs it and with the others. */
class Reporter {
  readonly #program: Program
  readonly #needed: ReadonlyMap<string, readonly number[]>
  readonly #reading: Reading
  readonly #report: Report

  constructor(
    program: Program,
    needed: ReadonlyMap<string, readonly number[]>,
    reading: Reading,
    report: Report,
  ) {
    this.#program = program
    this.#needed = needed
    this.#reading = reading
    this.#report = report
  }

  failed(model: string, store: MetadataReader, error: unknown): void {
    this.#report({ ...failureOf(model, store.url, error), ...this.#places(model) })
  }

  unknown(model: string, known: readonly string[]): void {
    const { store, offline, lock } = this.#reading
    const asked = store !== undefined && !offline
    const trained = this.#program.statements.flatMap((statement) => {
      const made = touches(statement).makesModel
      return made ? [dotted(made)] : []
    })
    const close = nearest(model, [...trained, ...(asked ? known : lock.keys())], 2)
    const unasked = offline ? 'stores are not asked with --offline' : 'no model store is given'
    const unpinned = lock.size > 0 ? `, and it is not pinned` : ''
    const advice = offline
      ? 'train it before this statement, or pin it while the store can be asked: sqlflowc model pin FILE'
      : 'train it before this statement, or name the store with --model-store'
    this.#report({
      name: 'model-not-found',
      message: `the model \`${model}\` is not trained in this program, and ${
        asked ? `${store.url} has no model of this name` : `${unasked}${unpinned}`
      }`,
      ...this.#places(model),
      help: perhaps(close) ?? (asked ? 'train it in this program before this statement' : advice),
    })
  }

  stale(model: string, changes: readonly string[]): void {
    const most = 4
    const more = changes.length > most ? [`${changes.length - most} more`] : []
    this.#report({
      name: 'stale-lock',
      ...(this.#reading.locked ? { severity: 'error' } : {}),
      message: `the model \`${model}\` is not as it was pinned: ${[...changes.slice(0, most), ...more].join('; ')}`,
      ...this.#places(model),
      help: 'if the new model is meant, pin it: sqlflowc model pin FILE',
    })
  }

  notPinned(model: string): void {
    this.#report({
      name: 'not-pinned',
      message: `the model \`${model}\` is not in sqlflow.lock.json`,
      ...this.#places(model),
      help: 'pin it: sqlflowc model pin FILE',
    })
  }

  #places(model: string): { span: Label['span']; labels: readonly Label[] } {
    const [first = 0, ...others] = this.#needed.get(model) ?? []
    const mostLabels = 5
    const labels = others.slice(0, mostLabels).map((index) => ({
      span: this.#span(index),
      message: 'and here',
    }))
    return { span: this.#span(first), labels }
  }

  #span(index: number): Label['span'] {
    const statement = this.#program.statements[index]
    return statement ? (touches(statement).usesModel?.span ?? statement.span) : { start: 0, end: 0 }
  }
}
