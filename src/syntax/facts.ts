/** Facts that need no grammar: user variables, called functions, prepared statements. One walk over the tokens. */
import { kind, type Tokens } from './tokens.ts'

export interface Facts {
  /** User variables, and prepared statements, which live in a session like them. */
  readonly variables: readonly string[]
  /** Names that are called like functions, in lower case. */
  readonly calls: readonly string[]
}

/** Statements about a statement that was prepared before. */
const preparing = /^(prepare|execute|deallocate)$/i

export function readFacts(text: string, tokens: Tokens, first: number, last: number): Facts {
  const { kind: kinds, start, end } = tokens
  const variables = new Set<string>()
  const calls = new Set<string>()
  for (let index = first; index < last; index++) {
    const type = kinds[index]
    // `@@x` is a setting of the server, not a variable of the user.
    if (type === kind.variable && text.charCodeAt((start[index] ?? 0) + 1) !== 64) {
      variables.add(text.slice(start[index], end[index]).toLowerCase().replace(/[`"']/g, ''))
    } else if (type === kind.open && index > first && isName(tokens, index - 1)) {
      calls.add(wordAt(text, tokens, index - 1).toLowerCase())
    }
  }
  if (preparing.test(wordAt(text, tokens, first))) {
    const name = /^prepare$/i.test(wordAt(text, tokens, first + 1)) ? first + 2 : first + 1
    if (name < last) variables.add(`prepared statement ${wordAt(text, tokens, name)}`)
  }
  return { variables: [...variables], calls: [...calls] }
}

function isName(tokens: Tokens, index: number): boolean {
  return tokens.kind[index] === kind.word && tokens.keyword[index] === 0
}

export function wordAt(text: string, tokens: Tokens, index: number): string {
  return text.slice(tokens.start[index], tokens.end[index])
}
