/** The kinds of statements that random programs are made of: definitions, transactions, settings. */
import { columnNames, type Relation, tableNames, viewNames, written } from './sql-names.ts'
import { named, queries, type Scene, type StatementKind } from './sql-statements.ts'

function tables({ contents }: Scene): Relation[] {
  return contents.relations.filter(({ view }) => !view)
}

/** A name for something new; now and then one that is taken, which only IF NOT EXISTS allows. */
function fresh(
  names: readonly string[],
  scene: Scene,
): { readonly name: string; readonly condition: string } {
  const { random, contents } = scene
  const taken = new Set(contents.relations.map(({ name }) => name.toLowerCase()))
  const free = names.filter((name) => !taken.has(name.toLowerCase()))
  const name = random.chance(0.1) ? random.pick(names) : random.pick(free)
  const condition = random.maybe(0.2, 'IF NOT EXISTS ')
  const schema = random.maybe(0.1, 'main.') || (contents.attached ? random.maybe(0.5, 'aux.') : '')
  return { name: schema + written(name ?? 't9', random), condition }
}

function columnDefinitions(scene: Scene): string {
  const { random } = scene
  const width = 1 + random.below(3)
  const parent = random.pick(tables(scene).filter(({ schema }) => schema === 'main'))
  const definitions = columnNames.slice(0, width).map((column, at) => {
    const options = [
      '',
      ' INTEGER',
      ' TEXT',
      " DEFAULT 'x'",
      ' "VARCHAR"(10)',
      ' CHECK (1)',
      ' COLLATE NOCASE',
    ]
    const key =
      at === 0
        ? random.pick(['', ' INTEGER PRIMARY KEY', ' UNIQUE', ' INTEGER PRIMARY KEY AUTOINCREMENT'])
        : ''
    const action = random.pick(['CASCADE', 'CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT', 'NO ACTION'])
    const reference =
      at === 1 && parent && random.chance(0.35)
        ? ` REFERENCES ${written(parent.name, random)} ON DELETE ${action} ON UPDATE CASCADE`
        : ''
    return `${written(column, random)}${key || random.pick(options)}${reference}`
  })
  return definitions.join(', ') + (width < 3 ? random.maybe(0.1, ', g AS (a + 1)') : '')
}

function createTable(scene: Scene, kind: string): string {
  const { random } = scene
  const { name, condition } = fresh(tableNames, scene)
  const head = `CREATE ${kind}TABLE ${condition}${name}`
  if (random.chance(0.5)) return `${head} AS ${queries(scene).query(1 + random.below(3), 2, true)}`
  return `${head} (${columnDefinitions(scene)})`
}

function createView(scene: Scene, kind: string): string {
  const { random } = scene
  const { name, condition } = fresh(viewNames, scene)
  const width = 1 + random.below(2)
  const columns = random.maybe(0.2, `(${['a', 'z'].slice(0, width).join(', ')})`)
  const relation = random.pick(scene.contents.relations)
  const query =
    relation && !columns && random.chance(0.3)
      ? `SELECT * FROM ${named(relation, scene)}`
      : queries(scene).query(width, 2, false)
  return `CREATE ${kind}VIEW ${condition}${name}${columns} AS ${query}`
}

function triggerBody(scene: Scene): string {
  const { random } = scene
  const main = tables(scene).filter(({ schema }) => schema === 'main')
  const one = (): string => {
    const table = random.pick(main)
    if (!table) return 'SELECT 1;'
    const column = written(table.columns[0] ?? 'a', random)
    const name = written(table.name, random)
    const other = random.pick(scene.contents.relations)
    const from = other ? ` FROM ${written(other.name, random)}` : ''
    return random.pick([
      `INSERT OR IGNORE INTO ${name}(${column}) VALUES (7);`,
      `INSERT OR IGNORE INTO ${name}(${column}) SELECT count(*)${from};`,
      `UPDATE OR IGNORE ${name} SET ${column} = (SELECT count(*)${from});`,
      `DELETE FROM ${name} WHERE ${column} = 2;`,
    ])
  }
  return `BEGIN ${one()} ${random.maybe(0.3, one())} END`
}

