/** Of a code in a comment that ignores it: its explanation. */
import type { CodeEntry } from '../../diagnostics/codes/code.ts'
import { codes } from '../../diagnostics/codes.ts'
import { rules } from '../../lint/table.ts'
import type { Explanation } from '../hover.ts'
import { sqlBlock } from '../markdown.ts'
import type { OpenProgram } from '../program.ts'

export function ignoredCodeHover({ text }: OpenProgram, offset: number): Explanation | undefined {
  const span = wordAt(text, offset)
  const comment = text.slice(text.lastIndexOf('\n', offset - 1) + 1, span.start)
  // Behind the colon is the reason.
  if (!/sqlflow-ignore(-file)?\b[^:]*$/.test(comment)) return undefined
  const word = text.slice(span.start, span.end).toLowerCase()
  const found = entries().find(([name, { code }]) => name === word || code.toLowerCase() === word)
  return found && { span, text: explanation(...found) }
}

function entries(): [string, CodeEntry][] {
  return [...Object.entries<CodeEntry>(codes), ...rules.map((rule): [string, CodeEntry] => [rule.name, rule])]
}

function explanation(name: string, { code, severity, title, explanation, bad, good }: CodeEntry): string {
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
