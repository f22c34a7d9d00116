/** Columns of tables from a real SQLite and a real MariaDB: pinned in the lock, or asked when the linter runs. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/cli.ts'
import { memoryHost } from '../support/memory-host.ts'
import { mariaDbMissing, startMariaDb } from '../support/mysql/mariadb.ts'

const program = `SELECT a, b FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL b INTO m;
SELECT * FROM u TO PREDICT r.b USING m;
CREATE TABLE own AS SELECT * FROM t;
SELECT * FROM own;
`

async function call(
  args: readonly string[],
  files: Record<string, string | Uint8Array>,
  env: Record<string, string> = {},
) {
  const host = memoryHost(files, { env })
  const code = await run(args, host)
  return { code, ...host.written, files: host.files }
}

const missing = mariaDbMissing()
const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-catalog-'))
afterAll(() => rmSync(folder, { recursive: true }))

const places = [
  { name: 'SQLite', reason: undefined, dialect: 'sqlite' },
  { name: 'MariaDB', reason: missing, dialect: 'mysql' },
] as const

describe.each(places)('$name', ({ name, reason, dialect }) => {
  describe.skipIf(reason !== undefined)(reason ?? 'columns', () => {
    let url = ''
    let close = async (): Promise<void> => {}
    const tables = `CREATE TABLE t (id INTEGER PRIMARY KEY, a DECIMAL(10,2), b VARCHAR(20) UNIQUE, c INT, UNIQUE (c, a));
CREATE TABLE u (x INT, y INT, PRIMARY KEY (x, y));`
    beforeAll(async () => {
      if (name === 'SQLite') {
        const path = join(folder, "it's.db")
        new DatabaseSync(path).exec(tables)
        url = `sqlite:${path}`
        return
      }
      const server = await startMariaDb()
      await server.query('CREATE DATABASE shop')
      for (const statement of tables.split('\n'))
        await server.query(statement.replace('TABLE ', 'TABLE shop.'))
      url = server.url('shop')
      close = () => server.close()
    })
    afterAll(() => close())

    test('are pinned for the tables that the program does not make, and pinned again when they change', async () => {
      const { code, out, err, files } = await call(
        ['model', 'pin', '--catalog', 'p.sql', '--datasource', url],
        { 'p.sql': program },
      )
      expect(code, err).toBe(0)
      const prefix = dialect === 'mysql' ? 'shop.' : ''
      expect(out).toBe(`pinned the columns of ${prefix}t\npinned the columns of ${prefix}u\n`)
      const lock = JSON.parse(String(files.get('sqlflow.lock.json')))
      const integer = dialect === 'mysql' ? 'int(11)' : 'integer'
      expect(lock.tables[`${prefix}t`].columns).toEqual([
        { name: 'id', type: integer, unique: true },
        { name: 'a', type: 'decimal(10,2)' },
        { name: 'b', type: 'varchar(20)', unique: true },
        { name: 'c', type: dialect === 'mysql' ? 'int(11)' : 'int' },
      ])
      expect(lock.tables[`${prefix}u`].columns.map((column: { unique?: boolean }) => column.unique)).toEqual([
        undefined,
        undefined,
      ])
      const again = await call(
        ['model', 'pin', '--catalog', 'p.sql', '--datasource', url],
        Object.fromEntries(files),
      )
      expect(again.out).toBe('all is pinned already\n')
    })

    test('the linter takes them from the lock, or asks for them', async () => {
      const { files } = await call(['model', 'pin', '--catalog', 'p.sql', '--datasource', url], {
        'p.sql': program,
      })
      const settings = {
        'sqlflow.yaml': `datasource: ${dialect === 'mysql' ? 'mysql://host/shop' : 'sqlite:x.db'}\n`,
      }
      const wanted = ['lint', 'p.sql', '--format', 'concise']
      const pinned = await call(wanted, { ...Object.fromEntries(files), ...settings })
      expect(pinned.out).toContain('SF420')
      const asked = await call([...wanted, '--online', '--datasource', url], { 'p.sql': program })
      expect(asked.out, asked.err).toBe(pinned.out)
      expect((await call(wanted, { 'p.sql': program })).out).not.toContain('SF420')
    })
  })
})

test('a data source that can’t be asked, without its password', async () => {
  const files = { 'p.sql': program }
  const down = await call(
    [
      'lint',
      'p.sql',
      '--online',
      '--datasource',
      'mysql://ann:s3cret@127.0.0.1:1/shop',
      '--config',
      'c.yaml',
    ],
    {
      ...files,
      'c.yaml': 'stores: {deadlineSeconds: 2}\n',
    },
  )
  expect([down.code, down.err]).toEqual([3, expect.stringContaining('mysql://ann:***@127.0.0.1:1/shop')])
  expect(down.err).not.toContain('s3cret')
  expect((await call(['lint', 'p.sql', '--online'], files)).code).toBe(2)
  expect((await call(['lint', 'p.sql', '--online', '--datasource', 'hive://h/d'], files)).code).toBe(3)
})
