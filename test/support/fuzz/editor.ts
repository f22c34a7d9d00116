/** Everything that an editor may ask about a place, asked at a few places of any text. */
import assert from 'node:assert/strict'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { defaultSettings } from '../../../src/config/settings.ts'
import type { DialectName } from '../../../src/dialects/table.ts'
import type { LintResult } from '../../../src/index.ts'
import { codeActions, fixAllKind } from '../../../src/lsp/code-actions.ts'
import { complete } from '../../../src/lsp/completion.ts'
import { definition } from '../../../src/lsp/definition.ts'
import { diagnosticsOf } from '../../../src/lsp/diagnostics.ts'
import { folding } from '../../../src/lsp/folding.ts'
import { hover } from '../../../src/lsp/hover.ts'
import { OpenProgram } from '../../../src/lsp/program.ts'
import { highlights, references } from '../../../src/lsp/references.ts'
import { Refusal, rename } from '../../../src/lsp/rename.ts'
import { symbols } from '../../../src/lsp/symbols.ts'
import type { Lock } from '../../../src/metadata/lock.ts'

export function askEditor(text: string, dialect: DialectName, linted: LintResult, lock: Lock): void {
  const document = TextDocument.create('file:///fuzz.sql', 'sqlflow', 1, text)
  const surroundings = {
    settings: defaultSettings,
    lock,
    catalog: new Map(),
    options: { dialect },
    problems: new Map(),
  }
  const program = new OpenProgram(document, linted, surroundings)
  diagnosticsOf(program)
  symbols(program)
  folding(program)
  for (const offset of offsets(text)) askAt(program, offset, lock)
}

/** All of a short text; of a longer one a few that follow from its length, so that what failed fails again. */
function offsets(text: string): number[] {
  if (text.length < 40) return Array.from({ length: text.length + 1 }, (_, at) => at)
  return [1, 2, 3, 4].map((turn) => (Math.imul(text.length, 2654435761 * turn) >>> 0) % (text.length + 1))
}

function askAt(program: OpenProgram, offset: number, lock: Lock): void {
  const { text, analysis } = program
  const { range } = hover(program, offset) ?? {}
  if (range) assert(program.offset(range.start) <= offset)
  definition(program, offset)
  references(program, offset, true)
  highlights(program, offset)
  const here = program.range({ start: offset, end: offset })
  codeActions(program, here, { diagnostics: [], only: ['quickfix', fixAllKind] })
  for (const { label } of complete({ text, offset, analysis, lock })) assert.notEqual(label, '')
  try {
    rename(program, offset, 'renamed')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}
