/** Every code, in one table made of one file per family. */
import { attributeCodes } from './codes/attributes.ts'
import type { CodeEntry } from './codes/code.ts'
import { effectCodes } from './codes/effects.ts'
import { inputCodes } from './codes/input.ts'
import { modelCodes } from './codes/models.ts'
import { planCodes } from './codes/plan.ts'
import { syntaxCodes } from './codes/syntax.ts'

export const codes = {
  ...inputCodes,
  ...syntaxCodes,
  ...modelCodes,
  ...attributeCodes,
  ...effectCodes,
  ...planCodes,
} as const satisfies Record<string, CodeEntry>

export type CodeName = keyof typeof codes
