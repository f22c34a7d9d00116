/** The extension for VS Code: its manifest names what is there, and it starts the right program. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../../src/editor/vscode')
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))

interface Manifest {
  readonly main: string
  readonly version: string
  readonly activationEvents: readonly string[]
  readonly dependencies: Readonly<Record<string, string>>
  readonly contributes: {
    readonly languages: readonly { id: string; extensions: readonly string[]; configuration: string }[]
    readonly grammars: readonly { language: string; scopeName: string; path: string }[]
    readonly commands: readonly { command: string }[]
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> }
  }
}
const manifest = read('package.json') as Manifest
const sources = ['extension.js', 'server.js']
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n')

describe('the manifest', () => {
  const { contributes } = manifest

  test('names files that are there', () => {
    const named = [
      manifest.main,
      ...contributes.languages.map(({ configuration }) => configuration),
      ...contributes.grammars.map(({ path }) => path),
    ]
    for (const path of named) expect(existsSync(join(folder, path)), path).toBe(true)
  })

  test('has one language, with the grammar of its scope', () => {
    expect(contributes.languages.map(({ id, extensions }) => [id, extensions])).toEqual([
      ['sqlflow', ['.sqlflow']],
    ])
    const [grammar] = contributes.grammars
    expect(grammar?.language).toBe('sqlflow')
    expect(read(grammar?.path ?? '')).toMatchObject({ scopeName: grammar?.scopeName })
    expect(manifest.activationEvents).toEqual(['onLanguage:sqlflow', 'onLanguage:sql'])
  })

  test('its commands and settings are those of the code, and its modules are declared', () => {
    for (const { command } of contributes.commands) expect(sources).toContain(`'${command}'`)
    expect(Object.keys(contributes.configuration.properties)).toEqual([
      'sqlflow.server.path',
      'sqlflow.sqlFiles',
      'sqlflow.trace.server',
    ])
    const required = [...sources.matchAll(/require\('([^'.][^']*)'\)/g)].map(([, name = '']) => name)
    const outside = required.filter((name) => !name.startsWith('node:') && name !== 'vscode')
    expect(outside.map((name) => name.split('/')[0])).toEqual(Object.keys(manifest.dependencies))
  })

  test('brackets and comments are pairs', () => {
    const language = read('language-configuration.json') as {
      comments: { lineComment: string; blockComment: string[] }
      brackets: string[][]
      wordPattern: string
    }
    expect(language.comments).toEqual({ lineComment: '--', blockComment: ['/*', '*/'] })
    expect(language.brackets.every((pair) => pair.length === 2)).toBe(true)
    const word = new RegExp(language.wordPattern, 'g')
    expect('WITH model.n_classes=3 größe'.match(word)).toEqual(['WITH', 'model.n_classes', '3', 'größe'])
  })
})

interface Started {
  readonly server: { command: string; args: string[]; options: { cwd?: string } }
  readonly client: { documentSelector: { language: string }[] }
  stopped: boolean
}

interface Document {
  languageId: string
  readonly uri: object
}

/** The extension as VS Code would load it, in a workspace that is given, with what it does written down. */
function load(
  workspaceFolders: readonly string[],
  settings: Readonly<Record<string, unknown>> = {},
  trusted = true,
) {
  const started: Started[] = []
  const messages: string[] = []
  const documents: Document[] = []
  const commands = new Map<string, () => unknown>()
  const listeners: ((document: Document) => unknown)[] = []
  const nothing = { dispose: () => {} }
  const vscode = {
    workspace: {
      isTrusted: trusted,
      workspaceFolders: workspaceFolders.map((fsPath) => ({ uri: { scheme: 'file', fsPath } })),
      textDocuments: documents,
      getConfiguration: () => ({ get: (name: string) => settings[name] }),
      createFileSystemWatcher: () => nothing,
      onDidOpenTextDocument: (listener: (document: Document) => unknown) => {
        listeners.push(listener)
        return nothing
      },
      onDidGrantWorkspaceTrust: () => nothing,
      onDidChangeConfiguration: () => nothing,
    },
    languages: {
      setTextDocumentLanguage: async (document: Document, languageId: string) => {
        document.languageId = languageId
        for (const listener of listeners) await listener(document)
      },
    },
    window: {
      showErrorMessage: async (message: string) => {
        messages.push(message)
      },
    },
    commands: {
      registerCommand: (name: string, command: () => unknown) => {
        commands.set(name, command)
        return nothing
      },
      executeCommand: async (name: string) => commands.get(name)?.(),
    },
  }
  class LanguageClient {
    readonly #started: Started
    constructor(_id: string, _name: string, server: Started['server'], client: Started['client']) {
      this.#started = { server, client, stopped: false }
    }
    async start(): Promise<void> {
      started.push(this.#started)
    }
    async stop(): Promise<void> {
      this.#started.stopped = true
    }
  }
  const fakes: Readonly<Record<string, unknown>> = {
    vscode,
    'vscode-languageclient/node': { LanguageClient },
  }
  const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown }
  const real = loader._load
  const require = createRequire(join(folder, 'extension.js'))
  loader._load = (name, ...rest) => (Object.hasOwn(fakes, name) ? fakes[name] : real(name, ...rest))
  try {
    for (const name of ['extension.js', 'server.js']) delete require.cache[join(folder, name)]
    const extension = require(manifest.main) as {
      activate: (context: { subscriptions: unknown[] }) => Promise<unknown>
      deactivate: () => Promise<unknown>
    }
    return { ...extension, started, messages, documents, commands }
  } finally {
    loader._load = real
  }
}

