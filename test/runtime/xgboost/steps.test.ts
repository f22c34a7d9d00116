/** Models of XGBoost kept in a database; steps that are killed leave what was there. */
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MemoryStore, openStore } from '../../../src/index.ts'
import { type MariaDb, mariaDbMissing, startMariaDb } from '../../support/mysql/mariadb.ts'
import { runWorkflow } from '../../support/run-workflow.ts'
import { asInImages, compiled, Ground, makePoints, missing, python } from '../../support/xgboost/steps.ts'

const boosting = 'objective = "multi:softprob", num_class = 3, train.num_boost_round = 4'
const train = `SELECT a, b, c, name FROM points ORDER BY id TO TRAIN xgboost.gbtree WITH ${boosting} LABEL name INTO kept;`
const predict = 'SELECT id, a, b, c, name FROM points TO PREDICT guessed.name USING kept;'

/** Kills a process as soon as something is so. */
function killWhen(pid: number, isSo: () => boolean | Promise<boolean>): void {
  const look = async (): Promise<void> => {
    try {
      if (await isSo()) process.kill(pid, 'SIGKILL')
      else setTimeout(look, 1)
    } catch {
      // It has ended.
    }
  }
  void look()
}

describe.skipIf(missing !== undefined)(`models of XGBoost in SQLite${missing ? ` (${missing})` : ''}`, () => {
  const ground = new Ground()
  beforeAll(() => makePoints(ground))
  afterAll(() => ground.remove())

  test('a step that is killed while it writes leaves the old result, and the old model', async () => {
    ground.sql(`CREATE TABLE many AS
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
SELECT i AS id, i % 13 AS a, (i * 7919 % 1000) / 100.0 AS b FROM n;
CREATE TABLE many_points AS SELECT a, b, a * b AS y FROM many LIMIT 400`)
    const learn = (rounds: number): string => `SELECT a, b, y FROM many_points
TO TRAIN XGBRegressor WITH max_depth = 8, train.num_boost_round = ${rounds} LABEL y INTO large;`
    const use = 'SELECT id, a, b FROM many WHERE id < 50 TO PREDICT few.y USING large;'
    await ground.succeed(`${learn(200)} ${use}`)
    ground.sql('CREATE TABLE many_guessed (old INT); INSERT INTO many_guessed VALUES (1), (2)')
    const before = ground.rows('SELECT * FROM few')
    const journal = `${ground.path}-journal`
    const kill = { onStart: (_: unknown, pid: number) => killWhen(pid, () => existsSync(journal)) }
    const store = await ground.store()
    const killed = [
      await ground.run('SELECT id, a, b FROM many TO PREDICT many_guessed.y USING large;', kill, store),
      await ground.run(learn(300), kill),
    ]
    expect(killed.map((runs) => runs.at(-1)?.exit)).toEqual(['SIGKILL', 'SIGKILL'])
    expect(ground.rows('SELECT * FROM many_guessed')).toEqual([{ old: 1 }, { old: 2 }])
    await ground.succeed(use, store)
    expect(ground.rows('SELECT * FROM few')).toEqual(before)
  })
})

