import type { Place } from './file.ts'

/** What is wrong with a setting. */
export interface SettingProblem {
  readonly name: 'invalid-setting' | 'ignored-setting'
  readonly message: string
  readonly help?: string
  readonly at?: Place
}
