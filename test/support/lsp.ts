/** An editor: a session with the language server, which is a process of its own, over its standard input and output. */
import { pathToFileURL } from 'node:url'
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { CodeAction, Diagnostic, Position, Range, TextEdit } from 'vscode-languageserver-types'
import { CommandFolder, type Started } from './command.ts'

export class Editor {
  readonly folder: CommandFolder
  readonly server: Started
  readonly connection: ProtocolConnection
  readonly #texts = new Map<string, TextDocument>()
  readonly #published = new Map<string, PublishDiagnosticsParams[]>()
  readonly #waiting = new Set<() => void>()

  /** @param files what lies in the folder of the workspace */
  constructor(files: Readonly<Record<string, string>> = {}) {
    this.folder = new CommandFolder(files, 'sqlflowc-lsp-')
    this.server = this.folder.start(['lsp', '--stdio'])
    const { stdout, stdin } = this.server.process
    if (!stdout || !stdin) throw new Error('the server has no pipes')
    this.connection = createProtocolConnection(stdout, stdin)
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#published.set(params.uri, [...(this.#published.get(params.uri) ?? []), params])
      for (const look of this.#waiting) look()
    })
    this.connection.onRequest('client/registerCapability', () => null)
    this.connection.onError(() => {})
    this.connection.listen()
  }

  async initialize(capabilities: object = {}, processId: number | null = process.pid): Promise<unknown> {
    const uri = pathToFileURL(this.folder.path).href
    const result = await this.connection.sendRequest('initialize', {
      processId,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'work' }],
      capabilities,
    })
    await this.connection.sendNotification('initialized', {})
    return result
  }

  uri(file: string): string {
    return pathToFileURL(`${this.folder.path}/${file}`).href
  }

  /** Opens a document, and waits for what is found in it. */
  async open(file: string, text: string): Promise<Diagnostic[]> {
    const uri = this.uri(file)
    this.#texts.set(uri, TextDocument.create(uri, 'sqlflow', 1, text))
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'sqlflow', version: 1, text },
    })
    return this.found(file)
  }

  /** Types over a part of the text, as an editor would send it. */
  async replace(file: string, old: string, text: string): Promise<Diagnostic[]> {
    const document = this.document(file)
    const start = document.getText().indexOf(old)
    if (start < 0) throw new Error(`there is no ${old}`)
    const range = { start: document.positionAt(start), end: document.positionAt(start + old.length) }
    await this.send(file, [{ range, text }])
    return this.found(file)
  }

  async send(file: string, contentChanges: { range: Range; text: string }[]): Promise<void> {
    const document = this.document(file)
    const version = document.version + 1
    this.#texts.set(document.uri, TextDocument.update(document, contentChanges, version))
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: document.uri, version },
      contentChanges,
    })
  }

  /** What the server says of the newest version. */
  async found(file: string): Promise<Diagnostic[]> {
    const { uri, version } = this.document(file)
    const last = await this.#until(() => this.#published.get(uri)?.findLast((one) => one.version === version))
    return last.diagnostics
  }

  /** Waits until what was said last of a file, be it a document or not, is so. */
  async says(file: string, wanted: (diagnostics: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    const last = await this.#until(() => {
      const published = this.#published.get(this.uri(file))?.at(-1)
      return published && wanted(published.diagnostics) ? published : undefined
    })
    return last.diagnostics
  }

  /** A request about the place of `|` in a piece of the text. */
  at<T>(method: string, file: string, piece: string, more: object = {}): Promise<T> {
    return this.connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri: this.uri(file) },
      position: this.position(file, piece),
      ...more,
    })
  }

  about<T>(method: string, file: string, more: object = {}): Promise<T> {
    return this.connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri: this.uri(file) },
      ...more,
    })
  }

  actions(file: string, { range }: Diagnostic, only?: string[]): Promise<CodeAction[]> {
    return this.about('codeAction', file, { range, context: { diagnostics: [], ...(only ? { only } : {}) } })
  }

  /** Applies edits as an editor does. */
  async apply(file: string, edits: readonly TextEdit[] = []): Promise<Diagnostic[]> {
    const document = this.document(file)
    const text = TextDocument.applyEdits(document, [...edits])
    const all = { start: document.positionAt(0), end: document.positionAt(document.getText().length) }
    await this.send(file, [{ range: all, text }])
    return this.found(file)
  }

  text(file: string): string {
    return this.document(file).getText()
  }

  /** The text of a range, and its line from 1. */
  quote(file: string, range: Range): string {
    return `${range.start.line + 1}: ${this.document(file).getText(range)}`
  }

  document(file: string): TextDocument {
    const document = this.#texts.get(this.uri(file))
    if (!document) throw new Error(`${file} is not open`)
    return document
  }

  position(file: string, piece: string): Position {
    const document = this.document(file)
    const start = document.getText().indexOf(piece.replace('|', ''))
    if (start < 0) throw new Error(`there is no ${piece}`)
    return document.positionAt(start + piece.indexOf('|'))
  }

  async shutdown(): Promise<number | string> {
    await this.connection.sendRequest('shutdown')
    await this.connection.sendNotification('exit')
    return (await this.server.ended).code
  }

  close(): void {
    this.connection.dispose()
    this.folder.remove()
  }

  #until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const again = (): void => {
        const seen = look()
        if (seen === undefined) return
        this.#waiting.delete(again)
        resolve(seen)
      }
      this.#waiting.add(again)
      again()
      void this.server.ended.then(({ err }) => reject(new Error(`the server ended:\n${err}`)))
    })
  }
}
