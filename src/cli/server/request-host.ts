/**
 * The host of one request: commands run on it as they do on a terminal, but the program is a text of the request, what is
 * told goes to an observer, and what Ctrl-C is there is a message here.
 */
import type { Host, Observer, StopSignal } from '../../host.ts'

export interface RequestHost extends Host {
  /** What a command has printed as its result. */
  readonly printed: () => string
  /** Asks what runs to end, and at the second time ends it; false when nothing listens. */
  stop(signal: StopSignal): boolean
}

/** @param path what the program is called; no file of this name is read */
export function requestHost(host: Host, path: string, text: string, observer: Observer): RequestHost {
  const listeners = new Set<(signal: StopSignal) => void>()
  const bytes = new TextEncoder().encode(text)
  let printed = ''
  let stopped: StopSignal | undefined
  return {
    ...host,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    observer,
    readFile: async (wanted) => (wanted === path ? bytes : host.readFile(wanted)),
    readStdin: async () => new Uint8Array(),
    out: (part) => {
      printed += part
    },
    err: (part) => {
      if (part.trim() !== '') observer.say(part.trimEnd())
    },
    machine: {
      ...host.machine,
      onSignal: (listener) => {
        listeners.add(listener)
        const earlier = stopped
        if (earlier) queueMicrotask(() => listener(earlier))
        return () => listeners.delete(listener)
      },
    },
    printed: () => printed,
    stop: (signal) => {
      stopped ??= signal
      for (const listener of [...listeners]) listener(signal)
      return listeners.size > 0
    },
  }
}
