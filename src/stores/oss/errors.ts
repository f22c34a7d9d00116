/**
 * Errors of OSS and its client in words for users. The client's own messages quote URLs, agents and
 * bodies, so nothing of them is shown but the service's code.
 */
import { StoreError } from '../errors.ts'

const refusals: Readonly<Record<string, string>> = {
  AccessDenied:
    'access is denied: the access key has no right to this, or the bucket is somebody else’s or in another region',
  InvalidAccessKeyId:
    'the access key id is unknown or disabled; one of temporary credentials needs its token too',
  SignatureDoesNotMatch: 'the secret does not belong to this access key id',
  InvalidSecurityToken: 'the security token does not belong to this access key id',
  SecurityTokenExpired: 'the security token has expired',
  RequestTimeTooSkewed: 'the clock of this machine is more than 15 minutes off',
  NoSuchBucket: 'there is no such bucket at this endpoint',
  InvalidBucketName: 'a bucket can’t have this name',
  InvalidArgument: 'the service does not take the request as it is; perhaps the region is wrong',
  SecondLevelDomainForbidden: 'the bucket can’t be had at this endpoint; perhaps it is in another region',
}

/** What Node says of a host that can't prove who it is, or doesn't encrypt. */
const untrusted = /certificate|altnames|SSL routines|wrong version number|EPROTO/i

/** What is no XML. */
const notOss = 'the answer was cut off, or is not from OSS'

interface Details {
  readonly code: string
  readonly name: string
  readonly status: number | undefined
  /** Without the URL and headers that the client adds. */
  readonly text: string
}

function detailsOf(error: Error): Details {
  const read = (key: string): unknown => Object.getOwnPropertyDescriptor(error, key)?.value
  const [code, status] = [read('code'), read('status')]
  return {
    code: typeof code === 'string' ? code : '',
    name: error.name,
    status: typeof status === 'number' ? status : undefined,
    text: error.message.split(/, (?:GET|HEAD|PUT|POST|DELETE) |\n/, 1)[0] ?? '',
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && detailsOf(error).code === code
}

/** There is no such object. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'NoSuchKey')
}

/** The object is there, and has no bytes. */
export function isEmptyObject(error: unknown): boolean {
  return error instanceof Error && detailsOf(error).status === 416
}

export function replaced(): StoreError {
  return new StoreError('failed', 'the model was replaced while it was read', { transient: true })
}

export function ossError(error: unknown, signature: 'v1' | 'v4'): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  const { code, name, status, text } = detailsOf(error)
  if (Object.hasOwn(refusals, code)) {
    const isOld = code === 'AccessDenied' && signature === 'v1'
    const more = isOld ? '; some buckets need signatures of version 4: add region=… to the URL' : ''
    return new StoreError('refused', `${refusals[code]}${more}`)
  }
  if (status === 412 || code === 'PreconditionFailed' || code === 'NoSuchKey') return replaced()
  // Without a status the answer could not be parsed.
  if (status === undefined || status < 0)
    return new StoreError(...ofNetwork(name, text, status !== undefined))
  const said = known(code) ?? `HTTP ${status}`
  if (status === 501) return new StoreError('failed', `the service can’t do this (${said})`)
  if (status === 429 || status === 503) return new StoreError('unreachable', `the service is busy (${said})`)
  if (status >= 500) return new StoreError('unreachable', `the service failed (${said})`)
  if (status === 401 || status === 403) return new StoreError('refused', `access is denied (${said})`)
  if (known(code)) return new StoreError('failed', `the service answers ${said}`)
  return new StoreError('unreachable', notOss)
}

function ofNetwork(name: string, text: string, isLost: boolean): ['refused' | 'unreachable', string] {
  if (/ENOTFOUND/.test(text)) return ['refused', 'there is no host of this name']
  if (/EAI_AGAIN/.test(text)) return ['unreachable', 'the name of the host could not be looked up']
  if (untrusted.test(text))
    return ['refused', 'no encrypted connection: the host’s certificate is not trusted']
  if (/ECONNREFUSED/.test(text)) return ['unreachable', 'nothing answers at this address']
  if (/Timeout/.test(name)) return ['unreachable', 'no answer came in time']
  return ['unreachable', isLost ? 'the connection was lost' : notOss]
}

/** A code is one word of letters; anything else may be part of a body. */
function known(code: string): string | undefined {
  return /^[A-Za-z0-9]{1,64}$/.test(code) && code !== 'UnknownError' ? code : undefined
}
