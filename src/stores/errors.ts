/** How a store says that it can't do what it was asked. */

/**
 * - `unreachable`: the store can't be had, or was lost; another try may help.
 * - `refused`: it answers, and refuses: credentials, rights, an unknown database, a wrong address.
 * - `failed`: it could not do it: a full disk, a limit, a conflict.
 * - `not-a-model`: there is something of that name, and it is no model.
 * - `damaged`: there is a model, and its data contradict themselves.
 * - `newer`, `unsupported`: there is a model, whose metadata is of no use to this release.
 */
export type StoreFault =
  | 'unreachable'
  | 'refused'
  | 'failed'
  | 'not-a-model'
  | 'damaged'
  | 'newer'
  | 'unsupported'

export interface StoreErrorOptions {
  /** Another try may help. */
  readonly transient?: boolean
  /** What it is true of: one model, or all of the store, which need not be asked again then. */
  readonly scope?: 'model' | 'store'
  readonly help?: string
  /** The number that a server gave the error. */
  readonly errno?: number
}

/** The message is for users; it holds no secret, and no text of the model. */
export class StoreError extends Error {
  readonly fault: StoreFault
  readonly transient: boolean
  readonly scope: 'model' | 'store'
  readonly help?: string
  readonly errno?: number

  constructor(fault: StoreFault, message: string, options: StoreErrorOptions = {}) {
    super(message)
    this.name = 'StoreError'
    this.fault = fault
    const ofStore = fault === 'unreachable' || fault === 'refused'
    this.transient = options.transient ?? fault === 'unreachable'
    this.scope = options.scope ?? (ofStore ? 'store' : 'model')
    if (options.help !== undefined) this.help = options.help
    if (options.errno !== undefined) this.errno = options.errno
  }
}

/** There is something of that name, and it is of no use; another one of the store may be. */
export function isFaultOfModel(fault: StoreFault): boolean {
  return fault === 'not-a-model' || fault === 'damaged' || fault === 'newer' || fault === 'unsupported'
}
