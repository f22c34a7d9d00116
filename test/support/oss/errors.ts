// The errors that OSS answers with: a code, the status that goes with it, and a message. The store under test has to
// tell them apart, so each has the status and the code that the service has.

import type { OssRequest, Reply } from './request.ts'
import { element } from './xml.ts'

const known = {
  AccessDenied: [403, 'You have no right to do this.'],
  EntityTooSmall: [400, 'A part is smaller than the smallest size allowed.'],
  FileAlreadyExists: [409, 'The object exists and must not be overwritten.'],
  InternalError: [500, 'An internal error occurred.'],
  InvalidAccessKeyId: [403, 'The access key id is not in our records.'],
  InvalidArgument: [400, 'An argument is not valid.'],
  InvalidDigest: [400, 'The Content-MD5 is not that of the content.'],
  InvalidObjectName: [400, 'The object name is not valid.'],
  InvalidPart: [400, 'A part was not uploaded, or its ETag is another one.'],
  InvalidPartOrder: [400, 'The parts are not in ascending order.'],
  InvalidRange: [416, 'The range cannot be satisfied.'],
  InvalidSecurityToken: [403, 'The security token is not valid.'],
  InvalidTargetType: [400, 'The target of the link is a link.'],
  MalformedXML: [400, 'The XML is not well-formed or not what was expected.'],
  MethodNotAllowed: [405, 'The method is not allowed against this resource.'],
  NoSuchBucket: [404, 'The bucket does not exist.'],
  NoSuchKey: [404, 'The key does not exist.'],
  NoSuchUpload: [404, 'The upload does not exist, or was finished.'],
  NotImplemented: [501, 'This server does not have this operation.'],
  NotSymlink: [400, 'The object is not a link.'],
  PreconditionFailed: [412, 'A precondition does not hold.'],
  RequestTimeTooSkewed: [403, 'The time of the request is too far from the time of the server.'],
  SecurityTokenExpired: [403, 'The security token has expired.'],
  ServiceUnavailable: [503, 'Please try again later.'],
  SignatureDoesNotMatch: [403, 'The signature calculated here is not the one in the request.'],
  SymlinkTargetNotExist: [404, 'The target of the link does not exist.'],
  TooManyRequests: [429, 'Too many requests.'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof known

export class OssError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, string>>

  /** Details become elements of their own, beside code and message. */
  constructor(code: ErrorCode, details: Readonly<Record<string, string>> = {}, message?: string) {
    super(message ?? known[code][1])
    this.code = code
    this.details = details
  }

  get status(): number {
    return known[this.code][0]
  }

  body(requestId: string, host: string): string {
    const { code: Code, message: Message, details } = this
    return element('Error', { Code, Message, RequestId: requestId, HostId: host, ...details })
  }
}

/** The answer, or the error as an answer: in a header where the method is HEAD, which has no body. */
export function replyOrError(reply: () => Reply, { headers, method }: OssRequest, requestId: string): Reply {
  try {
    return reply()
  } catch (error) {
    const known = error instanceof OssError ? error : new OssError('InternalError', {}, String(error))
    const { status } = known
    const xml = known.body(requestId, headers['host'] ?? '')
    if (method !== 'HEAD') return { status, xml }
    return { status, headers: { 'x-oss-err': Buffer.from(xml).toString('base64') } }
  }
}
