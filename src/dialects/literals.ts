/** The styles of literals that dialects have. */
import type { LiteralStyle } from './dialect.ts'

const words = (value: boolean): string => (value ? 'TRUE' : 'FALSE')
const doubled = (value: string): string => `'${value.replaceAll("'", "''")}'`

/** A doubled quote means a quote whether backslashes count (NO_BACKSLASH_ESCAPES) or not. */
export const mysqlLiterals: LiteralStyle = {
  text: (value) => doubled(value.replaceAll('\\', '\\\\')),
  bool: words,
  bytes: (hex) => `X'${hex}'`,
}

/** Two strings side by side are one, so a doubled quote would be lost. */
export const hiveLiterals: LiteralStyle = {
  text: (value) => `'${value.replace(/[\\']/g, '\\$&')}'`,
  bool: words,
  bytes: (hex) => `unhex('${hex}')`,
}

export const sqliteLiterals: LiteralStyle = {
  text: doubled,
  bool: (value) => (value ? '1' : '0'),
  bytes: (hex) => `X'${hex}'`,
}

export const postgresqlLiterals: LiteralStyle = {
  // Whether backslashes count in '…' is a setting of the server; in E'…' they always do.
  text: (value) => (value.includes('\\') ? `E${doubled(value.replaceAll('\\', '\\\\'))}` : doubled(value)),
  bool: words,
  bytes: (hex) => `decode('${hex}', 'hex')`,
}
