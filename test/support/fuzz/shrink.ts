/** A failing text made small: parts are left out as long as the same check fails. */
import { type Failure, failureOf } from './checks.ts'
import type { Input } from './input.ts'

/** More tries than this are not worth the wait. */
const mostTries = 3_000

export async function shrink(input: Input, failure: Failure): Promise<Input> {
  let tries = 0
  let { text } = input
  for (let size = Math.ceil(text.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < text.length && tries < mostTries; ) {
      const shorter = text.slice(0, at) + text.slice(at + size)
      tries++
      if (isSame(await failureOf({ ...input, text: shorter }), failure)) text = shorter
      else at += size
    }
  }
  return { ...input, text }
}

/** Another message may be about another mistake; numbers and quoted text differ in any case. */
function isSame(found: Failure | undefined, wanted: Failure): boolean {
  return found?.check === wanted.check && kindOf(found) === kindOf(wanted)
}

export function kindOf({ check, message }: Failure): string {
  const first = message.slice(0, 60).split('\n', 1)[0] ?? ''
  const place = /\n +at (?:\w+\.)*(\w+)/.exec(message)?.[1] ?? ''
  return `${check}: ${check === 'reading' || first.startsWith('Error') ? first.replace(/\d+/g, '#') : ''} ${place}`
}
