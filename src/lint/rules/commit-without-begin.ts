/** COMMIT or ROLLBACK where no transaction is open. */
import type { Rule } from '../rule.ts'
import { followTransactions } from '../transactions.ts'

export const commitWithoutBegin: Rule = {
  name: 'commit-without-begin',
  code: 'SF449',
  severity: 'warning',
  title: 'COMMIT or ROLLBACK ends no transaction',
  explanation:
    'Without BEGIN (or SET AUTOCOMMIT = 0) every statement is committed by itself. A later COMMIT does nothing or fails, and a later ROLLBACK takes nothing back. Every step is a session of its own, so a transaction of an earlier program is never open either. Write BEGIN before the first statement that belongs to the transaction.',
  bad: 'INSERT INTO sales SELECT * FROM new_sales;\nDELETE FROM new_sales WHERE id > 0;\nROLLBACK;',
  good: 'BEGIN;\nINSERT INTO sales SELECT * FROM new_sales;\nDELETE FROM new_sales WHERE id > 0;\nROLLBACK;',
  more: {
    bad: ['BEGIN; INSERT INTO t VALUES (1); COMMIT; COMMIT;'],
    good: [
      'SET AUTOCOMMIT = 0; INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (1); COMMIT;',
      'CALL begin_work(); COMMIT;',
      'BEGIN; INSERT INTO t VALUES (1); COMMIT AND CHAIN; INSERT INTO t VALUES (2); COMMIT;',
      'BEGIN; CREATE TABLE t (a INT); COMMIT;',
      'BEGIN; SAVEPOINT a; ROLLBACK TO a; COMMIT;',
    ],
  },
  check(context, report) {
    for (const index of followTransactions(context).unopened) {
      report({
        message: 'no transaction is open here',
        span: context.headline(index),
        help: 'write BEGIN before the first statement of the transaction, or leave this out',
      })
    }
  },
}
