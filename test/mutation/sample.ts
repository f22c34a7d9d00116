// A part of a room, where all of it takes too long: some of the declarations of each file, always the same ones, so that two
// runs can be compared.

import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'

/** What Stryker is to mutate: about `percent` of 100 declarations at the top of the files, as ranges of lines. */
export function sample(patterns: readonly string[], percent: number): readonly string[] {
  const left = patterns.flatMap((pattern) => (pattern.startsWith('!') ? globSync(pattern.slice(1)) : []))
  const files = globSync(patterns.filter((pattern) => !pattern.startsWith('!')))
  return files
    .filter((file) => !left.includes(file))
    .sort()
    .flatMap((file) => declarations(file).filter((range) => chance(range) < percent))
}

function declarations(file: string): readonly string[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const starts = lines.flatMap((line, at) =>
    /^(export|const|let|function|async|class)\b/.test(line) ? [at + 1] : [],
  )
  return starts.map((start, at) => `${file}:${start}-${(starts[at + 1] ?? lines.length + 1) - 1}`)
}

function chance(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() % 100
}
