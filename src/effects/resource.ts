/**
 * What statements touch, as values. Each distinct resource of a program is one object with a number of its own, so that
 * passes compare and index resources without looking at their names.
 */
import { joinParts, splitParts } from '../statements/names.ts'

export type ResourceKind =
  | 'table'
  /** A table that only its session sees. */
  | 'temporary'
  /** A table named without a database where none is current: any table of that name. */
  | 'bare'
  /** All tables of one name, where they are too many to be told apart. */
  | 'namesakes'
  | 'model'
  | 'database'
  | 'file'
  | 'index'
  /** State that only one session has: a transaction, a user variable. */
  | 'session'
  /** The list of all tables. */
  | 'catalog'
  | 'everything'

export interface Resource {
  /** Small, and distinct within a program. */
  readonly id: number
  readonly kind: ResourceKind
  /** `db.t`, as the dialect compares names. */
  readonly key: string
}

/** One resource that a statement touches. `model` when it is touched as a model. */
export interface Access {
  readonly resource: Resource
  readonly write: boolean
  readonly model: boolean
}

/** What a statement of unknown effects writes. */
export const everything: Resource = { id: 0, kind: 'everything', key: '' }
/**
 * The list of all tables. Statements that look at it are kept as its writers and those that change it as its readers: many may
 * change it in any order, but each look has its place among the changes.
 */
export const catalog: Resource = { id: 1, kind: 'catalog', key: '' }

/** The resources of a program, each made once. */
export class Resources {
  readonly #byKind = new Map<ResourceKind, Map<string, Resource>>()
  #size = catalog.id + 1

  get size(): number {
    return this.#size
  }

  /** Some resource of this kind was met. */
  has(kind: ResourceKind): boolean {
    return this.#byKind.has(kind)
  }

  of(kind: Exclude<ResourceKind, 'catalog' | 'everything'>, key: string): Resource {
    let resources = this.#byKind.get(kind)
    if (!resources) {
      resources = new Map()
      this.#byKind.set(kind, resources)
    }
    let resource = resources.get(key)
    if (!resource) {
      resource = { id: this.#size++, kind, key }
      resources.set(key, resource)
    }
    return resource
  }
}

/** As people and other tools read it: `table:db.t`, `model:m`, `session:transaction`, `*`. */
export function resourceText({ kind, key }: Resource): string {
  switch (kind) {
    case 'everything':
      return '*'
    case 'catalog':
      return kind
    case 'namesakes':
      return `tables called ${key}`
    default:
      return `${kind}:${key}`
  }
}

/** Of a table, its name without a database. */
export function tableName({ key }: Resource): string {
  if (key.includes('"')) return joinParts(splitParts(key).slice(-1))
  return key.slice(key.lastIndexOf('.') + 1)
}

/** Of a table, the name of the database that it is in; empty where that is not said. */
export function databaseName({ key }: Resource): string {
  if (key.includes('"')) return splitParts(key).slice(0, -1).join('.')
  return key.slice(0, Math.max(0, key.lastIndexOf('.')))
}
