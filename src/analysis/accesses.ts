/** What one statement touches, each resource at most once to read and once to write: together they give an edge two reasons. */
import type { Access } from './effects.ts'

/** From here on a `Map` is quicker than looking through the list. */
const many = 12

export class Accesses {
  readonly #list: Access[] = []
  #places: Map<string, number> | undefined

  /** A copy, without the room that a growing list has. */
  taken(): Access[] {
    return this.#list.slice()
  }

  add(resource: string, write: boolean, model: boolean): void {
    const at = this.#find(resource, write)
    const before = this.#list[at]
    if (!before) this.#push({ resource, write, model })
    else if (model && !before.model) this.#list[at] = { resource, write, model }
  }

  /** Adds one that statements share. */
  addRead(access: Access): void {
    if (this.#find(access.resource, false) < 0) this.#push(access)
  }

  #push(access: Access): void {
    this.#places?.set(placeKey(access.resource, access.write), this.#list.length)
    this.#list.push(access)
    if (!this.#places && this.#list.length > many)
      this.#places = new Map(this.#list.map((one, index) => [placeKey(one.resource, one.write), index]))
  }

  #find(resource: string, write: boolean): number {
    if (this.#places) return this.#places.get(placeKey(resource, write)) ?? -1
    const list = this.#list
    for (let at = 0; at < list.length; at++)
      if (list[at]?.resource === resource && list[at]?.write === write) return at
    return -1
  }
}

function placeKey(resource: string, write: boolean): string {
  return `${write ? 'w' : 'r'}${resource}`
}
