/**
 * Names of columns that are regular expressions: `EMBEDDING("cat_.*", 8)`. The step reads them with
 * Python, so what only Python knows is put into JavaScript's words, and what can't be is not judged.
 */

const plainName = /^[\p{L}_][\p{L}\p{N}_$]*$/u
/** Comments, atomic groups, conditions and flags of a part: no counterpart here. */
const untold = /\(\?(?:#|>|\(|[aiLmsux]*-?[imsx]*:)|[+*?}]\+/

const translations: readonly (readonly [RegExp, string])[] = [
  [/^\(\?[aiLmsux]+\)/, ''],
  [/\(\?P</g, '(?<'],
  [/\(\?P=(\w+)\)/g, '\\k<$1>'],
  [/\\A/g, '^'],
  [/\\Z/g, '$'],
]

/** What is wrong with the pattern, or nothing. */
export function patternFault(text: string): string | undefined {
  if (text === '') return 'it is empty'
  if (plainName.test(text)) return undefined
  const pattern = translations.reduce((soFar, [from, to]) => soFar.replace(from, to), text)
  if (untold.test(pattern)) return undefined
  try {
    new RegExp(pattern)
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    return (message.split(': ').at(-1) ?? 'it can not be read').toLowerCase()
  }
}
