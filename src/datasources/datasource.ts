/** What is known of a kind of data source or model store by the scheme of its URL. */
import type { DialectName } from '../dialects/table.ts'

export interface DataSource {
  /** Whose SQL is spoken there; nothing where there are no tables, only models. */
  readonly dialect?: DialectName
  /** How a URL is written, for help and messages. */
  readonly form: string
  /** What follows the scheme is the path of a file: nothing in it is a secret, whatever characters it has. */
  readonly isFile?: true
  /** What stands before the `@` is an access key, which is not shown, and no name. */
  readonly userIsKey?: true
  /** Where a URL says which database names are looked up in: behind the host, or as the project among the parameters. */
  readonly database?: 'path' | 'project'
  /** What the compiler reads models, and columns of tables, with: a folder of `stores/`. */
  readonly driver?: string
  /** The compiler can ask for the columns of its tables. */
  readonly catalog?: true
  /** Models can be kept there by steps, and be read by the compiler. */
  readonly models?: true
  /** Models in it are taken for tables of the data source: it stands in for one. */
  readonly standsForTables?: true
  /** What the Python of steps opens it with. */
  readonly steps?: StepAccess
}

export interface StepAccess {
  /** The package of `databases/`, and of `stores/`, in `runtime/sqlflow_step/` that opens it. */
  readonly pythonModule: string
  /** Modules that must be installed, where the standard library is not enough. */
  readonly pythonPackages: readonly string[]
  /** Which lists of `runtime/requirements/` have them. */
  readonly requirements: readonly string[]
}
