/** A model learns from a column that is different in every row. */

import { namedColumns } from '../column-names.ts'
import { columnNamed } from '../columns.ts'
import type { Rule } from '../rule.ts'

const table = 'CREATE TABLE houses (id INT PRIMARY KEY, rooms INT, price DOUBLE);\n'
const train = (columns: string, clause = ''): string =>
  `${table}SELECT ${columns} FROM houses\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"${clause}\nLABEL price\nINTO my_model;`

export const keyAsFeature: Rule = {
  name: 'key-as-feature',
  code: 'SF425',
  severity: 'warning',
  title: 'the model learns from a key',
  explanation:
    'A PRIMARY KEY, or a column that is UNIQUE by itself, has another value in every row. A model can remember rows by it, and learns nothing for rows that it has not seen; its metrics on the training data look too good. Leave the column out of the SELECT, or name the features in COLUMN.',
  bad: train('*'),
  good: train('rooms, price'),
  more: {
    bad: [train('id, rooms, price'), train('*', '\nCOLUMN id, rooms')],
    good: [
      train('*', '\nCOLUMN rooms'),
      'SELECT * FROM houses TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL price INTO m;',
      `${table.replace('rooms INT, price', 'price')}SELECT id, price FROM houses TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL price INTO m;`,
    ],
  },
  check(context, report) {
    for (const [train, index] of context.each('train')) {
      const columns = context.columns.ofQuery(index)
      if (!columns) continue
      const named = namedColumns(train)
      const label = train.label?.value.toLowerCase()
      const features = named.length > 0 ? named.map(({ value }) => value) : columns.map(({ name }) => name)
      const others = features.filter((name) => name.toLowerCase() !== label)
      // What is learned from a single column is meant to be learned from it.
      if (others.length < 2) continue
      for (const name of others) {
        if (!columnNamed(columns, name)?.unique) continue
        const place =
          named.find(({ value }) => value === name) ??
          context.select(index)?.items.find((item) => item.name?.toLowerCase() === name.toLowerCase())
        report({
          message: `the model learns from \`${name}\`, which is different in every row`,
          span: place?.span ?? context.select(index)?.items[0]?.span ?? train.query.span,
          help: 'leave it out of the SELECT, or name the features in COLUMN',
        })
      }
    }
  },
}
