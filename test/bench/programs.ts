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
