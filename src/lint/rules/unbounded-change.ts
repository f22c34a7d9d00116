/** UPDATE or DELETE of every row. */
import type { Operation } from '../../syntax/operation.ts'
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import { kind as tokenKind } from '../../syntax/tokens.ts'
import type { LintContext } from '../context.ts'
import type { Rule } from '../rule.ts'

export const unboundedChange: Rule = {
  name: 'unbounded-change',
  code: 'SF452',
  severity: 'warning',
  title: 'an UPDATE or DELETE changes every row',
  explanation:
    'Without WHERE, or with one that is always true, every row of the table is changed or deleted, and a step that has run can not be taken back. Write the condition; to empty a table on purpose, write TRUNCATE TABLE. Nothing is said of tables that the program makes itself, nor of a DELETE whose table the program fills again afterwards.',
  bad: 'DELETE FROM sales;\nSELECT * FROM sales\nTO PREDICT forecast.amount\nUSING my_model;',
  good: "DELETE FROM sales WHERE day < '2024-01-01';\nSELECT * FROM sales\nTO PREDICT forecast.amount\nUSING my_model;",
  more: {
    bad: [
      'UPDATE t SET a = 1;',
      'UPDATE t SET a = (SELECT max(b) FROM s WHERE s.c = 1);',
      'DELETE FROM t WHERE 1 = 1;',
      "UPDATE t SET a = 1 WHERE 'x' = 'x';",
      'DELETE FROM t WHERE a = 2 OR 1 = 1;',
      'DELETE FROM t WHERE TRUE;',
    ],
    good: [
      'DELETE FROM t; INSERT INTO t SELECT * FROM s;',
      'CREATE TABLE t AS SELECT * FROM s; UPDATE t SET a = a / 100; SELECT * FROM t;',
      'TRUNCATE TABLE t;',
      'UPDATE t JOIN s ON t.id = s.id SET t.a = s.a;',
      'UPDATE t SET a = s.a FROM s WHERE s.id = t.id;',
      'DELETE t FROM t JOIN s ON t.id = s.id;',
      'DELETE FROM t LIMIT 10;',
      'DELETE FROM t WHERE a = 1 OR a = 2;',
      'UPDATE t SET a = 1 WHERE a = a;',
      'CREATE TABLE IF NOT EXISTS t (a INT); INSERT INTO t VALUES (1); DELETE FROM t WHERE 1 = 1; INSERT INTO t VALUES (2);',
    ],
  },
  check(context, report) {
    const filled = lastFills(context)
    const made = new Set<string>()
    for (const [index, statement] of context.statements.entries()) {
      const changes = context.analysis.effects[index]?.changes ?? []
      for (const { action, table, conditional } of changes)
        if (action === 'create' && !conditional) made.add(table)
      if (statement.kind !== 'sql') continue
      const { kind } = statement.operation
      if (kind !== 'delete' && kind !== 'update') continue
      const written = changes.filter(({ action }) => action === 'write').map(({ table }) => table)
      const isOwn = (table: string): boolean =>
        made.has(table) || (kind === 'delete' && (filled.get(table) ?? -1) > index)
      const [table] = written
      if (table === undefined || written.every(isOwn)) continue
      const always = alwaysTrue(context, index)
      if (!always) continue
      report({
        message:
          always === 'no condition'
            ? `this ${kind === 'delete' ? 'deletes' : 'changes'} every row of \`${table}\``
            : `this WHERE is always true: every row of \`${table}\` is ${kind === 'delete' ? 'deleted' : 'changed'}`,
        span: context.headline(index),
        help:
          kind === 'delete'
            ? 'write the condition; to empty the table on purpose, write TRUNCATE TABLE'
            : 'write the condition, or change the rows in a table that the program makes',
      })
    }
  },
}

const filling: ReadonlySet<Operation['kind']> = new Set(['insert', 'load', 'copy', 'merge', 'compound'])

/** The last INSERT into each table. */
function lastFills({ analysis, statements }: LintContext): Map<string, number> {
  const last = new Map<string, number>()
  for (const [index, statement] of statements.entries()) {
    if (statement.kind === 'sql' && !filling.has(statement.operation.kind)) continue
    for (const { table } of analysis.effects[index]?.changes ?? []) last.set(table, index)
  }
  return last
}

/** Other tables and a LIMIT bound it like a WHERE. */
const bounds = new Set(['JOIN', 'USING', 'LIMIT', 'STRAIGHT_JOIN'])

function alwaysTrue(context: LintContext, index: number): 'no condition' | 'always' | undefined {
  const cursor = context.tokensOf(index)
  if (!cursor) return undefined
  const { count } = cursor.tokens
  for (let at = 0; at < count; at = cursor.after(at)) {
    const word = cursor.word(at)
    if (bounds.has(word)) return undefined
    if (word === 'FROM' && cursor.word(0) === 'UPDATE') return undefined
    if (cursor.image(at) === ',' && cursor.word(0) === 'DELETE') return undefined
    if (word === 'WHERE') return isTrue(cursor, at + 1, count) ? 'always' : undefined
  }
  return 'no condition'
}

/** `1`, `TRUE`, `1 = 1`; `… OR 1 = 1`. */
function isTrue(cursor: TokenCursor, from: number, count: number): boolean {
  let end = count
  let first = from
  for (let at = from; at < count; at = cursor.after(at)) {
    const word = cursor.word(at)
    if (word === 'ORDER' || word === 'LIMIT' || word === 'RETURNING') {
      end = at
      break
    }
    if (word === 'OR') first = at + 1
  }
  const image = cursor.image(first)
  if (end - first === 1) return image === '1' || cursor.word(first) === 'TRUE'
  const type = cursor.tokens.kind[first]
  const isLiteral = type === tokenKind.number || type === tokenKind.text
  return (
    end - first === 3 && isLiteral && cursor.image(first + 1) === '=' && cursor.image(first + 2) === image
  )
}
