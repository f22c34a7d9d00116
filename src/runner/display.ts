/** What is shown while a program runs: a block that is drawn anew on a terminal, a line for each event elsewhere. */
import { fitted, visible, widthOf } from '../diagnostics/render/text.ts'
import { duration } from './words.ts'

export interface Display {
  /** What has happened, where that is not drawn. */
  event(text: string): void
  /** Something has begun, which is drawn until it has ended. `lastLine` is what it printed last. */
  begin(name: string, lastLine: () => Promise<string>): void
  end(name: string): void
  /** How far everything is, in a line. */
  progress(text: string): void
  /** A line, or several, to stay on standard error. */
  say(text: string): void
  /** A result, for standard output. */
  show(text: string): void
  /** Nothing is drawn any more. */
  close(): void
}

export interface Streams {
  out(text: string): void
  err(text: string): void
}

export function plainDisplay({ out, err }: Streams): Display {
  return {
    event: (text) => err(`${text}\n`),
    begin: () => undefined,
    end: () => undefined,
    progress: () => undefined,
    say: (text) => err(`${text}\n`),
    show: out,
    close: () => undefined,
  }
}

export interface Terminal extends Streams {
  readonly screen: { readonly columns: number; readonly rows: number }
  now(): number
}

interface Activity {
  readonly name: string
  readonly began: number
  readonly lastLine: () => Promise<string>
  last: string
}

const frameMs = 100
/** Logs are looked at less often. */
const framesPerLook = 4
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const

export function liveDisplay(terminal: Terminal): Display {
  return new LiveDisplay(terminal)
}

class LiveDisplay implements Display {
  readonly #terminal: Terminal
  readonly #activities = new Map<string, Activity>()
  readonly #timer: ReturnType<typeof setInterval>
  #progress = ''
  #frame = 0
  /** The widths of the lines that are drawn. */
  #drawn: number[] = []

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#timer = setInterval(() => this.#tick(), frameMs)
  }

  event(): void {}

  begin(name: string, lastLine: () => Promise<string>): void {
    this.#activities.set(name, { name, began: this.#terminal.now(), lastLine, last: '' })
    this.#redraw()
  }

  end(name: string): void {
    this.#activities.delete(name)
    this.#redraw()
  }

  progress(text: string): void {
    this.#progress = text
    this.#redraw()
  }

  say(text: string): void {
    this.#terminal.err(`${this.#erasure()}${text}\n${this.#block()}`)
  }

  show(text: string): void {
    this.#terminal.err(this.#erasure())
    this.#terminal.out(text)
    this.#redraw()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#activities.clear()
    this.#progress = ''
    this.#redraw()
  }

  #tick(): void {
    this.#frame++
    if (this.#frame % framesPerLook === 0) {
      for (const activity of this.#activities.values()) {
        activity.lastLine().then(
          (line) => {
            activity.last = visible(line)
          },
          () => undefined,
        )
      }
    }
    this.#redraw()
  }

  #redraw(): void {
    this.#terminal.err(this.#erasure() + this.#block())
  }

  /** What takes the block away. A terminal that has become narrower has broken its lines. */
  #erasure(): string {
    if (this.#drawn.length === 0) return ''
    const columns = Math.max(1, this.#terminal.screen.columns)
    const rows = this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0)
    this.#drawn = []
    return `\r\u001b[${rows}A\u001b[J`
  }

  #block(): string {
    const { columns, rows } = this.#terminal.screen
    const lines = this.#lines(Math.max(1, rows - 2)).map((line) => fitted(line, columns - 1))
    this.#drawn = lines.map(widthOf)
    return lines.map((line) => `${line}\n`).join('')
  }

  #lines(most: number): string[] {
    const all = [...this.#activities.values()]
    const room = all.length + 1 <= most ? all.length : Math.max(0, most - 2)
    const now = this.#terminal.now()
    const lines = all.slice(0, room).map(({ name, began, last }) => {
      const sign = spinner[this.#frame % spinner.length] ?? ''
      return `${sign} ${name}  ${duration((now - began) / 1000)}${last === '' ? '' : `  ${last}`}`
    })
    if (all.length > room) lines.push(`  and ${all.length - room} more`)
    if (this.#progress !== '') lines.push(`  ${this.#progress}`)
    return lines
  }
}
