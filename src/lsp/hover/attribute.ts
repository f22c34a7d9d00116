/** Of an attribute: its documentation, type and default, from the tables that the checks read too. */
import { specOf } from '../../checks/attributes.ts'
import { expand, type Schema } from '../../engines/engine.ts'
import { engineOf, engines } from '../../engines/table.ts'
import { attributeSchema } from '../../statements/attribute-schema.ts'
import { attributes, attributesOf } from '../../statements/table.ts'
import { attributeMarkdown } from '../completion/attribute-docs.ts'
import { code } from '../markdown.ts'
import { contains } from '../program.ts'
import type { Explanation, HoverPlace } from './explanation.ts'

export function attributeHover(place: HoverPlace): Explanation | undefined {
  const statement = place.program.statements[place.statement]
  const given = statement ? attributes(statement) : []
  const attribute = given.find(({ span }) => contains(span, place.offset))
  if (!attribute) return undefined
  const key = attribute.key.value
  const text = (name: string): string | undefined => {
    const value = given.find((one) => one.key.value === name)?.value
    return value?.kind === 'string' ? value.value : undefined
  }
  const schema = baseSchema(place)
  const spec = schema && specOf(expand(schema, text), key)
  return {
    span: attribute.span,
    text: spec
      ? attributeMarkdown(key, spec)
      : `${code(key)} is handed to the step as it is written: nothing is known of it here.`,
  }
}

function baseSchema({ program, statement: index }: HoverPlace): Schema | undefined {
  const statement = program.statements[index]
  const source = statement && attributesOf(statement.kind)
  if (!source) return undefined
  const used = program.analysis.models.uses[index]?.metadata.engine
  const engine = used !== undefined && Object.hasOwn(engines, used) ? engines[used] : undefined
  const trained = statement.kind === 'train' ? statement.estimator.name : undefined
  const estimator = trained === undefined ? undefined : engines[engineOf(trained)].estimator(trained)
  return attributeSchema(source, engine, estimator)
}
