import type { Severity } from '../diagnostics/diagnostic.ts'
import type { AttributeSpec } from '../engines/engine.ts'
import type { Attribute } from '../syntax/ast.ts'
import type { Constant } from '../syntax/constants.ts'

/** The value of an attribute, and what is said of values there. */
export interface GivenValue {
  readonly attribute: Attribute
  readonly spec: AttributeSpec
  readonly value: Constant | undefined
  readonly metricSeverity?: Severity
}
