/** What one statement touches, each resource at most once to read and once to write: together they give an edge two reasons. */
import type { Access } from '../effects/resource.ts'

/** From here on a `Map` is quicker than looking through the list. */
const many = 12

/** For one statement after the other: the list is kept, and its room used again. */
export class Accesses {
  readonly #list: Access[] = []
  #size = 0
  #places: Map<number, number> | undefined

  /** Gives what was added, and begins anew. */
  take(): Access[] {
    const taken = this.#list.slice(0, this.#size)
    this.#size = 0
    this.#places = undefined
    return taken
  }

  add(access: Access): void {
    const at = this.#find(access)
    if (at < 0) this.#push(access)
    else if (access.model) this.#list[at] = access
  }

  #push(access: Access): void {
    this.#places?.set(placeOf(access), this.#size)
    this.#list[this.#size++] = access
    if (!this.#places && this.#size > many)
      this.#places = new Map(this.#list.slice(0, this.#size).map((one, index) => [placeOf(one), index]))
  }

  #find(access: Access): number {
    if (this.#places) return this.#places.get(placeOf(access)) ?? -1
    for (let at = 0; at < this.#size; at++) {
      const one = this.#list[at]
      if (one?.resource === access.resource && one.write === access.write) return at
    }
    return -1
  }
}

function placeOf({ resource, write }: Access): number {
  return 2 * resource.id + (write ? 1 : 0)
}
