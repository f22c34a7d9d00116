/** Token soup: the words of the language, its marks, unclosed quotes and odd characters, in any order. */
import { keywords, marks } from '../../../grammar/tokens.ts'
import type { Random } from '../sql-random.ts'
import { oddTexts } from './odd-text.ts'

const words = [...keywords.keys()] as [string, ...string[]]
const signs = [
  ...Object.keys(marks),
  ';',
  ';',
  '+',
  '-',
  '/',
  '%',
  '<',
  '>=',
  '<>',
  '!=',
  '||',
  ':=',
  '::',
  '@',
  '{',
  '}',
]
const openers = [
  "'",
  '"',
  '`',
  '[',
  ']',
  '$$',
  '$a$',
  '/*',
  '*/',
  '--',
  '# ',
  "\\'",
  "''",
  '/*!40000',
  '/*+',
  'DELIMITER //\n',
  '//',
  '\\.',
]
const names = [
  'a',
  'b.c',
  't',
  'm',
  '`x y`',
  '"q"',
  "'s'",
  '1',
  '.5',
  '1e3',
  '2020_sales',
  '@v',
  '@@g',
  ':p',
  '?',
  "E'x'",
  'N"y"',
  'xgboost.gbtree',
  'DNNClassifier',
  'a/b:1/C',
  'model.x',
  'DENSE',
  'objective',
]

export function tokenSoup(random: Random): { readonly text: string } {
  const length = random.below(random.pick([8, 40, 40, 200]))
  // Few words often make longer stretches that are read than all of them.
  const some = random.chance(0.5) ? random.shuffled(words).slice(0, 6) : words
  const head = random.chance(0.3) ? 'SELECT * FROM t TO ' : ''
  const parts = Array.from({ length }, () => part(random, some) + gap(random))
  return { text: head + parts.join('') }
}

function part(random: Random, some: readonly string[]): string {
  const kind = random.next()
  if (kind < 0.4) return random.pick(some) ?? ''
  if (kind < 0.65) return random.pick(names) ?? ''
  if (kind < 0.85) return random.pick(signs) ?? ''
  if (kind < 0.95) return random.pick(openers) ?? ''
  return random.pick(oddTexts)
}

function gap(random: Random): string {
  return random.chance(0.75) ? ' ' : random.pick(['', '', '\n', '\t', '\r\n', '/**/', '-- c\n'])
}
