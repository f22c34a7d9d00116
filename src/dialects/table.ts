/** The dialects. A new one is an object here; nothing else asks for a dialect by its name. */
import type { Dialect, DialectName } from './dialect.ts'

const mysql: Dialect = {
  name: 'mysql',
  doubleQuotedNames: false,
  bracketedNames: false,
  backslashEscapes: true,
  hashComments: true,
  dashNeedsSpace: true,
  nestedComments: false,
  dollarStrings: false,
  arraySlices: false,
  userVariables: true,
  digitsStartNames: true,
  delimiterCommand: true,
  nameCase: 'kept',
  databaseQualifies: true,
  temporarySchemas: [],
  mutualCommonTables: false,
  inTable: false,
  renameRewrites: false,
  savepointBegins: false,
  indexesPerTable: true,
  viewsChecked: true,
  foreignKeys: true,
  emptySelect: false,
  dropsNothing: false,
  definitionsCommit: true,
  wideFunctions: false,
  ungroupedColumns: false,
}

const sqlite: Dialect = {
  ...mysql,
  name: 'sqlite',
  doubleQuotedNames: true,
  bracketedNames: true,
  backslashEscapes: false,
  hashComments: false,
  dashNeedsSpace: false,
  userVariables: false,
  digitsStartNames: false,
  delimiterCommand: false,
  nameCase: 'lowered',
  defaultSchema: 'main',
  databaseQualifies: false,
  temporarySchemas: ['temp'],
  mutualCommonTables: true,
  inTable: true,
  renameRewrites: true,
  indexesPerTable: false,
  viewsChecked: false,
  savepointBegins: true,
  foreignKeys: false,
  definitionsCommit: false,
  ungroupedColumns: true,
}

const hive: Dialect = {
  ...mysql,
  name: 'hive',
  hashComments: false,
  dashNeedsSpace: false,
  userVariables: false,
  delimiterCommand: false,
  nameCase: 'lowered',
  foreignKeys: false,
  dropsNothing: true,
  wideFunctions: true,
}

const maxcompute: Dialect = { ...hive, name: 'maxcompute', dropsNothing: false }

const postgresql: Dialect = {
  ...sqlite,
  name: 'postgresql',
  bracketedNames: false,
  nestedComments: true,
  dollarStrings: true,
  arraySlices: true,
  nameCase: 'lowered unless quoted',
  defaultSchema: 'public',
  temporarySchemas: ['pg_temp'],
  mutualCommonTables: false,
  inTable: false,
  renameRewrites: false,
  savepointBegins: false,
  viewsChecked: true,
  foreignKeys: true,
  emptySelect: true,
  ungroupedColumns: false,
}

export const dialects: { readonly [K in DialectName]: Dialect } = {
  mysql,
  sqlite,
  hive,
  maxcompute,
  postgresql,
}

/** The dialect that speaks to a data source with this URL scheme, or nothing. */
export function dialectOfScheme(scheme: string): DialectName | undefined {
  return schemes.get(scheme.toLowerCase())
}

const schemes: ReadonlyMap<string, DialectName> = new Map(
  Object.entries({
    mysql: 'mysql',
    tidb: 'mysql',
    sqlite: 'sqlite',
    hive: 'hive',
    maxcompute: 'maxcompute',
    alisa: 'maxcompute',
    odps: 'maxcompute',
    postgresql: 'postgresql',
    postgres: 'postgresql',
  } as const),
)
