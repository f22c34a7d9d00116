/** What one statement touches, each resource at most once to read and once to write: together they give an edge two reasons. */
import type { Access } from './effects.ts'

/** From here on a `Map` is quicker than looking through the list. */
const many = 12

export class Accesses {
  readonly list: Access[] = []
  #places: Map<string, number> | undefined

  add(resource: string, write: boolean, model: boolean): void {
    const at = this.#find(resource, write)
    const before = this.list[at]
    if (before) {
      if (model && !before.model) this.list[at] = { resource, write, model }
      return
    }
    this.#places?.set(placeKey(resource, write), this.list.length)
    this.list.push({ resource, write, model })
    if (!this.#places && this.list.length > many)
      this.#places = new Map(this.list.map((one, index) => [placeKey(one.resource, one.write), index]))
  }

  #find(resource: string, write: boolean): number {
    if (this.#places) return this.#places.get(placeKey(resource, write)) ?? -1
    return this.list.findIndex((one) => one.resource === resource && one.write === write)
  }
}

function placeKey(resource: string, write: boolean): string {
  return `${write ? 'w' : 'r'}${resource}`
}
