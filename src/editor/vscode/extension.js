/** Starts `sqlflowc lsp` when the first program is opened, and takes .sql files for programs where the settings say so. */
const vscode = require('vscode')
const { LanguageClient } = require('vscode-languageclient/node')
const { findProgram, serverCommand } = require('./server.js')

let client
/** One start or stop after the other. */
let queue = Promise.resolve()
/** That there is no server is said once. */
let told = false

function activate(context) {
  const { workspace, commands } = vscode
  context.subscriptions.push(
    commands.registerCommand('sqlflow.restart', () =>
      inTurn(async () => {
        await stop()
        told = false
        await start()
      }),
    ),
    workspace.onDidOpenTextDocument(opened),
    workspace.onDidGrantWorkspaceTrust(() => openedAll()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('sqlflow.sqlFiles')) return openedAll()
      if (change.affectsConfiguration('sqlflow.server.path') && client)
        return commands.executeCommand('sqlflow.restart')
    }),
  )
  return openedAll()
}

function deactivate() {
  return inTurn(stop)
}

function openedAll() {
  return Promise.all(vscode.workspace.textDocuments.map(opened))
}

async function opened(document) {
  if (document.languageId === 'sql') {
    const settings = vscode.workspace.getConfiguration('sqlflow', document.uri)
    // The document is opened again as a program, and comes back here.
    if (settings.get('sqlFiles')) await vscode.languages.setTextDocumentLanguage(document, 'sqlflow')
    return
  }
  if (document.languageId === 'sqlflow') await inTurn(start)
}

function inTurn(action) {
  queue = queue.then(action, action)
  return queue
}

async function start() {
  const { workspace, window } = vscode
  if (client || !workspace.isTrusted) return
  const folders = (workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath)
  const configured = workspace.getConfiguration('sqlflow').get('server.path') ?? ''
  const program = findProgram(configured, folders)
  if (!program) {
    // The answer is not waited for, or nothing else would start.
    tellMissing(configured)
    return
  }
  const made = new LanguageClient('sqlflow', 'SQLFlow', serverCommand(program, folders[0]), {
    documentSelector: [
      { scheme: 'file', language: 'sqlflow' },
      { scheme: 'untitled', language: 'sqlflow' },
    ],
    synchronize: { fileEvents: workspace.createFileSystemWatcher('**/sqlflow.{yaml,lock.json}') },
  })
  client = made
  try {
    await made.start()
  } catch (error) {
    client = undefined
    window.showErrorMessage(`SQLFlow: ${program} lsp could not be started: ${error.message ?? error}`)
  }
}

async function stop() {
  const running = client
  client = undefined
  await running?.stop()
}

async function tellMissing(configured) {
  if (told) return
  told = true
  const message =
    configured === ''
      ? 'SQLFlow: sqlflowc is neither in node_modules of this workspace nor on the PATH. Install it with `npm install --save-dev FILE`, the tarball of a release, or set sqlflow.server.path.'
      : `SQLFlow: there is no program ${configured}, which the setting sqlflow.server.path names.`
  const settings = 'Open Settings'
  const answer = await vscode.window.showErrorMessage(message, settings)
  if (answer === settings)
    await vscode.commands.executeCommand('workbench.action.openSettings', 'sqlflow.server.path')
}

module.exports = { activate, deactivate }
