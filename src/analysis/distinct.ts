/** A set of what one statement touches: most touch two or three things, so it is a list that becomes a set when it grows. */

/** From here on a `Set` is quicker than looking through the list. */
const many = 12
const none: readonly never[] = []

/** Distinct values in the order they came. */
export class Distinct<T> {
  #list: readonly T[] = none
  #set: Set<T> | undefined

  get list(): readonly T[] {
    return this.#list
  }

  add(value: T): void {
    if (this.#list.length === 0) {
      this.#list = [value]
      return
    }
    if (this.#set ? this.#set.has(value) : this.#list.includes(value)) return
    const list = this.#list as T[]
    list.push(value)
    if (this.#set) this.#set.add(value)
    else if (list.length > many) this.#set = new Set(list)
  }
}
