/** Facts that need no grammar: user variables, called functions, prepared statements. One walk over the tokens. */
import { isPlainWord, keywordId } from './keywords.ts'
import { kind, type Tokens } from './tokens.ts'
import { has, type KnownWords, variableName } from './words.ts'

export interface Facts extends KnownWords {
  /** User variables, and prepared statements, which live in a session like them. */
  readonly variables: readonly string[]
}

/** By keyword number. */
const bits = new Uint8Array(256)
for (const word of ['UNION', 'INTERSECT', 'EXCEPT', 'MINUS']) bits[keywordId(word)] = has.setOperator
for (const word of ['LIMIT', 'FETCH']) bits[keywordId(word)] = has.limit
bits[keywordId('NULL')] = has.null
bits[keywordId('TABLESAMPLE')] = has.tablesample

/** Statements about a statement that was prepared before. */
const preparing = /^(prepare|execute|deallocate)$/i

const none: readonly never[] = []

export function readFacts(text: string, tokens: Tokens, first: number, last: number): Facts {
  const { kind: kinds, keyword, start, end } = tokens
  let words = 0
  let variables: Set<string> | undefined
  let calls: Set<string> | undefined
  for (let index = first; index < last; index++) {
    const type = kinds[index]
    words |= bits[keyword[index] ?? 0] ?? 0
    // `@@x` is a setting of the server, not a variable of the user.
    if (type === kind.variable && text.charCodeAt((start[index] ?? 0) + 1) !== 64) {
      variables ??= new Set()
      variables.add(variableName(text.slice(start[index], end[index])))
    } else if (type === kind.open && index > first && isName(tokens, index - 1)) {
      calls ??= new Set()
      calls.add(wordAt(text, tokens, index - 1).toLowerCase())
    }
  }
  const head = wordAt(text, tokens, first)
  if (preparing.test(head)) {
    const name = /^prepare$/i.test(wordAt(text, tokens, first + 1)) ? first + 2 : first + 1
    variables ??= new Set()
    if (name < last) variables.add(`prepared statement ${wordAt(text, tokens, name)}`)
  }
  return { variables: variables ? [...variables] : none, calls: calls ? [...calls] : none, words }
}

function isName(tokens: Tokens, index: number): boolean {
  return tokens.kind[index] === kind.word && isPlainWord(tokens.keyword[index] ?? 0)
}

export function wordAt(text: string, tokens: Tokens, index: number): string {
  return text.slice(tokens.start[index], tokens.end[index])
}
