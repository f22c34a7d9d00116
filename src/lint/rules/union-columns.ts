/** The queries of a UNION list different numbers of columns. */
import { counted } from '../../diagnostics/counted.ts'
import type { Span } from '../../diagnostics/source.ts'
import { query } from '../../statements/table.ts'
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import { kind } from '../../syntax/tokens.ts'
import { has } from '../../syntax/words.ts'
import type { Rule } from '../rule.ts'

export const unionColumns: Rule = {
  name: 'union-columns',
  code: 'SF457',
  severity: 'error',
  title: 'the queries of a UNION have different numbers of columns',
  explanation:
    'UNION, INTERSECT and EXCEPT put the rows of several queries together, column by column in their order. The database refuses queries that list different numbers of columns. They are only counted where the text decides it: `*` is as wide as its table.',
  bad: 'SELECT sepal_length, class FROM iris.train\nUNION ALL\nSELECT sepal_length FROM iris.test\nTO PREDICT iris.result.class\nUSING my_model;',
  good: 'SELECT sepal_length, class FROM iris.train\nUNION ALL\nSELECT sepal_length, class FROM iris.test\nTO PREDICT iris.result.class\nUSING my_model;',
  more: {
    bad: [
      'CREATE TABLE t AS SELECT 1 AS a UNION SELECT 2, 3;',
      'INSERT INTO t SELECT * FROM (SELECT a, b FROM x EXCEPT SELECT a FROM y) q;',
      '(SELECT a FROM x) UNION (SELECT a, b FROM y);',
      'WITH q AS (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3, 4) SELECT * FROM q;',
    ],
    good: [
      'SELECT a, b FROM x UNION SELECT * FROM y;',
      'SELECT f(a, b), c FROM x UNION DISTINCT SELECT (SELECT max(d) FROM z), e FROM y;',
      'SELECT a FROM x UNION VALUES (1);',
      'SELECT a, b FROM x WHERE c IN (SELECT d FROM y) UNION SELECT a, b FROM z ORDER BY a, b;',
      "SELECT 'a, b' UNION SELECT 'c';",
      'SELECT a FROM x; SELECT a, b FROM y;',
      'SELECT a IS DISTINCT FROM b, c FROM x UNION DISTINCT SELECT d, e FROM y;',
      '(SELECT a FROM x LIMIT 1) UNION ALL (SELECT a FROM y ORDER BY a, b);',
    ],
  },
  check(context, report) {
    for (const statement of context.statements) {
      const asked = statement.kind === 'sql' ? statement : query(statement)
      if (!asked || (statement.kind === 'sql' && statement.unknown !== undefined)) continue
      if ((asked.words & has.setOperator) === 0) continue
      const found = differing(context.tokens(asked.span), context.dialect.wideFunctions)
      if (!found) continue
      const [first, second] = found
      report({
        message: `${counted(second.count, 'column')} here, ${first.count} in the first query`,
        span: second.span,
        labels: [{ span: first.span, message: counted(first.count, 'column') }],
        help: 'list the same columns, in the same order',
      })
    }
  },
}

interface List {
  readonly count: number
  readonly span: Span
}

/** One bracket, or the statement itself. */
interface Level {
  /** The list of the first query, where it can be counted. */
  base?: List | undefined
  arm?: List | undefined
  /** The first token of a list that is not yet at its end. */
  from: number
  commas: number
  isOpen: boolean
  isSure: boolean
  /** Another query follows a set operator. */
  follows: boolean
}

const setWords = new Set(['UNION', 'INTERSECT', 'EXCEPT', 'MINUS'])
const endWords = new Set(
  'FROM WHERE GROUP HAVING WINDOW QUALIFY ORDER CLUSTER DISTRIBUTE SORT LIMIT OFFSET FETCH FOR INTO PROCEDURE LOCK'.split(
    ' ',
  ),
)

/** @param isWide one function may give several columns */
function differing(cursor: TokenCursor, isWide: boolean): readonly [List, List] | undefined {
  const levels: Level[] = [newLevel()]
  for (let at = 0; at <= cursor.tokens.count; at++) {
    const level = levels.at(-1)
    if (!level) return undefined
    const type = cursor.tokens.kind[at]
    // `t.order`, `a IS DISTINCT FROM b`
    const isInside = cursor.image(at - 1) === '.' || cursor.word(at - 1) === 'DISTINCT'
    const word = isInside && !setWords.has(cursor.word(at - 2)) ? '' : cursor.word(at)
    const closes = at === cursor.tokens.count || type === kind.close
    if (closes || endWords.has(word) || setWords.has(word)) endList(cursor, level, at, isWide)
    if (closes || setWords.has(word)) {
      const { base, arm } = level
      if (base && arm && base.count !== arm.count) return [base, arm]
      level.base ??= level.follows ? undefined : arm
      level.arm = undefined
    }
    if (setWords.has(word)) {
      // The list that begins the next query is compared with the first.
      level.follows = true
    } else if (type === kind.close) {
      levels.pop()
      const outer = levels.at(-1)
      // `(SELECT …) UNION (SELECT …)`
      if (outer && !outer.isOpen && stands(cursor, cursor.mate(at))) outer.arm = level.base
    } else if (type === kind.open && at < cursor.tokens.count) {
      levels.push(newLevel())
    } else if (word === 'SELECT') {
      level.isOpen = true
      level.from = at + 1
      level.commas = 0
      level.isSure = true
    } else if (level.isOpen && cursor.image(at) === ',') level.commas++
    // Commas in `[…]` belong to an array.
    else if (cursor.image(at) === '[') level.isSure = false
  }
  return undefined
}

function newLevel(): Level {
  return { from: 0, commas: 0, isOpen: false, isSure: true, follows: false }
}

function endList(cursor: TokenCursor, level: Level, at: number, isWide: boolean): void {
  if (!level.isOpen) return
  level.isOpen = false
  const isStar = cursor
    .split(level.from, at)
    .some(
      ([, end]) =>
        cursor.image(end - 1) === '*' || (isWide && level.commas === 0 && cursor.image(end - 1) === ')'),
    )
  level.arm =
    isStar || !level.isSure || at === level.from
      ? undefined
      : { count: level.commas + 1, span: cursor.span(level.from, at) }
}

/** A bracket that is a query of a UNION, not part of an expression. */
function stands(cursor: TokenCursor, open: number): boolean {
  const before = cursor.word(open - 1)
  return (
    open === 0 || cursor.opens(open - 1) || setWords.has(before) || before === 'ALL' || before === 'DISTINCT'
  )
}
