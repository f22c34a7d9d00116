/**
 * Random programs that SQLite runs without an error. Statements are proposed and tried one after
 * another on a live database; what fails is left out. Everything follows from the seed.
 */
import { definitionStatements } from './sql-definitions.ts'
import { contents } from './sql-names.ts'
import { Random } from './sql-random.ts'
import { Session } from './sql-session.ts'
import { rowStatements, type StatementKind } from './sql-statements.ts'

export interface GeneratedStatement {
  readonly kind: string
  readonly sql: string
}

export interface SqlProgram {
  readonly seed: number
  /** What is in the database before the program runs; the compiler does not see it. */
  readonly setup: readonly string[]
  readonly statements: readonly GeneratedStatement[]
}

const kinds: readonly StatementKind[] = [...rowStatements, ...definitionStatements]

/** Tables with rows, of which a program gets the first few. */
const tables: readonly string[] = [
  'CREATE TABLE t1 (a INTEGER PRIMARY KEY, b)',
  "INSERT INTO t1 VALUES (1, 'x'), (2, NULL), (3, 2)",
  'CREATE TABLE t2 (a, b, c)',
  "INSERT INTO t2 VALUES (1, 1, 'y'), (3, 0, 'x')",
  'CREATE TABLE T3 (a UNIQUE)',
  'INSERT INTO T3 VALUES (1), (2)',
]

/** Three generations, for rows that follow each other. */
const family: readonly string[] = [
  'PRAGMA foreign_keys = ON',
  'CREATE TABLE t1 (a INTEGER PRIMARY KEY, b)',
  'CREATE TABLE t2 (a INTEGER PRIMARY KEY REFERENCES T1 ON DELETE CASCADE ON UPDATE CASCADE, b, c)',
  'CREATE TABLE u (a UNIQUE, b DEFAULT 2, FOREIGN KEY (a) REFERENCES "t2"(a) ON DELETE CASCADE)',
  "INSERT INTO t1 VALUES (1, 'x'), (2, 1), (3, 2)",
  'INSERT INTO t2 SELECT a, b, 0 FROM t1',
  'INSERT INTO u(a) SELECT a FROM t2',
]

/** A statement that the program may hold; what it is not to hold is left out as if it failed. */
export type Allowed = (sql: string, before: readonly string[], inTransaction: boolean) => boolean

const created = /^CREATE (TABLE|VIEW) (?:IF NOT EXISTS )?("[^"]+"|`[^`]+`|\[[^\]]+\]|[^\s("`[]+)/i

/** How scripts make a table that may be there already. */
function dropBefore(sql: string): string | undefined {
  const [, kind, name] = created.exec(sql) ?? []
  return kind && name && `DROP ${kind} IF EXISTS ${name}`
}

export function generateProgram(seed: number, allowed: Allowed = () => true): SqlProgram {
  const random = new Random(seed)
  const session = new Session()
  const statements: GeneratedStatement[] = []
  const add = (kind: string, sql: string): void => {
    const before = statements.map((statement) => statement.sql)
    if (allowed(sql, before, session.db.isTransaction) && session.run(sql).error === undefined)
      statements.push({ kind, sql })
  }
  const seen = random.chance(0.5)
  const first = random.chance(0.2) ? family : tables.slice(0, 2 * (1 + random.below(3)))
  const setup = seen || first === family ? [] : first
  for (const sql of setup) session.run(sql)
  if (setup.length === 0) {
    for (const sql of first) {
      add(sql.startsWith('C') ? 'create table' : sql.startsWith('I') ? 'insert values' : 'pragma', sql)
    }
  }
  // Some kinds much, some never: programs of a few kinds find what a mixture of all does not.
  const mixed = kinds.map((kind) => ({ kind, weight: kind.weight * random.pick([0, 0.3, 1, 1, 1, 5]) }))
  const length = Math.min(14, statements.length + 2 + random.below(11))
  for (let tries = 0; (statements.length < length || statements.length < 4) && tries < 200; tries++) {
    const { kind } = random.weighted(mixed) ?? {}
    const scene = { random, contents: contents(session.db), inTransaction: session.db.isTransaction }
    const sql = kind?.write(scene)
    if (!kind || sql === undefined) continue
    const afresh = random.chance(0.4) ? dropBefore(sql) : undefined
    if (afresh !== undefined) add('drop', afresh)
    add(kind.name, decorated(sql, random))
    const name = afresh === undefined ? undefined : created.exec(sql)?.[2]
    for (let more = random.below(3); name !== undefined && more > 0; more--)
      add('insert values', `INSERT INTO ${name} SELECT * FROM ${name}`)
  }
  if (session.db.isTransaction)
    statements.push({ kind: 'transaction', sql: random.pick(['COMMIT', 'ROLLBACK']) })
  session.close()
  return { seed, setup, statements }
}

/** The same statement as somebody else might write it down. */
function decorated(sql: string, random: Random): string {
  if (random.chance(0.06)) return `-- INSERT INTO t1; SELECT\n${sql}`
  if (random.chance(0.06)) return `${sql} /* FROM t2; */`
  if (random.chance(0.06)) return `${sql} -- DROP TABLE t2;\n`
  if (random.chance(0.06)) return sql.toLowerCase()
  if (random.chance(0.04)) return sql.replace(/ /, '\n\t/* u */ ')
  return sql
}

/** The text that the compiler gets. */
export function programText({ statements }: Pick<SqlProgram, 'statements'>): string {
  return statements.map(({ sql }) => `${sql};\n`).join('')
}
