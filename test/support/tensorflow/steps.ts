/** Programs with TensorFlow, run from the workflow that is emitted, on flowers in a SQLite file. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { type Metadata, openStore, type Store } from '../../../src/index.ts'
import { stepPython } from '../python.ts'
import type { PodRun, RunOptions } from '../run-workflow.ts'
import { projectRoot } from '../shared.ts'
import { StepPlace } from '../steps.ts'
import { asInImages } from '../xgboost/steps.ts'

export const { python, missing } = { python: '', missing: undefined, ...stepPython() }

/** TensorFlow takes seconds to start, and each step starts it. */
export const minutes = 4 * 60_000

/** What a DNN can make of flowers: every kind of column there is, but those of sequences. */
export const everyColumn = `INDICATOR(BUCKET(height, [10, 20])), EMBEDDING(colour, 4), EMBEDDING(CATEGORY_ID(tags, 6), 2, mean),
  EMBEDDING(CATEGORY_HASH(shop, 5), 2, sqrtn, glorot_uniform), INDICATOR(CROSS([colour, shop], 8)),
  EMBEDDING(WEIGHTED_CATEGORY(CATEGORY_ID(SPARSE(kv, 4), 4)), 3), DENSE(vector, 2, COMMA)`
export const features = ['width', 'height', 'colour', 'tags', 'shop', 'odd "/{x$', 'kv', 'vector', 'shade']
const quoted = (name: string): string => (/^\w+$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)
/** As a SELECT lists them. */
export const columns: string = features.map(quoted).join(', ')

export class Flowers extends StepPlace {
  /** What images have, and the Python modules of this place. */
  readonly env: Readonly<Record<string, string>> = {
    ...asInImages,
    PYTHONPATH: `${this.folder}:${asInImages.PYTHONPATH}`,
  }
  /** Keras imports matplotlib for as long as a step takes otherwise, and only explanations draw. */
  readonly #undrawn: Readonly<Record<string, string>>

  constructor() {
    super(python)
    makeFlowers(this.path)
    const folder = join(this.folder, 'undrawn')
    mkdirSync(folder)
    writeFileSync(join(folder, 'matplotlib.py'), 'raise ImportError("this image does not have it")\n')
    this.#undrawn = { ...this.env, PYTHONPATH: `${folder}:${this.env['PYTHONPATH']}` }
  }

  change(sql: string): void {
    const database = new DatabaseSync(this.path)
    database.exec(sql)
    database.close()
  }

  /** Runs a program, which finds models of other programs in the database, unless the compiler gets another store. */
  async start(text: string, more: Partial<RunOptions> = {}, other?: Store): Promise<PodRun[]> {
    const store = other ?? (await openStore(`sqlite:${this.path}`))
    try {
      return await this.run(text, {
        store,
        env: text.includes('EXPLAIN') ? this.env : this.#undrawn,
        ...more,
      })
    } finally {
      if (store !== other) await store.close()
    }
  }

  /** Runs programs that must go well, two at a time; the pods of them all. */
  async succeed(...texts: string[]): Promise<PodRun[]> {
    const waiting = [...texts.entries()]
    const runs: PodRun[][] = []
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) runs[next[0]] = await this.start(next[1])
    }
    await Promise.all([work(), work()])
    for (const { exit, stderr, task } of runs.flat()) {
      expect({ task, exit, stderr: ours(stderr) }).toEqual({ task, exit: 0, stderr: '' })
    }
    return runs.flat()
  }

  /** The one line that a program's last step ends with, and that names its statement. */
  override async failure(text: string, store?: Store): Promise<string> {
    const last = (await this.start(text, {}, store)).at(-1)
    const line = ours(last?.stderr ?? '').trim()
    expect([last?.exit, line.split('\n').length, line.slice(0, 16)], line).toEqual([1, 1, 'sqlflowc: step s'])
    return line.replace(/^sqlflowc: step [\w-]+, line \d+: /, '')
  }

  async metadata(model: string): Promise<Metadata | undefined> {
    const store = await openStore(`sqlite:${this.path}`)
    return store.readMetadata(model, AbortSignal.timeout(10_000)).finally(() => store.close())
  }

  /** What Keras itself says: see `checks.py`. */
  checks<Result = Record<string, unknown>>(...checks: (string | readonly [string, ...string[]])[]): Result[] {
    const script = join(projectRoot, 'test/support/tensorflow/checks.py')
    const output = execFileSync(
      python,
      [script, this.path, JSON.stringify(checks.map((one) => [one].flat()))],
      {
        encoding: 'utf8',
        env: { ...process.env, ...asInImages },
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 2 ** 26,
      },
    )
    return JSON.parse(output)
  }
}

