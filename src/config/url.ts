/** URLs of data sources and model stores: their scheme and database, and a form that shows no secret. */

export interface ParsedUrl {
  readonly scheme: string
  /** The database that names are looked up in, when the URL says it. */
  readonly database?: string
  /** The same address without passwords, tokens and keys: for messages, plans and pages. */
  readonly redacted: string
}

/** Never throws: of what is no URL only the scheme is kept, since the rest may hold a password. */
export function parseUrl(url: string): ParsedUrl {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) return { scheme: '', redacted: '(not a URL)' }
  const database = databaseOf(scheme, url)
  return { scheme, redacted: redact(url), ...(database === undefined ? {} : { database }) }
}

/** Schemes whose path names a file, not a database. */
const files = new Set(['sqlite', 'memory', 'oss'])

function databaseOf(scheme: string, url: string): string | undefined {
  if (files.has(scheme)) return undefined
  // mysql://user:pw@host:3306/db?x=y, and SQLFlow's mysql://user:pw@tcp(host:3306)/db?x=y
  const rest = url.slice(scheme.length + 1).replace(/^\/\//, '')
  const afterUser = rest.slice(rest.lastIndexOf('@') + 1)
  const path = /\/([^/?#]*)/.exec(afterUser)?.[1] ?? ''
  // MaxCompute names its project in the query.
  const project = /[?&](?:curr_project|project)=([^&#]*)/.exec(url)?.[1]
  const named = scheme === 'maxcompute' || scheme === 'alisa' || scheme === 'odps' ? project : path
  if (named === undefined || named === '') return undefined
  try {
    return decodeURIComponent(named)
  } catch {
    return named
  }
}

const harmless = new Set([
  'charset',
  'parsetime',
  'loc',
  'timeout',
  'ssl',
  'sslmode',
  'tls',
  'region',
  'project',
  'curr_project',
  'schema',
])

/** Hides the password before the last `@`, and every value of the query that is not known to be harmless. */
export function redact(url: string): string {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/)?/.exec(url)?.[0]
  if (scheme === undefined) return '(not a URL)'
  const rest = url.slice(scheme.length)
  const question = rest.indexOf('?')
  const address = question < 0 ? rest : rest.slice(0, question)
  const at = address.lastIndexOf('@')
  const user = at < 0 ? '' : (address.slice(0, at).split(':')[0] ?? '')
  const secret = at >= 0 && address.slice(0, at).includes(':')
  const shown = at < 0 ? address : `${user}${secret ? ':***' : ''}@${address.slice(at + 1)}`
  return `${scheme}${shown}${question < 0 ? '' : `?${redactQuery(rest.slice(question + 1))}`}`
}

function redactQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const [key = '', value] = pair.split(/=(.*)/s)
      return value === undefined || harmless.has(key.toLowerCase()) ? pair : `${key}=***`
    })
    .join('&')
}

/** Whether a URL carries a password, which has no place in a file. */
export function hasPassword(url: string): boolean {
  return redact(url) !== url
}
