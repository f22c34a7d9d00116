/** Columns of tables and queries, held against SQLite itself: what is known must be what SQLite says. */
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyseColumns } from '../../src/analysis/columns.ts'
import { dialects } from '../../src/dialects/table.ts'
import type { KnownColumn, TableCatalog } from '../../src/effects/columns.ts'
import { analyze, type DialectName } from '../../src/index.ts'
import { growthOf } from '../support/work.ts'

function columnsOf(
  text: string,
  dialect: DialectName = 'mysql',
  catalog: TableCatalog = new Map(),
  lastTable?: string,
) {
  const analysis = analyze(text, { dialect })
  const columns = analyseColumns({ ...analysis, dialect: dialects[dialect], catalog })
  const last = analysis.program.statements.length - 1
  return lastTable === undefined ? columns.ofQuery(last) : columns.ofTable(lastTable, last)
}

const shown = (columns: readonly KnownColumn[] | undefined): string | undefined =>
  columns?.map(({ name, type, unique }) => `${name}${type ? ` ${type}` : ''}${unique ? '!' : ''}`).join(', ')

const t =
  'CREATE TABLE t (id INT PRIMARY KEY, a DECIMAL(10, 2) NOT NULL DEFAULT 3, `b c` VARCHAR(20) COMMENT "x, y", KEY k (a));\n'

describe('tables', () => {
  test.each([
    [t, 'id int!, a decimal(10,2), b c varchar(20)'],
    [
      `${t}ALTER TABLE t ADD COLUMN d DATE, DROP COLUMN a, RENAME COLUMN id TO key_id;`,
      'key_id int!, b c varchar(20), d date',
    ],
    [`${t}ALTER TABLE t MODIFY a TEXT;`, undefined],
    [`${t}DROP TABLE t;`, undefined],
    [`${t}DROP TABLE t; CREATE TABLE t AS SELECT 1 AS x, 'a' AS y;`, 'x, y'],
    ['CREATE TABLE t (a INT) AS SELECT 1 AS b;', undefined],
    ['CREATE TABLE t (a INT, UNIQUE (a), UNIQUE KEY (a, a));', 'a int!'],
    [`${t.replace('TABLE t', 'TABLE u')}CREATE TABLE t LIKE u;`, 'id int!, a decimal(10,2), b c varchar(20)'],
    [
      `${t.replace('TABLE t', 'TABLE u')}ALTER TABLE u RENAME TO t;`,
      'id int!, a decimal(10,2), b c varchar(20)',
    ],
    [
      `${t.replace('TABLE t', 'TABLE u')}CREATE VIEW t AS SELECT a, id AS i FROM u;`,
      'a decimal(10,2), i int!',
    ],
    ['CREATE TABLE IF NOT EXISTS t (a INT);', undefined],
    [`${t}CREATE TABLE IF NOT EXISTS t (z INT);`, 'id int!, a decimal(10,2), b c varchar(20)'],
    [`${t}CALL something();`, undefined],
    ['CREATE TEMPORARY TABLE t (a INT);', 'a int'],
    [
      'CREATE TABLE t (key varchar(20) PRIMARY KEY, index int, KEY i (a), KEY (a), INDEX j USING HASH (a));',
      'key varchar(20)!, index int',
    ],
    ['CREATE TABLE t (a INT) INHERITS (u);', undefined],
    ['CREATE TABLE t PARTITION OF u (a PRIMARY KEY) FOR VALUES IN (1);', undefined],
    ['CREATE TABLE t (LIKE u INCLUDING ALL, a INT);', undefined],
  ])('%s', (text, expected) => {
    expect(shown(columnsOf(`${text}\nSELECT 1;`, 'mysql', new Map(), 't'))).toBe(expected)
  })

  test('partitions of Hive are columns too', () => {
    const text =
      'CREATE TABLE t (a STRING COMMENT "x") PARTITIONED BY (dt STRING) STORED AS ORC;\nSELECT * FROM t;'
    expect(shown(columnsOf(text, 'hive'))).toBe('a string, dt string')
  })

  test('a table of the catalog, until something is done to it', () => {
    const catalog = new Map([['db.t', [{ name: 'a', type: 'int' }]]])
    expect(shown(columnsOf('SELECT * FROM db.t;', 'mysql', catalog))).toBe('a int')
    expect(shown(columnsOf('USE db; SELECT * FROM t;', 'mysql', catalog))).toBe('a int')
    expect(shown(columnsOf('DROP TABLE db.t; SELECT * FROM db.t;', 'mysql', catalog))).toBe(undefined)
    expect(shown(columnsOf('CALL p(); SELECT * FROM db.t;', 'mysql', catalog))).toBe(undefined)
  })

  test('a result has all columns but the label, then the prediction', () => {
    const text = `${t}SELECT a, id FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL id INTO m;
SELECT * FROM t TO PREDICT r.guess USING m;
SELECT * FROM r;`
    expect(shown(columnsOf(text))).toBe('a decimal(10,2), b c varchar(20), guess')
  })
})

