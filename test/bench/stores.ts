/**
 * What reading metadata costs: bytes fetched for a small model and for a large one, against reading the
 * model itself; and how long many external models take, against one after the other. `npm run bench`.
 */
import { readFileSync } from 'node:fs'
import { plan, type Store } from '../../src/index.ts'
import { MysqlStore } from '../../src/stores/mysql/mysql.ts'
import { mariaDbMissing, startMariaDb } from '../support/mysql/mariadb.ts'
import { startProxy } from '../support/mysql/proxy.ts'
import { largeBlob, metadataOf } from '../support/stores/models.ts'
import { ossPlace, sqlitePlace } from '../support/stores/places.ts'

const megabyte = 1024 * 1024
const sizes = { small: megabyte, large: Number(process.argv[2] ?? 1024) * megabyte }
const signal = AbortSignal.timeout(1_800_000)

interface Bench {
  readonly name: string
  readonly store: Store
  /** Bytes that the store has been given so far. */
  fetched(): Promise<number>
  remove(): Promise<void>
}

/** Bytes that this process has read from files. */
async function bytesRead(): Promise<number> {
  return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? Number.NaN)
}

async function* benches(): AsyncGenerator<Bench> {
  const file = await sqlitePlace()
  yield { name: 'SQLite', store: await file.open(), fetched: bytesRead, remove: file.remove }
  if (mariaDbMissing() === undefined) {
    const server = await startMariaDb({ args: ['--innodb-log-file-size=512M'] })
    await server.query('CREATE DATABASE models')
    const store = new MysqlStore(server.url('models'))
    yield { name: 'MySQL', store, fetched: () => server.bytesSent(), remove: () => server.close() }
  }
  const bucket = await ossPlace('v4')
  yield {
    name: 'OSS',
    store: await bucket.open(),
    fetched: async () => bucket.server.bytesSent,
    remove: bucket.remove,
  }
}

async function costOf(bench: Bench, work: () => Promise<unknown>): Promise<number> {
  const before = await bench.fetched()
  await work()
  return (await bench.fetched()) - before
}

async function readAll(store: Store, name: string): Promise<void> {
  for await (const _ of (await store.readModel(name, signal))?.bytes ?? []) {
    // Only counted.
  }
}

function line(...cells: readonly string[]): void {
  process.stdout.write(
    `${cells.map((cell, at) => (at === 0 ? cell.padEnd(10) : cell.padStart(16))).join('')}\n`,
  )
}

process.stdout.write('Bytes fetched to read the metadata of a model\n')
line('store', '1 MB model', `${sizes.large / megabyte} MB model`, 'ratio', 'of whole model')
for await (const bench of benches()) {
  const { store, name } = bench
  await store.saveModel('small', metadataOf('small'), largeBlob(sizes.small), signal)
  await store.saveModel('large', metadataOf('large'), largeBlob(sizes.large), signal)
  await store.readMetadata('small', signal)
  const small = await costOf(bench, () => store.readMetadata('small', signal))
  const large = await costOf(bench, () => store.readMetadata('large', signal))
  const whole = await costOf(bench, () => readAll(store, 'large'))
  line(name, String(small), String(large), (large / small).toFixed(2), `1/${Math.round(whole / large)}`)
  await store.close()
  await bench.remove()
}

const models = 200
if (mariaDbMissing() === undefined) {
  const server = await startMariaDb()
  await server.query('CREATE DATABASE models')
  const near = new MysqlStore(server.url('models'))
  for (let at = 0; at < models; at++) {
    await near.saveModel(`m${at}`, metadataOf(`m${at}`), new Blob(['x']), signal)
  }
  await near.close()
  const proxy = await startProxy(server.port)
  proxy.delay(10)
  const far = server.url('models').replace(`:${server.port}/`, `:${proxy.port}/`)
  const program = (count: number): string =>
    Array.from({ length: count }, (_, at) => `SELECT * FROM t TO PREDICT r${at}.c.d USING m${at};\n`).join('')
  const timed = async (count: number): Promise<number> => {
    const store = new MysqlStore(far)
    const started = performance.now()
    const { diagnostics } = await plan(program(count), {}, { store })
    if (diagnostics.length > 0) throw new Error(diagnostics[0]?.message)
    const time = performance.now() - started
    await store.close()
    return time
  }
  await timed(1)
  const batch = await timed(8)
  // The proxy notices a little later that connections have ended.
  await new Promise((resolve) => setTimeout(resolve, 500))
  proxy.resetCounts()
  const all = await timed(models)
  process.stdout.write(
    `\n${models} external models over a line of 20 ms there and back: ${(all / batch).toFixed(1)} times one batch of 8 ` +
      `(${models / 8} batches; one after the other: about ${((models * batch) / all).toFixed(1)} times as long), ` +
      `${proxy.maxConnections} connections at most\n`,
  )
  await proxy.close()
  await server.close()
}
