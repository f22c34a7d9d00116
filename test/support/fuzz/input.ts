/** What is fuzzed with: a text and its dialect. Engine, seed and number give it again, in any process. */
import type { DialectName } from '../../../src/dialects/table.ts'
import { dialects } from '../../../src/dialects/table.ts'
import { Random } from '../sql-random.ts'
import { grammarProgram } from './grammar.ts'
import { mutatedProgram } from './mutation.ts'
import { tokenSoup } from './soup.ts'

export interface Input {
  readonly text: string
  readonly dialect: DialectName
}

type Generator = (random: Random) => { readonly text: string; readonly dialect?: DialectName }

const generators = {
  /** Programs as the grammar allows them, from meaningless to sound. */
  grammar: grammarProgram,
  /** Real programs with some of their bytes changed. */
  mutation: mutatedProgram,
  /** Words, marks and odd characters in any order. */
  soup: tokenSoup,
} as const satisfies Record<string, Generator>

export type FuzzEngine = keyof typeof generators

export const fuzzEngines: readonly FuzzEngine[] = Object.keys(generators) as FuzzEngine[]

const names = Object.keys(dialects) as DialectName[]

/** The input of that number: always the same one. */
export function inputOf(engine: FuzzEngine, seed: number, number: number): Input {
  const random = new Random(Math.imul(seed, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35))
  const generate: Generator = generators[engine]
  const { text, dialect } = generate(random)
  // A mutant keeps its program's dialect most of the time, or it would hardly be read.
  const kept = dialect !== undefined && random.chance(0.8) ? dialect : undefined
  return { text, dialect: kept ?? random.pick(names) ?? 'mysql' }
}
