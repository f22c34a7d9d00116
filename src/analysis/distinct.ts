/** A set of what one statement touches: most touch two or three things, so it is a list that gets an index when it grows. */

/** From here on a `Set` is quicker than looking through the list. */
const many = 12
const none: readonly never[] = []

/** Distinct values in the order they came, for one statement after the other: the list is kept, and its room used again. */
export class Distinct<T> {
  readonly #list: T[] = []
  #size = 0
  #set: Set<T> | undefined

  get list(): readonly T[] {
    return this.#list.slice(0, this.#size)
  }

  /** Gives what was added, and begins anew. */
  take(): readonly T[] {
    if (this.#size === 0) return none
    const taken = this.list
    this.#size = 0
    this.#set = undefined
    return taken
  }

  add(value: T): void {
    if (this.#has(value)) return
    this.#list[this.#size++] = value
    if (this.#set) this.#set.add(value)
    else if (this.#size > many) this.#set = new Set(this.list)
  }

  #has(value: T): boolean {
    if (this.#set) return this.#set.has(value)
    for (let at = 0; at < this.#size; at++) if (this.#list[at] === value) return true
    return false
  }
}
