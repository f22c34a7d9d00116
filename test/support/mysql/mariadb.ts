/**
 * A MariaDB server of the test's own: its directory, port and process belong to the test and go with it. Where
 * no server is installed, callers get the reason, to skip their tests with.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { certificatesMissing, makeCertificates } from './certificates.ts'
import { Daemon } from './daemon.ts'
import { Guard } from './guard.ts'

export interface MariaDbOptions {
  /** On unless `false`. The server still takes connections without it. */
  readonly tls?: boolean
  /** Further arguments of the server, such as `--max-allowed-packet=1M`. */
  readonly args?: readonly string[]
}

export type Row = Readonly<Record<string, unknown>>

const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

function find(...names: string[]): string | undefined {
  const places = names.flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name)))
  return places.find((place) => existsSync(place))
}

const serverProgram = (): string | undefined => find('mariadbd', 'mysqld')
const installProgram = (): string | undefined => find('mariadb-install-db', 'mysql_install_db')

export function mariaDbMissing(): string | undefined {
  if (!serverProgram()) return 'mariadbd is not installed'
  if (!installProgram()) return 'mariadb-install-db is not installed'
  return certificatesMissing()
}

export async function startMariaDb({ tls = true, args = [] }: MariaDbOptions = {}): Promise<MariaDb> {
  const server = serverProgram()
  const install = installProgram()
  if (!server || !install) throw new Error(mariaDbMissing())
  const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-mariadb-'))
  const guard = new Guard(folder)
  try {
    // In a common directory for temporary files, servers remove each other's.
    const temporary = join(folder, 'tmp')
    mkdirSync(temporary)
    const places = [`--datadir=${join(folder, 'data')}`, `--tmpdir=${temporary}`]
    const common = ['--no-defaults', ...places, ...asUser()]
    const empty = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve']
    await promisify(execFile)(install, [...common, ...empty])
    const certificates = tls ? await makeCertificates(folder) : undefined
    const secure = certificates
      ? [
          `--ssl-ca=${certificates.caPath}`,
          `--ssl-cert=${certificates.certPath}`,
          `--ssl-key=${certificates.keyPath}`,
        ]
      : ['--skip-ssl']
    const command = [server, ...common, ...quick, ...secure, ...args]
    const mariaDb = new MariaDb(folder, guard, command, certificates?.caPath)
    await mariaDb.start()
    return mariaDb
  } catch (error) {
    guard.cleanUp()
    throw error
  }
}

/** The server refuses to run as root unless told to. */
const asUser = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : [])

const quick = [
  ...['--skip-name-resolve', '--skip-log-bin', '--bind-address=127.0.0.1', '--performance-schema=OFF'],
  ...['--innodb-buffer-pool-size=32M', '--innodb-flush-log-at-trx-commit=0', '--sync-frm=0'],
]

export class MariaDb {
  readonly host = '127.0.0.1'
  readonly root = { user: 'root', password: 'the root of: a/test@' } as const
  /** The certificate to trust; undefined without TLS. */
  readonly caPath: string | undefined
  readonly folder: string

  readonly #guard: Guard
  readonly #program: readonly string[]
  #port = 0
  #daemon: Daemon | undefined
  #admin: Awaited<ReturnType<typeof createConnection>> | undefined
  #bytesBefore = 0

  constructor(folder: string, guard: Guard, program: readonly string[], caPath: string | undefined) {
    this.folder = folder
    this.#guard = guard
    this.#program = program
    this.caPath = caPath
  }

  get port(): number {
    return this.#port
  }

  get pid(): number | undefined {
    return this.#daemon?.pid
  }

  url(database = '', user: string = this.root.user, password: string = this.root.password): string {
    const who = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
    return `mysql://${who}@${this.host}:${this.#port}/${encodeURIComponent(database)}`
  }

