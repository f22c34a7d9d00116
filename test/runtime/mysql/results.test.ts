/** What steps read from MariaDB and write there: every type as it was, and one clear line when it can't be done. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MemoryStore, openStore } from '../../../src/index.ts'
import { type MariaDb, mariaDbMissing, startMariaDb } from '../../support/mysql/mariadb.ts'
import { type PodRun, runWorkflow } from '../../support/run-workflow.ts'
import { asInImages, compiled, missing, python } from '../../support/xgboost/steps.ts'

const reason = missing ?? mariaDbMissing()

describe.skipIf(reason !== undefined)(`result tables in MariaDB${reason ? ` (${reason})` : ''}`, () => {
  let server: MariaDb
  beforeAll(async () => {
    server = await startMariaDb()
    await server.query('CREATE DATABASE shop')
    await server.query("SET SESSION sql_mode = ''")
    await server.query(`CREATE TABLE shop.types (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, de DECIMAL(30, 10),
      dt DATETIME(6), ts TIMESTAMP(3) NULL, ti TIME(6), da DATE, ye YEAR, bl LONGBLOB, bi BIT(64), js JSON,
      tx VARCHAR(50) CHARACTER SET utf8mb4, en ENUM('a', 'b'), st SET('x', 'y'), db DOUBLE NOT NULL,
      bo BOOLEAN, ge POINT, bn BINARY(4), up INT UNSIGNED ZEROFILL, y DOUBLE)`)
    await server.query(`INSERT INTO shop.types VALUES
      (18446744073709551615, 12345678901234567890.0123456789, '2020-01-02 03:04:05.123456', '2020-01-02 03:04:05.5',
       '-00:30:00.25', '2020-02-29', 2020, x'00ff27', ~0, '{"a": "ü%s"}', '😀 \\\\ '' %s', 'a', 'x,y', 0.1, 1,
       POINT(1, 2), 'ab', 7, 1),
      (2, -0.0000000001, '0000-00-00', NULL, '838:59:59.999999', '0000-00-00', 0, '', 0, '[]', '', 'b', '', 1e300, 0,
       NULL, NULL, 0, 2),
      (3, NULL, '2020-00-00', NULL, '-838:00:00', '2020-12-00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 5e-324,
       NULL, NULL, NULL, NULL, 3)`)
    await server.query(`CREATE TABLE shop.many AS SELECT seq AS a, IF(seq = 15000, 'x', '5') AS c, seq * 2e0 AS y
      FROM shop.seq_1_to_300000`)
    await done(`SELECT de, bo, tx, up, y FROM types TO TRAIN XGBRegressor WITH n_estimators = 2 LABEL y INTO m;
SELECT a, c, y FROM many LIMIT 2000 TO TRAIN XGBRegressor WITH n_estimators = 2 LABEL y INTO digits;`)
  })
  afterAll(() => server?.close())

  async function run(
    program: string,
    onStart?: (pod: unknown, pid: number) => void,
    query = '',
  ): Promise<PodRun[]> {
    const store = program.includes('TO TRAIN') ? new MemoryStore() : await openStore(server.url('shop'))
    const yaml = await compiled(program, 'mysql', store)
    await store.close?.()
    const secrets = { SQLFLOW_DATASOURCE: server.url('shop') + query }
    return runWorkflow(yaml, { python, env: asInImages, secrets, ...(onStart ? { onStart } : {}) })
  }

  async function done(program: string): Promise<void> {
    for (const { exit, stderr } of await run(program)) expect([exit, stderr]).toEqual([0, ''])
  }

  /** All that the last step says when it fails. */
  async function failure(...args: Parameters<typeof run>): Promise<string> {
    const last = (await run(...args)).at(-1)
    expect(last?.exit).toBe(1)
    return (last?.stderr ?? '').replace(/^sqlflowc: step [\w-]+, line \d+: /, '')
  }

  const columns = async (table: string): Promise<string[]> =>
    (await server.query(`SHOW COLUMNS FROM shop.${table}`)).map(({ Field, Type }) => `${Field} ${Type}`)

  test.each(['', "SET sql_mode = 'TRADITIONAL';", 'SET NAMES latin1;'])(
    'every type keeps its values, also after: %s',
    async (setting) => {
      await done(`${setting} SELECT * FROM types TO PREDICT shop.copied.predicted USING m;`)
      const names = (await columns('types'))
        .map((line) => line.split(' ')[0] ?? '')
        .filter((name) => name !== 'y')
      expect((await columns('copied')).slice(0, -1)).toEqual((await columns('types')).slice(0, -1))
      const exact = `id, ${names.map((name) => `HEX(${name}) AS ${name}`).join(', ')}`
      expect(await server.query(`SELECT ${exact} FROM shop.copied ORDER BY id`)).toEqual(
        await server.query(`SELECT ${exact} FROM shop.types ORDER BY id`),
      )
    },
  )

  test('the table is made and written with the settings of the program', async () => {
    await done(`SET sql_mode = 'ANSI_QUOTES'; SET time_zone = '+05:00'; SET @least = 5;
SELECT id, "ts", "de", bo, tx, up FROM types WHERE id > @least TO PREDICT shop.zoned.predicted USING m;`)
    const both = 'SELECT a.ts = b.ts AS same FROM shop.types AS a JOIN shop.zoned AS b ON a.id = b.id'
    expect(await server.query(both)).toEqual([{ same: 1 }])
  })

  test('dates that no calendar has are dates', async () => {
    const program = 'SELECT da, y FROM types WHERE id = 2 TO TRAIN XGBRegressor COLUMN da LABEL y INTO dated;'
    expect(await failure(program)).toMatch(/^column `da` holds dates or times, which are no numbers/)
  })

  test('times are shown as MySQL writes them', async () => {
    const [shown] = await run('SELECT ti FROM types ORDER BY id;')
    const { rows } = JSON.parse(String(shown?.outputs.get('001.json')))
    expect(rows).toEqual([['838:59:59.999999'], ['-838:00:00'], ['-00:30:00.250000']])
  })

  test('a step that fails while rows still come says one line', async () => {
    expect(await failure('SELECT * FROM many TO PREDICT other.predicted USING digits;')).toBe(
      "column `c` holds 'x' among numbers: for texts write CATEGORY_HASH(c, n)\n",
    )
    expect(await failure('SELECT * FROM many TO PREDICT nowhere.other.predicted USING digits;')).toBe(
      "the result table `nowhere`.`other` can't be made: there is no such database\n",
    )
  })

  test('a view is not replaced', async () => {
    await server.query('CREATE VIEW shop.seen AS SELECT 1 AS one')
    expect(await failure('SELECT a, c FROM many LIMIT 9 TO PREDICT shop.seen.predicted USING digits;')).toBe(
      '`shop`.`seen` is a view, which is not replaced: drop it, or choose another name\n',
    )
    expect(await server.query('SELECT * FROM shop.seen')).toEqual([{ one: 1 }])
  })

  test.each([
    [
      'SELECT SLEEP(9);',
      '?readTimeout=600ms',
      /the server did not answer in time, which timeout and readTimeout/,
    ],
    ['SELECT 1;', '?readTimeout=soon', /a time that can't be understood: write it as 10s or 500ms/],
  ])('%s with %s', async (program, query, message) => {
    expect(await failure(program, undefined, query)).toMatch(message)
  })

  test('times in the URL bound each wait, and no more', async () => {
    const [slow] = await run('SELECT SLEEP(2);', undefined, '?timeout=1s&writeTimeout=1s&readTimeout=1m30s')
    expect([slow?.exit, slow?.stderr]).toEqual([0, ''])
  })

  test('a server that takes connections and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const yaml = await compiled('SELECT 1;', 'mysql', new MemoryStore())
    const secrets = { SQLFLOW_DATASOURCE: `mysql://u:hush@127.0.0.1:${port}/shop?timeout=500ms` }
    const [failed] = await runWorkflow(yaml, { python, env: asInImages, secrets })
    silent.close()
    expect(failed?.stderr).toMatch(/line 1: the database can't be reached: the server did not answer in time/)
    expect(failed?.stderr).not.toContain('hush')
  })

  test('a result waits for those who still read the old one', async () => {
    await server.query('CREATE TABLE shop.read_from (old INT)')
    await server.query('BEGIN')
    await server.query('SELECT * FROM shop.read_from')
    const running = done('SELECT a, c FROM many LIMIT 9 TO PREDICT read_from.predicted USING digits;')
    await new Promise((resolve) => setTimeout(resolve, 4000))
    await server.query('COMMIT')
    await running
    expect(await server.query('SELECT COUNT(*) AS count FROM shop.read_from')).toEqual([{ count: 9 }])
  })

  test('a server that dies while rows come', async () => {
    await server.query('CREATE TABLE shop.before (old INT)')
    await server.query('INSERT INTO shop.before VALUES (7)')
    const aside = async (): Promise<boolean> =>
      (await server.query("SHOW TABLES FROM shop LIKE 'sqlflowc\\\\_saving\\\\_%'")).length > 0
    const running = run(
      'SELECT a, 5 AS c, seq FROM many, seq_1_to_20 TO PREDICT before.predicted USING digits;',
    )
    await expect.poll(aside, { timeout: 20_000, interval: 5 }).toBe(true)
    await server.stop('SIGKILL')
    const [failed] = await running
    await server.start()
    expect(failed?.exit).toBe(1)
    expect(failed?.stderr).toMatch(
      /^sqlflowc: step s001-predict-predicted, line 1: .*the connection was lost\n$/,
    )
    expect(await server.query('SELECT * FROM shop.before')).toEqual([{ old: 7 }])
  })
})