const reason = missing ?? mariaDbMissing()
describe.skipIf(reason !== undefined)(`models of XGBoost in MariaDB${reason ? ` (${reason})` : ''}`, () => {
  const ground = new Ground()
  let server: MariaDb
  beforeAll(async () => {
    makePoints(ground)
    server = await startMariaDb()
    await server.query('CREATE DATABASE shop')
    await server.query(`CREATE TABLE shop.points (id INT, a SMALLINT, b DOUBLE, c VARCHAR(10), name VARCHAR(9), price DECIMAL(10, 2),
      flag BIT(1), yes BOOLEAN, born DATE, note TEXT CHARACTER SET latin1, raw VARBINARY(4))`)
    for (const { id, a, b, c, name } of ground.rows('SELECT * FROM points')) {
      const more = [
        Number(id) / 4,
        Number(id) % 2,
        Number(id) % 3 === 0,
        '2026-01-02',
        'caf\u00e9\t',
        Buffer.from([0, 255]),
      ]
      await server.query('INSERT INTO shop.points VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
        id,
        a,
        b,
        c,
        name,
        ...more,
      ])
    }
  })
  afterAll(async () => {
    await server?.close()
    await ground.remove()
  })

  async function run(program: string, stored: boolean, onStart?: (pod: unknown, pid: number) => void) {
    const store = stored ? await openStore(server.url('shop')) : new MemoryStore()
    const yaml = await compiled(program, 'mysql', store)
    await store.close?.()
    const secrets = { SQLFLOW_DATASOURCE: server.url('shop') }
    return runWorkflow(yaml, { python, env: asInImages, secrets, ...(onStart ? { onStart } : {}) })
  }

  test('what SQLite predicts MariaDB predicts, and types stay', async () => {
    await ground.succeed(`${train} ${predict}`)
    const runs = [...(await run(train, false)), ...(await run(predict, true))]
    expect(runs.map(({ exit, stderr }) => [exit, stderr])).toEqual(runs.map(() => [0, '']))
    const rows = await server.query('SELECT id, name FROM shop.guessed ORDER BY id')
    expect(rows.map((row) => ({ ...row }))).toEqual(ground.rows('SELECT id, name FROM guessed ORDER BY id'))

    const [all] = await run(
      `SELECT * FROM points TO TRAIN XGBClassifier WITH ${boosting} LABEL name INTO everything;
SELECT * FROM points TO PREDICT shop.typed.predicted USING everything;`,
      false,
    )
    expect(all?.stdout).toContain('240 rows, 8 features: id, a, b, c, price, flag, yes, note\n')
    expect(all?.stdout).toContain('left out, as they hold no numbers or texts: born, raw\n')
    const types = await server.query('SHOW COLUMNS FROM shop.typed')
    expect(types.map(({ Field, Type }) => `${Field} ${Type}`)).toEqual([
      ...['id int(11)', 'a smallint(6)', 'b double', 'c varchar(10)', 'price decimal(10,2)', 'flag bit(1)'],
      ...['yes tinyint(1)', 'born date', 'note text', 'raw varbinary(4)', 'predicted longtext'],
    ])
    const kept = 'id, a, b, c, price, flag, yes, born, note, raw'
    expect(await server.query(`SELECT ${kept} FROM shop.typed ORDER BY id`)).toEqual(
      await server.query(`SELECT ${kept} FROM shop.points ORDER BY id`),
    )
  })

  test('a date that COLUMN names is an error', async () => {
    const [failed] = await run(
      'SELECT born, b, price FROM points TO TRAIN XGBRegressor COLUMN born LABEL price INTO dated;',
      false,
    )
    expect(failed?.stderr).toContain(
      'column `born` holds dates or times, which are no numbers: let the SELECT make a number of it, or leave it out\n',
    )
  })

  test('a step that is killed while it writes leaves the old result', async () => {
    await server.query('CREATE TABLE shop.old_guess (old INT)')
    await server.query('INSERT INTO shop.old_guess VALUES (1)')
    const aside = async (): Promise<boolean> =>
      (await server.query("SHOW TABLES FROM shop LIKE 'sqlflowc\\\\_saving\\\\_%'")).length > 0
    const again =
      'SELECT p.* FROM points AS p, points AS q, points AS r WHERE r.id < 20 TO PREDICT old_guess.name USING kept;'
    const [killed] = await run(again, true, (_, pid) => killWhen(pid, aside))
    expect(killed?.exit).toBe('SIGKILL')
    expect(await server.query('SELECT * FROM shop.old_guess')).toEqual([{ old: 1 }])
  })

  test('a step that fails leaves no table aside', async () => {
    const failing = `SELECT id, IF(id > 200, 'x', a) AS a, b, c FROM points ORDER BY id
TO PREDICT failing.name WITH predict.batch_size = 50 USING kept;`
    const before = await server.query('SHOW TABLES FROM shop')
    const [failed] = await run(failing, true)
    expect(failed?.stderr).toContain("column `a` holds 'x' among numbers")
    expect(await server.query('SHOW TABLES FROM shop')).toEqual(before)
  })
})
