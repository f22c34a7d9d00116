/** Columns as features of XGBoost: what the step makes of them is what XGBoost called directly gets as numbers. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cell, Ground, makePoints, missing, numbers, randoms } from '../../support/xgboost/steps.ts'

const boosting = { max_depth: 4, eta: 0.6 }
const withBoosting = 'objective = "reg:squarederror", max_depth = 4, eta = 0.6, train.num_boost_round = 12'
const params = { objective: 'reg:squarederror', ...boosting }

/** SHA-1 as one number, modulo the size. */
function hashed(text: string, size: number): number {
  return Number(BigInt(`0x${createHash('sha1').update(text).digest('hex')}`) % BigInt(size))
}

describe.skipIf(missing !== undefined)(`features of XGBoost${missing ? ` (${missing})` : ''}`, () => {
  const ground = new Ground()
  beforeAll(() => makePoints(ground))
  afterAll(() => ground.remove())

  test('the label may be the first, a middle or the last column; features go by name', async () => {
    const orders = ['y, a, b, c', 'a, b, y, c', 'a, b, c, y']
    await ground.succeed(
      orders
        .map(
          (columns, at) => `SELECT ${columns} FROM points ORDER BY id
TO TRAIN xgboost.gbtree WITH ${withBoosting} LABEL y INTO order_${at};
SELECT c, Y, B, id, A FROM points TO PREDICT ordered_${at}.y USING order_${at};`,
        )
        .join('\n'),
    )
    const [direct] = ground.direct({
      train: `SELECT y, ${numbers} FROM points ORDER BY id`,
      predict: `SELECT ${numbers} FROM points ORDER BY id`,
      params,
      rounds: 12,
    })
    for (const at of orders.keys())
      expect(ground.column(`SELECT y FROM ordered_${at} ORDER BY id`)).toEqual(direct)
  })

  test('a change of any one feature changes the predictions that it changes for XGBoost', async () => {
    const changes = [
      ['a', 'a + 6'],
      ['b', 'b * 0.5'],
      ['c', "CASE c WHEN 'ash' THEN 'yew' WHEN 'yew' THEN 'ash' WHEN 'oak' THEN NULL ELSE c END"],
      ['c', "'not seen'"],
    ] as const
    const changed = ({ 0: column, 1: expression }: (typeof changes)[number]): string =>
      `SELECT id, y, ${['a', 'b', 'c'].map((one) => (one === column ? `${expression} AS ${one}` : one)).join(', ')} FROM points`
    await ground.succeed(
      `SELECT y, a, b, c FROM points ORDER BY id
TO TRAIN xgboost.gbtree WITH ${withBoosting} LABEL y INTO single;
${changes.map((change, at) => `${changed(change)} TO PREDICT single_${at}.guess USING single;`).join('\n')}`,
    )
    const train = `SELECT y, ${numbers} FROM points ORDER BY id`
    const queries = [`SELECT * FROM points`, ...changes.map(changed)]
    const direct = ground.direct(
      ...queries.map((query) => ({
        train,
        predict: `SELECT ${numbers} FROM (${query}) ORDER BY id`,
        params,
        rounds: 12,
      })),
    ) as number[][]
    const before = direct[0] ?? []
    changes.forEach((change, at) => {
      const after = ground.column(`SELECT guess FROM single_${at} ORDER BY id`)
      expect(after, String(change)).toEqual(direct[at + 1])
      expect(after.filter((value, row) => value !== before[row]).length, String(change)).toBeGreaterThan(50)
    })
  })

  test('every function of COLUMN, with what is missing', async () => {
    const random = randoms(3)
    const pick = <T>(...items: T[]): T => items[Math.floor(random() * items.length)] as T
    const raw: Cell[][] = []
    const coded: Cell[][] = []
    for (let id = 0; id < 160; id++) {
      const gone = random() < 0.15
      const amount = gone ? null : Math.round(random() * 30) / 10
      const word = random() < 0.1 ? null : pick('red', 'green', 'blue')
      const level = pick<number | null>(0, 1, 2, 3, null)
      const triple = random() < 0.1 ? null : [pick(1, 2), pick(0.5, 1.5), null]
      const places = [...new Set([pick(0, 1, 2), pick(3, 4)])]
      const pairs = [
        [pick(0, 1), pick(0.5, 2)],
        [pick(2, 4), pick(1, 3)],
      ] as const
      const other = pick('1', '2.5', ' 4 ', '', null)
      const label = (amount ?? 5) + places.length * (word?.length ?? 0) + (level ?? 4) + (pairs[0][1] ?? 0)
      raw.push([
        ...[id, amount, word, level, triple?.map((one) => one ?? '').join(',') ?? null],
        ...[places.join(','), pairs.map((pair) => pair.join(':')).join(' '), other, label],
      ])
      const bucket = (limits: number[]): number | null =>
        amount === null ? null : limits.filter((limit) => amount >= limit).length
      const oneHot = (size: number, code: number | null): Cell[] =>
        Array.from({ length: size }, (_, at) => (code === null ? null : Number(at === code)))
      const colour = word === null ? null : ['blue', 'green', 'red'].indexOf(word)
      coded.push([
        ...[label, amount, bucket([0.7, 1, 2.2])],
        ...oneHot(3, bucket([1, 2])),
        ...[colour, word === null ? null : hashed(word, 5), ...oneHot(4, colour)],
        ...oneHot(6, word === null ? null : hashed(word, 6)),
        ...[level, ...oneHot(4, level)],
        ...(triple ?? [null, null, null]),
        ...Array.from({ length: 7 }, (_, at) => (places.includes(at) ? 1 : null)),
        ...Array.from({ length: 5 }, (_, at) => pairs.find(([place]) => place === at)?.[1] ?? null),
        other?.trim() ? Number(other) : null,
      ])
    }
    ground.sql(`CREATE TABLE raw (id INTEGER, amount REAL, word TEXT, level REAL, triple TEXT, places TEXT, pairs TEXT, other TEXT, goal REAL);
CREATE TABLE coded (${coded[0]?.map((_, at) => `n${at} REAL`).join(', ')});`)
    ground.insert('raw', raw)
    ground.insert('coded', coded)
    await ground.succeed(`SELECT amount, word, level, triple, places, pairs, other, goal FROM raw
TO TRAIN xgboost.gbtree WITH ${withBoosting}
COLUMN SPARSE(places, 7, COMMA), amount, BUCKET(DENSE(amount, 1), [0.7, 1, 2.2]), INDICATOR(BUCKET(amount, [1, 2])),
  word, CATEGORY_HASH(word, 5), INDICATOR(CATEGORY_ID(word, 4)), INDICATOR(CATEGORY_HASH(word, 6)),
  CATEGORY_ID("level", 4), INDICATOR("lev.l"), DENSE(triple, 3, COMMA)
LABEL goal INTO functions;
SELECT * FROM raw TO PREDICT functioned.guess USING functions;`)
    const [, ...places] = coded[0]?.map((_, at) => `n${at}`) ?? []
    const [direct] = ground.direct({
      train: 'SELECT * FROM coded',
      predict: `SELECT ${places.join(', ')} FROM coded`,
      params,
      rounds: 12,
    })
    expect(ground.column('SELECT guess FROM functioned ORDER BY id')).toEqual(direct)
  })

  test('a wide vector is sparse, and predicts the same', async () => {
    const sizes = [40, 5000]
    ground.sql(
      `CREATE TABLE wide AS SELECT id, y, (a + 5) || ',' || (20 + id % 9) AS places FROM points WHERE a IS NOT NULL`,
    )
    await ground.succeed(
      sizes
        .map(
          (size) => `SELECT places, y FROM wide
TO TRAIN xgboost.gbtree WITH ${withBoosting} COLUMN SPARSE(places, ${size}) LABEL y INTO wide_${size};
SELECT id, places FROM wide TO PREDICT widened_${size}.y USING wide_${size};`,
        )
        .join('\n'),
    )
    const [narrow, wide] = sizes.map((size) => ground.column(`SELECT y FROM widened_${size} ORDER BY id`))
    expect(wide).toEqual(narrow)
    expect(new Set(wide).size).toBeGreaterThan(20)
  })

  test('texts that come late have a place of their own, and those not trained with are missing', async () => {
    ground.sql(`CREATE TABLE late (id INTEGER, word TEXT, y REAL);
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1299)
INSERT INTO late SELECT i, CASE WHEN i >= 1200 THEN 'a late one' WHEN i % 3 = 0 THEN 'x' WHEN i % 3 = 1 THEN 'z' END, i % 3 + (i >= 1200) * 9 FROM n;
CREATE TABLE later AS SELECT 0 AS id, 'x' AS word UNION ALL SELECT 1, 'a late one' UNION ALL SELECT 2, 'never' UNION ALL SELECT 3, NULL;`)
    await ground.succeed(`SELECT * FROM late ORDER BY id
TO TRAIN xgboost.gbtree WITH ${withBoosting} COLUMN word, BUCKET(id, [2000]) LABEL y INTO late_model;
SELECT *, id AS extra FROM later TO PREDICT late_result.y USING late_model;`)
    const code = (word: string): string =>
      `CASE ${word} WHEN 'x' THEN 0 WHEN 'z' THEN 1 WHEN 'a late one' THEN 2 END`
    const [direct] = ground.direct({
      train: `SELECT y, 0, ${code('word')} FROM late ORDER BY id`,
      predict: `SELECT 0, ${code('word')} FROM later ORDER BY id`,
      params,
      rounds: 12,
    })
    const got = ground.column('SELECT y FROM late_result ORDER BY id')
    expect(got).toEqual(direct)
    expect(got[2]).toBe(got[3])
    expect(got[1]).toBeGreaterThan(8)
  })
})
