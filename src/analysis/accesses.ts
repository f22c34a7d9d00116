/** What one statement touches, each resource at most once to read and once to write: together they give an edge two reasons. */
import type { Access } from '../effects/resource.ts'

/** From here on a `Map` is quicker than looking through the list. */
const many = 12

export class Accesses {
  #list: Access[] = []
  #places: Map<number, number> | undefined

  /** Gives what was added, without the room that a growing list has, and begins anew. */
  take(): Access[] {
    const taken = this.#list.slice()
    this.#list.length = 0
    this.#places = undefined
    return taken
  }

  add(access: Access): void {
    const at = this.#find(access)
    const before = this.#list[at]
    if (!before) this.#push(access)
    else if (access.model && !before.model) this.#list[at] = access
  }

  #push(access: Access): void {
    this.#places?.set(placeOf(access), this.#list.length)
    this.#list.push(access)
    if (!this.#places && this.#list.length > many)
      this.#places = new Map(this.#list.map((one, index) => [placeOf(one), index]))
  }

  #find(access: Access): number {
    if (this.#places) return this.#places.get(placeOf(access)) ?? -1
    const list = this.#list
    for (let at = 0; at < list.length; at++) {
      const one = list[at]
      if (one?.resource === access.resource && one.write === access.write) return at
    }
    return -1
  }
}

function placeOf({ resource, write }: Access): number {
  return 2 * resource.id + (write ? 1 : 0)
}