describe('queries', () => {
  test.each([
    ['SELECT a, t.id AS i, a + 1, COUNT(*) n FROM t', 'a decimal(10,2), i int!, a + 1, n'],
    ['SELECT * FROM t AS x, (SELECT id AS z FROM t) y', 'id int, a decimal(10,2), b c varchar(20), z int'],
    ['SELECT y.*, x.a FROM t x JOIN (SELECT 1 AS z) y ON 1', 'z, a decimal(10,2)'],
    ['WITH q AS (SELECT * FROM t), r (n) AS (SELECT id FROM q) SELECT * FROM r', 'n int!'],
    ['WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r', 'n'],
    ['SELECT id FROM t UNION ALL SELECT 2', 'id int'],
    ['SELECT * FROM t NATURAL JOIN t u', undefined],
    ['SELECT t.* FROM t JOIN t u USING (id)', 'id int, a decimal(10,2), b c varchar(20)'],
    ['SELECT * FROM unknown_table', undefined],
    ['SELECT id FROM unknown_table', 'id'],
    ['SELECT * FROM t, unknown_table', undefined],
    [
      `SELECT * FROM ${'(SELECT * FROM '.repeat(30)}t${') x'.repeat(30)}`,
      'id int!, a decimal(10,2), b c varchar(20)',
    ],
    [`SELECT * FROM ${'(SELECT * FROM '.repeat(3000)}t${') x'.repeat(3000)}`, undefined],
  ])('%.80s', (text, expected) => {
    expect(shown(columnsOf(`${t}${text};`))).toBe(expected)
  })
})

describe('held against SQLite', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'Id', '"x y"', 'sum')
  const type = fc.constantFrom(
    'INT',
    'TEXT',
    'DECIMAL(10, 2)',
    'REAL NOT NULL',
    '',
    'INT DEFAULT (1 + 2)',
    'TEXT CHECK (1)',
  )
  const table = fc
    .uniqueArray(name, { minLength: 1, maxLength: 4 })
    .chain((names) =>
      fc
        .tuple(...names.map(() => type))
        .map((types) => names.map((one, at) => `${one} ${types[at]}`).join(', ')),
    )
  const item = fc.constantFrom(
    '*',
    'x.*',
    '1',
    '1 AS one',
    "'s' str",
    'count(*)',
    'max(1, 2) AS m',
    'CASE WHEN 1 THEN 2 END',
    'y.*',
    'NULL',
    '-1',
    '(SELECT 3) z',
  )
  const source = fc.constantFrom(
    't AS x, u AS y',
    't x JOIN u y ON 1',
    '(SELECT * FROM u) x, (SELECT 5 AS five, 6) y',
    'v x LEFT JOIN t y',
    'q x, q y',
  )
  const query = fc
    .tuple(fc.array(item, { minLength: 1, maxLength: 3 }), source, fc.boolean())
    .map(
      ([items, from, compound]) =>
        `WITH q AS (SELECT * FROM u), w (n) AS (SELECT 1) SELECT ${items.join(', ')} FROM ${from} WHERE 1${compound ? ' LIMIT 3' : ''}`,
    )

  test('names of the columns of queries', () => {
    fc.assert(
      fc.property(table, table, query, (first, second, select) => {
        const setup = `CREATE TABLE t (${first});\nCREATE TABLE u (${second}, PRIMARY KEY (${second.split(' ')[0] === '"x' ? '"x y"' : second.split(' ')[0]}));\nCREATE VIEW v AS SELECT * FROM t;\nCREATE TABLE made AS ${select};\n`
        const db = new DatabaseSync(':memory:')
        try {
          db.exec(setup)
          const known = columnsOf(`${setup}${select};`, 'sqlite')
          expect(known?.map(({ name: one }) => one)).toEqual(
            db
              .prepare(select)
              .columns()
              .map((column) => column.name),
          )
        } finally {
          db.close()
        }
      }),
      { numRuns: 500, seed: 5 },
    )
  })
})

test('a table that is made anew again and again costs no more each time', async () => {
  const load = async () => ({
    ...(await import('../../src/analyze.ts')),
    ...(await import('../../src/analysis/columns.ts')),
  })
  const growth = await growthOf(
    load,
    (compiler, times) => {
      const text = 'CREATE TABLE t AS SELECT 1 AS a;\nSELECT * FROM t;\nDROP TABLE t;\n'.repeat(times)
      const analysis = compiler.analyze(text)
      const columns = compiler.analyseColumns({ ...analysis, dialect: dialects.mysql, catalog: new Map() })
      for (let at = 0; at < analysis.program.statements.length; at++) columns.ofQuery(at)
    },
    200,
  )
  expect(growth).toBeLessThan(2.2)
})
