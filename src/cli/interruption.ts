/** Ctrl-C and its like: the first asks everything that was started to end, the second ends it. */
import type { Host, StopSignal } from '../host.ts'

export interface Interruption {
  /** The exit code that says so, once the process was asked to end. */
  readonly code: number | undefined
  /** Calls now, if it has happened, and at each further signal; `force` from the second on. */
  onStop(stop: (force: boolean) => void): () => void
  /** Signals mean again what they mean to any process. */
  end(): void
}

/** 128 and the number of the signal, as shells have it. */
const exitCodeOf: Readonly<Record<StopSignal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

export function interruption({ machine }: Host): Interruption {
  const stops = new Set<(force: boolean) => void>()
  let code: number | undefined
  const end = machine.onSignal((signal) => {
    const force = code !== undefined
    code ??= exitCodeOf[signal]
    for (const stop of [...stops]) stop(force)
  })
  return {
    get code() {
      return code
    },
    onStop: (stop) => {
      stops.add(stop)
      if (code !== undefined) stop(false)
      return () => stops.delete(stop)
    },
    end,
  }
}
