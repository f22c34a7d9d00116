/** Python without its comments and docstrings, which are for its authors, and which every pod would carry. */
import { blockIndent, lineEnd, type Tokens, tidy, tokensOf } from './python-tokens.ts'

/** What is left is read with `--source`, so it keeps its form. */
export function withoutNotes(source: string): string {
  const tokens = withoutComments(tokensOf(source))
  const result: string[] = []
  for (let at = 0; at < tokens.length; ) {
    const end = lineEnd(tokens, at)
    const line = tokens.slice(at, end)
    if (!isDocstring(line)) result.push(...line)
    // A block has at least one statement.
    else if (blockIndent(tokens, end).length < indentOf(line).length) result.push(indentOf(line), 'pass')
    at = end
  }
  return tidy(result.join('')).replace(/^\n+/, '')
}

/** A comment goes with the blanks before it, and with its line if it has one of its own. */
function withoutComments(tokens: Tokens): string[] {
  const result: string[] = []
  for (const token of tokens) {
    if (!token.startsWith('#')) {
      result.push(token)
      continue
    }
    while (result.at(-1) === ' ') result.pop()
    if (result.at(-1)?.startsWith('\n')) result.pop()
  }
  return result
}

function isDocstring(line: Tokens): boolean {
  const parts = line.filter((part) => part.trim() !== '')
  return parts.length === 1 && parts[0]?.startsWith('"""') === true
}

function indentOf(line: Tokens): string {
  return line[0]?.startsWith('\n') ? line[0] : ''
}
