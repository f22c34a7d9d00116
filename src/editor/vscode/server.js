/** Which program is the language server: that of the settings, else the workspace's own, else the one on the PATH. */
const { existsSync } = require('node:fs')
const { delimiter, isAbsolute, join } = require('node:path')

/** Where npm puts a program; Windows can't start it without a shell. */
const names = process.platform === 'win32' ? ['sqlflowc.cmd', 'sqlflowc.exe'] : ['sqlflowc']

/**
 * @param {string} configured the setting `sqlflow.server.path`
 * @param {readonly string[]} folders those of the workspace
 * @returns {string | undefined}
 */
function findProgram(configured, folders, path = process.env.PATH ?? '') {
  if (configured !== '') {
    const places = isAbsolute(configured) ? [configured] : folders.map((folder) => join(folder, configured))
    return places.find((place) => existsSync(place))
  }
  const own = folders.map((folder) => join(folder, 'node_modules', '.bin'))
  const places = [...own, ...path.split(delimiter).filter(isAbsolute)]
  return places.flatMap((place) => names.map((name) => join(place, name))).find((place) => existsSync(place))
}

/** What the client starts; it speaks over standard input and output. */
function serverCommand(program, folder) {
  const shell = /\.cmd$/i.test(program)
  return {
    command: shell ? `"${program}"` : program,
    args: ['lsp'],
    options: { ...(folder ? { cwd: folder } : {}), ...(shell ? { shell } : {}) },
  }
}

module.exports = { findProgram, serverCommand }
