/** Takes out the findings that comments let stay, and says which comments are of no use. */
import type { Analysis } from '../analyze.ts'
import { type Diagnostic, type Finding, type Fix, hasErrors } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { meant, oneOf } from '../diagnostics/suggest.ts'
import type { LintContext } from './context.ts'
import {
  type IgnoreComment,
  type IgnoredName,
  type IgnoreScope,
  readIgnoreComments,
} from './ignore-comments.ts'
import { entryNamed, knownNames, stopsCompiling } from './names.ts'
import { ignoredWithoutReason } from './rules/ignored-without-reason.ts'
import { unknownIgnoredCode } from './rules/unknown-ignored-code.ts'
import { unusedIgnore } from './rules/unused-ignore.ts'

export type ReportIgnore = (finding: Finding<string>) => void

/** What is left of the findings; what is wrong with the comments themselves is reported. */
export function applyIgnores(
  diagnostics: readonly Diagnostic[],
  { analysis, dialect }: LintContext,
  report: ReportIgnore,
): Diagnostic[] {
  const { program, source } = analysis
  const ignores = readIgnoreComments(program, source, dialect, (name) => entryNamed(name)?.code)
  if (ignores.length === 0) return [...diagnostics]
  const places = new Places(ignores)
  const left = diagnostics.filter(
    (diagnostic) => !mayBeIgnored(diagnostic) || !places.take(diagnostic, analysis),
  )
  // Rules do not look at what could not be read, so nothing is known of most comments then.
  const isBroken = hasErrors(analysis.diagnostics)
  for (const ignore of ignores) {
    reportUnknown(ignore, report)
    reportBare(ignore, report)
    const unused = ignore.names.filter(
      (name) => name.code !== undefined && (isBroken ? isInVain(name.code) : !places.used(ignore, name)),
    )
    if (unused.length > 0) reportUnused(ignore, unused, program.text, report)
  }
  return left
}

/** What is said of the comments themselves. */
const ownCodes = new Set<string>([unusedIgnore.code, unknownIgnoredCode.code, ignoredWithoutReason.code])

/** Errors of the compiler stay, and what is said of the comments themselves. */
export function mayBeIgnored({ code, severity }: Diagnostic): boolean {
  return entryNamed(code)?.isRule ? !ownCodes.has(code) : severity !== 'error'
}

/** No comment changes anything for this code. */
function isInVain(code: string): boolean {
  const entry = entryNamed(code)
  return ownCodes.has(code) || (entry !== undefined && stopsCompiling(entry))
}

/** The codes and places that comments are for, and which of them were needed. */
class Places {
  readonly #wanted = new Set<string>()
  readonly #used = new Set<string>()

  constructor(ignores: readonly IgnoreComment[]) {
    for (const { scope, names } of ignores) {
      for (const { code } of names) if (code !== undefined) this.#wanted.add(`${code} ${placeOf(scope)}`)
    }
  }

  take({ code, span }: Diagnostic, { program }: Analysis): boolean {
    const index = statementAt(program.statements, span.start)
    const scopes: IgnoreScope[] = [
      { kind: 'file' },
      { kind: 'line', line: span.line },
      ...(index < 0 ? [] : [{ kind: 'statement' as const, index }]),
    ]
    const found = scopes.map((scope) => `${code} ${placeOf(scope)}`).filter((key) => this.#wanted.has(key))
    for (const key of found) this.#used.add(key)
    return found.length > 0
  }

  used({ scope }: IgnoreComment, { code }: IgnoredName): boolean {
    return this.#used.has(`${code} ${placeOf(scope)}`)
  }
}

function placeOf(scope: IgnoreScope): string {
  if (scope.kind === 'statement') return `statement ${scope.index}`
  return scope.kind === 'line' ? `line ${scope.line}` : scope.kind
}

/** The statement that holds an offset, found by halving; -1 when none does. */
function statementAt(statements: Analysis['program']['statements'], offset: number): number {
  let low = 0
  let high = statements.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((statements[middle]?.span.start ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low > 0 && offset < (statements[low - 1]?.span.end ?? 0) ? low - 1 : -1
}

function reportUnknown({ span, names }: IgnoreComment, report: ReportIgnore): void {
  const name = unknownIgnoredCode.name
  if (names.length === 0) {
    const help = 'name codes before the reason: `sqlflow-ignore SF401: reason`'
    report({ name, message: 'the comment does not say what it ignores', span, help })
  }
  for (const { text, span, code } of names) {
    if (code !== undefined) continue
    const help = meant(text, knownNames) ?? 'sqlflowc explain lists all of them'
    report({ name, message: `there is no diagnostic \`${shown(text)}\` to ignore`, span, help })
  }
}

function reportBare({ span, names, reason }: IgnoreComment, report: ReportIgnore): void {
  const [first] = names
  if (!first || reason !== undefined) return
  report({
    name: ignoredWithoutReason.name,
    message: 'nothing says why this is ignored',
    span,
    help: `write the reason behind a colon: \`sqlflow-ignore ${shown(first.text)}: reason\``,
  })
}

function reportUnused(
  ignore: IgnoreComment,
  unused: readonly IgnoredName[],
  text: string,
  report: ReportIgnore,
): void {
  const whole = unused.length === ignore.names.length
  const [first = ignore] = unused
  report({
    name: unusedIgnore.name,
    message: `this comment ignores nothing: ${why(ignore, unused)}`,
    span: whole ? ignore.span : first.span,
    help: `remove ${whole ? 'the comment' : 'what is not found from it'}, or move it to what it is meant for`,
    fix: whole ? removal(ignore.span, text) : shortened(ignore, new Set(unused)),
  })
}

function why({ scope }: IgnoreComment, unused: readonly IgnoredName[]): string {
  if (scope.kind === 'nothing') return 'no statement follows it'
  const vain = unused.find(({ code = '' }) => isInVain(code))
  if (vain) return `\`${vain.text}\` can not be ignored`
  const where = { file: 'in the file', statement: 'in the next statement', line: '' }
  const place = scope.kind === 'line' ? `on line ${scope.line}` : where[scope.kind]
  return `there is no ${oneOf(unused.map(({ text }) => shown(text)))} ${place}`
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}

/** Takes out the comment, with its line where nothing else stands on it, and the space before it elsewhere. */
function removal({ start, end }: Span, text: string): Fix {
  let from = start
  while (from > 0 && isBlank(text[from - 1])) from--
  let to = end
  while (isBlank(text[to]) || text[to] === '\r') to++
  const startsLine = from === 0 || text[from - 1] === '\n'
  const endsLine = to === text.length || text[to] === '\n'
  const title = 'remove the comment'
  if (startsLine && endsLine) return edited(title, from, Math.min(to + 1, text.length))
  // A comment parts words as a space does.
  return endsLine ? edited(title, from, text[end] === '\r' ? end : to) : edited(title, start, end, ' ')
}

function shortened({ names }: IgnoreComment, unused: ReadonlySet<IgnoredName>): Fix {
  const kept = names.filter((name) => !unused.has(name)).map(({ text }) => text)
  const [from, to] = [names[0]?.span.start ?? 0, names.at(-1)?.span.end ?? 0]
  return edited('remove what is not found from the comment', from, to, kept.join(', '))
}

function edited(title: string, start: number, end: number, text = ''): Fix {
  return { title, edits: [{ span: { start, end }, text }], safe: true }
}
