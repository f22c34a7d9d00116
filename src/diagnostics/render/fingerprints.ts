/**
 * Names by which the next report finds findings again. They do not change when lines are added or removed elsewhere:
 * they are made of the file, the code, the line's text, and the message without its numbers. Equal ones are counted.
 */
import type { Diagnostic } from '../diagnostic.ts'
import type { FindSource } from './pretty.ts'

export function fingerprints(diagnostics: readonly Diagnostic[], sourceOf: FindSource): string[] {
  const seen = new Map<string, number>()
  return diagnostics.map(({ path, code, span, message }) => {
    const line = sourceOf(path)?.line(span.line) ?? ''
    const key = [path, code, message.replace(/\d+/g, '#'), around(line, span.column)].join('\u0000')
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    return hashOf(`${key}\u0000${count}`)
  })
}

/** The line without its indentation; of a long one only what stands around the finding. */
function around(line: string, column: number): string {
  return (line.length > 400 ? line.slice(Math.max(0, column - 200), column + 200) : line).trim()
}

/** FNV-1a of the text, in 128 bits: an identity, not a secret. */
function hashOf(text: string): string {
  let hash = 0x6c62272e07bb014262b821756295c58dn
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * 0x0000000001000000000000000000013bn)
  }
  return hash.toString(16).padStart(32, '0')
}
