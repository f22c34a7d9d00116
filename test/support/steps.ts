/** A place to run programs in: an SQLite file, and the workflow of a program run on it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { compile, type Store } from '../../src/index.ts'
import { type PodRun, type RunOptions, runWorkflow } from './run-workflow.ts'

export class StepPlace {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'sqlflowc-steps-'))
  readonly path: string = join(this.folder, 'data.db')
  readonly #python: string

  constructor(python: string) {
    this.#python = python
  }

  /** Compiles a program and runs its workflow. Fails when it does not compile. */
  async run(
    text: string,
    { store, ...options }: Partial<RunOptions> & { readonly store?: Store } = {},
  ): Promise<PodRun[]> {
    const { yaml, diagnostics } = await compile(
      text,
      { path: 'p.sql', dialect: 'sqlite' },
      store ? { store } : {},
    )
    if (yaml === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
    const secrets = { SQLFLOW_DATASOURCE: `sqlite:${this.path}` }
    return runWorkflow(yaml, { python: this.#python, secrets, ...options })
  }

  /** Runs a program whose steps must all go well. */
  async done(text: string, options: Parameters<StepPlace['run']>[1] = {}): Promise<PodRun[]> {
    const runs = await this.run(text, options)
    const failed = runs.find(({ exit }) => exit !== 0)
    if (failed) throw new Error(`${failed.task}: ${failed.exit}\n${failed.stdout}\n${failed.stderr}`)
    return runs
  }

  /** The one line that a program's last step ends with. */
  async failure(text: string): Promise<string> {
    const last = (await this.run(text)).at(-1)
    if (last?.exit !== 1)
      throw new Error(`the step ended with ${last?.exit}\n${last?.stdout}\n${last?.stderr}`)
    return last.stderr.trim().replace(/^sqlflowc: step [\w-]+, line \d+: /, '')
  }

  rows(sql: string): Record<string, unknown>[] {
    const database = new DatabaseSync(this.path)
    try {
      return database
        .prepare(sql)
        .all()
        .map((row) => ({ ...row }))
    } finally {
      database.close()
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
