/** Why a metadata document can't be used. */

/** `newer`: a later version wrote it. `unsupported`: understood, but of no use here. `damaged`: all else. */
export type DocumentFault = 'damaged' | 'newer' | 'unsupported'

/** The message is for users, and goes after the model's name. */
export class DocumentError extends Error {
  readonly fault: DocumentFault

  constructor(fault: DocumentFault, message: string) {
    super(message)
    this.name = 'DocumentError'
    this.fault = fault
  }
}
