/** Training data are the first rows of a query that has no order. */
import type { Span } from '../../diagnostics/source.ts'
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import { kind } from '../../syntax/tokens.ts'
import { has, type KnownWords } from '../../syntax/words.ts'
import type { LintContext } from '../context.ts'
import type { Rule } from '../rule.ts'
import { sampledTables } from '../sampled-tables.ts'

const train = (query: string): string =>
  `${query}\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nLABEL days\nINTO delivery;`
const direct = train('SELECT amount, items, days FROM shop.orders LIMIT 10000')
const keyed = 'CREATE TABLE shop.orders (id INT PRIMARY KEY, amount INT, days INT);\n'
const table = train('SELECT amount, items, days FROM shop.sample')

export const unorderedLimit: Rule = {
  name: 'unordered-limit',
  code: 'SF410',
  severity: 'warning',
  title: 'the database decides which rows a model learns from',
  explanation:
    'LIMIT without ORDER BY takes whichever rows the database has at hand: others after an update, on a replica, in another plan. The same program then trains another model, and a difference between two runs may come from the rows alone. The first rows are often no fair sample either, but the oldest ones. Sort by a key, or take a part of the rows by a condition, such as a remainder of the key. ORDER BY a column that several rows share is not enough either; where the table is known to have a key, a note says so.',
  bad: direct,
  good: direct.replace('LIMIT', 'ORDER BY id LIMIT'),
  more: {
    bad: [
      `CREATE TABLE shop.sample AS SELECT * FROM shop.orders LIMIT 10000;\n${table}`,
      `CREATE TABLE shop.all_orders AS SELECT * FROM shop.orders LIMIT 10000;\nCREATE TABLE shop.sample AS SELECT * FROM shop.all_orders WHERE days > 0;\n${table}`,
      train('SELECT * FROM (SELECT amount, days FROM shop.orders LIMIT 100) AS o ORDER BY amount'),
      `${keyed}${train('SELECT amount, days FROM shop.orders ORDER BY amount LIMIT 100')}`,
    ],
    good: [
      train('SELECT amount, days FROM (SELECT * FROM shop.orders ORDER BY id LIMIT 100) AS o'),
      `CREATE TABLE shop.other AS SELECT * FROM shop.orders LIMIT 10000;\n${table}`,
      'SELECT * FROM shop.orders LIMIT 10;',
      `${keyed}${train('SELECT amount, days FROM shop.orders ORDER BY id DESC LIMIT 100')}`,
      `${keyed}${train('SELECT amount, days FROM shop.orders ORDER BY amount, id LIMIT 100')}`,
      `CREATE TABLE IF NOT EXISTS shop.sample AS SELECT * FROM shop.orders LIMIT 10000;\n${table}`,
      train("SELECT amount, days FROM shop.orders WHERE note <> 'LIMIT 10' AND `limit` > 3"),
    ],
  },
  check(context, report) {
    for (const { place, through } of sampledTables(context, limited, unordered)) {
      report({
        message: 'LIMIT without ORDER BY: the database decides which rows the model learns from',
        span: place,
        ...(through ? { labels: [{ span: through, message: 'trained on these rows' }] } : {}),
        help: 'sort by a key before LIMIT, or take a part of the rows by a condition on the key',
      })
    }
    const alike = sampledTables(context, limited, (_, index) => tied(context, index))
    for (const { place, through } of alike) {
      report({
        severity: 'note',
        message:
          'rows that are alike in this column have no order, so the last of them differ from run to run',
        span: place,
        ...(through ? { labels: [{ span: through, message: 'trained on these rows' }] } : {}),
        help: 'add a column to ORDER BY that no two rows have the same value of',
      })
    }
  },
}

const limited = ({ words }: KnownWords): boolean => (words & has.limit) !== 0

/** ORDER BY one column of a table that is known to have a key, and this is not it. */
function tied(context: LintContext, index: number): Span | undefined {
  const select = context.select(index)
  const [source] = select?.sources ?? []
  const [key, ...others] = select?.orderBy ?? []
  if (!select?.limit || !key || others.length > 0 || select.sources?.length !== 1 || !source?.table)
    return undefined
  const { parts, quoted, span } = source.table
  const name = parts.map((value, at) => ({
    kind: 'identifier' as const,
    value,
    span,
    ...(quoted[at] ? { quote: '`' as const } : {}),
  }))
  const columns = context.columns.ofTable(context.tableKey({ kind: 'name', parts: name, span }, index), index)
  const sorted = context.tokens(key)
  const direction = sorted.word(1) === 'ASC' || sorted.word(1) === 'DESC'
  const plain = sorted.tokens.count === 1 || (sorted.tokens.count === 2 && direction)
  const column = plain
    ? columns?.find((one) => one.name.toLowerCase() === sorted.name(0)?.toLowerCase())
    : undefined
  return column && !column.unique && columns?.some(({ unique }) => unique) ? key : undefined
}

const sorts = new Set(['ORDER', 'SORT'])
const limits = new Set(['LIMIT', 'FETCH'])

/** The first LIMIT at a level of brackets where no ORDER BY stands before it. */
function unordered(cursor: TokenCursor): Span | undefined {
  const ordered = [false]
  for (let at = 0; at < cursor.tokens.count; at++) {
    const [image, word] = [cursor.image(at), cursor.word(at)]
    if (image === '(') ordered.push(false)
    else if (image === ')') ordered.pop()
    else if (word === 'BY' && sorts.has(cursor.word(at - 1))) ordered[ordered.length - 1] = true
    else if (limits.has(word) && ordered.at(-1) !== true && isCount(cursor, at + 1))
      return cursor.span(at, at + 2)
  }
  return undefined
}

/** `LIMIT 10`, `FETCH FIRST 10 ROWS`; one row is usually the only one. */
function isCount(cursor: TokenCursor, at: number): boolean {
  if (cursor.word(at) === 'FIRST' || cursor.word(at) === 'NEXT') return true
  return cursor.tokens.kind[at] === kind.number && Number(cursor.image(at)) > 1
}
