/** Pinned metadata: what a program is compiled against where no store is asked, and compared with where one is. */
import { canonical, isObject, type Json } from './json.ts'
import type { Metadata } from './metadata.ts'

export interface PinnedModel {
  /** The redacted URL of the store that it was read from. */
  readonly store: string
  /** `sha256:` and the digest of the metadata's canonical JSON. */
  readonly digest: string
  readonly metadata: Metadata
}

/** By the name that programs call the model by. */
export type Lock = ReadonlyMap<string, PinnedModel>

export function isSame(a: Metadata, b: Metadata): boolean {
  return canonical(a) === canonical(b)
}

/** What changed, for people: "image was `a`, is `b`". */
export function changesBetween(before: Metadata, after: Metadata): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => {
    const [old, now] = [before[name], after[name]]
    if (canonical(old) === canonical(now)) return []
    if (isObject(old) && isObject(now)) return membersChanged(name, old, now)
    return [`${name} ${wasAndIs(old, now)}`]
  })
}

function membersChanged(
  name: string,
  old: { readonly [key: string]: Json | undefined },
  now: { readonly [key: string]: Json | undefined },
): string[] {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return keys
    .filter((key) => canonical(old[key]) !== canonical(now[key]))
    .map((key) => `${name} ${key} ${wasAndIs(old[key], now[key])}`)
}

function wasAndIs(old: Json | undefined, now: Json | undefined): string {
  if (old === undefined) return `is new: ${shown(now)}`
  if (now === undefined) return `is gone, and was ${shown(old)}`
  return `was ${shown(old)}, is ${shown(now)}`
}

const longest = 60

function shown(value: Json | undefined): string {
  const text = (typeof value === 'string' ? value : canonical(value)).replace(/\s+/g, ' ')
  return `\`${text.length > longest ? `${text.slice(0, longest - 1)}…` : text}\``
}
