/** A user variable is read that nothing has set. */
import type { Span } from '../../diagnostics/source.ts'
import { query } from '../../statements/table.ts'
import { kind } from '../../syntax/tokens.ts'
import { variableName } from '../../syntax/words.ts'
import type { LintContext } from '../context.ts'
import type { Rule } from '../rule.ts'

export const variableNeverSet: Rule = {
  name: 'variable-never-set',
  code: 'SF450',
  severity: 'warning',
  title: 'a user variable is read that the program has not set',
  explanation:
    'A user variable lives in one session, and every step is a session of its own that begins without any. A variable that no earlier statement of the program sets is NULL, and so is every comparison with it: the query gives no rows, without an error.',
  bad: 'SELECT * FROM iris.train WHERE day = @today\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL class INTO my_model;',
  good: 'SET @today = \'2024-01-01\';\nSELECT * FROM iris.train WHERE day = @today\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL class INTO my_model;',
  more: {
    bad: ['SELECT @x; SET @x = 1;', 'SET @y = 1; INSERT INTO t SELECT @x;'],
    good: [
      'SELECT @n := @n + 1 FROM t, (SELECT @n := 0) start;',
      'SELECT max(id) INTO @last FROM t; DELETE FROM t WHERE id = @last;',
      'CALL p(@out); SELECT @out;',
      'CALL p(); SELECT @x;',
      "LOAD DATA INFILE 'f' INTO TABLE t (a, @b) SET c = @b + 1;",
      'SELECT @@version; SET @a = 1, @b = 2; SELECT @A, @b;',
      "SELECT 'a@x', `b@x` FROM t;",
      'CREATE DEFINER = root@localhost VIEW v AS SELECT 1 AS a;',
    ],
  },
  check(context, report) {
    const known = new Set<string>()
    const told = new Set<string>()
    for (const [index, statement] of context.statements.entries()) {
      const effect = context.analysis.effects[index]
      // A procedure may set any variable.
      if (!effect || statement.kind === 'broken' || effect.unknown !== undefined) return
      if (!effect.variables.some((name) => name.startsWith('@'))) continue
      if (statement.kind === 'sql' && statement.operation.kind === 'load') {
        for (const name of effect.variables) known.add(name)
        continue
      }
      const span = statement.kind === 'sql' ? statement.span : query(statement)?.span
      const { sets, reads } = span ? variables(context, span) : { sets: [], reads: [] }
      for (const name of sets) known.add(name)
      for (const [name, span] of reads) {
        if (known.has(name) || told.has(name)) continue
        told.add(name)
        report({
          message: `nothing before this sets the variable ${name}: it is NULL`,
          span,
          help: `write SET ${name} = … before, or write the value itself`,
        })
      }
    }
  },
}

function variables(
  context: LintContext,
  span: Span,
): { sets: readonly string[]; reads: readonly (readonly [string, Span])[] } {
  const cursor = context.tokens(span)
  const { count, kind: kinds, start, end } = cursor.tokens
  const isSetStatement = cursor.word(0) === 'SET'
  const sets: string[] = []
  const reads: (readonly [string, Span])[] = []
  let isTarget = false
  for (let at = 0; at < count; at++) {
    if (kinds[at] !== kind.variable) {
      if (cursor.word(at) === 'INTO') isTarget = true
      else if (cursor.image(at) !== ',') isTarget = false
      continue
    }
    const image = cursor.image(at)
    // `root@localhost` is a user, `@@version` a setting.
    const isUser =
      at > 0 && start[at] === end[at - 1] && kinds[at - 1] !== kind.operator && kinds[at - 1] !== kind.open
    if (image.startsWith('@@') || isUser) continue
    const name = variableName(image)
    const next = cursor.image(at + 1)
    const begins = isSetStatement && (at === 1 || cursor.image(at - 1) === ',')
    if (isTarget || next.startsWith(':') || (begins && next === '=')) sets.push(name)
    else reads.push([name, cursor.span(at, at + 1)])
  }
  return { sets, reads }
}
