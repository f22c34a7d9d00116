/** Every rule of the linter. */
import type { Rule } from './rule.ts'
import { ignoredWithoutReason } from './rules/ignored-without-reason.ts'
import { labelAmongColumns } from './rules/label-among-columns.ts'
import { unknownIgnoredCode } from './rules/unknown-ignored-code.ts'
import { unusedIgnore } from './rules/unused-ignore.ts'

export const rules: readonly Rule[] = [
  labelAmongColumns,
  unusedIgnore,
  unknownIgnoredCode,
  ignoredWithoutReason,
]
