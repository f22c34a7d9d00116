/** The kinds of statements that random programs are made of: rows and queries. Definitions are next door. */
import { type Contents, mentioned, type Relation, written } from './sql-names.ts'
import { QueryWriter } from './sql-queries.ts'
import type { Random } from './sql-random.ts'

/** What a new statement can see and use. */
export interface Scene {
  readonly random: Random
  readonly contents: Contents
  readonly inTransaction: boolean
}

export interface StatementKind {
  readonly name: string
  readonly weight: number
  /** The statement without its semicolon; nothing where the scene has no use for it. It may turn out to fail. */
  readonly write: (scene: Scene) => string | undefined
}

/** A table, seldom a view: writing a view needs a trigger. */
function target({ random, contents }: Scene): Relation | undefined {
  const triggered = new Set(contents.triggers.map(({ table }) => table))
  return random.pick(
    contents.relations.filter(
      ({ view, name, columns }) => columns.length > 0 && (!view || triggered.has(name)),
    ),
  )
}

export function named(relation: Relation, { random, contents }: Scene): string {
  return mentioned(relation, contents.relations, random)
}

export function queries({ random, contents }: Scene): QueryWriter {
  return new QueryWriter(random, contents.relations)
}

function asSource({ name, columns }: Relation): { text: string; alias: string; columns: readonly string[] } {
  return { text: '', alias: name, columns }
}

function returning(relation: Relation, scene: Scene): string {
  const { random } = scene
  if (relation.view || random.chance(0.85)) return ''
  const column = random.pick(relation.columns) ?? 'a'
  return ` RETURNING ${random.pick(['*', 'count(*) OVER ()', written(column, random)])}`
}

function insert(scene: Scene): { readonly table: Relation; readonly head: string } | undefined {
  const { random } = scene
  const table = target(scene)
  if (!table) return undefined
  const verb = random.pick([
    'INSERT',
    'INSERT',
    'INSERT OR IGNORE',
    'INSERT OR REPLACE',
    'REPLACE',
    'INSERT OR FAIL',
  ])
  const columns = table.columns.map((column) => written(column, random)).join(', ')
  return { table, head: `${verb} INTO ${named(table, scene)}${random.maybe(0.3, `(${columns})`)}` }
}

function upsert(table: Relation, scene: Scene): string {
  const { random } = scene
  if (random.chance(0.75)) return ''
  if (random.chance(0.3)) return ' ON CONFLICT DO NOTHING'
  const column = written(random.pick(table.columns) ?? 'a', random)
  const sources = [asSource(table), { text: '', alias: 'excluded', columns: table.columns }]
  return ` ON CONFLICT DO UPDATE SET ${column} = ${queries(scene).expression(sources, 2, [])}`
}

function assignments(table: Relation, scene: Scene, expression: () => string): string {
  const { random } = scene
  const columns = random.shuffled(table.columns).slice(0, 1 + random.below(2))
  if (columns.length === 2 && random.chance(0.2)) {
    const list = columns.map((column) => written(column, random)).join(', ')
    return `(${list}) = (${queries(scene).query(2, 2, false)})`
  }
  return columns.map((column) => `${written(column, random)} = ${expression()}`).join(', ')
}

function update(scene: Scene, head = ''): string | undefined {
  const { random } = scene
  const table = target(scene)
  if (!table) return undefined
  const writer = queries(scene)
  const other = random.chance(0.3) ? writer.source(1, []) : undefined
  const alias = random.chance(0.2) ? 'me' : table.name
  const sources = [{ ...asSource(table), alias }, ...(other ? [other] : [])]
  const from = other ? ` FROM ${other.text}` : ''
  const where = random.maybe(0.7, ` WHERE ${writer.condition(sources, 2, [])}`)
  const set = assignments(table, scene, () => writer.expression(sources, 2, []))
  const called = alias === 'me' ? ' AS me' : ''
  const verb = `UPDATE ${random.maybe(0.2, 'OR IGNORE ')}${named(table, scene)}${called}`
  return `${head}${verb} SET ${set}${from}${where}${returning(table, scene)}`
}

function remove(scene: Scene, head = ''): string | undefined {
  const { random } = scene
  const table = target(scene)
  if (!table) return undefined
  const where = random.maybe(0.85, ` WHERE ${queries(scene).condition([asSource(table)], 2, [])}`)
  return `${head}DELETE FROM ${named(table, scene)}${where}${returning(table, scene)}`
}

export const rowStatements: readonly StatementKind[] = [
  {
    name: 'insert values',
    weight: 12,
    write: (scene) => {
      const start = insert(scene)
      if (!start) return undefined
      const { random } = scene
      if (random.chance(0.05)) return `INSERT INTO ${named(start.table, scene)} DEFAULT VALUES`
      const values = queries(scene).values(start.table.columns.length, random.chance(0.3) ? 2 : 0)
      return `${start.head} ${values}${upsert(start.table, scene)}${returning(start.table, scene)}`
    },
  },
  {
    name: 'insert select',
    weight: 12,
    write: (scene) => {
      const start = insert(scene)
      if (!start) return undefined
      const { random } = scene
      const width = start.table.columns.length
      const writer = queries(scene)
      const conflict = upsert(start.table, scene)
      // SQLite needs a WHERE before ON CONFLICT.
      const query = conflict ? `${writer.select(width, 2)} LIMIT 3` : writer.query(width, 2, true)
      const closed = conflict ? `SELECT * FROM (${query}) WHERE true` : query
      const head = random.chance(0.15) ? writer.with(2, []).text : ''
      return `${head}${start.head} ${closed}${conflict}${returning(start.table, scene)}`
    },
  },
  { name: 'update', weight: 10, write: (scene) => update(scene) },
  { name: 'delete', weight: 7, write: (scene) => remove(scene) },
  {
    name: 'with … update/delete',
    weight: 4,
    write: (scene) => {
      const { text, known } = queries(scene).with(2, [])
      const cte = known[known.length - 1]
      const change = scene.random.chance(0.5) ? update(scene, text) : remove(scene, text)
      if (!change || !cte || /RETURNING/.test(change) || scene.random.chance(0.4)) return change
      const column = written(cte.columns[0] ?? 'a', scene.random)
      const also = `1 IN (SELECT ${column} FROM ${written(cte.name, scene.random)})`
      return /WHERE/.test(change.slice(text.length)) ? `${change} AND ${also}` : `${change} WHERE ${also}`
    },
  },
  {
    name: 'select',
    weight: 14,
    write: (scene) => {
      const { random } = scene
      if (random.chance(0.05)) return queries(scene).values(1 + random.below(2), 2)
      return queries(scene).query(1 + random.below(2), 3, false)
    },
  },
  {
    name: 'select of the catalog',
    weight: 1.5,
    write: (scene) => {
      const { random } = scene
      const relation = random.pick(scene.contents.relations)
      const name = `'${relation?.name ?? 't1'}'`
      return random.pick([
        'SELECT name, type FROM sqlite_master ORDER BY 1',
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table'",
        'SELECT sql FROM main.sqlite_master',
        `SELECT name FROM pragma_table_info(${name})`,
        `PRAGMA table_info(${name})`,
        `PRAGMA index_list(${name})`,
        'PRAGMA table_list',
        `PRAGMA foreign_key_list(${name})`,
        'SELECT * FROM sqlite_sequence',
      ])
    },
  },
  {
    name: 'select of the session',
    weight: 1,
    write: ({ random }) => {
      const call = random.pick(['changes()', 'last_insert_rowid()', 'total_changes()'])
      return `SELECT ${call}`
    },
  },
]
