/** The dialects. A new one is an object here; nothing else asks for a dialect by its name. */
import { keysOf } from '../keys.ts'
import type { Dialect } from './dialect.ts'
import { hiveLiterals, mysqlLiterals, postgresqlLiterals, sqliteLiterals } from './literals.ts'

const mysql: Dialect = {
  literals: mysqlLiterals,
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
  expressionNames: true,
}

const sqlite: Dialect = {
  ...mysql,
  literals: sqliteLiterals,
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
  literals: hiveLiterals,
  hashComments: false,
  dashNeedsSpace: false,
  userVariables: false,
  delimiterCommand: false,
  nameCase: 'lowered',
  foreignKeys: false,
  dropsNothing: true,
  wideFunctions: true,
  expressionNames: false,
}

const maxcompute: Dialect = { ...hive, dropsNothing: false }

const postgresql: Dialect = {
  ...sqlite,
  literals: postgresqlLiterals,
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
  expressionNames: false,
}

const table = { mysql, sqlite, hive, maxcompute, postgresql }

export type DialectName = keyof typeof table

export const dialects: Readonly<Record<DialectName, Dialect>> = table

export const dialectNames: readonly DialectName[] = keysOf(dialects)

/** Of a program that nobody says a dialect of. */
export const defaultDialect: DialectName = 'mysql'
