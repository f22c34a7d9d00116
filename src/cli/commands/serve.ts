/** `sqlflowc serve`: answers a notebook over standard input and output, and ends with it. */
import process from 'node:process'
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node'
import type { Host } from '../../host.ts'
import { handle } from '../server/server.ts'
import { watchStreams } from '../streams.ts'

/** How long steps have to end, once nobody waits for them: longer than the machine gives them. */
const graceMs = 5000

export async function serveCommand(host: Host): Promise<number> {
  // Standard output belongs to the protocol.
  console.log = console.info = console.debug = console.error
  watchStreams()
  const connection = createMessageConnection(
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  )
  const server = handle(connection, host, (folder) => process.chdir(folder))
  const closed = new Promise<void>((resolve) => {
    connection.onClose(resolve)
    process.stdin.on('end', resolve)
    connection.onNotification('exit', resolve)
  })
  connection.listen()
  await closed
  const timer = setTimeout(() => process.exit(), graceMs)
  await server.close()
  clearTimeout(timer)
  process.exit()
}
