/** What an action of a request works on. */
import type { Result, StepEvent } from '../../server/protocol.ts'
import type { RequestFindings } from './findings.ts'
import type { RequestHost } from './request-host.ts'
import type { RequestSettings } from './settings.ts'

/** How a request tells what happens while it goes on. */
export interface Client {
  result(result: Result): void
  step(event: StepEvent): void
  say(text: string): void
}

export interface Work {
  readonly host: RequestHost
  readonly path: string
  readonly settings: RequestSettings
  readonly findings: RequestFindings
  readonly client: Client
  /** The line of the cell of a line of the text that was compiled. */
  readonly lineBack: (line: number) => number
}
