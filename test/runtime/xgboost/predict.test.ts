/** Results of PREDICT with XGBoost: the table's columns, types and rows, and what ends with one line instead. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Ground, makePoints, missing, numbers } from '../../support/xgboost/steps.ts'

const multi = 'objective = "multi:softprob", num_class = 3, train.num_boost_round = 3'

describe.skipIf(missing !== undefined)(`predictions of XGBoost${missing ? ` (${missing})` : ''}`, () => {
  const ground = new Ground()
  beforeAll(async () => {
    makePoints(ground)
    await ground.succeed(`SELECT a, b, c, name FROM points TO TRAIN XGBClassifier WITH ${multi} LABEL name INTO names;
SELECT a, b, grade FROM points TO TRAIN XGBClassifier WITH ${multi} LABEL grade INTO grades;
SELECT a, b, side FROM points TO TRAIN XGBClassifier WITH objective = "binary:logistic" LABEL side INTO sides;
SELECT a, b, CAST(grade * 5 AS TEXT) AS code FROM points TO TRAIN XGBClassifier WITH ${multi} LABEL code INTO codes;
SELECT a, b, grade + 0.0 AS grade FROM points TO TRAIN XGBClassifier WITH ${multi} LABEL grade INTO reals;
SELECT a, b, y FROM points TO TRAIN XGBRegressor LABEL y INTO numbers;`)
  })
  afterAll(() => ground.remove())

  test('classes come back as the label had them', async () => {
    await ground.succeed(
      `SELECT id, a, b, c FROM points TO PREDICT name_result.name USING names;
SELECT id, a, b FROM points TO PREDICT grade_result.grade USING grades;
SELECT id, a, b FROM points TO PREDICT code_result.code USING codes;
SELECT id, a, b FROM points TO PREDICT real_result.grade USING reals;
SELECT id, a, b FROM points TO PREDICT side_result.side WITH predict.extra_outputs = "probability, probabilities" USING sides;`,
      await ground.store(),
    )
    const training = (label: string, features: string): string => `SELECT ${label}, ${features} FROM points`
    const code = `CASE name WHEN 'high' THEN 0 WHEN 'low' THEN 1 ELSE 2 END`
    const params = { objective: 'multi:softprob', num_class: 3 }
    const [names, grades, sides] = ground.direct(
      { train: training(code, numbers), predict: `SELECT ${numbers} FROM points`, params, rounds: 3 },
      { train: training('k', 'a, b'), predict: `SELECT a, b FROM points`, params, rounds: 3 },
      {
        train: training(`side = 'near'`, 'a, b'),
        predict: `SELECT a, b FROM points`,
        params: { objective: 'binary:logistic' },
        rounds: 10,
      },
    ) as [number[][], number[][], number[]]
    const best = (row: number[]): number => row.indexOf(Math.max(...row))
    expect(ground.column('SELECT name FROM name_result ORDER BY id')).toEqual(
      names.map((row) => ['high', 'low', 'mid'][best(row)]),
    )
    expect(ground.column('SELECT grade FROM grade_result ORDER BY id')).toEqual(
      grades.map((row) => [5, 7, 9][best(row)]),
    )
    expect(ground.column('SELECT code FROM code_result ORDER BY id')).toEqual(
      grades.map((row) => String(5 * ([5, 7, 9][best(row)] ?? 0))),
    )
    expect(ground.column('SELECT grade || typeof(grade) FROM real_result ORDER BY id')).toEqual(
      grades.map((row) => `${[5, 7, 9][best(row)]}.0real`),
    )
    const rows = ground.rows('SELECT side, probability, probabilities FROM side_result ORDER BY id')
    expect(rows.map(({ side }) => side)).toEqual(sides.map((p) => (p > 0.5 ? 'near' : 'far')))
    expect(rows.map(({ probability }) => probability)).toEqual(sides.map((p) => Math.max(p, 1 - p)))
    expect(rows.map(({ probabilities }) => String(probabilities).split(',').map(Number))).toEqual(
      sides.map((p) => [1 - p, p]),
    )
  })

  test('the table has the columns of the SELECT but the label, as they were, and the result last', async () => {
    ground.sql(`CREATE TABLE odd ("NAME" TEXT, "a ""b" TEXT, A INTEGER, payload BLOB, b REAL, c TEXT, n NUMERIC, "50%" TEXT);
INSERT INTO odd VALUES ('low', ' tab	and
line ', 3, x'00ff', 1.5, 'oak', 12345678901234567, NULL), ('mid', '', NULL, NULL, NULL, NULL, 0.1, 'None');
CREATE TABLE odd_result (old INT)`)
    await ground.succeed('SELECT * FROM odd TO PREDICT odd_result.name USING names;', await ground.store())
    expect(ground.column("SELECT name FROM pragma_table_info('odd_result')")).toEqual([
      ...['a "b', 'A', 'payload', 'b', 'c', 'n', '50%', 'name'],
    ])
    expect(
      ground.rows('SELECT "a ""b", A, payload, b, c, CAST(n AS TEXT) AS n, "50%", name FROM odd_result'),
    ).toEqual(
      ground.rows('SELECT "a ""b", A, payload, b, c, CAST(n AS TEXT) AS n, "50%" FROM odd').map((row) => ({
        ...row,
        name: expect.stringMatching(/^(low|mid|high)$/),
      })),
    )
    expect(
      ground.column('SELECT typeof("a ""b") || typeof(A) || typeof(payload) || typeof(n) FROM odd_result'),
    ).toEqual(['textintegerblobinteger', 'textnullnullreal'])
  })

  test('no rows make an empty table', async () => {
    ground.sql('CREATE TABLE none_result (old INT); INSERT INTO none_result VALUES (1)')
    await ground.succeed(
      'SELECT id, a, b FROM points WHERE 0 TO PREDICT none_result.y USING numbers;',
      await ground.store(),
    )
    expect(ground.rows('SELECT * FROM none_result')).toEqual([])
    expect(ground.column("SELECT name || ' ' || type FROM pragma_table_info('none_result')")).toEqual([
      ...['id INTEGER', 'a INTEGER', 'b REAL', 'y REAL'],
    ])
  })

  test('small batches and settings of the session change nothing', async () => {
    await ground.succeed(
      `SELECT id, a, b FROM points TO PREDICT all_at_once.y USING numbers;
SELECT id, a, b FROM points TO PREDICT by_seven.y WITH predict.batch_size = 7 USING numbers;`,
      await ground.store(),
    )
    expect(ground.rows('SELECT * FROM by_seven')).toEqual(ground.rows('SELECT * FROM all_at_once'))
  })
})
