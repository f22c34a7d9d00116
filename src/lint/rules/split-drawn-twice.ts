/** Rows for training and for measuring are both drawn at random from one table: they overlap by chance. */
import type { Rule } from '../rule.ts'
import { splitsDrawnTwice } from '../splits.ts'

const made = (name: string, where: string): string =>
  `DROP TABLE IF EXISTS shop.${name};\nCREATE TABLE shop.${name} AS SELECT * FROM shop.orders WHERE ${where};\n`
const use =
  'SELECT * FROM shop.learn\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nCOLUMN amount, items\nLABEL days\nINTO delivery;\n\nSELECT * FROM shop.test\nTO EVALUATE delivery\nLABEL days\nINTO shop.quality;'
const program = (learn: string, test: string): string =>
  `${made('learn', learn)}${made('test', test)}\n${use}`

export const splitDrawnTwice: Rule = {
  name: 'split-drawn-twice',
  code: 'SF412',
  severity: 'warning',
  title: 'rows for training and for measuring are drawn apart from each other',
  explanation:
    'Each query draws its random numbers anew. Two conditions such as `RAND() < 0.8` and `RAND() >= 0.8` look as if they divided a table, but a row may meet both, or none: of the rows that the second takes, the first has taken four out of five. The model is measured on rows that it has seen, and looks better than it is. Draw once, into a column of a table, and let both queries ask that column; or divide by something that each row has, such as a remainder of its key.',
  bad: program('RAND() < 0.8', 'RAND() >= 0.8'),
  good: program('id % 10 < 8', 'id % 10 >= 8'),
  more: {
    bad: [
      use
        .replace('FROM shop.learn', 'FROM shop.orders ORDER BY RAND() LIMIT 800')
        .replace('FROM shop.test', 'FROM shop.orders ORDER BY RAND() LIMIT 200'),
      use
        .replace('FROM shop.learn', 'FROM shop.orders WHERE RAND() < 0.8')
        .replace('FROM shop.test', 'FROM shop.orders WHERE RAND() < 0.2'),
      'SELECT a, b FROM t WHERE RAND() < 0.8\nTO TRAIN XGBRegressor\nWITH validation.select = "SELECT a, b FROM t WHERE RAND() > 0.8"\nLABEL b INTO m;',
    ],
    good: [
      `CREATE TABLE shop.drawn AS SELECT *, RAND() AS lot FROM shop.orders;\n${program('lot < 0.8', 'lot >= 0.8').replaceAll('shop.orders', 'shop.drawn')}`,
      program('RAND(7) < 0.8', 'RAND(7) >= 0.8'),
      program('RAND() < 0.5 AND id % 10 < 8', 'RAND() < 0.5 AND id % 10 >= 8'),
      program('RAND() < 0.8', 'RAND() < 0.5').replace(
        'FROM shop.orders WHERE RAND() < 0.5',
        'FROM shop.returns WHERE RAND() < 0.5',
      ),
    ],
  },
  check(context, report) {
    for (const { training, measuring } of splitsDrawnTwice(context)) {
      report({
        message:
          'these rows and those of the training are drawn apart from each other, so many rows are in both',
        span: measuring,
        labels: [{ span: training, message: 'the training rows' }],
        help: 'draw once, into a column of a table that both queries ask; or divide by a remainder of the key',
      })
    }
  },
}
