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
    const list = this.#list
    if (this.#set ? this.#set.has(value) : list.includes(value)) return
    if (list.length < many) {
      // A list that grows by itself takes room for many more.
      this.#list = list.concat([value])
      return
    }
    this.#set ??= new Set(list)
    this.#set.add(value)
    ;(list as T[]).push(value)
  }
}
