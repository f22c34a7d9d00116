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
      const cursor = context.tokensOf(at)
      const isPlain = cursor?.word(1) === 'TABLE' || cursor?.word(1) === 'VIEW'
      const end = cursor?.span(0, 2).end ?? 0
      report({
        message: `this fails on the first run: \`${table}\` is created only later`,
        span: context.placeOf(table, at),
        labels: [{ span: context.placeOf(table, other), message: 'created here' }],
        help: 'write IF EXISTS',
        // One IF EXISTS does for all tables of a DROP.
        ...(!cursor || !isPlain || mended.has(at)
          ? {}
          : {
              fix: {
                title: 'add IF EXISTS',
                edits: [{ span: { start: end, end }, text: likeWritten(' IF EXISTS', cursor.image(1)) }],
                safe: true,
              },
            }),
      })
      mended.add(at)
    }
  },
}

/** In small letters where the statement is. */
function likeWritten(words: string, model: string): string {
  return model === model.toUpperCase() ? words : words.toLowerCase()
}
