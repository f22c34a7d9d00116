/** The text of a statement, as steps and metadata hold it. */

/** Without the semicolon that ends it, and the space round that. */
export function withoutSemicolon(text: string): string {
  const trimmed = text.trimEnd()
  return trimmed.endsWith(';') ? trimmed.slice(0, -1).trimEnd() : text
}
