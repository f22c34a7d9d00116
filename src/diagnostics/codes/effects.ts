/** SF5: what statements read, write and keep in their session. */
import type { CodeEntry } from './code.ts'

export const effectCodes = {
  'unknown-effects': {
    code: 'SF501',
    severity: 'note',
    title: 'what a statement reads and writes is not known',
    explanation:
      'A procedure, a prepared statement, an anonymous block or text that is not understood may read and write anything. The statement therefore waits for all before it, and all after it wait for it. Nothing is wrong; but nothing runs beside it either.',
    bad: 'CREATE TABLE a AS SELECT 1 AS x;\nCALL refresh_statistics();\nCREATE TABLE b AS SELECT 2 AS x;',
    good: 'CREATE TABLE a AS SELECT 1 AS x;\nCREATE TABLE b AS SELECT 2 AS x;',
  },
  'session-split': {
    code: 'SF502',
    severity: 'error',
    title: 'session state is needed by a step that runs elsewhere',
    explanation:
      'Every step of a workflow is a session of its own. A transaction, a temporary table, a user variable or a table lock ends with its session, so the statements that share it are put into one step. A statement that trains or uses a model runs in another image and can not be in that step. Use an ordinary table for what the model needs, and end the transaction before it.',
    bad: 'CREATE TEMPORARY TABLE sample AS SELECT * FROM iris.train LIMIT 100;\nSELECT * FROM sample\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL class INTO my_model;',
    good: 'CREATE TABLE sample AS SELECT * FROM iris.train LIMIT 100;\nSELECT * FROM sample\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL class INTO my_model;',
  },
} as const satisfies Record<string, CodeEntry>
