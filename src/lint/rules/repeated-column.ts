/** A SELECT for training gives one name to two columns. */
import { isOpaque, query } from '../../statements/table.ts'
import type { Rule } from '../rule.ts'

const train = (columns: string): string =>
  `SELECT ${columns} FROM orders\nJOIN customers ON orders.customer = customers.id\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL amount\nINTO my_model;`

export const repeatedColumn: Rule = {
  name: 'repeated-column',
  code: 'SF424',
  severity: 'error',
  title: 'two columns of the SELECT have one name',
  explanation:
    'Features, labels and the columns of a result table are known by their names. With two columns of one name it is not decided which is meant; the step fails when it runs. Give one of them another name with AS, or leave it out.',
  bad: train('orders.id, customers.id, amount'),
  good: train('orders.id, customers.id AS customer, amount'),
  more: {
    bad: [
      'SELECT id, id FROM t TO EXPLAIN my_model;',
      'SELECT id, id FROM t TO MINIMIZE SUM(id * a) WITH variables = "a(id)", var_type = "Binary" INTO r;',
    ],
    good: [
      'SELECT a.id, b.id FROM a, b;',
      'SELECT a.id, b.id FROM a, b TO RUN tools:1 CMD "count.py";',
      train('orders.*, amount'),
    ],
  },
  check(context, report) {
    for (const [index, statement] of context.statements.entries()) {
      // A program of the user's may take its columns by their places.
      if (!query(statement) || isOpaque(statement.kind)) continue
      const seen = new Map<string, { start: number; end: number }>()
      for (const { name, span } of context.select(index)?.items ?? []) {
        if (name === undefined) continue
        const first = seen.get(name.toLowerCase())
        if (first === undefined) {
          seen.set(name.toLowerCase(), span)
          continue
        }
        report({
          message: `two columns of the SELECT are called \`${name}\``,
          span,
          labels: [{ span: first, message: 'the other one' }],
          help: 'give one of them another name with AS, or leave it out',
        })
      }
    }
  },
}