describe.skipIf(process.platform === 'win32')('the extension', () => {
  let place = ''
  const path = process.env['PATH']
  const program = (...parts: string[]): string => {
    const file = join(place, ...parts, 'sqlflowc')
    mkdirSync(join(place, ...parts), { recursive: true })
    writeFileSync(file, '')
    return file
  }
  const sqlflow = (): Document => ({ languageId: 'sqlflow', uri: {} })

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'sqlflow-extension-'))
    process.env['PATH'] = join(place, 'nowhere')
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(place, { recursive: true })
  })

  test("starts the server of the workspace's node_modules before that of the PATH", async () => {
    const own = program('work', 'node_modules', '.bin')
    program('bin')
    process.env['PATH'] = `${join(place, 'bin')}${delimiter}${path}`
    const { activate, started, documents } = load([join(place, 'work')])
    documents.push(sqlflow(), sqlflow())
    await activate({ subscriptions: [] })
    expect(started.map(({ server }) => server)).toEqual([
      { command: own, args: ['lsp'], options: { cwd: join(place, 'work') } },
    ])
    expect(started[0]?.client.documentSelector.every(({ language }) => language === 'sqlflow')).toBe(true)
  })

  test('starts the server of the PATH, and the one that the settings name before all', async () => {
    const onPath = program('bin')
    process.env['PATH'] = `relative${delimiter}${join(place, 'bin')}`
    for (const [settings, wanted] of [
      [{}, onPath],
      [{ 'server.path': program('else') }, join(place, 'else', 'sqlflowc')],
      [{ 'server.path': 'tools/sqlflowc' }, program('work', 'tools')],
    ] as const) {
      const { activate, started, documents } = load([join(place, 'work')], settings)
      documents.push(sqlflow())
      await activate({ subscriptions: [] })
      expect(started.map(({ server }) => server.command)).toEqual([wanted])
    }
  })

  test('says what is missing, once', async () => {
    const { activate, started, messages, documents } = load([place])
    documents.push(sqlflow(), sqlflow())
    await activate({ subscriptions: [] })
    expect(started).toEqual([])
    expect(messages).toEqual([expect.stringContaining('npm install --save-dev FILE')])
    const named = load([place], { 'server.path': '/no/such' })
    named.documents.push(sqlflow())
    await named.activate({ subscriptions: [] })
    expect(named.messages).toEqual([expect.stringContaining('there is no program /no/such')])
  })

  test('leaves .sql files alone, unless the settings say otherwise', async () => {
    program('node_modules', '.bin')
    for (const sqlFiles of [false, true]) {
      const { activate, started, documents } = load([place], { sqlFiles })
      const document = { languageId: 'sql', uri: {} }
      documents.push(document)
      await activate({ subscriptions: [] })
      expect(document.languageId).toBe(sqlFiles ? 'sqlflow' : 'sql')
      expect(started).toHaveLength(sqlFiles ? 1 : 0)
    }
  })

  test('starts nothing in a workspace that is not trusted', async () => {
    program('node_modules', '.bin')
    const { activate, started, messages, documents } = load([place], {}, false)
    documents.push(sqlflow())
    await activate({ subscriptions: [] })
    expect([started, messages]).toEqual([[], []])
  })

  test('starts the server anew by its command, and stops it at the end', async () => {
    program('node_modules', '.bin')
    const { activate, deactivate, started, documents, commands } = load([place])
    documents.push(sqlflow())
    await activate({ subscriptions: [] })
    await commands.get('sqlflow.restart')?.()
    expect(started.map(({ stopped }) => stopped)).toEqual([true, false])
    await deactivate()
    expect(started.map(({ stopped }) => stopped)).toEqual([true, true])
  })
})
