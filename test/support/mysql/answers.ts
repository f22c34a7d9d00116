/** What a server answers: that all is well, an error, or rows. */
import { packedNumber, packedText } from './packets.ts'

export interface Failure {
  readonly code: number
  readonly state: string
  readonly message: string
}

/** Without columns it is the answer to a statement that gives none, such as SET. */
export interface Rows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (Buffer | string | null)[])[]
}

export type Answer = Rows | { readonly error: Failure }

export const failures = {
  tooManyConnections: { code: 1040, state: '08004', message: 'Too many connections' },
  wrongPassword: (user: string): Failure => ({
    code: 1045,
    state: '28000',
    message: `Access denied for user '${user}'@'127.0.0.1' (using password: YES)`,
  }),
  unknownDatabase: (name: string): Failure => ({
    code: 1049,
    state: '42000',
    message: `Unknown database '${name}'`,
  }),
  unknownCommand: { code: 1047, state: '08S01', message: 'Unknown command' },
  notPreparable: {
    code: 1295,
    state: 'HY000',
    message: 'This command is not supported in the prepared statement protocol yet',
  },
} as const

const autocommit = Buffer.from([0x02, 0x00])
const noWarnings = Buffer.from([0x00, 0x00])

/** No rows changed, no number given to a row. */
export const okay = Buffer.concat([Buffer.from([0x00, 0x00, 0x00]), autocommit, noWarnings])

const end = Buffer.concat([Buffer.from([0xfe]), noWarnings, autocommit])

export function failed({ code, state, message }: Failure): Buffer {
  return Buffer.concat([errorStart(code), Buffer.from(`#${state}${message}`)])
}

/** Before the client has told what it understands, the state is left out. */
export const failedEarly = ({ code, message }: Failure): Buffer =>
  Buffer.concat([errorStart(code), Buffer.from(message)])

const errorStart = (code: number): Buffer => Buffer.from([0xff, code & 0xff, code >> 8])

/** The payloads of the answer, one for each packet. */
export function answered(answer: Answer): Buffer[] {
  if ('error' in answer) return [failed(answer.error)]
  const { columns, rows } = answer
  if (columns.length === 0) return [okay]
  const definitions = columns.map((name, index) =>
    column(
      name,
      rows.some((row) => Buffer.isBuffer(row[index])),
    ),
  )
  const values = rows.map((row) =>
    Buffer.concat(row.map((value) => (value === null ? Buffer.from([0xfb]) : packedText(value)))),
  )
  return [packedNumber(columns.length), ...definitions, end, ...values, end]
}

function column(name: string, isBinary: boolean): Buffer {
  const noTable = ['def', '', '', '', name, name].map(packedText)
  const facts = Buffer.alloc(13)
  facts.writeUInt8(0x0c, 0)
  facts.writeUInt16LE(isBinary ? 63 : 45, 1)
  facts.writeUInt32LE(0xffffffff, 3)
  facts.writeUInt8(isBinary ? 0xfc : 0xfd, 7)
  facts.writeUInt16LE(isBinary ? 0x90 : 0, 8)
  return Buffer.concat([...noTable, facts])
}
