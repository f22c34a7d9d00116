/** One version of a program in the editor: its text, what is known of it, and where things are. Good until the next one is made. */
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Position, Range } from 'vscode-languageserver-types'
import { analyseColumns } from '../analysis/columns.ts'
import type { Analysis } from '../analyze.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { dialects } from '../dialects/table.ts'
import type { ProgramColumns } from '../effects/columns.ts'
import { lintAnalysis } from '../lint/lint.ts'
import type { Statement } from '../syntax/ast.ts'
import { Mentions } from './mentions.ts'
import type { Surroundings } from './surroundings.ts'

export class OpenProgram {
  readonly uri: string
  readonly version: number
  readonly analysis: Analysis
  readonly surroundings: Surroundings
  readonly #document: TextDocument
  #mentions: Mentions | undefined
  #columns: ProgramColumns | undefined
  #diagnostics: readonly Diagnostic[] | undefined

  constructor(document: TextDocument, analysis: Analysis, surroundings: Surroundings) {
    this.uri = document.uri
    this.version = document.version
    this.analysis = analysis
    this.surroundings = surroundings
    // The editor's own is changed in place.
    this.#document = TextDocument.create(document.uri, 'sqlflow', document.version, analysis.program.text)
  }

  get text(): string {
    return this.analysis.program.text
  }

  get statements(): readonly Statement[] {
    return this.analysis.program.statements
  }

  /** What the compiler and the rules find. */
  get diagnostics(): readonly Diagnostic[] {
    const { settings, lock, catalog } = this.surroundings
    this.#diagnostics ??= lintAnalysis(this.analysis, {
      settings,
      catalog,
      ...(lock ? { lock } : {}),
    }).diagnostics
    return this.#diagnostics
  }

  /** Every table and model that the statements name. */
  get mentions(): Mentions {
    this.#mentions ??= new Mentions(this.analysis, dialects[this.analysis.dialect])
    return this.#mentions
  }

  /** Columns of queries and tables, as far as they are known. */
  get columns(): ProgramColumns {
    const { program, effects, models, dialect } = this.analysis
    const { catalog } = this.surroundings
    this.#columns ??= analyseColumns({ program, effects, models, dialect: dialects[dialect], catalog })
    return this.#columns
  }

  range({ start, end }: Span): Range {
    return { start: this.#document.positionAt(start), end: this.#document.positionAt(end) }
  }

  offset(position: Position): number {
    return this.#document.offsetAt(position)
  }

  /** The last statement that begins before an offset. */
  lastBefore(offset: number): number | undefined {
    let low = -1
    let high = this.statements.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.statements[middle]?.span.start ?? 0) < offset) low = middle
      else high = middle - 1
    }
    return low < 0 ? undefined : low
  }

  /** The statement that an offset is in, or stands right behind. */
  statementAt(offset: number): number | undefined {
    const index = this.lastBefore(offset + 1)
    const span = index === undefined ? undefined : this.statements[index]?.span
    return span && contains(span, offset) ? index : undefined
  }

  /** From 1, as editors show it. */
  lineOf(offset: number): number {
    return this.#document.positionAt(offset).line + 1
  }
}

/** A cursor right behind a word is still at it. */
export function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end
}
