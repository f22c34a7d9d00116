/** `sqlflowc lsp`: the language server, over standard input and output. It ends with the editor. */
import process from 'node:process'
import { PassThrough } from 'node:stream'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createConnection } from 'vscode-languageserver/node'
import type { Host } from '../../host.ts'
import { Frames } from '../../lsp/frames.ts'
import { serve } from '../../lsp/server.ts'
import { readOptional } from '../input.ts'
import { watchStreams } from '../streams.ts'

export async function lspCommand(host: Host): Promise<never> {
  const log = (message: string): void => host.err(`sqlflowc: ${message}\n`)
  // Standard output belongs to the protocol.
  console.log = console.info = console.debug = console.error
  watchStreams()
  const manual = await manualUri(host)
  serve(createConnection(framedInput(log), process.stdout), {
    env: host.env,
    readFile: async (uri) => {
      const path = pathOf(uri)
      return path === undefined ? undefined : (await readOptional(host, path))?.text
    },
    folder: pathToFileURL(`${host.machine.absolute('.')}/`).href,
    log,
    ...(manual === undefined ? {} : { manual }),
  })
  // The connection ends the process: with `exit`, or when the editor is gone.
  return new Promise(() => {})
}

/** Nothing for a place that is not on this machine. */
function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri)
  } catch {
    return undefined
  }
}

/** Nothing but whole messages. */
function framedInput(log: (message: string) => void): PassThrough {
  const frames = new Frames((bytes) => log(`${bytes} bytes of input are no message of the protocol`))
  const framed = new PassThrough()
  process.stdin.on('data', (bytes: Buffer) => {
    for (const frame of frames.take(bytes)) framed.write(frame)
  })
  process.stdin.on('end', () => framed.end())
  process.stdin.on('error', () => framed.end())
  return framed
}

/** The page of the codes, where this package is installed: beside `dist`, or beside `src`. */
async function manualUri(host: Host): Promise<string | undefined> {
  for (const folder of ['../docs/', '../../../docs/']) {
    const page = new URL(`${folder}diagnostics.md`, import.meta.url)
    if (await host.exists(fileURLToPath(page))) return page.href
  }
  return undefined
}
