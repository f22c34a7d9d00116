/** Steps of ordinary SQL and SHOW TRAIN, run from the workflow that is emitted. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile, MemoryStore } from '../../src/index.ts'
import { type PodRun, runWorkflow } from '../support/run-workflow.ts'
import { metadataOf } from '../support/stores/models.ts'

/** Ordinary SQL needs nothing but a Python. */
function anyPython(): string | undefined {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}
const python = anyPython()

describe.skipIf(python === undefined)(`steps${python === undefined ? ' (there is no python3)' : ''}`, () => {
  let folder: string
  let path: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sqlflowc-steps-'))
    path = join(folder, 'data.db')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  async function run(text: string, store = new MemoryStore()): Promise<PodRun[]> {
    const { yaml, diagnostics } = await compile(text, { path: 'p.sql', dialect: 'sqlite' }, { store })
    if (yaml === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
    return runWorkflow(yaml, { python: python ?? '', secrets: { SQLFLOW_DATASOURCE: `sqlite:${path}` } })
  }

  test('statements run in their order, and result sets are shown', async () => {
    const runs = await run(`CREATE TABLE t (a INT, b TEXT);
INSERT INTO t VALUES (1, 'it''s {{x}} $(HOME)'), (2, NULL);
SELECT a, b, x'0102' AS c, 1.5 AS d FROM t ORDER BY a;`)
    expect(runs.map(({ exit }) => exit)).toEqual([0, 0, 0])
    const last = runs.at(-1)
    expect(last?.stdout).toContain("it's {{x}} $(HOME)")
    expect(last?.stdout).toContain('(2 rows)')
    expect(JSON.parse(String(last?.outputs.get('001.json')))).toEqual({
      columns: ['a', 'b', 'c', 'd'],
      rows: [
        [1, "it's {{x}} $(HOME)", { base64: 'AQI=' }, 1.5],
        [2, null, { base64: 'AQI=' }, 1.5],
      ],
      count: 2,
    })
  })

  test('a statement that fails ends the workflow with one line that says where', async () => {
    const runs = await run('SELECT 1;\n\nSELECT * FROM nowhere;')
    expect(runs.map(({ exit }) => exit)).toEqual([0, 1])
    expect(runs[1]?.stderr).toBe(
      'sqlflowc: step s002-select-nowhere, line 3: no such table: nowhere (in: SELECT * FROM nowhere)\n',
    )
  })

  test('a transaction that fails leaves nothing', async () => {
    await run('DROP TABLE IF EXISTS u;\nCREATE TABLE u (a INT PRIMARY KEY);')
    const runs = await run('BEGIN;\nINSERT INTO u VALUES (1);\nINSERT INTO u VALUES (1);\nCOMMIT;')
    expect(runs.at(-1)?.exit).toBe(1)
    const database = new DatabaseSync(path)
    expect(database.prepare('SELECT count(*) AS n FROM u').get()).toEqual({ n: 0 })
    database.close()
  })

  test('SHOW TRAIN prints the statement', async () => {
    const statement = 'SELECT 1\nTO TRAIN xgboost.gbtree LABEL "l{{a}}bel" INTO m'
    const [show] = await run(
      'SHOW TRAIN m;',
      new MemoryStore({ m: metadataOf('m', { originalSql: statement }) }),
    )
    expect(show).toMatchObject({ exit: 0, stdout: `${statement}\n` })
    expect(String(show?.outputs.get('001.txt'))).toBe(statement)
  })
})
