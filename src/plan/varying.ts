/** What may stand for another value each time that a statement runs: the clock, chance, the session, the server. */
import type { Dialect } from '../dialects/dialect.ts'
import { attributes } from '../statements/table.ts'
import type { Statement } from '../syntax/ast.ts'
import { scan } from '../syntax/scan.ts'
import { TokenCursor } from '../syntax/token-cursor.ts'
import { kind } from '../syntax/tokens.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Without brackets too; a column of that name costs only a run. */
const values = words(
  'CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME LOCALTIMESTAMP TABLESAMPLE',
)
const functions = words(
  'NOW CURDATE CURTIME SESSION_USER SYSDATE UTC_DATE UTC_TIME UTC_TIMESTAMP UNIX_TIMESTAMP GETDATE GET_DATE DATE TIME DATETIME JULIANDAY STRFTIME RAND RANDOM RANDOMBLOB UUID UUID_SHORT NEWID GEN_RANDOM_UUID CONNECTION_ID CLOCK_TIMESTAMP STATEMENT_TIMESTAMP TRANSACTION_TIMESTAMP TIMEOFDAY',
)
/** Strings that some databases read as a time. */
const times = words("'NOW' 'TODAY' 'YESTERDAY' 'TOMORROW'")

/** The first of them in a statement, as it is shown. */
export function varyingIn(statement: Statement, text: string, dialect: Dialect): string | undefined {
  const { start, end } = statement.span
  const queries = attributes(statement).flatMap(({ key, value }) =>
    key.value === 'validation.select' && value.kind === 'string' ? [value.value] : [],
  )
  for (const part of [text.slice(start, end), ...queries]) {
    const found = firstIn(new TokenCursor(part, 0, scan(part, dialect, () => {}).tokens))
    if (found !== undefined) return found
  }
  return undefined
}

function firstIn(cursor: TokenCursor): string | undefined {
  const { count, kind: kinds } = cursor.tokens
  for (let at = 0; at < count; at++) {
    if (kinds[at] === kind.word) {
      const word = cursor.word(at)
      const isCall = kinds[at + 1] === kind.open && at + 1 < count
      if (isCall && (functions.has(word) || values.has(word))) return `${word}(`
      if (values.has(word)) return word
    } else if (kinds[at] === kind.variable && cursor.image(at).startsWith('@@')) {
      return '@@'
    } else if (kinds[at] === kind.text) {
      const image = cursor.image(at).toUpperCase()
      if (times.has(image)) return image
    }
  }
  return undefined
}
