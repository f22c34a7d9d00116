/** Attributes as the step gets them. */
import { toJson } from '../checks/values.ts'
import type { Json } from '../metadata/json.ts'
import type { Attribute } from '../syntax/ast.ts'

export function attributesJson(attributes: readonly Attribute[]): { attributes?: Json } {
  if (attributes.length === 0) return {}
  return { attributes: Object.fromEntries(attributes.map(({ key, value }) => [key.value, toJson(value)])) }
}
