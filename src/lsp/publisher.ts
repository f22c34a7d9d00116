/** Sends what is found, at once when a document is opened and a moment after the last key when one is typed in. */
import type { Diagnostic } from 'vscode-languageserver-types'
import { diagnosticsOf, settingDiagnostic } from './diagnostics.ts'
import type { OpenProgram } from './program.ts'

export interface Publishing {
  readonly program: (uri: string) => Promise<OpenProgram | undefined>
  readonly send: (uri: string, diagnostics: Diagnostic[], version?: number) => Promise<void>
  readonly log: (message: string) => void
  readonly manual: string | undefined
}

/** Longer than between two keys, shorter than what is felt as waiting. */
const delayMs = 150

export class Publisher {
  readonly #to: Publishing
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #open = new Set<string>()
  /** Files of settings that something was said about. */
  readonly #settings = new Map<string, string>()

  constructor(to: Publishing) {
    this.#to = to
  }

  /** A document was opened, or has changed. */
  changed(uri: string): void {
    this.#cancel(uri)
    if (this.#open.has(uri)) {
      this.#timers.set(
        uri,
        setTimeout(() => this.#now(uri), delayMs),
      )
      return
    }
    this.#open.add(uri)
    this.#now(uri)
  }

  /** Settings or locks may have changed: everything is said again, and nothing of files that are gone. */
  reloaded(uris: readonly string[]): void {
    const before = [...this.#settings.keys()]
    const again = async (): Promise<void> => {
      const files = await Promise.all(uris.map((uri) => this.#publish(uri)))
      const there = new Set(files.flat())
      for (const file of before) if (!there.has(file)) this.#sendSettings(file, [])
    }
    again().catch(this.#failed)
  }

  #now(uri: string): void {
    this.#timers.delete(uri)
    this.#publish(uri).catch(this.#failed)
  }

  readonly #failed = (error: unknown): void => {
    this.#to.log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }

  /** A document that is closed has no findings. */
  close(uri: string): void {
    this.#cancel(uri)
    this.#open.delete(uri)
    this.#send(uri, [])
  }

  stop(): void {
    for (const uri of [...this.#timers.keys()]) this.#cancel(uri)
  }

  /** Gives the files of settings that it found. */
  async #publish(uri: string): Promise<string[]> {
    const program = await this.#to.program(uri)
    if (!program) return []
    this.#send(uri, diagnosticsOf(program, this.#to.manual), program.version)
    const { problems } = program.surroundings
    for (const [file, found] of problems) this.#sendSettings(file, found.map(settingDiagnostic))
    return [...problems.keys()]
  }

  /** Not again and again while somebody types. */
  #sendSettings(uri: string, diagnostics: Diagnostic[]): void {
    const said = JSON.stringify(diagnostics)
    if ((this.#settings.get(uri) ?? '[]') === said) return
    this.#settings.set(uri, said)
    this.#send(uri, diagnostics)
  }

  #send(uri: string, diagnostics: Diagnostic[], version?: number): void {
    this.#to.send(uri, diagnostics, version).catch((error: unknown) => this.#to.log(String(error)))
  }

  #cancel(uri: string): void {
    clearTimeout(this.#timers.get(uri))
    this.#timers.delete(uri)
  }
}