  /** On the port and the data of before. */
  async start(): Promise<void> {
    if (this.#daemon) return
    const first = this.#port === 0
    // Another process may take the port before the server does.
    for (let attempts = 5; !this.#daemon; attempts--) {
      if (first) this.#port = await freePort()
      try {
        this.#daemon = await Daemon.start(this.#command(first), this.folder, this.#guard, () => this.#login())
      } catch (error) {
        if (!first || attempts <= 1 || !/address already in use/i.test(String(error))) throw error
      }
    }
    await this.resetCounts()
  }

  /** The data stay. SIGKILL is a crash: nothing is written any more. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#admin?.destroy()
    this.#admin = undefined
    await this.#daemon?.stop(signal)
    this.#daemon = undefined
  }

  async close(): Promise<void> {
    await this.stop()
    this.#guard.cleanUp()
  }

  /** As root, in a session of its own that the counts leave out. Of several statements, the rows of the last. */
  async query(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    if (!this.#admin) throw new Error('the server is down')
    const [rows] = await this.#admin.query<RowDataPacket[]>(sql, [...values])
    return Array.isArray(rows) ? rows : []
  }

  /** `grants`: what each GRANT gives, such as `SELECT, INSERT ON models.*`. Replaces a user of that name. */
  async createUser(user: string, password: string, grants: readonly string[] = []): Promise<void> {
    await this.query(`CREATE OR REPLACE USER ?@'%' IDENTIFIED BY ?`, [user, password])
    for (const grant of grants) await this.query(`GRANT ${grant} TO ?@'%'`, [user])
  }

  async resetCounts(): Promise<void> {
    // The second form is what later versions want for the counts of the whole server.
    await this.query('FLUSH STATUS')
    await this.query('FLUSH GLOBAL STATUS').catch(() => {})
    this.#bytesBefore = 0
    this.#bytesBefore = await this.bytesSent()
  }

  /** Those of others: `now`, and the most at a time since the counts were reset. */
  async connections(): Promise<{ now: number; most: number }> {
    const now = `${status('GLOBAL', 'Threads_connected')} - 1`
    const most = `${status('GLOBAL', 'Max_used_connections')} - 1`
    const [row] = await this.query(`SELECT ${now} AS now, ${most} AS most`)
    return { now: Number(row?.['now']), most: Number(row?.['most']) }
  }

  /** To others, since the counts were reset. */
  async bytesSent(): Promise<number> {
    const others = `${status('GLOBAL', 'Bytes_sent')} - ${status('SESSION', 'Bytes_sent')}`
    const [row] = await this.query(`SELECT ${others} AS bytes`)
    return Number(row?.['bytes']) - this.#bytesBefore
  }

  async #login(): Promise<void> {
    const { host, root } = this
    this.#admin = await createConnection({ host, port: this.#port, ...root, connectTimeout: 2_000 })
    // It breaks when the server goes down, which the next query says.
    this.#admin.on('error', () => {})
  }

  #command(first: boolean): string[] {
    const file = (name: string): string => join(this.folder, name)
    const own = [`--port=${this.#port}`, `--socket=${file('socket')}`, `--pid-file=${file('pid')}`]
    if (!first) return [...this.#program, ...own]
    // The users that the installation made: one without a name would stand before those of tests.
    const password = this.root.password
    writeFileSync(
      file('init.sql'),
      `DELETE FROM mysql.global_priv;
FLUSH PRIVILEGES;
CREATE USER 'root'@'%' IDENTIFIED BY '${password}';
GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
`,
    )
    return [...this.#program, ...own, `--init-file=${file('init.sql')}`]
  }
}

/** One statement asks for all that is compared, as asking is counted too. */
const status = (scope: 'GLOBAL' | 'SESSION', name: string): string =>
  `(SELECT VARIABLE_VALUE FROM information_schema.${scope}_STATUS WHERE VARIABLE_NAME = '${name}')`

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (typeof address !== 'object' || !address) throw new Error('no free port')
  return address.port
}
