// Faults that a test asks for: which request gets which, and how often.

import type { ErrorCode } from './errors.ts'
import type { OssRequest, Reply } from './request.ts'

/**
 * - '503', '429', '500': an error in XML, nothing done
 * - 'reset': the connection is reset before an answer, nothing done
 * - 'lost': the request is carried out, and the connection reset before the answer
 * - 'hang': there is never an answer
 * - 'truncate': the length of all of the body, then half of it, then the end of the connection
 * - 'stall': as 'truncate', but the connection stays, and nothing more comes
 * - 'slow': a few bytes of the body at a time
 * - 'garbage': a page of HTML, nothing done
 * - 'dead': this connection and each one from now on is reset, until `revive`
 */
export type Fault =
  | '503'
  | '429'
  | '500'
  | 'reset'
  | 'lost'
  | 'hang'
  | 'truncate'
  | 'stall'
  | 'slow'
  | 'garbage'
  | 'dead'

export interface FaultOptions {
  /** How many requests get the fault; 1 unless told otherwise. */
  readonly times?: number
  /** How many requests that match are served before; 0 unless told otherwise. */
  readonly after?: number
  readonly match?: (request: OssRequest) => boolean
  /** The status of 'garbage'; 500 unless told otherwise. */
  readonly status?: number
  /** How 'slow' sends; 16 bytes each 20 ms unless told otherwise. */
  readonly bytesAtATime?: number
  readonly everyMs?: number
}

export interface Planned {
  readonly fault: Fault
  readonly options: FaultOptions
}

export const codeOfFault: Partial<Record<Fault, ErrorCode>> = {
  '503': 'ServiceUnavailable',
  '429': 'TooManyRequests',
  '500': 'InternalError',
}

export class Faults {
  #plans: { planned: Planned; times: number; after: number }[] = []

  plan(fault: Fault, options: FaultOptions): void {
    const { times = 1, after = 0 } = options
    this.#plans.push({ planned: { fault, options }, times, after })
  }

  clear(): void {
    this.#plans = []
  }

  /** What befalls this request: of the faults that match and are left, the one planned first. */
  next(request: OssRequest): Planned | undefined {
    for (const plan of this.#plans) {
      if (plan.times <= 0 || plan.planned.options.match?.(request) === false) continue
      if (plan.after > 0) {
        plan.after -= 1
        continue
      }
      plan.times -= 1
      return plan.planned
    }
    return undefined
  }
}

export function garbage({ status = 500 }: FaultOptions): Reply {
  const content = Buffer.from('<html><body><h1>Something between you and the service</h1><br></body></html>')
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: { content, start: 0, end: content.byteLength },
  }
}
