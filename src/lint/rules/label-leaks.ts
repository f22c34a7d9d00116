/** A feature is made from the label, or both from the same column. */
import type { Span } from '../../diagnostics/source.ts'
import type { Identifier } from '../../syntax/ast.ts'
import type { SelectItem } from '../../syntax/select.ts'
import { namedColumns } from '../column-names.ts'
import type { LintContext } from '../context.ts'
import type { Rule } from '../rule.ts'

const program = (list: string, label: string, columns = ''): string =>
  `SELECT ${list}\nFROM shop.orders\nTO TRAIN XGBClassifier\nWITH max_depth = 3${columns}\nLABEL ${label}\nINTO delivery;`

export const labelLeaks: Rule = {
  name: 'label-leaks',
  code: 'SF418',
  severity: 'warning',
  title: 'a feature tells what the label is',
  explanation:
    'The label is computed from a column that is a feature as well, or a feature is computed from the label. The model then reads the answer off the feature: its metrics are very good, and it is of no use where the answer is not known yet. With `SELECT *` the column comes along by itself: `SELECT *, days > 7 AS late` with `LABEL late` has `days` among its features. List the columns without it, or name the features in COLUMN. Window functions (`LEAD`, `LAG`) look at other rows, so they are left alone.',
  bad: program('*, days > 7 AS late', 'late'),
  good: program('amount, items, days > 7 AS late', 'late'),
  more: {
    bad: [
      program('amount, items, days, CASE WHEN days > 7 THEN 1 ELSE 0 END AS late', 'late'),
      program('amount, days / items AS days_each, days', 'days'),
      program('*, days * 24 AS hours', 'days'),
      program('*, days > 7 AS late', 'late', '\nCOLUMN amount, days'),
      program('amount, late AS tardy, late', 'late'),
      program('o.*, days > 7 AS late', 'late').replace('orders', 'orders AS o'),
      program('o.amount, o.days, o.days > 7 late', 'late').replace('orders', 'orders AS o'),
    ],
    good: [
      program('*, days > 7 AS late', 'late', '\nCOLUMN amount, items'),
      program('*, LEAD(days) OVER (ORDER BY id) AS next', 'next'),
      program('*, LAG(days) OVER (ORDER BY id) AS last', 'days'),
      // The day of the order is known when it is asked how long it takes.
      program('ordered, DATEDIFF(delivered, ordered) AS days', 'days'),
      program('ordered, DATEDIFF(date, ordered) AS days', 'days'),
      program('amount, COALESCE(late, 0) AS late', 'late'),
      program('*, COALESCE(late, 0) AS late', 'late'),
      program('a.days > 7 AS late, b.days', 'late').replace('orders', 'orders AS a, shop.orders AS b'),
      program('*', 'late'),
    ],
  },
  check(context, report) {
    for (const [statement, index] of context.each('train')) {
      const { label } = statement
      const select = context.select(index)
      if (!label || !select || select.compound) continue
      const chosen = statement.columns.length > 0 ? new Set(namedColumns(statement).map(folded)) : undefined
      const own = select.items.find((item) => item.name?.toLowerCase() === folded(label))
      // Without an item of its own the label comes with the star.
      const source = own ? sourceOf(context, own) : { name: folded(label) }
      if (!source) continue
      // Of one table, `o.days` and `days` are the same.
      const isOne = select.sources?.length === 1
      const leak = select.items.find(
        (item) => item !== own && leaks(context, item, { ...source, isOne }, label, chosen),
      )
      if (!leak) continue
      report({
        message: leak.star
          ? `the label \`${label.value}\` is computed from \`${source.name}\`, which is a feature too`
          : `this feature is computed from ${source.name === folded(label) ? `the label \`${label.value}\`` : `\`${source.name}\`, and so is the label \`${label.value}\``}`,
        span: leak.span,
        labels: [
          { span: own && own.span.start !== leak.span.start ? own.span : label.span, message: 'the label' },
        ],
        help: leak.star
          ? `list the columns without \`${source.name}\`, or name the features in COLUMN`
          : 'take it out of the SELECT, or name the features in COLUMN without it',
      })
    }
  },
}

interface Column {
  readonly name: string
  readonly qualifier?: string
}

function leaks(
  context: LintContext,
  item: SelectItem,
  source: Column & { readonly isOne: boolean },
  label: Identifier,
  chosen: ReadonlySet<string> | undefined,
): boolean {
  if (item.star) {
    const { qualifier } = item.star
    if (source.name === folded(label) || (chosen && !chosen.has(source.name))) return false
    return source.isOne || qualifier === undefined || qualifier.toLowerCase() === source.qualifier
  }
  const name = item.name?.toLowerCase()
  if (name === undefined || (chosen && !chosen.has(name))) return false
  const { columns, isPlain } = read(context, item)
  return (
    isPlain &&
    columns.some((one) => one.name === source.name && (source.isOne || one.qualifier === source.qualifier))
  )
}

/** The one column that the label is computed from. */
function sourceOf(context: LintContext, item: SelectItem): Column | undefined {
  const { columns, isPlain } = read(context, item)
  const [first, ...others] = columns
  if (!first || !isPlain) return undefined
  return others.every((one) => one.name === first.name && one.qualifier === first.qualifier)
    ? first
    : undefined
}

/** The columns that an item of a SELECT reads; it is plain where it looks at its own row only. */
function read(context: LintContext, { span, name }: SelectItem): { columns: Column[]; isPlain: boolean } {
  const cursor = context.tokens(span)
  const { count } = cursor.tokens
  const last = count - 1
  const isAliased = count > 1 && cursor.name(last) === name && cursor.image(last - 1) !== '.'
  const columns: Column[] = []
  let isPlain = true
  for (let at = 0; at < (isAliased ? last : count); at++) {
    const word = cursor.word(at)
    if (word === 'OVER' || word === 'SELECT') isPlain = false
    const column = cursor.name(at)
    const next = cursor.image(at + 1)
    if (column === undefined || words.has(word) || next === '(' || next === '.') continue
    const qualifier = cursor.image(at - 1) === '.' ? cursor.name(at - 2) : undefined
    columns.push({
      name: column.toLowerCase(),
      ...(qualifier === undefined ? {} : { qualifier: qualifier.toLowerCase() }),
    })
  }
  return { columns, isPlain }
}

/** Words of expressions that are no columns. What is missing here is taken for one, and less is said. */
const words = new Set(
  'AS CASE WHEN THEN ELSE END AND OR XOR NOT IN IS NULL LIKE BETWEEN TRUE FALSE DIV MOD INT INTEGER BIGINT SIGNED UNSIGNED DOUBLE FLOAT DECIMAL CHAR STRING BOOLEAN'.split(
    ' ',
  ),
)

function folded({ value }: { readonly value: string; readonly span: Span }): string {
  return value.toLowerCase()
}
