/** How tables are touched; made once for each table, as a program touches a table often. */
import { type Access, databaseName, type Resource, type Resources } from '../effects/resource.ts'

export interface TableAccess {
  readonly read: Access
  readonly write: Access
  /** The database that it is in, which it waits for. */
  readonly database: Access
}

export class TableAccesses {
  readonly #resources: Resources
  /** By the number of the table. */
  readonly #tables: (TableAccess | undefined)[] = []
  readonly #databases = new Map<Resource, Access>()

  constructor(resources: Resources) {
    this.#resources = resources
  }

  of(resource: Resource): TableAccess {
    let found = this.#tables[resource.id]
    if (!found) {
      found = {
        read: { resource, write: false, model: false },
        write: { resource, write: true, model: false },
        database: this.#database(this.#resources.of('database', databaseName(resource))),
      }
      this.#tables[resource.id] = found
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
