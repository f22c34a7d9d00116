/** INSERT gives more or fewer values than there are columns. */
import { counted } from '../../diagnostics/counted.ts'
import type { Span } from '../../diagnostics/source.ts'
import type { Statement } from '../../syntax/ast.ts'
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import type { LintContext } from '../context.ts'
import type { Rule } from '../rule.ts'

export const insertCount: Rule = {
  name: 'insert-count',
  code: 'SF456',
  severity: 'error',
  title: 'INSERT has more or fewer values than columns',
  explanation:
    'Each row of VALUES, and the list of the SELECT, must have one value for each column that INSERT names. The database refuses the statement otherwise, when its step runs. Rows are only counted where the text decides it: `*` is as wide as its table.',
  bad: 'INSERT INTO sales (day, amount)\nSELECT day, shop, amount FROM new_sales;',
  good: 'INSERT INTO sales (day, shop, amount)\nSELECT day, shop, amount FROM new_sales;',
  more: {
    bad: [
      'INSERT INTO t (a, b) VALUES (1, 2), (3);',
      'CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 2, 3);',
      'CREATE TABLE t AS SELECT 1 AS a; INSERT INTO t SELECT x, y FROM s;',
      'INSERT INTO t (a) (SELECT b, c FROM s);',
      'REPLACE INTO t (a, b) SELECT x FROM s UNION ALL SELECT y FROM r;',
      'INSERT INTO t (a, b) WITH q AS (SELECT 1 AS x, 2 AS y) SELECT x FROM q;',
    ],
    good: [
      'INSERT INTO t (a, b) SELECT * FROM s;',
      'INSERT INTO t (a, b) SELECT s.*, 1 FROM s;',
      "INSERT INTO t VALUES (1, f(2, 3), '(,');",
      'INSERT INTO t () VALUES ();',
      'INSERT INTO t (a, b) VALUES (1, 2) ON DUPLICATE KEY UPDATE a = VALUES(a);',
      'INSERT INTO t SET a = 1, b = 2;',
      'INSERT INTO t PARTITION (p0) (a, b) VALUES (1, 2);',
      'INSERT INTO t (a, b) VALUES ROW(1, 2);',
      'INSERT INTO t (a, b) TABLE s;',
      'CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 2);',
      'CREATE TABLE t (a INT, b INT AS (a + 1)); INSERT INTO t VALUES (1);',
      'INSERT INTO t (a) SELECT ARRAY[1, 2];',
    ],
  },
  check(context, report) {
    for (const [statement, index] of context.each('sql')) {
      if (statement.operation.kind !== 'insert' || statement.unknown !== undefined) continue
      const into = columnsOf(context, statement, index)
      if (!into) continue
      const row = rowsOf(context, statement, index, into).find(({ count }) =>
        into.isMost ? count > into.count : count !== into.count,
      )
      // Commas in `[…]` belong to an array.
      if (!row || context.text.slice(row.span.start, row.span.end).includes('[')) continue
      report({
        message: `${counted(row.count, 'value')} for ${counted(into.count, 'column')}`,
        span: row.span,
        labels: [{ span: into.span, message: counted(into.count, 'column') }],
        help: 'give one value for each column',
      })
    }
  },
}

/** So much of a statement is read: what goes wrong in a list of rows mostly does at its beginning. */
const reach = 20_000

interface Into {
  readonly count: number
  readonly span: Span
  /** Fewer values may be right as well. */
  readonly isMost?: true
  readonly cursor: TokenCursor
  /** The token behind the columns. */
  readonly next: number
}

function columnsOf(context: LintContext, { scope, span }: Statement<'sql'>, index: number): Into | undefined {
  const [target] = scope.targets
  if (target?.object !== 'table') return undefined
  const cursor =
    (span.end - span.start <= reach ? context.tokensOf(index) : undefined) ??
    context.tokens({ start: span.start, end: Math.min(span.end, span.start + reach) })
  const at = cursor.from(target.name.span.end)
  const word = cursor.word(at + 1)
  if (cursor.opens(at) && word !== 'SELECT' && word !== 'WITH' && !cursor.opens(at + 1)) {
    const columns = cursor.split(at + 1, cursor.mate(at)).length
    return { count: columns, span: cursor.span(at, cursor.after(at)), cursor, next: cursor.after(at) }
  }
  if (cursor.word(at) !== 'VALUES' && !startsQuery(cursor, at)) return undefined
  const known = context.columns.ofTable(context.tableKey(target.name, index), index)
  // What is computed from other columns is not given, and the last ones may be left out in some databases.
  return known && { count: known.length, span: target.name.span, cursor, next: at, isMost: true }
}

function rowsOf(
  context: LintContext,
  statement: Statement<'sql'>,
  index: number,
  { cursor, next }: Into,
): { readonly count: number; readonly span: Span }[] {
  if (cursor.word(next) === 'VALUES' || cursor.word(next) === 'VALUE') {
    const rows: { count: number; span: Span }[] = []
    for (let at = next + 1; cursor.opens(at); at = cursor.after(at) + 1) {
      rows.push({
        count: cursor.split(at + 1, cursor.mate(at)).length,
        span: cursor.span(at, cursor.after(at)),
      })
      if (cursor.image(cursor.after(at)) !== ',') break
    }
    return rows
  }
  if (!startsQuery(cursor, next)) return []
  const select = context.select(index)
  if (!select || select.items.some(({ star }) => star)) return []
  const isSure = select.items.every(({ column, name }) => column || name !== undefined)
  if (!isSure && context.dialect.wideFunctions) return []
  const [first, last] = [select.items[0]?.span ?? statement.span, select.items.at(-1)?.span ?? statement.span]
  return [{ count: select.items.length, span: { start: first.start, end: last.end } }]
}

function startsQuery(cursor: TokenCursor, at: number): boolean {
  return cursor.word(at) === 'SELECT' || cursor.word(at) === 'WITH' || cursor.opens(at)
}
