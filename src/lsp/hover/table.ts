/** Of a table: which statements make, change and read it. */

import type { KnownColumn } from '../../effects/columns.ts'
import { madeBy } from '../definition.ts'
import { code, list } from '../markdown.ts'
import type { Explanation, HoverPlace } from './explanation.ts'

const most = 12

export function tableHover({ program, statement, offset }: HoverPlace): Explanation | undefined {
  const mention = program.mentions.at(statement, offset)
  if (!mention) return undefined
  const made = madeBy(mention)
  const same = program.mentions.same(mention)
  const lines = (roles: readonly string[]): string => {
    const found = same
      .filter(({ role }) => roles.includes(role))
      .map(({ name }) => program.lineOf(name.span.start))
    const all = [...new Set(found)]
    return all.length > most
      ? `${all.slice(0, most).join(', ')} and ${all.length - most} more`
      : all.join(', ')
  }
  const facts = [
    ['made in line', ['makes']],
    ['changed in line', ['changes']],
    ['read in line', ['reads']],
    ['dropped in line', ['drops']],
  ] as const
  const said = facts.flatMap(([words, roles]) => {
    const found = lines(roles)
    return found === '' ? [] : [`${words} ${found}`]
  })
  // What makes a table has no columns of it yet.
  const at = made === mention ? statement + 1 : statement
  const columns = program.columns.ofTable(mention.key, at)
  return {
    span: mention.name.span,
    text: [
      `**table** ${code(mention.key)}`,
      list(columns ? [...said, columnsOf(columns)] : said),
      ...(made ? [] : ['Nothing in this program makes it before.']),
    ].join('\n\n'),
  }
}

function columnsOf(columns: readonly KnownColumn[]): string {
  const shown = columns
    .slice(0, most)
    .map(({ name, type }) => code(type === undefined ? name : `${name} ${type}`))
    .join(', ')
  return `columns ${shown}${columns.length > most ? ` and ${columns.length - most} more` : ''}`
}
