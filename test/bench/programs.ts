/** Programs to measure with: what pipelines consist of, and what is made to hurt. */

/** Ordinary statements and those of models, with tables and models of their own, about 210 characters each. */
const shapes: readonly ((at: number) => readonly [sql: string, clause?: string])[] = [
  (at) => [
    `CREATE TABLE db.orders_${at} AS
SELECT o.order_id, o.customer_id, o.amount * 1.19 AS gross, c.segment, c.country
FROM db.raw_orders AS o
JOIN db.customers AS c ON o.customer_id = c.customer_id
LEFT JOIN db.refunds_${at % 97} AS r ON r.order_id = o.order_id
WHERE o.order_date >= '2026-01-01' AND r.order_id IS NULL AND c.country IN ('DE', 'FR', 'ES')`,
  ],
  (at) => [
    `SELECT amount, segment, country, churned FROM db.orders_${at - 1} WHERE amount BETWEEN 1 AND 10000`,
    `TO TRAIN xgboost.gbtree
WITH objective = "binary:logistic", eta = 0.1, max_depth = 6, train.num_boost_round = 30
COLUMN amount, segment, country
LABEL churned
INTO db.model_${at}`,
  ],
  (at) => [
    `INSERT INTO db.daily_${at % 50} (day, orders, revenue)
SELECT order_date, COUNT(*), SUM(amount) FROM db.raw_orders
WHERE customer_id IN (SELECT customer_id FROM db.customers WHERE segment = 'retail' AND active = 1)
GROUP BY order_date HAVING COUNT(*) > 10`,
  ],
  (at) => [
    `SELECT amount, segment, country FROM db.fresh_${at}`,
    `TO PREDICT db.scored_${at}.churned USING db.model_${at - 2}`,
  ],
  (at) => [
    `WITH recent AS (SELECT customer_id, MAX(order_date) AS last_day FROM db.raw_orders GROUP BY customer_id),
  quiet AS (SELECT customer_id FROM recent WHERE last_day < '2026-06-01')
SELECT c.customer_id, c.segment, CASE WHEN q.customer_id IS NULL THEN 0 ELSE 1 END AS churned
FROM db.customers c LEFT JOIN quiet q ON q.customer_id = c.customer_id ORDER BY c.customer_id LIMIT ${at}`,
  ],
  (at) => [
    `UPDATE db.scored_${at - 2} SET churned = CASE WHEN churned > 0.5 THEN 1 ELSE 0 END, checked = 1, note = 'part ${at}'
WHERE country = 'DE' AND amount > 100 AND (segment = 'retail' OR segment = 'wholesale')`,
  ],
  (at) => [`DELETE FROM db.daily_${at % 50} WHERE day < '2025-01-01' AND orders < 3`],
  (at) => [
    `SELECT * FROM db.holdout_${at}`,
    `TO EVALUATE db.model_${at - 6}
WITH validation.metrics = "accuracy_score,f1_score"
LABEL churned
INTO db.quality_${at}`,
  ],
  (at) => [
    `SELECT day, revenue, revenue - LAG(revenue) OVER (PARTITION BY region ORDER BY day) AS change
FROM (SELECT d.day, d.revenue, c.region FROM db.daily_${at % 50} d, db.calendar c WHERE d.day = c.day) AS joined
WHERE revenue > (SELECT AVG(revenue) FROM db.daily_${at % 50}) AND region NOT IN ('test', 'unknown', 'none')`,
  ],
  (at) => [`DROP TABLE IF EXISTS db.orders_${at - 9}`],
]

export interface Mixed {
  readonly text: string
  /** The same without the clauses of models, for programs that read SQL only. */
  readonly ordinary: string
}

export function mixed(count: number): Mixed {
  const statements = Array.from({ length: count }, (_, at) => shapes[at % shapes.length]?.(at) ?? [''])
  return {
    text: statements
      .map(([sql, clause]) => (clause === undefined ? `${sql};\n` : `${sql}\n${clause};\n`))
      .join('\n'),
    ordinary: statements.map(([sql]) => `${sql};\n`).join('\n'),
  }
}

