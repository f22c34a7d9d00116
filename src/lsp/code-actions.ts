/** Quick fixes: what a finding offers to mend it, and a comment that lets the finding stay. */
import {
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
} from 'vscode-languageserver-types'
import type { Diagnostic as Finding } from '../diagnostics/diagnostic.ts'
import { dialects } from '../dialects/table.ts'
import { fixAll } from '../lint/fix.ts'
import { mayBeIgnored } from '../lint/ignores.ts'
import { scan } from '../syntax/scan.ts'
import { toDiagnostic } from './diagnostics.ts'
import { lintText } from './documents.ts'
import type { OpenProgram } from './program.ts'

export const fixAllKind = `${CodeActionKind.SourceFixAll}.sqlflowc`

export function codeActions(
  program: OpenProgram,
  range: Range,
  { only, diagnostics }: CodeActionContext,
): CodeAction[] {
  const wants = (kind: string): boolean =>
    only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`))
  const start = program.offset(range.start)
  const end = program.offset(range.end)
  const here = program.diagnostics
    .filter(({ span }) => span.start <= end && span.end >= start)
    .slice(0, mostFindings)
    .map((finding): Shown => ({ finding, shown: shownAs(finding, diagnostics, program) }))
  return [
    ...(wants(CodeActionKind.QuickFix)
      ? [...here.flatMap((one) => mended(one, program)), ...here.flatMap((one) => ignored(one, program))]
      : []),
    // Only when it is asked for, as on save: it may take a few rounds of the linter.
    ...(only && wants(fixAllKind) ? allMended(program) : []),
  ]
}

/** Where a whole file is selected nobody wants thousands of actions. */
const mostFindings = 50

/** A finding, and the editor's own word for it: by that it knows which one an action is for. */
interface Shown {
  readonly finding: Finding
  readonly shown: Diagnostic
}

function shownAs(finding: Finding, known: readonly Diagnostic[], program: OpenProgram): Diagnostic {
  const own = toDiagnostic(finding, program)
  const { line, character } = own.range.start
  return (
    known.find(
      ({ code, range: { start } }) =>
        code === own.code && start.line === line && start.character === character,
    ) ?? own
  )
}

function mended({ finding, shown }: Shown, program: OpenProgram): CodeAction[] {
  const { fix } = finding
  if (!fix) return []
  const edits = fix.edits.map(({ span, text }) => ({ range: program.range(span), newText: text }))
  return [{ ...action(fix.title, edits, shown, program), ...(fix.safe ? { isPreferred: true } : {}) }]
}

function ignored({ finding, shown }: Shown, program: OpenProgram): CodeAction[] {
  if (!mayBeIgnored(finding)) return []
  const edit = ignoringComment(finding, program)
  return edit ? [action(`ignore ${finding.code} here, with a reason`, [edit], shown, program)] : []
}

function action(title: string, edits: TextEdit[], shown: Diagnostic, program: OpenProgram): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [shown],
    edit: { changes: { [program.uri]: edits } },
  }
}

function allMended(program: OpenProgram): CodeAction[] {
  const { text } = fixAll(
    program.text,
    (next) => lintText(next, program.uri, program.surroundings).diagnostics,
  )
  if (text === program.text) return []
  const whole = program.range({ start: 0, end: program.text.length })
  return [
    {
      title: 'mend all that can be mended safely',
      kind: fixAllKind,
      edit: { changes: { [program.uri]: [{ range: whole, newText: text }] } },
    },
  ]
}

/** A comment in front of the statement, or of the line in it; behind the line where something else is in the way. */
function ignoringComment({ code, span }: Finding, program: OpenProgram): TextEdit | undefined {
  const { text } = program
  const index = program.statementAt(span.start)
  const statement = index === undefined ? undefined : program.statements[index]
  if (!statement) return undefined
  const line = text.lastIndexOf('\n', span.start - 1) + 1
  const newline = text.indexOf('\n', span.start)
  const end = newline < 0 ? text.length : newline
  const comment = `-- sqlflow-ignore ${code}: reason`
  const isFirst = text.slice(line, Math.max(line, statement.span.start)).trim() === ''
  if (isFirst && isFree(line, program)) {
    const indent = /^[ \t]*/.exec(text.slice(line, span.start))?.[0] ?? ''
    return insertion(program, line, `${indent}${comment}${text[end - 1] === '\r' ? '\r\n' : '\n'}`)
  }
  const last = text[end - 1] === '\r' ? end - 1 : end
  return isFree(last, program) ? insertion(program, last, ` ${comment}`) : undefined
}

function insertion(program: OpenProgram, at: number, newText: string): TextEdit {
  return { range: program.range({ start: at, end: at }), newText }
}

/** A comment that begins here is one: not inside of a string, a quoted name or another comment. */
function isFree(at: number, program: OpenProgram): boolean {
  const { text, statements, analysis } = program
  const index = program.lastBefore(at)
  const span = (index === undefined ? undefined : statements[index]?.span) ?? { start: 0, end: 0 }
  const start = at < span.end ? span.start : span.end
  const part = text.slice(start, Math.max(at, span.end))
  const { tokens, comments } = scan(part, dialects[analysis.dialect], () => {})
  const place = at - start
  const isInComment = comments.some(
    (comment) =>
      comment.start < place && (place < comment.end || (place === comment.end && part[place - 1] !== '/')),
  )
  if (isInComment) return false
  for (let token = 0; token < tokens.count && (tokens.start[token] ?? 0) < place; token++) {
    if ((tokens.end[token] ?? 0) > place) return false
  }
  return true
}
