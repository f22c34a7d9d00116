/** A line on the terminal while models are read, when that takes longer than a moment. */
import type { Host } from '../host.ts'

/** Shorter waits need no words. */
const momentMs = 500

export interface Progress {
  readonly step: (done: number, total: number) => void
  /** Takes the line away. */
  end(): void
}

export function progressOn(host: Host): Progress {
  if (!host.stderrIsTerminal) return { step: () => undefined, end: () => undefined }
  let latest: string | undefined
  let isShown = false
  const show = (): void => {
    if (latest === undefined) return
    host.err(`\r\u001b[K${latest}`)
    isShown = true
  }
  const timer = setTimeout(show, momentMs)
  timer.unref()
  return {
    step: (done, total) => {
      latest = `reading models: ${done} of ${total}`
      if (isShown) show()
    },
    end: () => {
      clearTimeout(timer)
      if (isShown) host.err('\r\u001b[K')
      isShown = false
      latest = undefined
    },
  }
}
