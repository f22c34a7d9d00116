/** The open documents, each analysed at most once for each of its versions. */
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { analyze } from '../analyze.ts'
import { Memory } from '../incremental/memory.ts'
import { type LintResult, lint } from '../lint/lint.ts'
import { OpenProgram } from './program.ts'
import type { Surroundings, SurroundingsReader } from './surroundings.ts'

export interface Editor {
  /** The document as it is now; nothing when it is not open. */
  get(uri: string): TextDocument | undefined
}

/** Other settings may mean other effects. */
interface Remembered {
  readonly surroundings: Surroundings
  readonly memory: Memory
}

export class Documents {
  readonly #editor: Editor
  readonly #surroundings: SurroundingsReader
  readonly #programs = new Map<string, OpenProgram>()
  readonly #memories = new Map<string, Remembered>()

  constructor(editor: Editor, surroundings: SurroundingsReader) {
    this.#editor = editor
    this.#surroundings = surroundings
  }

  /** The newest version of a document, whichever was asked about; nothing when it is not open. */
  async program(uri: string): Promise<OpenProgram | undefined> {
    const surroundings = await this.#newest(uri)
    const document = this.#editor.get(uri)
    if (!document) return undefined
    const before = this.#programs.get(uri)
    if (before?.version === document.version && before.surroundings === surroundings) return before
    const program = this.#analysed(document, surroundings)
    this.#programs.set(uri, program)
    return program
  }

  /** The files may change while they are read. */
  async #newest(uri: string): Promise<Surroundings> {
    for (;;) {
      const reading = this.#surroundings.of(uri)
      const surroundings = await reading
      if (reading === this.#surroundings.of(uri)) return surroundings
    }
  }

  close(uri: string): void {
    this.#programs.delete(uri)
    this.#memories.delete(uri)
  }

  #analysed(document: TextDocument, surroundings: Surroundings): OpenProgram {
    const { uri } = document
    const known = this.#memories.get(uri)
    const memory = known?.surroundings === surroundings ? known.memory : new Memory()
    this.#memories.set(uri, { surroundings, memory })
    const options = { ...surroundings.options, path: uri }
    const analysis = analyze(document.getText(), options, surroundings.lock, memory)
    return new OpenProgram(document, analysis, surroundings)
  }
}

export function lintText(text: string, uri: string, surroundings: Surroundings): LintResult {
  const { settings, lock, catalog, options } = surroundings
  return lint(text, { ...options, path: uri }, { settings, catalog, ...(lock ? { lock } : {}) })
}
