/** Whether a text takes more time than its length explains, compared with ordinary programs on the same machine. */
import { type Failure, failureOf } from './checks.ts'
import { type Input, inputOf } from './input.ts'

/** So many times the time of an ordinary text is still taken for chance, and so much more at any length. */
const slack = 25
const leastMs = 150

export class Pace {
  readonly #msPerUnit: number

  private constructor(msPerUnit: number) {
    this.#msPerUnit = msPerUnit
  }

  static async measured(): Promise<Pace> {
    const samples = Array.from({ length: 60 }, (_, at) => inputOf('grammar', 0, at))
    let ms = 0
    let units = 0
    for (const round of [0, 1]) {
      for (const sample of samples) {
        const spent = await timed(() => failureOf(sample))
        // The first round warms up.
        if (round === 1) ms += spent.ms
        if (round === 1) units += sample.text.length
      }
    }
    return new Pace(ms / units)
  }

  /** What is wrong with an input, or that it takes too long. */
  async failureOf(input: Input, check: typeof failureOf): Promise<Failure | undefined> {
    const allowed = leastMs + slack * this.#msPerUnit * input.text.length
    let { ms, value } = await timed(() => check(input))
    // Collection of garbage and other programs make any one measure too long, and hardly three.
    for (let again = 0; again < 3 && ms > allowed; again++)
      ms = Math.min(ms, (await timed(() => check(input))).ms)
    if (value === undefined && ms > allowed)
      value = {
        check: 'time',
        message: `${ms.toFixed()} ms for ${input.text.length} characters, allowed are ${allowed.toFixed()}`,
      }
    return value
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const before = process.cpuUsage()
  const value = await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: (user + system) / 1000, value }
}
