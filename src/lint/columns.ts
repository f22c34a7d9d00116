/** What rules about columns share: which columns a model learns from, and where a name stands. */
import type { KnownColumn } from '../effects/columns.ts'
import { namedColumns } from './column-names.ts'
import type { LintContext } from './context.ts'

/** A feature of the model that a statement uses, and how it is known. */
export interface Features {
  readonly names: readonly string[]
  /** The TRAIN of this program, when it is one. */
  readonly producer?: number
}

/**
 * The columns that the model was trained on, as its metadata or its TRAIN says; nothing where that is not certain.
 * Training from `*` learns from whatever the table had.
 */
export function featuresOf(context: LintContext, index: number): Features | undefined {
  const use = context.analysis.models.uses[index]
  if (!use) return undefined
  const { producer, metadata } = use
  const train = producer === undefined ? undefined : context.statements[producer]
  if (producer !== undefined && train?.kind === 'train') {
    const named = namedColumns(train)
    const names = named.length > 0 ? named.map(({ value }) => value) : trainedColumns(context, producer)
    return names && { names: without(names, train.label?.value), producer }
  }
  const columns = metadata.columns?.map(({ name }) => name)
  const names = columns && derivedColumns(metadata.derivedFeatures, columns)
  return names && { names: without(names, metadata.label) }
}

function trainedColumns(context: LintContext, producer: number): readonly string[] | undefined {
  return context.columns.ofQuery(producer)?.map(({ name }) => name)
}

/** What training has found to be features; every column where it says nothing. */
function derivedColumns(derived: unknown, columns: readonly string[]): readonly string[] {
  const fields =
    typeof derived === 'object' && derived !== null && 'fields' in derived ? derived.fields : undefined
  if (typeof fields !== 'object' || fields === null) return columns
  return columns.filter((name) => Object.hasOwn(fields, name))
}

function without(names: readonly string[], label: string | undefined): string[] {
  const wanted = names.filter((name) => name.toLowerCase() !== label?.toLowerCase())
  return [...new Set(wanted)]
}

export function hasColumn(columns: readonly KnownColumn[], name: string): boolean {
  return columns.some((column) => column.name.toLowerCase() === name.toLowerCase())
}

export function columnNamed(
  columns: readonly KnownColumn[] | undefined,
  name: string,
): KnownColumn | undefined {
  return columns?.find((column) => column.name.toLowerCase() === name.toLowerCase())
}
