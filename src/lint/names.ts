/** What settings and comments may call a diagnostic: its code or its name, in any case. */
import type { CodeEntry } from '../diagnostics/codes/code.ts'
import { codes } from '../diagnostics/codes.ts'
import { rules } from './table.ts'

export interface NamedEntry extends CodeEntry {
  readonly name: string
  /** Found by a rule of the linter; the others are the compiler's own. */
  readonly isRule: boolean
}

export const entries: readonly NamedEntry[] = [
  ...Object.entries(codes).map(([name, entry]) => ({ ...entry, name, isRule: false })),
  ...rules.map((rule) => ({ ...rule, isRule: true })),
]

/** To find the nearest in. */
export const knownNames: readonly string[] = entries.flatMap(({ code, name }) => [code, name])

const byName = new Map(
  entries.flatMap((entry): [string, NamedEntry][] => [
    [entry.code.toLowerCase(), entry],
    [entry.name, entry],
  ]),
)

export function entryNamed(text: string): NamedEntry | undefined {
  return byName.get(text.toLowerCase())
}

/** Nothing is compiled while there is one of these, whatever comments and settings say. */
export function stopsCompiling(entry: NamedEntry): boolean {
  return !entry.isRule && entry.severity === 'error'
}
