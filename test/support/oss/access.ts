// Who asks, and may they: the key id, the time, the token of temporary credentials and the signature of each request
// are checked, in this order, and then what the credentials allow.

import { OssError } from './errors.ts'
import type { OssRequest } from './request.ts'
import { isAlwaysSigned, type Signature, signatureV1, signatureV4 } from './signature.ts'

export interface Credential {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  /** Temporary credentials: each request has to show this token too. */
  readonly token?: string
  readonly tokenExpired?: boolean
  /** Each request that would change something gives AccessDenied. */
  readonly readOnly?: boolean
  readonly listForbidden?: boolean
}

export interface AccessRules {
  readonly credentials: readonly Credential[]
  readonly acceptOnly?: 'v1' | 'v4'
  readonly region: string
  readonly now: () => Date
}

interface Claim {
  readonly version: 'v1' | 'v4'
  readonly accessKeyId: string
  readonly time: number
  readonly signature: string
  readonly compute: (secret: string) => Signature
}

const allowedSkew = 15 * 60 * 1000

export function checkAccess(request: OssRequest, rules: AccessRules): void {
  const claim = claimOf(request, rules.region)
  const { version, accessKeyId } = claim
  if (rules.acceptOnly !== undefined && rules.acceptOnly !== version)
    throw new OssError('AccessDenied', {}, `Signatures of version ${version} are not accepted.`)
  const credential = rules.credentials.find((each) => each.accessKeyId === accessKeyId)
  if (credential === undefined) throw new OssError('InvalidAccessKeyId', { OSSAccessKeyId: accessKeyId })
  if (Math.abs(rules.now().getTime() - claim.time) > allowedSkew) throw new OssError('RequestTimeTooSkewed')
  checkToken(request, credential)
  const { signature, details } = claim.compute(credential.accessKeySecret)
  if (signature !== claim.signature)
    throw new OssError('SignatureDoesNotMatch', {
      OSSAccessKeyId: accessKeyId,
      SignatureProvided: claim.signature,
      ...details,
    })
  const writes = request.method !== 'GET' && request.method !== 'HEAD'
  if (writes && credential.readOnly) throw new OssError('AccessDenied')
  if (!writes && request.key === '' && credential.listForbidden) throw new OssError('AccessDenied')
}

function checkToken({ headers }: OssRequest, credential: Credential): void {
  const shown = headers['x-oss-security-token']
  if (shown !== credential.token) {
    // To the service a temporary key id without its token is no key id at all.
    if (shown === undefined)
      throw new OssError('InvalidAccessKeyId', { OSSAccessKeyId: credential.accessKeyId })
    throw new OssError('InvalidSecurityToken')
  }
  if (credential.tokenExpired) throw new OssError('SecurityTokenExpired')
}

function claimOf(request: OssRequest, region: string): Claim {
  const { headers } = request
  const authorization = headers['authorization']
  if (authorization === undefined) throw new OssError('AccessDenied')
  const v1 = /^OSS ([^:\s]+):(\S+)$/.exec(authorization)
  if (v1) {
    const [, accessKeyId = '', signature = ''] = v1
    const time = timeOf(headers['x-oss-date'] ?? headers['date'] ?? '')
    return { version: 'v1', accessKeyId, signature, time, compute: (secret) => signatureV1(request, secret) }
  }
  const v4 = /^OSS4-HMAC-SHA256 (.*)$/.exec(authorization)
  if (v4) return claimV4(request, v4[1] ?? '', region)
  throw new OssError('InvalidArgument', {}, 'The Authorization header is not valid.')
}

function claimV4(request: OssRequest, fields: string, region: string): Claim {
  const { headers } = request
  const refuse = (what: string): never => {
    throw new OssError('InvalidArgument', {}, `${what} in the Authorization header is not valid.`)
  }
  const values = new Map(fields.split(',').map((field) => field.trim().split('=', 2) as [string, string]))
  const credential = values.get('Credential')?.split('/') ?? []
  const [accessKeyId = '', day, signedRegion, product, last] = credential
  if (credential.length !== 5 || product !== 'oss' || last !== 'aliyun_v4_request') refuse('The credential')
  if (signedRegion !== region) refuse('The region')
  const moment = timeOf(headers['x-oss-date'] ?? headers['date'] ?? '')
  const time = new Date(moment).toISOString().replace(/[-:]|\.\d+/g, '')
  if (day !== time.slice(0, 8)) refuse('The day')
  if (headers['x-oss-content-sha256'] !== 'UNSIGNED-PAYLOAD')
    throw new OssError('InvalidArgument', {}, 'x-oss-content-sha256 must be UNSIGNED-PAYLOAD.')
  const additionalHeaders = values.get('AdditionalHeaders')?.split(';') ?? []
  const wrong = (name: string): boolean => isAlwaysSigned(name) || headers[name] === undefined
  if (additionalHeaders.some(wrong)) refuse('An additional header')
  return {
    version: 'v4',
    accessKeyId,
    time: moment,
    signature: values.get('Signature') ?? '',
    compute: (secret) => signatureV4(request, secret, { time, region, additionalHeaders }),
  }
}

/** Milliseconds of `Thu, 17 Nov 2005 18:49:58 GMT` or of `20051117T184958Z`. */
function timeOf(text: string): number {
  const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
  const date = text.replace(basic, '$1-$2-$3T$4:$5:$6Z')
  const isDate = date !== text || /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)
  const time = Date.parse(date)
  if (!isDate || Number.isNaN(time)) throw new OssError('AccessDenied', {}, 'There is no valid date.')
  return time
}
