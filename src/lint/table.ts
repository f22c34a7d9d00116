/** Every rule of the linter. */
import type { Rule } from './rule.ts'
import { ignoredWithoutReason } from './rules/ignored-without-reason.ts'
import { keyAsFeature } from './rules/key-as-feature.ts'
import { labelAmongColumns } from './rules/label-among-columns.ts'
import { labelObjective } from './rules/label-objective.ts'
import { missingColumn } from './rules/missing-column.ts'
import { missingFeature } from './rules/missing-feature.ts'
import { repeatedColumn } from './rules/repeated-column.ts'
import { resultHidesColumn } from './rules/result-hides-column.ts'
import { unknownIgnoredCode } from './rules/unknown-ignored-code.ts'
import { unusedIgnore } from './rules/unused-ignore.ts'

export const rules: readonly Rule[] = [
  labelAmongColumns,
  missingFeature,
  missingColumn,
  labelObjective,
  resultHidesColumn,
  repeatedColumn,
  keyAsFeature,
  unusedIgnore,
  unknownIgnoredCode,
  ignoredWithoutReason,
]
