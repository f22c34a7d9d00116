/** Mutants: programs of the corpus, the fixtures and the examples, with some of their bytes changed. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keywords } from '../../../grammar/tokens.ts'
import type { DialectName } from '../../../src/dialects/table.ts'
import { corpus } from '../corpus.ts'
import { projectRoot } from '../shared.ts'
import type { Random } from '../sql-random.ts'
import { oddTexts } from './odd-text.ts'

interface Original {
  readonly bytes: Buffer
  readonly dialect?: DialectName
}

/** Longer ones would take most of the time and find little. */
const longest = 8_000

let found: readonly Original[] | undefined

function originals(): readonly Original[] {
  found ??= [
    ...corpus().programs.map(({ text, dialect }) => ({ bytes: Buffer.from(text), dialect })),
    ...['examples', 'fixtures'].flatMap(programsBelow),
  ].filter(({ bytes }) => bytes.length <= longest)
  return found
}

function programsBelow(folder: string): Original[] {
  const path = join(projectRoot, folder)
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql') && !file.startsWith('fuzz'))
    .sort()
    .map((file) => ({ bytes: readFileSync(join(path, file)) }))
}

type Mutate = (bytes: Buffer, random: Random) => Buffer

const words = [...keywords.keys()]
const marks = [...'\'"`;()[],.*=-/\\\n#@$']

/** Each takes bytes and gives some others. */
const mutations: readonly [Mutate, ...Mutate[]] = [
  // A bit turned, a byte replaced.
  (bytes, random) => {
    const at = random.below(bytes.length)
    const changed = Buffer.from(bytes)
    changed[at] = random.chance(0.5) ? (changed[at] ?? 0) ^ (1 << random.below(8)) : random.below(256)
    return changed
  },
  (bytes, random) => replaced(bytes, stretch(bytes, random), Buffer.alloc(0)),
  (bytes, random) => inserted(bytes, random, Buffer.from(random.pick(oddTexts))),
  (bytes, random) => inserted(bytes, random, Buffer.from(` ${random.pick(words)} `)),
  (bytes, random) => inserted(bytes, random, Buffer.from(random.pick([...marks]) ?? '')),
  // A part doubled, moved, repeated often.
  (bytes, random) => inserted(bytes, random, part(bytes, random)),
  (bytes, random) => replaced(bytes, stretch(bytes, random), part(bytes, random)),
  (bytes, random) => {
    const piece = part(bytes, random).subarray(0, 40)
    return inserted(bytes, random, Buffer.concat(Array.from({ length: random.below(60) }, () => piece)))
  },
  // The end of another program after the beginning of this one.
  (bytes, random) => {
    const other = random.pick(originals())?.bytes ?? bytes
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ])
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
]

function stretch(bytes: Buffer, random: Random): { start: number; end: number } {
  const start = random.below(bytes.length)
  const length = random.chance(0.7) ? 1 + random.below(8) : random.below(200)
  return { start, end: Math.min(bytes.length, start + length) }
}

function part(bytes: Buffer, random: Random): Buffer {
  const { start, end } = stretch(bytes, random)
  return bytes.subarray(start, end)
}

function inserted(bytes: Buffer, random: Random, piece: Buffer): Buffer {
  const at = random.below(bytes.length + 1)
  return replaced(bytes, { start: at, end: at }, piece)
}

function replaced(bytes: Buffer, { start, end }: { start: number; end: number }, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), piece, bytes.subarray(end)])
}

export function mutatedProgram(random: Random): { readonly text: string; readonly dialect?: DialectName } {
  const original = random.pick(originals())
  let bytes: Buffer = original?.bytes ?? Buffer.from('SELECT 1;')
  const count = 1 + random.below(random.pick([2, 2, 6]))
  for (let at = 0; at < count; at++) {
    const mutate = random.pick(mutations)
    if (bytes.length > 0 && bytes.length <= 2 * longest) bytes = mutate(bytes, random)
  }
  // As the command reads a file.
  return { text: bytes.toString('utf8'), ...(original?.dialect ? { dialect: original.dialect } : {}) }
}
