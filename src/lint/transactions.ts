/** Transactions from their BEGIN to their end: those that nothing ends, and ends without a beginning. */
import type { LintContext } from './context.ts'

export interface Transactions {
  /** What began a transaction that is open at the end of the program, though rows were changed in it. */
  readonly leftOpen?: number
  /** COMMIT and ROLLBACK where no transaction is open. */
  readonly unopened: readonly number[]
}

/** Statements that commit what is open before they begin, in some databases. */
const commits = new Set(
  'CREATE ALTER DROP TRUNCATE RENAME LOCK ANALYZE OPTIMIZE REPAIR GRANT REVOKE'.split(' '),
)

export function followTransactions({ analysis, statements, dialect }: LintContext): Transactions {
  const unopened: number[] = []
  let open: number | undefined
  let hasChanged = false
  /** SET AUTOCOMMIT = 0: a transaction begins wherever none is open. */
  let manual: number | undefined
  /** Something else may have begun or ended one. */
  let isUnclear = false
  for (const [index, statement] of statements.entries()) {
    const effect = analysis.effects[index]
    // What can't be read may begin one.
    isUnclear ||= statement.kind === 'broken'
    if (statement.kind !== 'sql' || !effect) continue
    switch (effect.session?.kind) {
      case 'begin':
        open = index
        hasChanged = false
        isUnclear = false
        continue
      case 'autocommit':
        manual = effect.session.on ? undefined : index
        open = manual
        hasChanged = false
        continue
      case 'end':
        if (open === undefined && !isUnclear && !effect.session.ofOther) unopened.push(index)
        open = effect.session.chains ? index : manual
        hasChanged = false
        continue
      case 'savepoint':
        isUnclear ||= dialect.savepointBegins
        continue
    }
    const commitsItself = dialect.definitionsCommit && commits.has(statement.verb)
    if (effect.unknown !== undefined || commitsItself) {
      open = manual
      hasChanged = false
      isUnclear = true
    } else if (effect.writes.length > 0) {
      hasChanged = true
    }
  }
  return { unopened, ...(open !== undefined && hasChanged ? { leftOpen: open } : {}) }
}
