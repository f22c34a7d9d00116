/** Where what happens is shown: drawn on a terminal, told in lines elsewhere. */
import type { Host, Observer } from '../host.ts'
import { type Display, liveDisplay, plainDisplay } from '../runner/display.ts'
import type { Paint } from '../runner/words.ts'

export function displayOn(host: Host): Display {
  if (host.observer) return observedDisplay(host.observer)
  if (!host.stderrIsTerminal || host.env['TERM'] === 'dumb') return plainDisplay(host)
  const { machine } = host
  return liveDisplay({
    out: host.out,
    err: host.err,
    get screen() {
      return machine.screen
    },
    now: machine.now,
  })
}

/** What the observer is told as data is not told in words too. */
function observedDisplay({ say }: Observer): Display {
  return { ...plainDisplay({ out: say, err: (text) => say(text.trimEnd()) }), event: () => undefined }
}

export function painter(isColored: boolean): Paint {
  const codes = { good: '32', bad: '31', dim: '2' } as const
  return (style, text) => (isColored ? `\u001b[${codes[style]}m${text}\u001b[0m` : text)
}
