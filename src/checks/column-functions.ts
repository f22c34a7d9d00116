/** The functions of COLUMN: their arguments in order, as data. */

/** What an argument must be. */
export type ArgumentKind =
  /** A column by name, or one of the functions that the outer one `wraps`. */
  | 'column'
  /** `[a, b]`, each a column. */
  | 'keys'
  /** `4`, `[2, 3]` or `none`. */
  | 'shape'
  | 'delimiter'
  | 'dtype'
  | 'weight-dtype'
  /** A whole number above 0. */
  | 'size'
  /** Ascending numbers, or one number. */
  | 'boundaries'
  | 'combiner'
  /** Taken and never used, as in SQLFlow. */
  | 'ignored'

export interface ColumnFunction {
  readonly arguments: readonly {
    readonly name: string
    readonly kind: ArgumentKind
  }[]
  /** How many of them can't be left out. */
  readonly required: number
  /** Functions that may stand where a column is expected. */
  readonly wraps: readonly string[]
  /** A bare column may not stand there. */
  readonly functionsOnly?: boolean
  readonly form: string
  readonly doc: string
}

const column = { name: 'column', kind: 'column' } as const
const size = { name: 'size', kind: 'size' } as const
const ignored = { name: 'unused', kind: 'ignored' } as const

const field = [
  column,
  { name: 'shape', kind: 'shape' },
  { name: 'delimiter', kind: 'delimiter' },
  { name: 'type', kind: 'dtype' },
  { name: 'delimiter of keys', kind: 'delimiter' },
  { name: 'type of weights', kind: 'weight-dtype' },
] as const

const fields = ['DENSE', 'SPARSE']
const categories = ['CATEGORY_ID', 'SEQ_CATEGORY_ID', 'CATEGORY_HASH']
const wrapped = [...fields, ...categories, 'WEIGHTED_CATEGORY', 'CROSS', 'BUCKET']

function category(form: string, doc: string): ColumnFunction {
  return {
    arguments: [column, size, ignored],
    required: 2,
    wraps: fields,
    form,
    doc,
  }
}

export const columnFunctions: Readonly<Record<string, ColumnFunction>> = {
  DENSE: {
    arguments: field,
    required: 1,
    wraps: [],
    form: 'DENSE(column, 4, COMMA)',
    doc: 'Numbers, all of them present: one, or as many as the shape says, separated in one cell.',
  },
  SPARSE: {
    arguments: field,
    required: 1,
    wraps: [],
    form: 'SPARSE(column, 10000, COMMA)',
    doc: 'Numbers of which few are present: the cell lists their places, or place:value pairs.',
  },
  BUCKET: {
    arguments: [column, { name: 'boundaries', kind: 'boundaries' }],
    required: 2,
    wraps: ['DENSE'],
    form: 'BUCKET(column, [0, 10, 20])',
    doc: 'Which of the intervals between the boundaries a number falls into.',
  },
  CROSS: {
    arguments: [{ name: 'columns', kind: 'keys' }, size],
    required: 2,
    wraps: ['DENSE'],
    form: 'CROSS([a, b], 1000)',
    doc: 'Each combination of values as a category of its own, hashed to a number below the size.',
  },
  CATEGORY_ID: category('CATEGORY_ID(column, 100)', 'A category that is a number from 0 to below the size.'),
  SEQ_CATEGORY_ID: category(
    'SEQ_CATEGORY_ID(column, 100)',
    'A sequence of categories, each a number below the size.',
  ),
  CATEGORY_HASH: category(
    'CATEGORY_HASH(column, 100)',
    'A category of any form, hashed to a number below the size.',
  ),
  WEIGHTED_CATEGORY: {
    arguments: [column],
    required: 1,
    wraps: categories,
    functionsOnly: true,
    form: 'WEIGHTED_CATEGORY(CATEGORY_ID(column, 100))',
    doc: 'Categories with a weight each, as in `1:0.5 7:2`.',
  },
  EMBEDDING: {
    arguments: [column, { name: 'dimension', kind: 'size' }, { name: 'combiner', kind: 'combiner' }, ignored],
    required: 2,
    wraps: wrapped,
    form: 'EMBEDDING(CATEGORY_ID(column, 100), 8)',
    doc: 'A vector of so many numbers for each category, learned in training.',
  },
  INDICATOR: {
    arguments: [column, ignored],
    required: 1,
    wraps: wrapped,
    form: 'INDICATOR(CATEGORY_ID(column, 100))',
    doc: 'One number for each category: 1 where it is present, 0 elsewhere.',
  },
}

export const combiners: readonly string[] = ['sum', 'mean', 'sqrtn']
export const dataTypes: readonly string[] = ['float', 'int', 'string']