export const definitionStatements: readonly StatementKind[] = [
  { name: 'create table', weight: 8, write: (scene) => createTable(scene, '') },
  { name: 'create view', weight: 6, write: (scene) => createView(scene, '') },
  { name: 'create temporary table', weight: 2, write: (scene) => createTable(scene, 'TEMP ') },
  { name: 'create temporary view', weight: 1, write: (scene) => createView(scene, 'TEMPORARY ') },
  {
    name: 'drop',
    weight: 4,
    write: (scene) => {
      const { random } = scene
      const relation = random.pick(scene.contents.relations)
      if (!relation) return undefined
      const condition = random.maybe(0.3, 'IF EXISTS ')
      if (random.chance(0.1)) return `DROP TABLE IF EXISTS nowhere`
      return `DROP ${relation.view ? 'VIEW' : 'TABLE'} ${condition}${named(relation, scene)}`
    },
  },
  {
    name: 'create trigger',
    weight: 2,
    write: (scene) => {
      const { random } = scene
      const relation = random.pick(scene.contents.relations)
      if (!relation) return undefined
      const event = random.pick([
        'INSERT',
        'UPDATE',
        'DELETE',
        `UPDATE OF ${written(relation.columns[0] ?? 'a', random)}`,
      ])
      const time = relation.view ? 'INSTEAD OF' : random.pick(['AFTER', 'BEFORE'])
      const kind = random.maybe(0.1, 'TEMP ')
      return `CREATE ${kind}TRIGGER g${random.below(3)} ${time} ${event} ON ${named(relation, scene)} ${triggerBody(scene)}`
    },
  },
  {
    name: 'drop trigger',
    weight: 0.5,
    write: ({ random, contents }) => {
      const trigger = random.pick(contents.triggers)
      return trigger && `DROP TRIGGER ${written(trigger.name, random)}`
    },
  },
  {
    name: 'create index',
    weight: 2.5,
    write: (scene) => {
      const { random } = scene
      const table = random.pick(tables(scene))
      if (!table) return undefined
      const name = random.chance(0.03) ? random.pick(tableNames) : `i${random.below(4)}`
      const schema = table.schema === 'main' ? '' : `${table.schema}.`
      const column = written(random.pick(table.columns) ?? 'a', random)
      const where = random.maybe(0.2, ` WHERE ${column} > 1`)
      const head = `CREATE ${random.maybe(0.2, 'UNIQUE ')}INDEX ${random.maybe(0.3, 'IF NOT EXISTS ')}`
      return `${head}${schema}${written(name, random)} ON ${written(table.name, random)} (${column})${where}`
    },
  },
  {
    name: 'drop index',
    weight: 1,
    write: ({ random, contents }) => {
      const index = random.pick(contents.indexes)
      if (!index) return undefined
      return random.chance(0.15)
        ? `REINDEX ${written(index.table, random)}`
        : `DROP INDEX ${written(index.name, random)}`
    },
  },
  {
    name: 'alter table',
    weight: 6,
    write: (scene) => {
      const { random } = scene
      const table = random.pick(tables(scene))
      if (!table) return undefined
      const column = random.pick(table.columns) ?? 'a'
      const free = columnNames.find((name) => !table.columns.includes(name)) ?? 'z'
      const to = written(free, random)
      const head = `ALTER TABLE ${named(table, scene)}`
      const { name } = fresh(tableNames, scene)
      const reference = random.maybe(0.2, ` REFERENCES ${written(random.pick(tableNames), random)}`)
      return random.pick([
        `${head} RENAME TO ${name.replace(/^\w+\./, '')}`,
        `${head} RENAME TO ${name.replace(/^\w+\./, '')}`,
        `${head} RENAME COLUMN ${written(column, random)} TO ${to}`,
        `${head} RENAME ${written(column, random)} TO ${to}`,
        `${head} ADD COLUMN ${to}${reference || " DEFAULT 'n'"}`,
        `${head} ADD ${to}${reference}`,
        `${head} DROP COLUMN ${written(column, random)}`,
      ])
    },
  },
  {
    name: 'transaction',
    weight: 4,
    write: ({ random, inTransaction }) => {
      if (!inTransaction)
        return random.pick(['BEGIN', 'BEGIN TRANSACTION', 'BEGIN IMMEDIATE', 'SAVEPOINT sp'])
      return random.pick([
        'COMMIT',
        'COMMIT',
        'END TRANSACTION',
        'ROLLBACK',
        'ROLLBACK',
        'SAVEPOINT sp',
        'RELEASE sp',
        'ROLLBACK TO sp',
        'ROLLBACK TRANSACTION TO SAVEPOINT sp',
      ])
    },
  },
  {
    name: 'pragma',
    weight: 2,
    write: ({ random }) =>
      random.pick([
        'PRAGMA foreign_keys = ON',
        'PRAGMA foreign_keys = on',
        'PRAGMA foreign_keys(1)',
        'PRAGMA foreign_keys = OFF',
        'PRAGMA case_sensitive_like = ON',
        'PRAGMA foreign_keys',
        'PRAGMA user_version = 5',
        'PRAGMA user_version',
        'PRAGMA defer_foreign_keys = ON',
      ]),
  },
  {
    name: 'attach',
    weight: 1,
    write: ({ random, contents }) => {
      if (contents.attached) return random.maybe(0.2, 'DETACH aux') || undefined
      return random.pick(["ATTACH 'aux.db' AS aux", "ATTACH DATABASE 'aux.db' AS aux"])
    },
  },
]
