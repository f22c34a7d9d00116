/** How tables are touched, by their keys; made once for each table, as a program touches a table often. */
import { type Access, databaseName, type Resource, type Resources } from '../effects/resource.ts'

export interface TableAccess {
  readonly read: Access
  readonly write: Access
  /** The database that it is in, which it waits for. */
  readonly database: Access
}

export class TableAccesses {
  readonly #resources: Resources
  readonly #tables = new Map<string, TableAccess>()
  readonly #databases = new Map<Resource, Access>()

  constructor(resources: Resources) {
    this.#resources = resources
  }

  of(key: string): TableAccess {
    let found = this.#tables.get(key)
    if (!found) {
      const resource = this.#resources.of('table', key)
      found = {
        read: { resource, write: false, model: false },
        write: { resource, write: true, model: false },
        database: this.#database(this.#resources.of('database', databaseName(resource))),
      }
      this.#tables.set(key, found)
    }
    return found
  }

  #database(resource: Resource): Access {
    let found = this.#databases.get(resource)
    if (!found) {
      found = { resource, write: false, model: false }
      this.#databases.set(resource, found)
    }
    return found
  }
}
