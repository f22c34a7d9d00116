/** DROP without IF EXISTS of a table that only the program itself makes, later. */
import type { Rule } from '../rule.ts'

export const droppedBeforeCreated: Rule = {
  name: 'dropped-before-created',
  code: 'SF447',
  severity: 'warning',
  title: 'the first run fails at a DROP of what is created only later',
  explanation:
    'The program drops a table and then creates it, so the table is there only if the program has run before: the first run, and every run on a new database, fails at the DROP. Write DROP TABLE IF EXISTS.',
  bad: 'DROP TABLE sample;\nCREATE TABLE sample AS SELECT * FROM iris.train;',
  good: 'DROP TABLE IF EXISTS sample;\nCREATE TABLE sample AS SELECT * FROM iris.train;',
  more: {
    good: [
      'SELECT * FROM t; DROP TABLE t; CREATE TABLE t (a INT);',
      'DROP TABLE t;',
      'CREATE TABLE t (a INT); DROP TABLE t; CREATE TABLE t (b INT);',
      'ALTER TABLE t RENAME TO u; DROP TABLE u; CREATE TABLE u (a INT);',
    ],
  },
  check(context, report) {
    const mended = new Set<number>()
    for (const { table, at, other } of context.tableProblems('dropped-before-created')) {
      const start = context.statements[at]?.span.start ?? 0
      const words = /^DROP\s+(?:TABLE|VIEW)(?=\s)/i.exec(context.text.slice(start, start + 100))?.[0]
      const end = start + (words?.length ?? 0)
      report({
        message: `this fails on the first run: \`${table}\` is created only later`,
        span: context.placeOf(table, at),
        labels: [{ span: context.placeOf(table, other), message: 'created here' }],
        help: 'write IF EXISTS',
        // One IF EXISTS does for all tables of a DROP.
        ...(words === undefined || mended.has(at)
          ? {}
          : {
              fix: {
                title: 'add IF EXISTS',
                edits: [
                  { span: { start: end, end }, text: /[a-z]$/.test(words) ? ' if exists' : ' IF EXISTS' },
                ],
                safe: true,
              },
            }),
      })
      mended.add(at)
    }
  },
}
