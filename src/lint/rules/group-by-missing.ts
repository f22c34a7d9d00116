/** A column stands beside COUNT or SUM without GROUP BY. */
import { query } from '../../statements/table.ts'
import type { Select, SelectItem } from '../../syntax/select.ts'
import type { LintContext } from '../context.ts'
import type { Rule } from '../rule.ts'

export const groupByMissing: Rule = {
  name: 'group-by-missing',
  code: 'SF458',
  severity: 'warning',
  title: 'a column stands beside an aggregate without GROUP BY',
  explanation:
    'An aggregate such as COUNT or SUM without GROUP BY makes one row of all rows, and a column beside it has no single value in that row. MySQL refuses the query (ONLY_FULL_GROUP_BY), as PostgreSQL, Hive and MaxCompute do; SQLite takes the value of any row.',
  bad: 'SELECT shop, SUM(amount) AS total FROM sales\nTO PREDICT forecast.next\nUSING my_model;',
  good: 'SELECT shop, SUM(amount) AS total FROM sales GROUP BY shop\nTO PREDICT forecast.next\nUSING my_model;',
  more: {
    bad: [
      'CREATE TABLE t AS SELECT shop, count(*) FROM sales WHERE amount > 1;',
      'SELECT total FROM (SELECT s.shop, avg(s.amount) total FROM sales s) q;',
    ],
    good: [
      'SELECT shop, SUM(amount) OVER (PARTITION BY shop) FROM sales;',
      "SELECT shop, SUM(amount) FROM sales WHERE shop = 'x';",
      'SELECT 1 AS one, SUM(amount) FROM sales;',
      'SELECT a, (SELECT count(*) FROM s) FROM t;',
      'SELECT MAX(a), MIN(b) FROM t;',
      'SELECT shop, max(1, 2) FROM sales GROUP BY shop;',
      'SELECT ANY_VALUE(shop), SUM(amount) FROM sales;',
    ],
  },
  check(context, report) {
    const { text, dialect, statements } = context
    if (dialect.ungroupedColumns) return
    for (const [index, statement] of statements.entries()) {
      const asked = statement.kind === 'sql' ? statement : query(statement)
      // Most statements have no aggregate.
      if (!asked?.calls.some((name) => aggregates.has(name))) continue
      const waiting: (Select | undefined)[] = [context.select(index)]
      while (waiting.length > 0) {
        const select = waiting.pop()
        if (!select) continue
        for (const source of select.sources ?? []) if (source.query) waiting.push(source.query())
        for (const common of select.commonQueries) waiting.push(common.query())
        const aggregate = select.items.find((item) => isAggregate(context, item))
        if (!aggregate || select.groupBy || !select.sources?.length) continue
        const where = select.where ? text.slice(select.where.start, select.where.end).toLowerCase() : ''
        const plain = select.items.find(
          ({ column }) => column && !where.includes(column.parts.at(-1)?.toLowerCase() ?? ''),
        )
        if (!plain) continue
        report({
          message: 'this column has no single value beside an aggregate without GROUP BY',
          span: plain.span,
          labels: [{ span: aggregate.span, message: 'this makes one row of all rows' }],
          help: `add GROUP BY ${plain.column?.parts.join('.')}`,
        })
      }
    }
  },
}

const aggregates = new Set(
  'count sum avg min max stddev variance group_concat collect_set collect_list'.split(' '),
)

/** One call and nothing more, but for a name. */
function isAggregate(context: LintContext, { span, column }: SelectItem): boolean {
  if (column) return false
  const cursor = context.tokens(span)
  if (!aggregates.has(cursor.word(0).toLowerCase()) || !cursor.opens(1)) return false
  const end = cursor.mate(1)
  for (let at = 2; at < end; at++) if (cursor.opens(at)) return false
  const name = cursor.word(end + 1) === 'AS' ? end + 2 : end + 1
  return cursor.tokens.count <= name + 1
}
