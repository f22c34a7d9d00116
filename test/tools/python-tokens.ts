/** Python's text in pieces, as far as it takes to leave some of them out. The text has the form that the formatter gives it. */

export type Tokens = readonly string[]

/** A break of lines is one with the indentation behind it; a text is one, whatever is in it. */
export function tokensOf(source: string): Tokens {
  return source.match(token) ?? []
}

const token =
  /#[^\n]*|(?:\b[rbu]{1,2})?"""[\s\S]*?"""|(?:\b[rbu]{1,2})?"(?:\\[\s\S]|[^"\\\n])*"|(?:\b[rbu]{1,2})?'(?:\\[\s\S]|[^'\\\n])*'|\n[ \t]*|\w+|->|[\s\S]/gi

/** By how much a bracket changes the depth. */
export const depths: Readonly<Record<string, number>> = {
  '(': 1,
  '[': 1,
  '{': 1,
  ')': -1,
  ']': -1,
  '}': -1,
}

/** Where a line ends, however many lines of text its brackets make of it. */
export function lineEnd(tokens: Tokens, start: number): number {
  let depth = 0
  for (let at = start + 1; at < tokens.length; at++) {
    depth += depths[tokens[at] as string] ?? 0
    if (depth === 0 && tokens[at]?.startsWith('\n')) return at
  }
  return tokens.length
}

/** The break before the next line that is not empty. */
export function blockIndent(tokens: Tokens, start: number): string {
  let at = start
  while (tokens[at + 1]?.startsWith('\n')) at++
  return at + 1 < tokens.length ? (tokens[at] ?? '') : ''
}

/** At most as many empty lines as the formatter leaves. */
export function tidy(source: string): string {
  return source.replace(/\n{4,}/g, '\n\n\n').replace(/\n{3,}(?=import |from )/g, '\n\n')
}
