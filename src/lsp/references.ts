/** References and highlights: all names of one model or table. */
import { type DocumentHighlight, DocumentHighlightKind, type Location } from 'vscode-languageserver-types'
import { madeBy, mentionAt } from './definition.ts'
import type { OpenProgram } from './program.ts'

/** @param declaration where it is made counts too */
export function references(program: OpenProgram, offset: number, declaration: boolean): Location[] {
  const mention = mentionAt(program, offset)
  if (!mention) return []
  const made = declaration ? undefined : madeBy(mention)
  return program.mentions
    .same(mention)
    .filter((one) => one !== made)
    .map(({ name }) => ({ uri: program.uri, range: program.range(name.span) }))
}

export function highlights(program: OpenProgram, offset: number): DocumentHighlight[] {
  const mention = mentionAt(program, offset)
  if (!mention) return []
  return program.mentions.same(mention).map(({ name, role }) => ({
    range: program.range(name.span),
    kind: role === 'uses' || role === 'reads' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
  }))
}
