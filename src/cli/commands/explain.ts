/** `sqlflowc explain CODE`: what a diagnostic means, with a program that gets it and the same one mended. */

import type { CodeEntry } from '../../diagnostics/codes/code.ts'
import { type CodeName, codes, findCode } from '../../diagnostics/codes.ts'
import { visible } from '../../diagnostics/render/text.ts'
import { nearest } from '../../diagnostics/suggest.ts'
import type { Host } from '../../host.ts'
import { exitCodes, UsageError } from '../errors.ts'

export function explainCommand(host: Host, code: string | undefined): number {
  if (code === undefined) {
    host.out(list())
    return exitCodes.fine
  }
  const found = findCode(code)
  if (!found) {
    const known = Object.entries(codes).flatMap(([name, entry]) => [entry.code, name])
    const close = nearest(code, known, 2)
    throw new UsageError(
      `there is no diagnostic ${visible(code)}${close.length > 0 ? `; perhaps ${close.join(' or ')} was meant` : ''}`,
    )
  }
  host.out(page(found.name, found.entry))
  return exitCodes.fine
}

function list(): string {
  const entries: [string, CodeEntry][] = Object.entries(codes)
  return `${entries
    .sort(([, a], [, b]) => a.code.localeCompare(b.code))
    .map(([name, { code, title }]) => `${code}  ${name.padEnd(24)} ${title}`)
    .join('\n')}\n`
}

function page(name: CodeName, { code, severity, title, explanation, bad, good }: CodeEntry): string {
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
