/**
 * Rename of a model: only the names that mean the model of that one training. The program with the new name is analysed
 * before anything is handed out, so that no renaming changes what a program means.
 */
import type { Range, TextEdit } from 'vscode-languageserver-types'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { LintResult } from '../lint/lint.ts'
import type { Identifier } from '../syntax/ast.ts'
import { mentionAt } from './definition.ts'
import { lintText } from './documents.ts'
import { type Mention, trainingOf } from './mentions.ts'
import type { OpenProgram } from './program.ts'

/** Why something can't be renamed; the message is for users. */
export class Refusal extends Error {}

export function prepareRename(program: OpenProgram, offset: number): { range: Range; placeholder: string } {
  const { identifier } = renamed(program, offset)
  return { range: program.range(insideQuotes(identifier, program.text)), placeholder: identifier.value }
}

export function rename(program: OpenProgram, offset: number, newName: string): TextEdit[] {
  const { training, identifier } = renamed(program, offset)
  const identifiers = namesOf(program, training)
  if (newName === identifier.value) return []
  checkForm(newName, identifiers)
  checkFree(newName, training, program)
  const changes = identifiers.map(({ span, quote }) => ({ span, text: quoted(newName, quote) }))
  checkMeaning(program, training, newName, applied(program.text, changes))
  return changes.map(({ span, text }) => ({ range: program.range(span), newText: text }))
}

/** The part of a name that a cursor is at, and the training that makes the model. */
function renamed(program: OpenProgram, offset: number): { training: Mention; identifier: Identifier } {
  const mention = mentionAt(program, offset)
  const identifier = mention?.name.parts.at(-1)
  if (!mention || !identifier) throw new Refusal('only models can be renamed, and there is none here')
  const training = trainingOf(mention)
  const name = identifier.value
  if (!training && mention.role === 'uses') {
    throw new Refusal(
      `the model \`${name}\` is not trained by this program before this line, so its name is not the program's to change`,
    )
  }
  if (!training)
    throw new Refusal(`\`${name}\` is a table here; only models that the program trains can be renamed`)
  if (mention.key !== training.key) {
    throw new Refusal(
      `\`${name}\` is a name that ordinary SQL gives to the model; rename it where it is trained`,
    )
  }
  return { training, identifier }
}

/** Names under which the model was trained; those that RENAME TABLE gave it later are other names. */
function namesOf(program: OpenProgram, training: Mention): Identifier[] {
  return program.mentions
    .same(training)
    .filter(({ key }) => key === training.key)
    .flatMap(({ name }) => name.parts.slice(-1))
}

const word = /^[\p{L}_][\p{L}\p{N}_$]*$/u

function checkForm(newName: string, identifiers: readonly Identifier[]): void {
  if (newName === '') throw new Refusal('a model needs a name')
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(newName))
    throw new Refusal('a name has no line breaks and no control characters')
  if (newName.includes('.')) {
    throw new Refusal(
      `\`${newName}\` has a dot: only the name itself can be changed, not the database that it is in`,
    )
  }
  if (/["'`[\]\\]/.test(newName))
    throw new Refusal(
      `\`${newName}\` has a quote or a bracket in it; names that are quoted keep their quotes`,
    )
  if (word.test(newName) || identifiers.every(({ quote }) => quote !== undefined)) return
  throw new Refusal(
    `\`${newName}\` can't be a name without quotes: write letters, digits and _, and no digit first`,
  )
}

/** A name that means something else in this program would mix the two up. */
function checkFree(newName: string, training: Mention, program: OpenProgram): void {
  const old = training.name.parts.at(-1)?.value ?? ''
  const wanted = training.key.slice(0, training.key.length - old.length) + newName
  const same = (key: string): boolean => key.toLowerCase() === wanted.toLowerCase()
  const taken = program.mentions.all.find((mention) => same(mention.key) && mention.key !== training.key)
  if (!taken) return
  const line = program.lineOf(taken.name.span.start)
  throw new Refusal(
    `\`${newName}\` is taken: line ${line} names a ${trainingOf(taken) || taken.role === 'uses' ? 'model' : 'table'} so`,
  )
}

/** The program with the new name must be the same program, but for that name. */
function checkMeaning(program: OpenProgram, { statement }: Mention, newName: string, text: string): void {
  const { analysis } = program
  const after = lintText(text, program.uri, program.surroundings)
  const before = new Set(program.diagnostics.filter(isError).map(({ code }) => code))
  const broken = after.diagnostics.find((one) => isError(one) && !before.has(one.code))
  if (broken) throw new Refusal(`\`${newName}\` can't be its name: ${broken.message}`)
  const [oldKey = '', newKey = ''] = [analysis, after].map(({ effects }) => effects[statement]?.makes)
  const asBefore = (key: string): string => (key === newKey ? oldKey : key)
  if (meaningOf(after, asBefore) === meaningOf(analysis, (key) => key)) return
  throw new Refusal(`\`${newName}\` can't be its name: the statements would not mean the same any more`)
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

/** What must stay the same: the statements, who uses whose model, and what each of them touches. */
function meaningOf({ program, links, effects }: LintResult, named: (key: string) => string): string {
  const touched = effects.map(({ reads, writes, modelReads, modelWrites, unknown }) => [
    ...[reads, writes, modelReads, modelWrites].map((keys) => keys.map(named).sort()),
    unknown === undefined,
  ])
  const used = links.map((link) => link && (link.producer ?? named(link.model)))
  return JSON.stringify([program.statements.map(({ kind }) => kind), used, touched])
}

function applied(text: string, changes: readonly { readonly span: Span; readonly text: string }[]): string {
  const parts: string[] = []
  let at = 0
  for (const change of changes) {
    parts.push(text.slice(at, change.span.start), change.text)
    at = change.span.end
  }
  return parts.join('') + text.slice(at)
}

function quoted(name: string, quote: Identifier['quote']): string {
  if (quote === undefined) return name
  return `${quote}${name}${quote === '[' ? ']' : quote}`
}

function insideQuotes({ span, quote, value }: Identifier, text: string): Span {
  const inside = { start: span.start + 1, end: span.end - 1 }
  return quote !== undefined && text.slice(inside.start, inside.end) === value ? inside : span
}
