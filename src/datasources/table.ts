/** Data sources and model stores by the scheme of their URL. What needs to know one asks this table. */
import type { DialectName } from '../dialects/table.ts'
import { isKeyOf, keysOf } from '../keys.ts'
import type { DataSource } from './datasource.ts'

const mysql = {
  dialect: 'mysql',
  form: 'mysql://user@host:3306/db',
  database: 'path',
  driver: 'mysql',
  catalog: true,
  models: true,
  steps: { pythonModule: 'mysql', pythonPackages: ['pymysql'], requirements: ['base'] },
} as const satisfies DataSource

const maxcompute = {
  dialect: 'maxcompute',
  form: 'maxcompute://key:secret@service/api?curr_project=project',
  database: 'project',
  userIsKey: true,
} as const satisfies DataSource

const postgresql = {
  dialect: 'postgresql',
  form: 'postgresql://user@host:5432/db',
  database: 'path',
} as const satisfies DataSource

const table = {
  mysql,
  tidb: { ...mysql, form: 'tidb://user@host:4000/db' },
  sqlite: {
    dialect: 'sqlite',
    form: 'sqlite:file.db',
    isFile: true,
    driver: 'sqlite',
    catalog: true,
    models: true,
    steps: { pythonModule: 'sqlite', pythonPackages: [], requirements: [] },
  },
  oss: {
    form: 'oss://bucket/prefix',
    userIsKey: true,
    driver: 'oss',
    models: true,
    steps: { pythonModule: 'oss', pythonPackages: ['oss2'], requirements: ['base', 'oss'] },
  },
  memory: { form: 'memory:models.json', isFile: true, driver: 'memory', standsForTables: true },
  hive: { dialect: 'hive', form: 'hive://user@host:10000/db', database: 'path' },
  maxcompute,
  odps: maxcompute,
  alisa: maxcompute,
  postgresql,
  postgres: postgresql,
} as const satisfies Record<string, DataSource>

export type SchemeName = keyof typeof table

/** The folders of `stores/`. */
export type DriverName = Extract<(typeof table)[SchemeName], { readonly driver: string }>['driver']

export type CatalogDriverName = Extract<(typeof table)[SchemeName], { readonly catalog: true }>['driver']

/** A data source whose driver and whose lists of requirements are those that there are. */
export interface KnownSource extends DataSource {
  readonly driver?: DriverName
  readonly steps?: Extract<(typeof table)[SchemeName], { readonly steps: unknown }>['steps']
}

export const dataSources: Readonly<Record<SchemeName, KnownSource>> = table

/** What is known of a scheme, in any case; nothing of one that is not known. */
export function dataSource(scheme: string): KnownSource | undefined {
  const name = scheme.toLowerCase()
  return isKeyOf(dataSources, name) ? dataSources[name] : undefined
}

/** What asks a data source for the columns of its tables; nothing where nobody can. */
export function catalogDriver(scheme: string): CatalogDriverName | undefined {
  const name = scheme.toLowerCase()
  if (!isKeyOf(table, name)) return undefined
  const source = table[name]
  return 'catalog' in source ? source.driver : undefined
}

/** The dialect that speaks to a data source with this URL scheme, or nothing. */
export function dialectOfScheme(scheme: string): DialectName | undefined {
  return dataSource(scheme)?.dialect
}

/** Schemes whose entry fulfils a condition, in the order of the table. */
export function schemesWhere(fits: (source: KnownSource) => boolean): readonly SchemeName[] {
  return keysOf(dataSources).filter((scheme) => fits(dataSources[scheme]))
}

/** Tables of it can be read and written by steps. */
export function stepsOpen({ dialect, steps }: KnownSource): boolean {
  return dialect !== undefined && steps !== undefined
}

/** Models can be saved in it by steps. */
export function stepsSave({ models, steps }: KnownSource): boolean {
  return models === true && steps !== undefined
}

/** Models can be in it beside the tables. */
export function holdsBoth({ dialect, models }: KnownSource): boolean {
  return dialect !== undefined && models === true
}
