/** Words of ordinary SQL and what may follow them: what people write most, in five dialects. */

/** Words that begin a part of a statement: what may stand behind each of them. */
export type Part = 'tables' | 'list' | 'condition' | 'keys' | 'count' | 'values'

export const parts: Readonly<Record<string, Part>> = {
  SELECT: 'list',
  DISTINCT: 'list',
  FROM: 'tables',
  JOIN: 'tables',
  INTO: 'tables',
  UPDATE: 'tables',
  TABLE: 'tables',
  VIEW: 'tables',
  DESCRIBE: 'tables',
  DESC: 'tables',
  WHERE: 'condition',
  ON: 'condition',
  HAVING: 'condition',
  SET: 'keys',
  BY: 'keys',
  LIMIT: 'count',
  OFFSET: 'count',
  VALUES: 'values',
  USE: 'values',
}

const joins = ['JOIN', 'LEFT JOIN', 'INNER JOIN', 'CROSS JOIN']
const rest = ['WHERE', 'GROUP BY', 'HAVING', 'ORDER BY', 'LIMIT', 'UNION ALL']

/** What may follow a whole operand in each part. */
export const continuations: Readonly<Record<Part, readonly string[]>> = {
  tables: ['AS', ...joins, 'ON', ...rest],
  list: ['FROM', 'AS'],
  condition: ['AND', 'OR', 'IS NULL', 'IS NOT NULL', 'IN', 'LIKE', 'BETWEEN', ...rest.slice(1), ...joins],
  keys: ['ASC', 'DESC', 'HAVING', 'ORDER BY', 'LIMIT', 'WHERE'],
  count: ['OFFSET'],
  values: [],
}

/** What may follow words that stand at the beginning of a statement. */
export const heads: Readonly<Record<string, readonly string[]>> = {
  CREATE: ['TABLE', 'TABLE IF NOT EXISTS', 'OR REPLACE', 'VIEW', 'INDEX', 'TEMPORARY TABLE', 'DATABASE'],
  DROP: ['TABLE IF EXISTS', 'TABLE', 'VIEW', 'INDEX', 'DATABASE'],
  ALTER: ['TABLE'],
  TRUNCATE: ['TABLE'],
  INSERT: ['INTO', 'OVERWRITE TABLE'],
  DELETE: ['FROM'],
  SHOW: ['TRAIN', 'TABLES', 'CREATE TABLE', 'DATABASES'],
}

/** Words that want another word. */
export const pairs: Readonly<Record<string, readonly string[]>> = {
  GROUP: ['BY'],
  ORDER: ['BY'],
  LEFT: ['JOIN', 'OUTER JOIN'],
  RIGHT: ['JOIN', 'OUTER JOIN'],
  FULL: ['JOIN', 'OUTER JOIN'],
  OUTER: ['JOIN'],
  INNER: ['JOIN'],
  CROSS: ['JOIN'],
  NATURAL: ['JOIN'],
  UNION: ['ALL', 'SELECT'],
  IS: ['NULL', 'NOT NULL'],
  OVERWRITE: ['TABLE'],
  IF: ['EXISTS', 'NOT EXISTS'],
  CASE: ['WHEN'],
}

/** Words before a bracket that holds a query. */
export const queryOpeners = new Set(
  'FROM JOIN IN EXISTS ANY SOME ALL AS UNION EXCEPT INTERSECT MINUS LATERAL'.split(' '),
)

/** Words behind which an operand goes on or begins. */
export const openWords = new Set(
  'AND OR NOT IN IS LIKE BETWEEN CASE WHEN THEN ELSE AS ALL DISTINCT EXISTS IF ONLY LATERAL OVERWRITE LEFT RIGHT INNER CROSS FULL OUTER NATURAL GROUP ORDER UNION'.split(
    ' ',
  ),
)

export const aggregates = ['COUNT', 'SUM', 'AVG', 'MIN', 'MAX']
