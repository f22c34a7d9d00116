/** TO MAXIMIZE and TO MINIMIZE, run from the workflow that is emitted and compared with results by hand. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stepPython } from '../support/python.ts'
import { StepPlace } from '../support/steps.ts'

const { python = '', missing } = stepPython()

describe.skipIf(missing !== undefined)(`optimisation${missing === undefined ? '' : ` (${missing})`}`, () => {
  let place: StepPlace
  beforeAll(async () => {
    place = new StepPlace(python)
    await place.done(`CREATE TABLE goods (shop TEXT, product TEXT, price REAL, weight INT, most INT);
INSERT INTO goods VALUES ('a', 'x', 3, 2, 4), ('a', 'y', 5, 4, 9), ('b', 'x', 4, 3, 2), ('b', 'y', 1.5, 1, 7);`)
  })
  afterAll(() => place.remove())

  const solve = (more: string, type = 'NonNegativeIntegers', direction = 'MAXIMIZE'): string =>
    `SELECT * FROM goods TO ${direction} ${more} WITH variables = "n(shop, product)", var_type = "${type}" INTO best;`
  const best = () => place.rows('SELECT * FROM best').map((row) => Object.values(row))

  test('whole numbers, a sum over all rows and a bound for each row', async () => {
    const runs = await place.done(solve('SUM(price * n) CONSTRAINT SUM(weight * n) <= 12, n <= most'))
    expect(runs.at(-1)?.stdout).toContain('maximum: 18\n')
    const chosen = best()
    expect(chosen.map((row) => row.slice(0, 2))).toEqual([
      ['a', 'x'],
      ['a', 'y'],
      ['b', 'x'],
      ['b', 'y'],
    ])
    const data = place
      .rows('SELECT price, weight, most FROM goods')
      .map((row) => Object.values(row).map(Number))
    const amounts = chosen.map((row) => Number(row[2]))
    expect(amounts.every(Number.isInteger)).toBe(true)
    const total = (at: number) =>
      data.reduce((sum, row, index) => sum + (row[at] ?? 0) * (amounts[index] ?? 0), 0)
    expect([total(0), total(1) <= 12]).toEqual([18, true])
    expect(amounts.every((amount, at) => amount <= (data[at]?.[2] ?? 0))).toBe(true)
    expect(JSON.parse(String(runs.at(-1)?.outputs.get('002.json'))).columns).toEqual(['shop', 'product', 'n'])
  })

  test('one constraint for each group', async () => {
    await place.done(solve('SUM(price * n) CONSTRAINT SUM(n) <= 3 GROUP BY shop', 'NonNegativeReals'))
    expect(best()).toEqual([
      ['a', 'x', 0],
      ['a', 'y', 3],
      ['b', 'x', 3],
      ['b', 'y', 0],
    ])
  })

  test('yes or no', async () => {
    await place.done(solve('SUM(price * n) CONSTRAINT SUM(weight * n) <= 6', 'Binary'))
    expect(best().map((row) => row[2])).toEqual([1, 0, 1, 1])
  })

  test('the least, with equalities, subtraction and a constant', async () => {
    await place.done(
      solve('SUM((price - 1) * n) + 10 CONSTRAINT SUM(n) = 2, n <= 1', 'NonNegativeReals', 'MINIMIZE'),
    )
    expect(best().map((row) => row[2])).toEqual([1, 0, 0, 1])
  })

  test('what is shipped from plants to markets', async () => {
    await place.done(`CREATE TABLE routes (plant TEXT, market TEXT, distance REAL, capacity INT, demand INT);
INSERT INTO routes VALUES ('s', 'ny', 2.5, 350, 325), ('s', 'ch', 1.7, 350, 300), ('s', 'to', 1.8, 350, 275),
  ('d', 'ny', 2.5, 600, 325), ('d', 'ch', 1.8, 600, 300), ('d', 'to', 1.4, 600, 275);`)
    const [runs] = await place.done(`SELECT * FROM routes TO MINIMIZE SUM(distance * ship * 90 / 1000)
CONSTRAINT SUM(ship) <= capacity GROUP BY plant, SUM(ship) >= demand GROUP BY market
WITH variables = "ship(plant, market)", var_type = "NonNegativeReals", solver.time_limit = 60 INTO shipped;`)
    expect(runs?.stdout).toContain('minimum: 153.675\n')
    const perMarket = 'SELECT market, SUM(ship) AS got FROM shipped GROUP BY market ORDER BY market'
    expect(place.rows(perMarket).map(({ got }) => got)).toEqual([300, 325, 275])
  })

  test('squares of real numbers are minimized; options that HiGHS lacks are told', async () => {
    const squares = solve('SUM((n - 1) * (n - 1)) CONSTRAINT n >= 2', 'NonNegativeReals', 'MINIMIZE')
    const runs = await place.done(squares)
    expect(Number(/minimum: ([\d.]+)/.exec(runs.at(-1)?.stdout ?? '')?.[1])).toBeCloseTo(4, 5)
    expect(await place.failure(squares.replace('INTO', ', solver.nonsense = 5 INTO'))).toBe(
      'HiGHS takes no `solver.nonsense` = 5',
    )
  })

  test('a variable that has the name of its column gets one of its own', async () => {
    await place.done(
      'SELECT product, price FROM goods TO MAXIMIZE SUM(price * product) CONSTRAINT SUM(product) <= 1 WITH variables = "product", var_type = "Binary" INTO best;',
    )
    expect(Object.keys(place.rows('SELECT * FROM best')[0] ?? {})).toEqual(['product', 'product_value'])
  })

  test.each([
    [
      'SUM(price * n) CONSTRAINT SUM(n) <= 3, SUM(n) >= 4',
      "the constraints can't all hold: no values fit them (infeasible)",
    ],
    ['SUM(price * n)', /unbounded/],
    [
      'price * n CONSTRAINT n <= most',
      'the objective is another number for each row: add it up, as in SUM(…)',
    ],
    [
      'SUM(cost * n) CONSTRAINT n <= most',
      'there is no column cost: the SELECT gives shop, product, price, weight, most, and n is to be found',
    ],
    [
      'SUM(shop * n) CONSTRAINT n <= most',
      'the column shop is no number in row 1 of the SELECT, and is used in the objective or a constraint',
    ],
    [
      'SUM(price / (weight - 2) * n) CONSTRAINT n <= most',
      'row 1 of the SELECT makes the objective or a constraint divide by 0',
    ],
    ['SUM(price * n) CONSTRAINT n <= most, 2 < 1', /constraint 2 can't hold/],
    [
      'SUM(n * n) CONSTRAINT n <= most',
      'the objective multiplies or divides by n: HiGHS solves linear objectives',
    ],
    [
      'SUM(n) CONSTRAINT SUM(n * n) <= 9',
      'a constraint multiplies or divides by n: HiGHS solves linear constraints only',
    ],
    ['SUM(1e308 * 10 * n) CONSTRAINT n <= most', 'row 1 of the SELECT makes a number that is too large'],
  ])('%s: one line, and the old table stays', async (text, expected) => {
    await place.done('DROP TABLE IF EXISTS best;\nCREATE TABLE best (old INT);')
    expect(await place.failure(solve(text))).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    )
    expect(place.rows('SELECT * FROM best')).toEqual([])
    expect(Object.keys(place.rows('PRAGMA table_info(best)')[0] ?? {})).toContain('name')
  })

  test('no rows, a column that is not there, NULL', async () => {
    expect(await place.failure(solve('SUM(n)').replace('FROM goods', 'FROM goods WHERE 0'))).toBe(
      'the SELECT gives no rows, so there is nothing to find',
    )
    expect(await place.failure(solve('SUM(n)').replace('shop, product)', 'shop, nothing)'))).toMatch(
      /^`variables` names the column nothing, which the SELECT does not give/,
    )
    const withNull = solve('SUM(price * n) CONSTRAINT n <= 1').replace('*', 'shop, product, NULL AS price')
    expect(await place.failure(withNull)).toMatch(/^the column price is NULL in row 1 /)
  })

  test('as scipy solves it, with 2,000 rows', async () => {
    await place.done(`CREATE TABLE many (id INT, value REAL, weight REAL, kind INT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO many SELECT i, (i * 7919) % 101 + 1, (i * 104729) % 89 + 1, i % 10 FROM n;`)
    const runs = await place.done(`SELECT * FROM many TO MAXIMIZE SUM(value * x)
CONSTRAINT SUM(weight * x) <= 5000, SUM(x) <= 60 GROUP BY kind, x <= 1
WITH variables = "x(id)", var_type = "NonNegativeReals" INTO chosen;`)
    const script = `
import sqlite3, sys
import numpy as np
from scipy.optimize import linprog
rows = sqlite3.connect(sys.argv[1]).execute("SELECT value, weight, kind FROM many ORDER BY id").fetchall()
value, weight, kind = (np.array(column) for column in zip(*rows))
limits = np.vstack([weight] + [(kind == k).astype(float) for k in range(10)])
print(-linprog(-value, A_ub=limits, b_ub=[5000] + [60] * 10, bounds=(0, 1)).fun)`
    const expected = Number(execFileSync(python, ['-c', script, place.path], { encoding: 'utf8' }))
    const found = Number(/maximum: ([\d.]+)/.exec(runs.at(-1)?.stdout ?? '')?.[1])
    expect(found).toBeCloseTo(expected, 3)
  })
})
