/**
 * The language server: which request goes to which feature. It answers from the newest text, whatever happens: what a
 * feature throws becomes the answer to its request, and is said on standard error.
 */
import {
  type CodeActionParams,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  type Position,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { CodeActionKind } from 'vscode-languageserver-types'
import { version } from '../version.ts'
import { codeActions, fixAllKind } from './code-actions.ts'
import { complete, completionTriggers } from './completion.ts'
import { definition } from './definition.ts'
import { Documents } from './documents.ts'
import { folding } from './folding.ts'
import { hover } from './hover.ts'
import type { OpenProgram } from './program.ts'
import { Publisher } from './publisher.ts'
import { highlights, references } from './references.ts'
import { prepareRename, Refusal, rename } from './rename.ts'
import { type ReadFile, SurroundingsReader, watchedNames } from './surroundings.ts'
import { symbols } from './symbols.ts'

export interface ServerHost {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readFile: ReadFile
  /** URI of the folder that documents without one of their own belong to. */
  readonly folder?: string
  /** URI of the page that explains the codes. */
  readonly manual?: string
  readonly log: (message: string) => void
}

/** Answers on a connection until it closes. */
export function serve(connection: Connection, host: ServerHost): void {
  const editor = new TextDocuments(TextDocument)
  let client: InitializeParams['capabilities'] = {}
  let surroundings = new SurroundingsReader(host.readFile, host.env, [])
  let documents = new Documents(editor, surroundings)
  const publisher = new Publisher({
    program: (uri) => documents.program(uri),
    send: (uri, diagnostics, of) =>
      connection.sendDiagnostics({ uri, diagnostics, ...(of === undefined ? {} : { version: of }) }),
    log: host.log,
    manual: host.manual,
  })

  connection.onInitialize((params) => {
    client = params.capabilities
    const folders = (params.workspaceFolders ?? []).map(({ uri }) => uri)
    const roots = folders.length > 0 ? folders : [params.rootUri ?? host.folder].filter((uri) => uri != null)
    surroundings = new SurroundingsReader(host.readFile, host.env, roots)
    documents = new Documents(editor, surroundings)
    return capabilities
  })
  connection.onInitialized(() => {
    if (!client.workspace?.didChangeWatchedFiles?.dynamicRegistration) return
    const watchers = watchedNames.map((name) => ({ globPattern: `**/${name}` }))
    connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      .catch((error: unknown) => host.log(String(error)))
  })

  const reload = (): void => {
    surroundings.forget()
    publisher.reloaded(editor.keys())
  }
  connection.onDidChangeWatchedFiles(reload)
  // Not every editor watches files.
  editor.onDidSave(reload)
  editor.onDidChangeContent(({ document }) => publisher.changed(document.uri))
  editor.onDidClose(({ document }) => {
    documents.close(document.uri)
    publisher.close(document.uri)
  })

  /** The answer of a feature; nothing for a document that is not open. */
  const answer = async <T>(uri: string, feature: (program: OpenProgram) => T): Promise<T | null> => {
    try {
      const program = await documents.program(uri)
      return program ? feature(program) : null
    } catch (error) {
      if (error instanceof Refusal) throw new ResponseError(LSPErrorCodes.RequestFailed, error.message)
      host.log(error instanceof Error ? (error.stack ?? error.message) : String(error))
      throw error
    }
  }
  interface Place {
    readonly textDocument: { readonly uri: string }
    readonly position: Position
  }
  const at = <T>(
    { textDocument, position }: Place,
    feature: (program: OpenProgram, offset: number) => T | undefined,
  ): Promise<T | null> =>
    answer(textDocument.uri, (program) => feature(program, program.offset(position)) ?? null)

  connection.onHover((params) => {
    const plain = client.textDocument?.hover?.contentFormat?.includes('markdown') === false
    return at(params, (program, offset) => hover(program, offset, plain))
  })
  connection.onDefinition((params) => at(params, definition))
  connection.onReferences((params) =>
    at(params, (program, offset) => references(program, offset, params.context.includeDeclaration)),
  )
  connection.onDocumentHighlight((params) => at(params, highlights))
  connection.onPrepareRename((params) => at(params, prepareRename))
  connection.onRenameRequest((params) =>
    at(params, (program, offset) => ({
      changes: { [program.uri]: rename(program, offset, params.newName) },
    })),
  )
  connection.onDocumentSymbol(({ textDocument }) => answer(textDocument.uri, symbols))
  connection.onFoldingRanges(({ textDocument }) => answer(textDocument.uri, folding))
  connection.onCodeAction(({ textDocument, range, context }: CodeActionParams) =>
    answer(textDocument.uri, (program) => codeActions(program, range, context)),
  )
  connection.onCompletion((params) => {
    const plain = client.textDocument?.completion?.completionItem?.snippetSupport !== true
    return at(params, ({ text, analysis, columns, surroundings: { lock } }, offset) =>
      complete({ text, offset, analysis, columns, plain, ...(lock ? { lock } : {}) }),
    )
  })
  connection.onShutdown(() => publisher.stop())

  editor.listen(connection)
  connection.listen()
}

const capabilities: InitializeResult = {
  serverInfo: { name: 'sqlflowc', version },
  capabilities: {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    renameProvider: { prepareProvider: true },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
    completionProvider: { triggerCharacters: [...completionTriggers] },
  },
}
