/**
 * A database on SQLite and its sessions. The bytes of the database go from one session to the next,
 * as a file would; what belongs to a session (temporary tables, settings) ends with it.
 */
import { DatabaseSync } from 'node:sqlite'

/** What outlives a session: the database, and the one that programs may attach. */
export interface Disk {
  readonly main?: Uint8Array
  readonly attached?: Uint8Array
}

export interface Ran {
  /** The rows of its answer, sorted, as text. */
  readonly rows: string
  readonly error?: string
}

const attach = /^\s*attach\s+(?:database\s+)?'aux\.db'/im
const detach = /^\s*detach\s/im

export class Session {
  readonly db: DatabaseSync
  #attached: Uint8Array | undefined
  #isAttached = false

  constructor(disk: Disk = {}) {
    // As the command line and Python have it, whatever this driver has for its default.
    this.db = new DatabaseSync(':memory:', { enableForeignKeyConstraints: false })
    if (disk.main) this.db.deserialize(disk.main)
    this.#attached = disk.attached
  }

  run(sql: string): Ran {
    try {
      const detaches = detach.test(sql)
      if (detaches) this.#keepAttached()
      const attaches = attach.test(sql)
      const statement = this.db.prepare(attaches ? sql.replace(/'aux\.db'/i, "':memory:'") : sql)
      statement.setReturnArrays(true)
      const rows = statement.all()
      if (attaches) {
        this.#isAttached = true
        if (this.#attached) this.db.deserialize(this.#attached, { dbName: 'aux' })
      }
      if (detaches) this.#isAttached = false
      return { rows: rows.map(asText).sort().join('\n') }
    } catch (error) {
      return { rows: '', error: error instanceof Error ? error.message : String(error) }
    }
  }

  /** Ends the session as a closed connection does: an open transaction is rolled back. */
  finish(): Disk {
    if (this.db.isTransaction) this.db.exec('ROLLBACK')
    if (this.#isAttached) this.#keepAttached()
    const main = this.db.serialize()
    this.db.close()
    return { main, ...(this.#attached ? { attached: this.#attached } : {}) }
  }

  close(): void {
    this.db.close()
  }

  #keepAttached(): void {
    if (this.#isAttached) this.#attached = this.db.serialize('aux')
  }
}

function asText(row: unknown): string {
  return JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value] : value,
  )
}

/** All that a disk holds, one line for each object, row and number; sorted. Nothing where it can't be opened. */
export function dump(disk: Disk): string[] | undefined {
  const lines: string[] = []
  for (const [place, bytes] of Object.entries(disk)) {
    const session = new Session({ main: bytes })
    const { db } = session
    const schema = 'SELECT type, name, tbl_name, sql FROM sqlite_master'
    // A view that names the database attached makes the file malformed without it.
    if (session.run(schema).error !== undefined) return undefined
    const objects = db.prepare(schema).all()
    for (const { type, name, tbl_name: table, sql } of objects) {
      if (typeof name !== 'string') continue
      // SQLite keeps the text of a definition, with the comment that ended it.
      const text = String(sql).replace(/[\s;]+$/, '')
      lines.push(`${place} ${String(type)} ${name} on ${String(table)}: ${text}`)
      if (type !== 'table') continue
      const quoted = `"${name.replaceAll('"', '""')}"`
      // Where a table stands in SQLite's own list of sequences says nothing.
      const numbered = name === 'sqlite_sequence' ? '' : 'rowid AS "the rowid", '
      const all = session.run(`SELECT ${numbered}* FROM ${quoted}`)
      const { rows } = all.error === undefined ? all : session.run(`SELECT * FROM ${quoted}`)
      for (const row of rows === '' ? [] : rows.split('\n')) lines.push(`${place} row of ${name}: ${row}`)
    }
    if (place === 'main') lines.push(`user_version ${session.run('PRAGMA user_version').rows}`)
    session.close()
  }
  return lines.sort()
}
