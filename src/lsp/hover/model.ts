/** Of a model: what is known of it, who makes it and who uses it. */
import { counted } from '../../diagnostics/counted.ts'
import type { Json } from '../../metadata/json.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import { code, escaped, list } from '../markdown.ts'
import { type Mention, trainingOf } from '../mentions.ts'
import type { OpenProgram } from '../program.ts'
import type { Explanation, HoverPlace } from './explanation.ts'

export function modelHover({ program, statement, offset }: HoverPlace): Explanation | undefined {
  const mention = program.mentions.at(statement, offset)
  if (!mention) return undefined
  const training = trainingOf(mention)
  if (!training && mention.role !== 'uses') return undefined
  const metadata = training
    ? program.analysis.models.made[training.statement]
    : program.analysis.models.uses[statement]?.metadata
  const name = program.text.slice(mention.name.span.start, mention.name.span.end)
  const parts = [
    `**model** ${code(name)}`,
    ...(metadata ? [list(facts(metadata, program))] : []),
    origin(program, mention, training, metadata),
    users(program, mention, training),
  ]
  return { span: mention.name.span, text: parts.filter((part) => part !== '').join('\n\n') }
}

function facts(metadata: Metadata, { surroundings }: OpenProgram): string[] {
  const { engine, estimator, image, label, features, attributes, preTrainedModel, trainedAt, rows } = metadata
  const { images } = surroundings.settings
  const listed = Object.entries(features)
  const given = Object.entries(attributes)
  return [
    `estimator ${code(estimator)}, engine ${code(engine)}`,
    image === undefined
      ? `image ${code(images[engine] ?? images.default)}, from the settings`
      : `image ${code(image)}`,
    ...(label === undefined ? [] : [`label ${code(label)}`]),
    listed.length === 0
      ? 'features: all other columns of its SELECT'
      : `features ${listed.map(([target, columns]) => featuresOf(target, columns)).join('; ')}`,
    ...(given.length === 0
      ? []
      : [`attributes ${some(given.map(([key, value]) => `${key} = ${written(value)}`))}`]),
    ...(preTrainedModel === undefined ? [] : [`continues from ${code(preTrainedModel)}`]),
    ...(trainedAt === undefined ? [] : [`trained at ${escaped(trainedAt)}`]),
    ...(rows === undefined ? [] : [`trained on ${counted(rows, 'row')}`]),
  ]
}

function featuresOf(target: string, columns: Json): string {
  const shown = some(Array.isArray(columns) ? columns.map(featureText) : [featureText(columns)])
  return target === 'feature_columns' ? shown : `${shown} for ${code(target)}`
}

/** `DENSE(c, 4)`, as it was written. */
function featureText(feature: Json | undefined, depth = 0): string {
  if (depth > 8) return '…'
  if (Array.isArray(feature)) return `[${feature.map((one: Json) => featureText(one, depth + 1)).join(', ')}]`
  if (typeof feature !== 'object' || feature === null) return written(feature)
  const { column, function: name, arguments: given } = feature as Readonly<Record<string, Json | undefined>>
  if (typeof column === 'string') return column
  if (typeof name !== 'string') return written(feature as Json)
  const shown = Array.isArray(given) ? given.map((one: Json) => featureText(one, depth + 1)) : []
  return `${name}(${shown.join(', ')})`
}

function written(value: Json | undefined): string {
  return JSON.stringify(value) ?? ''
}

const most = 12

function some(texts: readonly string[]): string {
  const shown = texts.slice(0, most).map(code)
  return texts.length > most ? `${shown.join(', ')} and ${texts.length - most} more` : shown.join(', ')
}

function origin(
  program: OpenProgram,
  { name, origin: made }: Mention,
  training: Mention | undefined,
  metadata: Metadata | undefined,
): string {
  if (training) {
    const line = program.lineOf(training.name.span.start)
    const statement = program.statements[training.statement]
    const sql = statement ? program.text.slice(statement.span.start, statement.span.end) : ''
    return `Trained in line ${line}: ${code(sql)}`
  }
  if (made) return `A table of this name is made in line ${program.lineOf(made.name.span.start)}.`
  const called = name.parts.map(({ value }) => value).join('.')
  const store = program.surroundings.lock?.get(called)?.store
  if (metadata)
    return `Trained elsewhere; pinned${store === undefined ? '' : ` from ${code(store)}`} in ${code('sqlflow.lock.json')}.`
  return `Trained elsewhere: nothing in this program trains it before. ${code('sqlflowc model pin')} writes what is known of it into ${code('sqlflow.lock.json')}.`
}

function users(program: OpenProgram, mention: Mention, training: Mention | undefined): string {
  const lines = program.mentions
    .same(mention)
    .filter(({ role }) => role === 'uses')
    .map(({ name }) => program.lineOf(name.span.start))
  if (!training) return ''
  if (lines.length === 0) return 'Nothing in this program uses it.'
  const shown = [...new Set(lines)]
  const more = shown.length > most ? ` and ${shown.length - most} more` : ''
  return `Used in line ${shown.slice(0, most).join(', ')}${more}.`
}
