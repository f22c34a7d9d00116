/** Of a code in a comment that ignores it: its explanation. */
import { entryNamed, type NamedEntry } from '../../lint/names.ts'
import { sqlBlock } from '../markdown.ts'
import type { OpenProgram } from '../program.ts'
import type { Explanation } from './explanation.ts'

export function ignoredCodeHover({ text }: OpenProgram, offset: number): Explanation | undefined {
  const span = wordAt(text, offset)
  const line = text.lastIndexOf('\n', offset - 1) + 1
  const comment = text.slice(Math.max(line, span.start - longestComment), span.start)
  // Behind the colon is the reason.
  if (!/sqlflow-ignore(-file)?\b[^:]*$/i.test(comment)) return undefined
  const found = entryNamed(text.slice(span.start, span.end))
  return found && { span, text: explanation(found) }
}

/** As far as it is looked back: a line may have megabytes. */
const longestComment = 1000

function explanation({ name, code, severity, title, explanation, bad, good }: NamedEntry): string {
  const parts = [`**${code} ${name}** (${severity}): ${title}`, explanation]
  if (bad !== good) parts.push('Fails:', sqlBlock(bad), 'Mended:', sqlBlock(good))
  return parts.join('\n\n')
}

const wordCharacter = /[\w-]/

function wordAt(text: string, offset: number): { start: number; end: number } {
  let start = offset
  let end = offset
  while (start > 0 && offset - start < 80 && wordCharacter.test(text[start - 1] ?? '')) start--
  while (end < text.length && end - offset < 80 && wordCharacter.test(text[end] ?? '')) end++
  return { start, end }
}
