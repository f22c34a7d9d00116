/** The contract of what explains something at the cursor. */
import type { Span } from '../../diagnostics/source.ts'
import type { OpenProgram } from '../program.ts'

/** Markdown about a part of the text. */
export interface Explanation {
  readonly span: Span
  readonly text: string
}

/** What is asked about: a place in a statement. */
export interface HoverPlace {
  readonly program: OpenProgram
  readonly statement: number
  readonly offset: number
}
