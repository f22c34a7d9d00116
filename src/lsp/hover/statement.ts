/** Of a statement: what it reads and writes, which statements it waits for, and why. */
import { headline } from '../../analysis/headline.ts'
import { reasonText } from '../../views/words.ts'
import { code, escaped, list } from '../markdown.ts'
import type { OpenProgram } from '../program.ts'
import type { Explanation, HoverPlace } from './explanation.ts'

const most = 12

export function statementHover({ program, statement: index }: HoverPlace): Explanation | undefined {
  const { effects, program: parsed } = program.analysis
  const statement = program.statements[index]
  const effect = effects[index]
  if (!statement || !effect) return undefined
  if (statement.kind === 'broken') return undefined
  const facts = [
    ...named('reads', effect.reads),
    ...named('uses the model', effect.modelReads),
    ...named('writes', effect.writes),
    ...named('makes the model', effect.modelWrites),
    ...(effect.unknown === undefined ? [] : [`may touch anything: ${escaped(effect.unknown)}`]),
    ...waits(program, index),
  ]
  const title = `**statement ${index + 1}** of ${program.statements.length}`
  return {
    span: headline(parsed, statement),
    text: `${title}\n\n${list(facts.length > 0 ? facts : ['reads and writes nothing'])}`,
  }
}

function named(words: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  const more = names.length > most ? ` and ${names.length - most} more` : ''
  return [`${words} ${names.slice(0, most).map(code).join(', ')}${more}`]
}

function waits(program: OpenProgram, index: number): string[] {
  const edges = program.analysis.graph.edges.filter(({ to }) => to === index)
  if (edges.length === 0) return ['waits for no other statement']
  const shown = edges.slice(0, most).map(({ from, reasons }) => {
    const start = program.statements[from]?.span.start ?? 0
    const because = [...new Set(reasons.map(reasonText))].slice(0, 4).map(escaped).join('; ')
    return `waits for line ${program.lineOf(start)}: ${because}`
  })
  return edges.length > most ? [...shown, `waits for ${edges.length - most} more`] : shown
}
