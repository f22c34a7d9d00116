/**
 * How much is done, counted instead of timed: how often functions, and parts of functions such as the bodies of loops, were run.
 * The engine counts exactly, so the same work gives the same number on every machine.
 */
import { Session } from 'node:inspector/promises'
import { vi } from 'vitest'

/**
 * What is loaded by `load` anew, so that its loops are counted too, and what each of `runs` costs then. The first is run once
 * before: what is made only once is left out.
 */
export async function workOf<Loaded, Input>(
  load: () => Promise<Loaded>,
  run: (loaded: Loaded, input: Input) => unknown,
  inputs: readonly Input[],
): Promise<number[]> {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
    vi.resetModules()
    const loaded = await load()
    const counted: number[] = []
    for (const input of [...inputs.slice(0, 1), ...inputs]) {
      await session.post('Profiler.takePreciseCoverage')
      await run(loaded, input)
      const { result } = await session.post('Profiler.takePreciseCoverage')
      counted.push(
        result
          .filter(({ url }) => /\/(src|grammar)\//.test(url))
          .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
          .reduce((sum, { count }) => sum + count, 0),
      )
    }
    return counted.slice(1)
  } finally {
    session.disconnect()
  }
}

/** How many times as much work twice the input is: about 2 where cost grows as the input does, and 4 where as its square. */
export async function growthOf<Loaded>(
  load: () => Promise<Loaded>,
  run: (loaded: Loaded, size: number) => unknown,
  size: number,
): Promise<number> {
  const [once = 0, twice = 0] = await workOf(load, run, [size, 2 * size])
  return twice / once
}
