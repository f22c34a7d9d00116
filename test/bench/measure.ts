/**
 * How things are measured: each warm and in a process of its own, as one would collect the garbage of another otherwise, and in
 * turns, so that whatever else the machine does hits all of them alike.
 */
import { execFileSync } from 'node:child_process'
import process from 'node:process'

export interface Contender {
  readonly name: string
  run(): unknown
}

const flag = '--one='

/**
 * The median of the turns of each, in milliseconds. Starts this script again for each turn: what stands before the call is
 * done again, what stands behind it is not.
 */
export async function inTurns(contenders: readonly Contender[], turns = 3): Promise<number[]> {
  const wanted = process.argv.find((argument) => argument.startsWith(flag))?.slice(flag.length)
  const one = contenders.find(({ name }) => name === wanted)
  if (one) {
    console.log(await alone(one))
    process.exit()
  }
  const times = contenders.map((): number[] => [])
  for (let turn = 0; turn < turns; turn++)
    for (const [at, { name }] of contenders.entries()) times[at]?.push(inProcess(name))
  return times.map(median)
}

function inProcess(name: string): number {
  const script = process.argv.slice(1)
  return Number(execFileSync(process.execPath, [...script, flag + name], { encoding: 'utf8' }))
}

const [warmUpMs, budgetMs] = [3000, 3000]

async function alone({ run }: Contender): Promise<number> {
  const times: number[] = []
  const start = performance.now()
  for (let now = start; now < start + warmUpMs + budgetMs || times.length < 3; now = performance.now()) {
    await run()
    if (now > start + warmUpMs) times.push(performance.now() - now)
  }
  return median(times)
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}
