/** Every rule of the linter. */
import type { Rule } from './rule.ts'
import { labelAmongColumns } from './rules/label-among-columns.ts'

export const rules: readonly Rule[] = [labelAmongColumns]
