/** Training data are drawn at random, and each run draws others. */
import { draws, mayDraw } from '../draws.ts'
import type { Rule } from '../rule.ts'
import { sampledTables } from '../sampled-tables.ts'
import { splitsDrawnTwice } from '../splits.ts'

const train = (query: string): string =>
  `${query}\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nLABEL days\nINTO delivery;`
const direct = train('SELECT amount, items, days FROM shop.orders WHERE RAND() < 0.1')
const table = train('SELECT amount, items, days FROM shop.sample')

export const unseededSampling: Rule = {
  name: 'unseeded-sampling',
  code: 'SF411',
  severity: 'warning',
  title: 'training data are drawn at random without a seed',
  explanation:
    'Each run of the program draws other rows, so the model of yesterday can not be made again, and two models differ by their luck as well as by their settings. Take a part of the rows by something that stays, such as a remainder of the key; or give a seed where the database has one: `RAND(7)`, `TABLESAMPLE BERNOULLI (10) REPEATABLE (7)`. Rows that are only shuffled are not drawn, and nothing is said of them.',
  bad: direct,
  good: direct.replace('RAND() < 0.1', 'id % 10 = 0'),
  more: {
    bad: [
      train('SELECT amount, items, days FROM shop.orders ORDER BY RAND() LIMIT 1000'),
      train('SELECT amount, items, days FROM shop.orders ORDER BY UUID() LIMIT 1000'),
      `CREATE TABLE shop.sample AS SELECT * FROM shop.orders WHERE RAND() < 0.1;\n${table}`,
      `CREATE TABLE shop.drawn AS SELECT *, RAND() AS lot FROM shop.orders;\nCREATE TABLE shop.sample AS SELECT * FROM shop.drawn WHERE lot < 0.1;\n${table}`,
    ],
    good: [
      direct.replace('RAND()', 'RAND(7)'),
      train('SELECT amount, items, days FROM shop.orders ORDER BY RAND()'),
      train("SELECT UUID() AS id, 'RAND()' AS text, amount, days FROM shop.orders"),
      `CREATE TABLE IF NOT EXISTS shop.sample AS SELECT * FROM shop.orders WHERE RAND() < 0.1;\n${table}`,
      'SELECT * FROM shop.orders ORDER BY RAND() LIMIT 10;',
    ],
  },
  check(context, report) {
    const drawn = sampledTables(context, mayDraw, (query) => draws(query)[0]?.span)
    // That is worse, and the same remedy helps.
    const split = new Set(splitsDrawnTwice(context).map(({ statement }) => statement))
    for (const { place, through, training } of drawn) {
      if (split.has(training)) continue
      report({
        message: 'the training data are drawn at random without a seed: each run draws other rows',
        span: place,
        ...(through ? { labels: [{ span: through, message: 'trained on these rows' }] } : {}),
        help: 'take a part of the rows by a remainder of their key, or give a seed',
      })
    }
  },
}