/** Programs of a size that are made to hurt: by name, how they grow. The size is statements, unless the name says otherwise. */
export const growing: Readonly<Record<string, (size: number) => string>> = {
  'mixed statements': (size) => mixed(size).text,
  'one table written again and again': (size) => many(size, (at) => `INSERT INTO db.t VALUES (${at});`),
  'a table, and everybody else reads it': (size) =>
    `CREATE TABLE db.t AS SELECT 1 AS a;\n${many(size - 2, (at) => `CREATE TABLE db.copy_${at} AS SELECT a FROM db.t;`)}\nDROP TABLE db.t;`,
  'a chain': (size) => many(size, (at) => `CREATE TABLE db.t_${at + 1} AS SELECT * FROM db.t_${at};`),
  'everybody writes a table that everybody reads': (size) =>
    many(size, (at) =>
      at % 2 ? `INSERT INTO db.log VALUES (${at});` : `CREATE TABLE db.c_${at} AS SELECT * FROM db.log;`,
    ),
  models: (size) =>
    many(
      size / 2,
      (
        at,
      ) => `SELECT * FROM db.train TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL y INTO db.m_${at};
SELECT * FROM db.test TO PREDICT db.p_${at}.y USING db.m_${at};`,
    ),
  'one model trained again and again': (size) =>
    many(
      size / 2,
      (
        at,
      ) => `SELECT * FROM db.train TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL y INTO db.m;
SELECT * FROM db.test TO PREDICT db.p_${at}.y USING db.m;`,
    ),
  'views over views': (size) =>
    many(size, (at) =>
      at % 2 ? `SELECT * FROM db.v_${at - 1};` : `CREATE VIEW db.v_${at} AS SELECT * FROM db.t;`,
    ),
  'names without a database': (size) =>
    many(size, (at) => `CREATE TABLE t_${at + 1} AS SELECT * FROM t_${at} JOIN db.s ON t_${at}.a = s.a;`),
  transactions: (size) =>
    many(size / 4, (at) => `BEGIN;\nINSERT INTO a_${at} VALUES (1);\nUPDATE b SET x = ${at};\nCOMMIT;`),
  mistakes: (size) =>
    many(size, (at) => (at % 10 ? `SELECT a FROM t_${at};` : `SELECT FROM t_${at} WHERE (;`)),
  'nested queries (depth)': (size) => `${'SELECT * FROM ('.repeat(size)}SELECT 1${') AS q'.repeat(size)};`,
  'brackets (depth)': (size) => `SELECT ${'('.repeat(size)}1${')'.repeat(size)} FROM t;`,
  'one INSERT (rows)': (size) =>
    `INSERT INTO db.t VALUES ${Array.from({ length: size }, (_, at) => `(${at}, 'a text of this row', ${at}.5)`).join(',\n')};`,
  'tables of one query': (size) => `SELECT * FROM ${many(size, (at) => `db.t_${at}`, ', ')};`,
  'common tables of one query': (size) =>
    `WITH ${many(size, (at) => `c_${at} AS (SELECT * FROM ${at ? `c_${at - 1}` : 't'})`, ',\n')} SELECT * FROM c_${size - 1};`,
  'attributes of one TRAIN': (size) =>
    `SELECT * FROM t TO TRAIN a/My WITH ${many(size, (at) => `model.a_${at} = ${at}`, ', ')} LABEL y INTO m;`,
  'columns of one TRAIN': (size) =>
    `SELECT * FROM t TO TRAIN a/My COLUMN ${many(size, (at) => `c_${at}`, ', ')} LABEL y INTO m;`,
  'quotes that are not closed': (size) => many(size, (at) => `SELECT 'a_${at} FROM t;`),
  'space (characters)': (size) => `SELECT a${' '.repeat(size)}FROM t;`,
  'comments (lines)': (size) => `${many(size, (at) => `-- line ${at}`)}\nSELECT 1;`,
}

function many(count: number, one: (at: number) => string, between = '\n'): string {
  return Array.from({ length: Math.max(0, Math.floor(count)) }, (_, at) => one(at)).join(between)
}
