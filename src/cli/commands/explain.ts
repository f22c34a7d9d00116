/** `sqlflowc explain CODE`: what a diagnostic means, with a program that gets it and the same one mended. */

import type { CodeEntry } from '../../diagnostics/codes/code.ts'
import { codes } from '../../diagnostics/codes.ts'
import { visible } from '../../diagnostics/render/text.ts'
import { nearest } from '../../diagnostics/suggest.ts'
import type { Host } from '../../host.ts'
import { rules } from '../../lint/table.ts'
import { exitCodes, UsageError } from '../errors.ts'

export function explainCommand(host: Host, code: string | undefined): number {
  if (code === undefined) {
    host.out(list())
    return exitCodes.fine
  }
  const wanted = code.toLowerCase()
  const found = pages().find(([name, entry]) => name === wanted || entry.code.toLowerCase() === wanted)
  if (!found) {
    const known = pages().flatMap(([name, entry]) => [entry.code, name])
    const close = nearest(code, known, 2)
    throw new UsageError(
      `there is no diagnostic ${visible(code)}${close.length > 0 ? `; perhaps ${close.join(' or ')} was meant` : ''}`,
    )
  }
  host.out(page(...found))
  return exitCodes.fine
}

/** Codes of the compiler and rules of the linter, by name. */
function pages(): [string, CodeEntry][] {
  return [...Object.entries(codes), ...rules.map((rule): [string, CodeEntry] => [rule.name, rule])]
}

function list(): string {
  return `${pages()
    .sort(([, a], [, b]) => a.code.localeCompare(b.code))
    .map(([name, { code, title }]) => `${code}  ${name.padEnd(24)} ${title}`)
    .join('\n')}\n`
}

function page(name: string, { code, severity, title, explanation, bad, good }: CodeEntry): string {
  const parts = [`${code} ${name} (${severity}): ${title}`, '', wrap(explanation)]
  if (bad !== good) parts.push('', 'Fails:', '', indent(bad), '', 'Mended:', '', indent(good))
  return `${parts.join('\n')}\n`
}

function indent(text: string): string {
  const lines = text.trimEnd().split('\n')
  return lines.map((line) => `    ${visible(line.length > 100 ? `${line.slice(0, 99)}…` : line)}`).join('\n')
}

function wrap(text: string, width = 90): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.join('\n')
}
