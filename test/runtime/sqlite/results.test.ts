/** What steps write into an SQLite file: columns as they were declared, and nothing at all when the disk is full. */
import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Ground, missing, python } from '../../support/xgboost/steps.ts'

describe.skipIf(missing !== undefined)(`result tables in SQLite${missing ? ` (${missing})` : ''}`, () => {
  const ground = new Ground()
  beforeAll(async () => {
    ground.sql(`CREATE TABLE wide AS
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
SELECT i AS id, i % 13 AS a, (i * 7919 % 1000) / 100.0 AS b, printf('%040d', i) AS t FROM n`)
    await ground.succeed(`SELECT a, b, a * b AS y FROM wide LIMIT 400
TO TRAIN XGBRegressor WITH n_estimators = 5 LABEL y INTO m;
SELECT a, b FROM wide LIMIT 5 TO PREDICT kept.y USING m;`)
  })
  afterAll(() => ground.remove())

  test('columns keep the types that their tables declare, and all their values', async () => {
    ground.sql(`CREATE TABLE declared (a VARCHAR(10) NOT NULL, b DECIMAL(10, 2), c "odd type, x", "d e" DATETIME,
  f BOOLEAN, g BLOB, h UNSIGNED BIG INT, "i""j" "NOT NULL", k);
INSERT INTO declared VALUES ('3', 1.5, 'q', '2020-01-01', 1, x'00ff', 9007199254740993, 4, x'01'),
  ('-1e3', NULL, 7, 20200101, 0, 'text', -1, NULL, NULL)`)
    await ground.succeed(
      'SELECT *, a || b AS l FROM declared TO PREDICT copied.y USING m;',
      await ground.store(),
    )
    const columns = (table: string) =>
      ground.column(`SELECT name || ' ' || type FROM pragma_table_info('${table}')`)
    expect(columns('copied')).toEqual([...columns('declared'), 'l ', 'y REAL'])
    const both = ['declared', 'copied'].map((table) => {
      const cells = ['a', 'b', 'c', '"d e"', 'f', 'g', 'h', '"i""j"', 'k']
      return ground.rows(`SELECT ${cells.map((cell) => `quote(${cell})`).join(', ')} FROM ${table}`)
    })
    expect(both[1]).toEqual(both[0])
  })

  test('a view is not replaced', async () => {
    ground.sql('CREATE VIEW seen AS SELECT 1 AS one')
    expect(
      await ground.failure('SELECT a, b FROM wide TO PREDICT Seen.y USING m;', await ground.store()),
    ).toBe('"Seen" is a view, which is not replaced: drop it, or choose another name')
    expect(ground.rows('SELECT * FROM seen')).toEqual([{ one: 1 }])
  })

  test('a text that is none', async () => {
    const failure = await ground.failure(
      "SELECT a, b, CAST(x'ff' AS TEXT) AS odd FROM wide TO PREDICT kept.y USING m;",
      await ground.store(),
    )
    expect(failure).toMatch(/^Could not decode to UTF-8 column 'odd'/)
  })

  /** A Python whose files can't grow beyond a size: a full disk, as far as it can tell. */
  function limited(bytes: number): string {
    const path = join(ground.folder, `limited-${bytes}`)
    writeFileSync(path, `#!/bin/sh\nulimit -f ${Math.ceil(bytes / 512)}\nexec ${python} "$@"\n`)
    chmodSync(path, 0o755)
    return path
  }

  test.each([
    ['rows', 'SELECT * FROM wide TO PREDICT kept.y USING m;', 400_000, /rows of the result can't be written/],
    [
      'a result',
      'SELECT * FROM wide TO PREDICT kept.y USING m;',
      2 ** 20,
      /result table "kept" can't be written/,
    ],
    [
      'a model',
      `SELECT a, b, a * b + id AS y FROM wide LIMIT 5000
TO TRAIN XGBRegressor WITH n_estimators = 120, max_depth = 8 LABEL y INTO m;`,
      100_000,
      /the model `m` can't be saved \(.*\): .*the disk failed or is full/,
    ],
  ])('a disk that is full of %s leaves what was there', async (what, program, more, message) => {
    const size = statSync(ground.path).size
    const bytes = what === 'rows' ? more : size + more
    const models = ground.rows('SELECT id, hex(block) FROM m')
    const runs = await ground.run(program, { python: limited(bytes) }, await ground.store())
    expect(runs.at(-1)?.exit).toBe(1)
    expect(runs.at(-1)?.stderr).toMatch(/^sqlflowc: step s001-\S+, line 1: [^\n]*\n$/)
    expect(runs.at(-1)?.stderr).toMatch(message)
    expect(ground.rows('SELECT count(*) AS rows FROM kept')).toEqual([{ rows: 5 }])
    expect(ground.rows('SELECT id, hex(block) FROM m')).toEqual(models)
  })
})
