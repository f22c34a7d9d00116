/** How each dialect writes a value, so that the database reads exactly it. */
import type { DialectName } from './dialect.ts'

export interface LiteralStyle {
  text(value: string): string
  bool(value: boolean): string
  /** @param hex two digits a byte */
  bytes(hex: string): string
}

const words = (value: boolean): string => (value ? 'TRUE' : 'FALSE')
const doubled = (value: string): string => `'${value.replaceAll("'", "''")}'`

/** A doubled quote means a quote whether backslashes count (NO_BACKSLASH_ESCAPES) or not. */
const mysql: LiteralStyle = {
  text: (value) => doubled(value.replaceAll('\\', '\\\\')),
  bool: words,
  bytes: (hex) => `X'${hex}'`,
}

/** Two strings side by side are one, so a doubled quote would be lost. */
const hive: LiteralStyle = {
  text: (value) => `'${value.replace(/[\\']/g, '\\$&')}'`,
  bool: words,
  bytes: (hex) => `unhex('${hex}')`,
}

export const literalStyles: { readonly [K in DialectName]: LiteralStyle } = {
  mysql,
  sqlite: { text: doubled, bool: (value) => (value ? '1' : '0'), bytes: (hex) => `X'${hex}'` },
  hive,
  maxcompute: hive,
  postgresql: {
    // Whether backslashes count in '…' is a setting of the server; in E'…' they always do.
    text: (value) => (value.includes('\\') ? `E${doubled(value.replaceAll('\\', '\\\\'))}` : doubled(value)),
    bool: words,
    bytes: (hex) => `decode('${hex}', 'hex')`,
  },
}
