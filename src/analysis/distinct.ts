/** A set of what one statement touches: most touch two or three things, so it is a list that becomes a set when it grows. */

/** From here on a `Set` is quicker than looking through the list. */
const many = 12
const none: readonly never[] = []

/** Distinct values in the order they came. */
export class Distinct<T> {
  #list: T[] = []
  #set: Set<T> | undefined

  get list(): readonly T[] {
    return this.#list
  }

  /** Gives what was added, without the room that a growing list has, and begins anew. */
  take(): readonly T[] {
    if (this.#list.length === 0) return none
    const taken = this.#list.slice()
    this.#list.length = 0
    this.#set = undefined
    return taken
  }

  add(value: T): void {
    const list = this.#list
    if (this.#set ? this.#set.has(value) : list.includes(value)) return
    list.push(value)
    if (this.#set) this.#set.add(value)
    else if (list.length > many) this.#set = new Set(list)
  }
}
