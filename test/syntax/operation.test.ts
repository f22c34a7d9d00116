/** What statements of ordinary SQL do, as their shallow parse says it. */
import { describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/table.ts'
import { parse } from '../../src/parser/parse.ts'
import type { Operation } from '../../src/syntax/operation.ts'

function operationOf(sql: string): Operation | undefined {
  const [statement] = parse(sql, dialects.mysql, () => {}).statements
  return statement?.kind === 'sql' ? statement.operation : undefined
}

const created = { kind: 'create', object: 'table', orReplace: false, ifNotExists: false }
const plain = { temporary: false, as: false, partOfOther: false, external: false }

describe('operations', () => {
  test.each<readonly [string, object]>([
    ['SELECT 1', { kind: 'select' }],
    ['WITH a AS (SELECT 1) SELECT * FROM a', { kind: 'select' }],
    ['WITH a AS (SELECT 1) DELETE FROM t', { kind: 'compound' }],
    ['FROM s INSERT OVERWRITE TABLE a SELECT x INSERT INTO b SELECT y', { kind: 'compound' }],
    ['INSERT INTO t SELECT * FROM s', { kind: 'insert', overwrite: false, partial: false }],
    ['INSERT OVERWRITE TABLE t SELECT 1', { kind: 'insert', overwrite: true, partial: false }],
    [
      "INSERT OVERWRITE TABLE t PARTITION (d = '1') SELECT 1",
      { kind: 'insert', overwrite: true, partial: true },
    ],
    ["INSERT OVERWRITE DIRECTORY '/x' SELECT 1", { kind: 'insert', overwrite: true, partial: true }],
    ['REPLACE INTO t VALUES (1)', { kind: 'insert', overwrite: false, partial: false }],
    ['CREATE TABLE t (location INT, FOREIGN KEY (a) REFERENCES b (a))', { ...created, ...plain }],
    ["CREATE EXTERNAL TABLE t (a INT) LOCATION '/x'", { ...created, ...plain, external: true }],
    ["CREATE TABLE t (a INT) LOCATION '/x'", { ...created, ...plain, external: true }],
    ['CREATE OR REPLACE TABLE t AS (SELECT 1)', { ...created, ...plain, orReplace: true, as: true }],
    ['CREATE TABLE IF NOT EXISTS t (a INT) SELECT 1', { ...created, ...plain, ifNotExists: true, as: true }],
    ['CREATE TABLE t (a INT) STORED AS ORC', { ...created, ...plain }],
    ['CREATE TEMPORARY TABLE t (a INT)', { ...created, ...plain, temporary: true }],
    ['CREATE TABLE p PARTITION OF t DEFAULT', { ...created, ...plain, partOfOther: true }],
    ['CREATE TABLE p (a INT) INHERITS (t)', { ...created, ...plain, partOfOther: true }],
    ['DROP TABLE IF EXISTS a, b CASCADE', { kind: 'drop', object: 'table', ifExists: true, cascade: true }],
    ['DROP VIEW v -- cascade', { kind: 'drop', object: 'view', ifExists: false, cascade: false }],
    [
      'ALTER TABLE IF EXISTS t DETACH PARTITION p',
      { kind: 'alter', object: 'table', ifExists: true, movesRows: true },
    ],
    ['EXPLAIN SELECT 1', { kind: 'explain', runs: false }],
    ['EXPLAIN (ANALYZE, BUFFERS) DELETE FROM t', { kind: 'explain', runs: true }],
    ['DESCRIBE t', { kind: 'describe' }],
    ['COMMIT AND CHAIN', { kind: 'end', undoes: false, chains: true, ofOther: false }],
    ['ROLLBACK AND NO CHAIN', { kind: 'end', undoes: true, chains: false, ofOther: false }],
    ["COMMIT PREPARED 'x'", { kind: 'end', undoes: false, chains: false, ofOther: true }],
    ['ROLLBACK TO SAVEPOINT a', { kind: 'rollback-to' }],
    ['SET SESSION sql_mode = 1', { kind: 'set', variables: [], setting: 'sql_mode' }],
    ['SET @@session.sql_mode := 1', { kind: 'set', variables: [], setting: 'sql_mode' }],
    ['SET NAMES utf8', { kind: 'set', variables: [], setting: 'set names utf8' }],
    ['CALL p(1)', { kind: 'other' }],
  ])('%s', (sql, operation) => {
    expect(operationOf(sql)).toEqual(operation)
  })

  test('one that is cached with its shape is the same object', () => {
    expect(operationOf('DROP TABLE a')).toBe(operationOf('DROP TABLE b'))
  })
})
