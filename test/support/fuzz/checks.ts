/** What must hold of any text whatever: a table of checks, each throws when it does not hold. */
import assert from 'node:assert/strict'
import { type PlanResult, plan } from '../../../src/compile.ts'
import { Source } from '../../../src/diagnostics/source.ts'
import { dialects } from '../../../src/dialects/table.ts'
import { type CompileResult, compile, type LintResult, lint } from '../../../src/index.ts'
import { fixAll } from '../../../src/lint/fix.ts'
import type { Lock } from '../../../src/metadata/lock.ts'
import { parse } from '../../../src/parser/parse.ts'
import { printExtended } from '../../../src/statements/table.ts'
import type { Program, Statement } from '../../../src/syntax/ast.ts'
import { parseText, withoutSpans } from '../parsing.ts'
import { metadataOf } from '../stores/models.ts'
import { askEditor } from './editor.ts'
import type { Input } from './input.ts'
import { renderAll, viewAll } from './outputs.ts'
import { checkWorkflow } from './workflow.ts'

export interface Read extends Input {
  readonly program: Program
  readonly linted: LintResult
  readonly planned: PlanResult
  readonly compiled: CompileResult
}

export interface Failure {
  readonly check: string
  readonly message: string
}

type Check = (read: Read) => void | Promise<void>

/** So that statements which use a model are compiled too. */
const lock: Lock = new Map(
  ['m', 'pinned'].map((name) => [name, { store: 'memory:', digest: 'sha256:0', metadata: metadataOf(name) }]),
)

const checks: Readonly<Record<string, Check>> = {
  'statements and gaps tile the text': ({ text, program }) => {
    const spans = [...program.statements.map(({ span }) => span), ...program.gaps]
    let at = 0
    for (const span of spans.sort((a, b) => a.start - b.start)) {
      assert.equal(span.start, at)
      assert(span.end > span.start)
      at = span.end
    }
    assert.equal(at, text.length)
  },
  'spans lie inside of their statement': ({ program }) => {
    for (const statement of program.statements) checkSpans(statement, statement.span)
  },
  'a clause that is printed reads as before': ({ text, dialect, program }) => {
    for (const statement of program.statements) checkReprinted(statement, text, dialect)
  },
  'findings lie inside of the text': ({ text, linted, compiled }) => {
    for (const { span, labels, fix, message } of [...linted.diagnostics, ...compiled.diagnostics]) {
      assert.notEqual(message, '')
      for (const place of [span, ...labels.map((label) => label.span)]) {
        checkSpan(place, { start: 0, end: text.length })
        assert.deepEqual(place, new Source(text).locate(place))
      }
      let at = 0
      for (const edit of fix?.edits ?? []) {
        checkSpan(edit.span, { start: at, end: text.length })
        at = edit.span.end
      }
    }
  },
  'what is rejected has a reason': ({ program, linted, compiled }) => {
    const hasError = compiled.diagnostics.some(({ severity }) => severity === 'error')
    assert.equal(compiled.yaml === undefined, hasError)
    const broken = program.statements.some(({ kind }) => kind === 'broken')
    if (broken) assert(linted.diagnostics.some(({ severity }) => severity === 'error'))
  },
  'fixes make nothing worse': ({ text, dialect }) => {
    fixAll(text, (next) => lint(next, { dialect }, { lock }).diagnostics)
  },
  'the workflow is what the plan says': ({ planned, compiled }) => {
    assert.equal(planned.plan === undefined, compiled.plan === undefined)
    checkWorkflow(compiled)
  },
  'every form of findings can be read': ({ linted }) => renderAll(linted),
  'every view can be read': ({ planned }) => viewAll(planned),
  'an editor may ask about any place': ({ text, dialect, linted }) => askEditor(text, dialect, linted, lock),
}

/** What does not hold of an input; nothing when all is well. */
export async function failureOf(input: Input): Promise<Failure | undefined> {
  let check = 'reading'
  try {
    const { text, dialect } = input
    const program = parse(text, dialects[dialect], () => {})
    const options = { dialect, path: 'fuzz.sql' }
    check = 'linting'
    const linted = lint(text, options, { lock })
    check = 'planning'
    const planned = await plan(text, options, { lock })
    check = 'compiling'
    const compiled = await compile(text, options, { lock })
    const read: Read = { ...input, program, linted, planned, compiled }
    for (const [name, holds] of Object.entries(checks)) {
      check = name
      await holds(read)
    }
    return undefined
  } catch (error) {
    return { check, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function checkSpan(span: { start: number; end: number }, outer: { start: number; end: number }): void {
  const { start, end } = span
  assert(
    outer.start <= start && start <= end && end <= outer.end,
    `${start}-${end} is not inside of ${outer.start}-${outer.end}`,
  )
}

interface Place {
  readonly start: number
  readonly end: number
}

/** Whatever carries a span in the tree; without recursion, since the tree may be deep. */
function checkSpans(statement: Statement, outer: Place): void {
  const waiting: unknown[] = [statement]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue
    for (const [key, value] of Object.entries(next)) {
      if (key === 'span' || key === 'head' || key === 'extension') checkSpan(value as Place, outer)
      else waiting.push(value)
    }
  }
}

function checkReprinted(statement: Statement, text: string, dialect: Input['dialect']): void {
  if (statement.kind === 'sql' || statement.kind === 'broken') return
  const { start, end } = statement.span
  // What was read of text with mistakes is not all that stands there.
  if (parseText(`${text.slice(start, end)};`, dialect).findings.length > 0) return
  const again = `${text.slice(start, statement.extension.start)}${printExtended(statement)};`
  const second = parseText(again, dialect)
  assert.deepEqual(second.findings, [], again)
  assert.deepEqual(withoutSpans(second.program.statements[0]), withoutSpans(statement), again)
}
