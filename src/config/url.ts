/** URLs of data sources and model stores: their scheme and database, and a form that shows no secret. */
import { dataSource, dataSources, schemesWhere } from '../datasources/table.ts'

export interface ParsedUrl {
  readonly scheme: string
  /** The database that names are looked up in, when the URL says it. */
  readonly database?: string
  /** The same address without passwords, tokens and keys: for messages, plans and pages. */
  readonly redacted: string
}

const fileSchemes = schemesWhere(({ isFile }) => isFile === true)

/** `root:pw@tcp(host)/db` is a data source to Go's MySQL driver, and no URL: `root` is no scheme. */
export const urlForm: RegExp = new RegExp(`^([A-Za-z][A-Za-z0-9+.-]*:[/]{2}|(${fileSchemes.join('|')}):)`)

/** What a setting or flag for a URL wants to have. */
export const urlWords: string = `a URL such as ${dataSources.mysql.form} or ${dataSources.sqlite.form}`

/** Never throws: of what is no URL nothing is kept, since it may hold a password. */
export function parseUrl(url: string): ParsedUrl {
  const parts = splitUrl(url)
  if (!parts) return { scheme: '', redacted: noUrl }
  const database = databaseOf(parts)
  return { scheme: parts.scheme, redacted: redact(url), ...(database === undefined ? {} : { database }) }
}

const noUrl = '(not a URL)'

export interface UrlParts {
  /** In lower case, without its colon. */
  readonly scheme: string
  /** As it was written, with its colon and slashes. */
  readonly start: string
  /** What stands before the last `@`. */
  readonly user?: string
  /** Host, port and path. */
  readonly address: string
  /** What follows the first `?`. */
  readonly query?: string
  /** There is a `?` before the last `@`: a password with a `?`, or a query with an `@`; nobody can tell. */
  readonly ambiguous: boolean
}

export function splitUrl(url: string): UrlParts | undefined {
  const start = urlForm.exec(url)?.[0]
  if (start === undefined) return undefined
  const scheme = start.slice(0, start.indexOf(':')).toLowerCase()
  const rest = url.slice(start.length)
  const at = isFile(scheme) ? -1 : rest.lastIndexOf('@')
  // A password may hold a #; behind the @ it begins a part that no database reads.
  const [tail = ''] = rest.slice(at + 1).split('#', 1)
  const [address = '', ...query] = tail.split('?')
  return {
    scheme,
    start,
    address,
    ambiguous: rest.slice(0, at + 1).includes('?'),
    ...(at < 0 ? {} : { user: rest.slice(0, at) }),
    ...(query.length === 0 ? {} : { query: query.join('?') }),
  }
}

function isFile(scheme: string): boolean {
  return dataSource(scheme)?.isFile === true
}

function databaseOf({ scheme, address, query = '' }: UrlParts): string | undefined {
  const source = dataSource(scheme)
  // Of a scheme that is not known, most are written like this.
  const place = source ? source.database : 'path'
  if (place === undefined) return undefined
  // A socket's path stands in brackets: unix(/run/mysqld.sock)/db
  const named =
    place === 'project'
      ? /(?:^|&)(?:curr_project|project)=([^&]*)/.exec(query)?.[1]
      : /[/]([^/;]*)/.exec(address.replace(/[(][^)]*[)]/, ''))?.[1]
  if (named === undefined || named === '') return undefined
  try {
    return decodeURIComponent(named)
  } catch {
    return named
  }
}

/** Parameters whose values are shown: those of any other name may be a secret. */
const harmless = new Set([
  'charset',
  'curr_project',
  'loc',
  'maxallowedpacket',
  'parsetime',
  'project',
  'region',
  'schema',
  'scheme',
  'ssl',
  'sslmode',
  'timeout',
  'tls',
])

/** Rather hides too much than too little: what can be understood in two ways is not shown. */
export function redact(url: string): string {
  const parts = splitUrl(url)
  if (!parts) return noUrl
  const { start, scheme, user, address, query, ambiguous } = parts
  if (ambiguous) return `${start}***`
  const shownUser = user === undefined ? '' : `${redactUser(scheme, user)}@`
  const shownQuery = query === undefined ? '' : `?${query.split('&').map(redactParameter).join('&')}`
  return `${start}${shownUser}${redactAddress(scheme, address, user)}${shownQuery}`
}

function redactUser(scheme: string, user: string): string {
  const [name = '', ...password] = user.split(':')
  const shown = dataSource(scheme)?.userIsKey || /[/;]/.test(name) ? '***' : name
  return password.length === 0 ? shown : `${shown}:***`
}

function redactAddress(scheme: string, address: string, user: string | undefined): string {
  if (isFile(scheme)) return address
  return (
    address
      // `user:password` without a host looks like `host:port`.
      .replace(/^([^/:([]*):([^/]*)/, (whole, host: string, port: string) =>
        user === undefined && !/^\d*$/.test(port) ? `${host}:***` : whole,
      )
      // `;password=…`, as JDBC writes it
      .replace(/;([^;=]*)=[^;]*/g, ';$1=***')
  )
}

function redactParameter(pair: string): string {
  const equals = pair.indexOf('=')
  if (equals < 0) return pair === '' ? pair : '***'
  const key = pair.slice(0, equals)
  return harmless.has(key.toLowerCase()) ? pair : `${key}=***`
}

/** Whether a URL carries a password, which has no place in a file or a workflow. */
export function hasPassword(url: string): boolean {
  const parts = splitUrl(url)
  if (!parts || isFile(parts.scheme)) return false
  const { user = '', address, query = '', ambiguous } = parts
  if (ambiguous || /:./.test(user)) return true
  const parameters = [...query.split('&'), ...address.split(';').slice(1)]
  return parameters.some((pair) => secretParameter.test(pair))
}

const secretParameter = /^[^=]*(pass|pwd|secret|token|credential|signature|access_?key)[^=]*=./i
