/** Attributes as the step gets them. */

import type { Json } from '../metadata/json.ts'
import type { Attribute } from '../syntax/ast.ts'
import { toJson } from '../syntax/constants.ts'

export function attributesJson(attributes: readonly Attribute[]): { attributes?: Json } {
  if (attributes.length === 0) return {}
  return { attributes: Object.fromEntries(attributes.map(({ key, value }) => [key.value, toJson(value)])) }
}
