/** A transaction that nothing ends before the program does. */
import type { Rule } from '../rule.ts'
import { followTransactions } from '../transactions.ts'

export const transactionLeftOpen: Rule = {
  name: 'transaction-left-open',
  code: 'SF448',
  severity: 'warning',
  title: 'a transaction is open when the program ends',
  explanation:
    'A BEGIN without COMMIT (or SET AUTOCOMMIT = 0 with changes after the last COMMIT) leaves the transaction open when the session of its step ends. The database then takes back everything that was changed in it, and no step fails.',
  bad: "BEGIN;\nDELETE FROM sales WHERE day = '2024-01-01';\nINSERT INTO sales SELECT * FROM new_sales;",
  good: "BEGIN;\nDELETE FROM sales WHERE day = '2024-01-01';\nINSERT INTO sales SELECT * FROM new_sales;\nCOMMIT;",
  more: {
    bad: [
      'SET AUTOCOMMIT = 0; INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2);',
      'START TRANSACTION; INSERT INTO t VALUES (1); COMMIT; START TRANSACTION; INSERT INTO t VALUES (2);',
    ],
    good: [
      'SET AUTOCOMMIT = 0; INSERT INTO t VALUES (1); COMMIT;',
      'BEGIN; INSERT INTO t VALUES (1); ROLLBACK;',
      'BEGIN; INSERT INTO t VALUES (1); CREATE TABLE u (a INT);',
      'BEGIN; SELECT * FROM t;',
      'BEGIN; INSERT INTO t VALUES (1); CALL finish();',
    ],
  },
  check(context, report) {
    const { leftOpen } = followTransactions(context)
    if (leftOpen === undefined) return
    report({
      message: 'nothing commits what is changed after this',
      span: context.headline(leftOpen),
      help: 'write COMMIT behind the last change: what is open when the program ends is taken back',
    })
  },
}
