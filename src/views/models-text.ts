/** Models of a store for people. Names and texts of users are shown without what a terminal would act on. */
import { counted } from '../diagnostics/counted.ts'
import { visible } from '../diagnostics/render/text.ts'
import type { Json } from '../metadata/json.ts'
import type { Metadata } from '../metadata/metadata.ts'

interface Listed {
  readonly name: string
  readonly metadata?: Metadata
  readonly problem?: string
}

export function listText(store: string, models: readonly Listed[]): string {
  if (models.length === 0) return `${visible(store)} has no models\n`
  const head = ['NAME', 'ENGINE', 'ESTIMATOR', 'TRAINED', 'IMAGE']
  const rows = models.map(({ name, metadata, problem }) =>
    metadata
      ? [name, metadata.engine, metadata.estimator, metadata.trainedAt ?? '-', metadata.image ?? 'default']
      : [name, '-', `can’t be used: ${problem ?? ''}`],
  )
  const table = [head, ...rows].map((row) => row.map(visible))
  const widths = head.map((_, column) =>
    Math.max(...table.map((row) => (column < row.length - 1 ? (row[column] ?? '').length : 0))),
  )
  return table
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

export function modelText(name: string, metadata: Metadata): string {
  const { engine, engineVersion, estimator, image, label, preTrainedModel, trainedAt, rows, columns } =
    metadata
  const facts: [string, string | undefined][] = [
    ['engine', [engine, engineVersion].filter(Boolean).join(' ')],
    ['estimator', estimator],
    ['image', image ?? 'the default image'],
    ['label', label],
    ['attributes', pairs(metadata.attributes)],
    ['features', pairs(metadata.features)],
    ['continued', preTrainedModel],
    [
      'trained',
      [trainedAt, rows === undefined ? undefined : `on ${counted(rows, 'row')}`].filter(Boolean).join(' '),
    ],
    ['columns', columns?.map((column) => `${column.name} ${column.type}`).join(', ')],
    ['metrics', pairs(metadata.metrics ?? {})],
    ['compiler', metadata.compiler],
    ['sha256', metadata.sha256],
  ]
  const shown = facts.flatMap(([title, value]) => (value ? [`  ${title.padEnd(11)}${visible(value)}\n`] : []))
  const statement = metadata.originalSql.trim()
  const sql =
    statement === ''
      ? ''
      : `\n${statement
          .split('\n')
          .map((line) => `  ${visible(line)}\n`)
          .join('')}`
  return `${visible(name)}\n${shown.join('')}${sql}`
}

/** `objective = "multi:softmax", num_class = 3` */
function pairs(values: { readonly [key: string]: Json | undefined }): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
    .join(', ')
}
