/**
 * Errors of OSS and its client in words for users. The client's own messages quote URLs, agents and
 * bodies, so nothing of them is shown but the service's code.
 */
import { StoreError } from '../errors.ts'

const refusals: Readonly<Record<string, string>> = {
  AccessDenied: 'the access key may not do this, or the bucket is another’s',
  InvalidAccessKeyId: 'there is no such access key, or it is disabled',
  SignatureDoesNotMatch: 'the secret of the access key is wrong',
  InvalidSecurityToken: 'the security token is not valid',
  SecurityTokenExpired: 'the security token has expired',
  RequestTimeTooSkewed: 'the clock of this machine is off by more than 15 minutes',
  NoSuchBucket: 'there is no such bucket at this endpoint',
  InvalidBucketName: 'this is no name of a bucket',
  InvalidArgument: 'the service refused the request; perhaps the region is wrong',
  SecondLevelDomainForbidden: 'the bucket can’t be had at this endpoint; perhaps it is in another region',
}

/** Codes of ali-oss for the network; HTTP's 429 and 5xx come on top. */
const passing = new Set([
  'RequestError',
  'ResponseError',
  'ResponseTimeoutError',
  'ConnectionTimeoutError',
  'SocketAssignTimeoutError',
])

interface Details {
  readonly code: string
  readonly name: string
  readonly status: number | undefined
  readonly message: string
}

function detailsOf(error: Error): Details {
  const read = (key: string): unknown => Object.getOwnPropertyDescriptor(error, key)?.value
  const [code, status] = [read('code'), read('status')]
  return {
    code: typeof code === 'string' ? code : '',
    name: error.name,
    status: typeof status === 'number' ? status : undefined,
    message: error.message,
  }
}

/** There is no such object. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && detailsOf(error).code === 'NoSuchKey'
}

/** The object is there, and has no bytes. */
export function isEmptyObject(error: unknown): boolean {
  return error instanceof Error && detailsOf(error).status === 416
}

export function ossError(error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  const { code, name, status, message } = detailsOf(error)
  if (code === 'SignatureDoesNotMatch' || Object.hasOwn(refusals, code)) {
    return new StoreError('refused', refusals[code] ?? '')
  }
  if (status === 412 || code === 'PreconditionFailed' || code === 'NoSuchKey') {
    return new StoreError('failed', 'the model was replaced while it was read', { transient: true })
  }
  if (/ENOTFOUND/.test(message)) return new StoreError('refused', 'there is no host of this name')
  if (/ECONNREFUSED/.test(message)) return new StoreError('unreachable', 'nothing answers at this address')
  if (/Timeout/.test(name)) return new StoreError('unreachable', 'the service did not answer in time')
  if (passing.has(code) || passing.has(name) || /ECONNRESET|EPIPE|socket hang up|aborted/.test(message)) {
    return new StoreError('unreachable', 'the connection was lost')
  }
  if (status === 429 || (status !== undefined && status >= 500)) {
    return new StoreError('unreachable', `the service is busy or failed (${known(code) ?? `HTTP ${status}`})`)
  }
  // What is no XML was cut off, or comes from something that is not OSS.
  if (status === 200 || status === undefined) {
    return new StoreError('unreachable', 'the answer was cut off, or is not from OSS')
  }
  return new StoreError('failed', `the service answers ${known(code) ?? `HTTP ${status}`}`)
}

/** A code is one word of letters; anything else may be part of a body. */
function known(code: string): string | undefined {
  return /^[A-Za-z0-9]{1,64}$/.test(code) && code !== 'UnknownError' ? code : undefined
}