/** Kills a process as soon as something is so. */
export function killWhen(pid: number, isSo: () => boolean): void {
  const look = (): void => {
    try {
      if (isSo()) process.kill(pid, 'SIGKILL')
      else setTimeout(look, 1)
    } catch {
      // It has ended.
    }
  }
  look()
}

/** What is no greeting of TensorFlow's libraries. */
export function ours(stderr: string): string {
  return stderr.replace(/^(I0000 |WARNING: All log messages before absl).*\n/gm, '')
}

/**
 * A table `flowers`, whose kind, price and code follow from its columns; and `varied`, which has them too (`changed` is
 * NULL), and some of them again for each feature with only this one changed.
 */
function makeFlowers(path: string): void {
  const database = new DatabaseSync(path)
  const types = `id INTEGER, width REAL, kind TEXT, height INTEGER, colour TEXT, tags TEXT, shop TEXT, "odd ""/{x$" REAL,
    kv TEXT, vector TEXT, shade TEXT, price REAL, code INTEGER, weight REAL`
  database.exec(`CREATE TABLE flowers (${types}); CREATE TABLE varied (${types}, changed TEXT); BEGIN`)
  const insert = database.prepare(`INSERT INTO flowers VALUES (${Array(14).fill('?').join(', ')})`)
  for (let id = 0; id < 90; id++) {
    const width = ((id * 37) % 50) / 25 - 1
    const height = (id * 7) % 31
    const colour = id % 11 === 0 ? null : (['red', 'white', 'blue'][id % 3] ?? '')
    insert.run(
      id,
      width,
      width > 0.3 ? 'rose' : height > 15 ? 'lily' : 'daisy',
      height,
      colour,
      id % 2 ? `${id % 6}` : `${id % 6},${(id + 2) % 6}`,
      `shop ${id % 4}`,
      id / 90,
      `${id % 4}:1.5 ${(id + 1) % 4}:0.5`,
      `${(id % 5) / 5},${(id % 7) / 7}`,
      `0.${id % 10}`,
      width + height / 30,
      width + (colour === 'red' ? 1 : 0) > 0.4 ? 7 : 3,
      id % 5,
    )
  }
  database.exec('INSERT INTO varied SELECT *, NULL FROM flowers')
  const other: Record<string, string> = {
    width: 'width - 1',
    height: '(height + 11) % 31',
    colour:
      "CASE colour WHEN 'red' THEN 'blue' WHEN 'blue' THEN NULL WHEN 'white' THEN 'never seen' ELSE 'red' END",
    tags: "CASE tags WHEN '3' THEN NULL ELSE '3' END",
    shop: "shop || ' more'",
    'odd "/{x$': '"odd ""/{x$" + 1',
    kv: "'2:0.25'",
    vector: "'-1,2e0'",
    shade: "' +1.5 '",
  }
  for (const [at, name] of features.entries()) {
    const cells = types.match(/(?<=^|, |\n *)(\w+|"odd.*?\$")(?= [A-Z])/g) ?? []
    const changed = cells.map((cell) => (cell === quoted(name) ? (other[name] ?? '') : cell))
    changed[0] = `id + ${1000 * (at + 1)}`
    database.exec(`INSERT INTO varied SELECT ${changed}, '${name}' FROM flowers WHERE id % 6 = 1`)
  }
  database.exec('COMMIT')
  database.close()
}
