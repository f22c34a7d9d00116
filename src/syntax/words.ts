/** Facts of words, for readers that need no grammar: a rule of the linter must not load one to be listed. */

/** Words that most statements do not have: without them there is nothing to look for in the tokens. */
export const has = { setOperator: 1, limit: 2, null: 4, tablesample: 8 } as const

/** What is known of the words of a query without a look at its tokens. */
export interface KnownWords {
  /** Names that are called like functions, in lower case. */
  readonly calls: readonly string[]
  /** Which words it has of those that readers ask for, a bit of `has` for each. */
  readonly words: number
}

/** `@'x'` and `@X` are `@x`. */
export function variableName(image: string): string {
  return image.toLowerCase().replace(/[`"']/g, '')
}
