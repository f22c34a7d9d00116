/** Programs with XGBoost, run from the workflow that is emitted, on a SQLite file of the test's own. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { compile, MemoryStore, openStore, type Store } from '../../../src/index.ts'
import { stepPython } from '../python.ts'
import { type PodRun, type RunOptions, runWorkflow } from '../run-workflow.ts'
import { projectRoot } from '../shared.ts'

export const { python, missing } = { python: '', missing: undefined, ...stepPython() }

/**
 * XGBoost imports scikit-learn and pandas where it finds them, for longer than a step takes. One thread is fast for
 * little data, and several wait for each other on a busy machine.
 */
export const asInImages = {
  PYTHONPATH: join(projectRoot, 'test/support/xgboost/image'),
  OMP_NUM_THREADS: '1',
  PYTHONDONTWRITEBYTECODE: '1',
}

/** What `direct.py` takes. */
export interface DirectCase {
  readonly train: string
  readonly predict: string
  readonly params: Readonly<Record<string, unknown>>
  readonly rounds?: number
  readonly more?: Readonly<Record<string, unknown>>
  readonly validation?: string
  /** Queries like `train`, for the training to go on with. */
  readonly further?: readonly string[]
  readonly saved?: boolean
  readonly wrapper?: string
  readonly want?: 'predict' | 'contributions' | 'scores' | 'metrics'
  readonly metrics?: readonly string[]
}

export type Cell = string | number | null | Uint8Array
export type Row = Readonly<Record<string, Cell>>

export class Ground {
  readonly folder = mkdtempSync(join(tmpdir(), 'sqlflowc-xgboost-'))
  readonly path = join(this.folder, 'data.db')
  #store: Store | undefined

  get url(): string {
    return `sqlite:${this.path}`
  }

  /** What the steps saved, for programs that only use it. Closed with the ground. */
  async store(): Promise<Store> {
    this.#store ??= await openStore(this.url)
    return this.#store
  }

  /** Variables of an image that lacks a package. */
  without(name: string): Record<string, string> {
    const folder = join(this.folder, `without-${name}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${name}.py`), 'raise ImportError("this image does not have it")\n')
    return { ...asInImages, PYTHONPATH: `${folder}:${asInImages.PYTHONPATH}` }
  }

  async remove(): Promise<void> {
    await this.#store?.close?.()
    rmSync(this.folder, { recursive: true })
  }

  sql(text: string): void {
    const database = new DatabaseSync(this.path)
    database.exec(text)
    database.close()
  }

  rows(query: string): Row[] {
    const database = new DatabaseSync(this.path)
    const rows = database.prepare(query).all() as Row[]
    database.close()
    return rows.map((row) => ({ ...row }))
  }

  /** The first column. */
  column(query: string): Cell[] {
    return this.rows(query).map((row) => Object.values(row)[0] ?? null)
  }

  insert(table: string, rows: readonly (readonly Cell[])[]): void {
    const database = new DatabaseSync(this.path)
    const marks = rows[0]?.map(() => '?').join(', ')
    const statement = database.prepare(`INSERT INTO ${table} VALUES (${marks})`)
    database.exec('BEGIN')
    for (const row of rows) statement.run(...row)
    database.exec('COMMIT')
    database.close()
  }

  /** Runs a program; the pods that ran. */
  async run(
    program: string,
    more: Partial<RunOptions> = {},
    store: Store = new MemoryStore(),
  ): Promise<PodRun[]> {
    const yaml = await compiled(program, 'sqlite', store)
    return runWorkflow(yaml, { python, env: asInImages, secrets: { SQLFLOW_DATASOURCE: this.url }, ...more })
  }

  /** Runs a program that must succeed. */
  async succeed(program: string, store: Store = new MemoryStore()): Promise<PodRun[]> {
    const runs = await this.run(program, {}, store)
    const failed = runs.find(({ exit }) => exit !== 0)
    if (failed) throw new Error(`${failed.task}: ${failed.stderr}${failed.stdout}`)
    return runs
  }

  /** The one line that a program fails with. */
  async failure(program: string, store: Store = new MemoryStore()): Promise<string> {
    const last = (await this.run(program, {}, store)).at(-1)
    if (last?.exit !== 1) throw new Error(`ended with ${last?.exit}: ${last?.stderr}`)
    return last.stderr.replace(/^sqlflowc: step \S+, line \d+: /, '').trimEnd()
  }

  direct(...cases: DirectCase[]): unknown[] {
    const script = join(projectRoot, 'test/support/xgboost/direct.py')
    const { status, stdout, stderr } = spawnSync(python, [script], {
      input: JSON.stringify({ path: this.path, cases }),
      encoding: 'utf8',
      env: { ...process.env, OMP_NUM_THREADS: '1' },
      maxBuffer: 64 * 1024 * 1024,
    })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  }
}

export async function compiled(program: string, dialect: 'sqlite' | 'mysql', store: Store): Promise<string> {
  const { yaml, diagnostics } = await compile(program, { path: 'p.sql', dialect }, { store })
  if (yaml === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return yaml
}

/** Numbers from 0 to below 1, the same every time. */
export function randoms(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * A table `points`: `id`, the features `a` (integer), `b` (decimal), `c` (a text of five), some of each missing, and
 * labels: `y` (number), `k` (0 to 2), `two` (0 or 1), `name` (text of three), `grade` (5, 7 or 9), `side` (text of two).
 */
export function makePoints(ground: Ground, count = 240): void {
  ground.sql(`CREATE TABLE points (id INTEGER, a INTEGER, b REAL, c TEXT, y REAL, k INTEGER, two INTEGER,
    name TEXT, grade INTEGER, side TEXT)`)
  const random = randoms(7)
  const rows = Array.from({ length: count }, (_, id): Cell[] => {
    const a = Math.floor(random() * 20) - 5
    const b = random() * 4
    const c = ['elm', 'ash', 'oak', 'fir', 'yew'][Math.floor(random() * 5)] ?? ''
    const y = 0.3 + Math.abs(a * 0.7 + b * b - c.charCodeAt(0) * 0.05 + random())
    const k = y < 3 ? 0 : y < 6 ? 1 : 2
    const labels = [y, k, y < 4 ? 0 : 1, ['low', 'mid', 'high'][k] ?? '', 5 + 2 * k, y < 4 ? 'near' : 'far']
    const gone = (cell: Cell): Cell => (random() < 0.1 ? null : cell)
    return [id, gone(a), gone(b), gone(c), ...labels]
  })
  ground.insert('points', rows)
}

/** The features of `points` as the numbers that a model gets: texts are counted through in their order. */
export const numbers = `a, b, CASE c WHEN 'ash' THEN 0 WHEN 'elm' THEN 1 WHEN 'fir' THEN 2 WHEN 'oak' THEN 3 WHEN 'yew' THEN 4 END`
