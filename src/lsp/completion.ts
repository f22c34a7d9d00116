/**
 * Completion: what may stand at the cursor, also inside of a statement that is unfinished or broken. What comes
 * before the cursor in its statement decides, read from tokens; the rest of the program gives names.
 */
import type { CompletionItem, Position } from 'vscode-languageserver-types'
import { dialects } from '../dialects/table.ts'
import type { ProgramColumns } from '../effects/columns.ts'
import type { LintResult } from '../lint/lint.ts'
import type { Lock } from '../metadata/lock.ts'
import { clauseOffers } from './completion/clause.ts'
import { Known } from './completion/known.ts'
import { type Offer, toItems } from './completion/offers.ts'
import { type Place, placeOf } from './completion/place.ts'
import { sqlOffers } from './completion/sql.ts'

export interface CompletionContext {
  readonly text: string
  readonly offset: number
  /** Of the text, or of the text as it was a few keystrokes ago. */
  readonly analysis: LintResult
  readonly lock?: Lock
  /** Columns that are known of the analysis already; otherwise they are worked out from its statements. */
  readonly columns?: ProgramColumns
  /** The editor can't fill in snippets. */
  readonly plain?: boolean
}

/** Characters besides letters after which an editor asks. None after which one often presses Enter. */
export const completionTriggers: readonly string[] = ['.', '=', '"', '(', '[', '/', ':']

export function complete(context: CompletionContext): CompletionItem[] {
  const { text, offset, analysis, lock, columns } = context
  const place = placeOf(text, offset, analysis.program, dialects[analysis.dialect])
  if (!place) return []
  const { range, quote } = place
  const known = new Known(place, analysis, lock, columns)
  return toItems(offersAt(place, known), {
    range: { start: positionAt(text, range.start), end: positionAt(text, range.end) },
    quote,
    snippets: context.plain !== true,
    called: /^\s*\(/.test(text.slice(range.end, range.end + 20)),
  })
}

function offersAt(place: Place, known: Known): Offer[] {
  const { statement, at, inText } = place
  if (statement.extension >= 0 && at > statement.extension) return clauseOffers(place, known)
  return inText ? [] : sqlOffers(place, known)
}

/** Lines end as the protocol has it: `\n`, `\r\n` or `\r`. */
function positionAt(text: string, offset: number): Position {
  const breaks = /\r\n?|\n/g
  let line = 0
  let start = 0
  for (let found = breaks.exec(text); found && breaks.lastIndex <= offset; found = breaks.exec(text)) {
    line++
    start = breaks.lastIndex
  }
  return { line, character: offset - start }
}
