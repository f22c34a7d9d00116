/** Imported before a program: writes what it has loaded, one a line, into the file that LOADED names, when it ends. */
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import process from 'node:process'

const loaded: string[] = []
registerHooks({
  load: (url, context, next) => {
    if (!url.startsWith('node:')) loaded.push(url)
    return next(url, context)
  },
})
const before = new Set(builtins())
process.on('exit', () => {
  const more = builtins().filter((name) => !before.has(name))
  writeFileSync(process.env['LOADED'] ?? '', [...loaded, ...more].join('\n'))
})

/** Modules of Node, its internal ones left out. Nobody but Node itself documents the list. */
function builtins(): string[] {
  const list = (process as unknown as { moduleLoadList: readonly string[] }).moduleLoadList
  return list
    .flatMap((entry) => /^NativeModule (?!internal\/)(.*)$/.exec(entry)?.[1] ?? [])
    .map((name) => `node:${name}`)
}
