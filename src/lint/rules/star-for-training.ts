/** What a model learns from is whatever columns the table has on the day of the training. */
import type { Rule } from '../rule.ts'

const program =
  'SELECT * FROM shop.orders\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nLABEL days\nINTO delivery;'

export const starForTraining: Rule = {
  name: 'star-for-training',
  code: 'SF409',
  severity: 'note',
  title: 'nothing fixes the columns that a model learns from',
  explanation:
    'With `SELECT *` and without COLUMN every column of the table but the label is a feature. A column that somebody adds later changes the model at its next training, perhaps with what is not known when it predicts, and one that is dropped makes predictions fail. List the columns in the SELECT, or in COLUMN. Where the program makes the table itself, or a catalog is given, the columns are known and nothing is said.',
  bad: program,
  good: program.replace('*', 'amount, items, days'),
  more: {
    bad: [
      program.replace('*', 'o.*, 1 AS one').replace('orders', 'orders AS o'),
      program.replace('shop.orders', '(SELECT * FROM shop.orders WHERE days > 0) AS o'),
      `CREATE TABLE shop.orders AS SELECT * FROM shop.everything;\n${program}`,
    ],
    good: [
      program.replace('LABEL', 'COLUMN amount, items\nLABEL'),
      `CREATE TABLE shop.orders (amount INT, items INT, days INT);\n${program}`,
      `CREATE TABLE shop.orders AS SELECT amount, items, days FROM shop.everything;\n${program}`,
      program.replace('shop.orders', '(SELECT amount, items, days FROM shop.orders) AS o'),
    ],
  },
  check(context, report) {
    for (const [{ columns, pretrained }, index] of context.each('train')) {
      const star = columns.length === 0 && !pretrained ? starOf(context.select(index)) : undefined
      if (!star || context.columns.ofQuery(index) !== undefined) continue
      report({
        message: 'the model learns from whatever columns the table has on the day of its training',
        span: star,
        help: 'list the columns here or in COLUMN',
      })
    }
  },
}

type Listed = ReturnType<Parameters<Rule['check']>[0]['select']>

/** A `*` that is not filled by a query in brackets which lists its columns. */
function starOf(select: Listed): { start: number; end: number } | undefined {
  let outermost: { start: number; end: number } | undefined
  for (
    let query = select;
    query;
    query = query.sources?.length === 1 ? query.sources[0]?.query?.() : undefined
  ) {
    const star = query.items.find((item) => item.star)
    if (!star) return undefined
    outermost ??= star.span
    if (query.commonQueries.length > 0) return undefined
    if (query.sources?.some(({ table }) => table)) return outermost
  }
  return undefined
}
