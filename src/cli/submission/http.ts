/** Requests over HTTP: an answer as a stream of lines, with a deadline for its beginning, and errors in words for users. */
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { ServerAddress } from '../../submission/address.ts'
import { SubmissionError } from '../../submission/service.ts'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Behind the server's address, with its query. */
  readonly path: string
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  /** Lines as they come; rejects with a `SubmissionError` when the line breaks. Must be read or closed. */
  readonly lines: AsyncIterable<string>
  close(): void
}

/** Until an answer begins. A watch then may be silent for long. */
const deadlineMs = 30_000

export function send(
  address: ServerAddress,
  { method, path, body }: Call,
  signal: AbortSignal,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const payload = body === undefined ? undefined : JSON.stringify(body)
  const secure = address.url.startsWith('https:')
  const sent = (secure ? secureRequest : plainRequest)(
    address.url + path,
    {
      method,
      signal,
      headers: {
        accept: 'application/json',
        ...(address.authorization === undefined ? {} : { authorization: address.authorization }),
        ...(payload === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
      },
      ...(secure && address.insecure ? { rejectUnauthorized: false } : {}),
    },
    (answer) => {
      clearTimeout(timer)
      resolve({
        status: answer.statusCode ?? 0,
        lines: linesOf(answer, signal),
        close: () => answer.destroy(),
      })
    },
  )
  const timer = setTimeout(
    () => sent.destroy(new SubmissionError(`no answer within ${deadlineMs / 1000} s`, true)),
    deadlineMs,
  )
  sent.on('error', (error) => {
    clearTimeout(timer)
    reject(signal.aborted ? signal.reason : failure(error))
  })
  sent.end(payload)
  return promise
}

/** A message is a line; longer ones than any workflow are not waited for. */
const longestLine = 64 * 1024 * 1024

async function* linesOf(answer: IncomingMessage, signal: AbortSignal): AsyncGenerator<string> {
  answer.setEncoding('utf8')
  let begun: string[] = []
  let length = 0
  try {
    for await (const piece of answer) {
      const [first = '', ...others] = String(piece).split('\n')
      begun.push(first)
      length += first.length
      if (length > longestLine) throw new SubmissionError('an answer is larger than any of an Argo Server')
      for (const next of others) {
        yield begun.join('')
        begun = [next]
        length = next.length
      }
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : failure(error)
  } finally {
    answer.destroy()
  }
  if (length > 0) yield begun.join('')
}

/** Which errors pass by themselves: a name that is not known, or a certificate that is not trusted, does not. */
const words: Readonly<Record<string, readonly [text: string, passing: boolean]>> = {
  ECONNREFUSED: ['nobody listens there', true],
  ECONNRESET: ['the connection broke off', true],
  EPIPE: ['the connection broke off', true],
  ETIMEDOUT: ['no answer', true],
  EHOSTUNREACH: ['there is no way to this host', true],
  EAI_AGAIN: ['the name of the host could not be looked up', true],
  ENOTFOUND: ['there is no such host', false],
  DEPTH_ZERO_SELF_SIGNED_CERT: [untrusted(), false],
  SELF_SIGNED_CERT_IN_CHAIN: [untrusted(), false],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [untrusted(), false],
  ERR_TLS_CERT_ALTNAME_INVALID: ['its certificate is for another host', false],
  EPROTO: ['it does not speak TLS; ARGO_SECURE=false asks without', false],
}

function untrusted(): string {
  return 'its certificate is not trusted: NODE_EXTRA_CA_CERTS names a file with its authority, ARGO_INSECURE_SKIP_VERIFY=true takes any'
}

function failure(error: unknown): SubmissionError {
  if (error instanceof SubmissionError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const [text, passing] = words[code] ?? [
    code === '' ? 'the request failed' : `the request failed (${code})`,
    true,
  ]
  return new SubmissionError(text, passing)
}
