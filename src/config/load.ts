/**
 * Settings from where users put them: a flag before a SQLFLOW_ variable before `sqlflow.yaml` before the
 * default. Pure: it is given what was written, and gives settings and what is wrong with them.
 */

import { dialectOfScheme } from '../datasources/table.ts'
import { nearest } from '../diagnostics/suggest.ts'
import { dialectNames } from '../dialects/table.ts'
import { listed } from '../keys.ts'
import { checkValue, type Fault, isPlainObject } from './check.ts'
import { environmentValues } from './environment.ts'
import { fields, fileShape } from './fields.ts'
import type { Place, SettingsFile } from './file.ts'
import type { SettingProblem } from './problem.ts'
import { defaultValues, nest, type Settings } from './settings.ts'
import { hasPassword, parseUrl } from './url.ts'

export interface SettingSources {
  /** Flags by the path of their setting. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** As `file.ts` reads it, which whoever has none does not need. */
  readonly file?: SettingsFile
}

export interface LoadedSettings {
  readonly settings: Settings
  readonly problems: readonly SettingProblem[]
  readonly placeOf: FindSetting
}

/** Where a setting stands in the file, by the keys that lead to it; nothing where there is no file. */
export type FindSetting = (path: readonly string[]) => Place | undefined

export function loadSettings({ flags, env, file }: SettingSources): LoadedSettings {
  const problems: SettingProblem[] = []
  const values = defaultValues()
  const putText = (path: string, text: unknown, source: string): void => {
    const field = fields.get(path)
    if (!field) return
    const { value, faults } = checkValue(field.shape, text, true)
    for (const fault of faults) problems.push(problemOf(fault, [source, ...fault.path].join('.'), field.doc))
    put(values, path, value)
  }
  const placeOf = file && readFile(file, values, problems)
  const fromEnvironment = environmentValues(env)
  problems.push(...fromEnvironment.problems)
  for (const { path, value, variable } of fromEnvironment.values) putText(path, value, variable)
  for (const [path, value] of Object.entries(flags)) {
    if (value !== undefined) putText(path, value, flagName(path))
  }
  const settings = nest(values)
  return {
    settings,
    problems: [...problems, ...conflicts(settings)],
    placeOf: placeOf ?? (() => undefined),
  }
}

/** What no setting shows by itself. */
function conflicts({ workflow, datasource, dialect }: Settings): SettingProblem[] {
  const found: SettingProblem[] = []
  if (workflow.kind === 'CronWorkflow' && workflow.cron.schedules.length === 0) {
    found.push({
      name: 'invalid-setting',
      message: 'a CronWorkflow needs workflow.cron.schedules',
      help: 'add it to sqlflow.yaml, for example schedules: ["0 3 * * *"]',
    })
  }
  const scheme = datasource === undefined ? undefined : parseUrl(datasource).scheme
  if (dialect === undefined && scheme !== undefined && dialectOfScheme(scheme) === undefined) {
    found.push({
      name: 'invalid-setting',
      message: `the dialect of a data source at ${scheme}: is not known`,
      help: `known are ${listed(dialectNames)}; of another one, leave it out and name the dialect with --dialect`,
    })
  }
  return found
}

/** Variables of the steps add up; of anything else the last one put counts. */
function put(values: Map<string, unknown>, path: string, value: unknown): void {
  if (value === undefined) return
  const old = values.get(path)
  if (path !== 'env' || !isPlainObject(old) || !isPlainObject(value)) values.set(path, value)
  else values.set(path, { ...old, ...mapTexts(value) })
}

/** `{MODE: fast}` is short for `{MODE: {value: fast}}`. */
function mapTexts(variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, given]) => [
      name,
      typeof given === 'string' ? { value: given } : given,
    ]),
  )
}

/** `modelStore` → `--model-store` */
function flagName(path: string): string {
  const last = path.slice(path.lastIndexOf('.') + 1)
  return `--${last.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

function readFile(
  { content, errors, warnings, placeOf }: SettingsFile,
  values: Map<string, unknown>,
  problems: SettingProblem[],
): FindSetting {
  for (const error of errors) problems.push({ name: 'invalid-setting', ...error })
  for (const warning of warnings) problems.push({ name: 'ignored-setting', ...warning })
  if (content === undefined) return placeOf
  const { value, faults } = checkValue(fileShape(), content)
  for (const fault of faults) {
    const setting = settingAt(fault.path)
    const name = fault.path.length === 0 ? 'the file' : fault.path.join('.')
    problems.push({ ...problemOf(fault, name, setting && fields.get(setting)?.doc), at: placeOf(fault.path) })
  }
  for (const [setting, { shape }] of fields) {
    const given = valueAt(value, setting)
    if (shape.type === 'text' && shape.secret && typeof given === 'string' && hasPassword(given)) {
      problems.push({
        name: 'invalid-setting',
        message: `${setting} has a password, which does not belong in a file`,
        help: 'pass it with a SQLFLOW_ variable, and give it to the steps in a secret',
        at: placeOf(setting.split('.')),
      })
    } else put(values, setting, given)
  }
  return placeOf
}

function problemOf(fault: Fault, name: string, doc: string | undefined): SettingProblem {
  if (fault.unknownKey) return unknownKey(name, fault)
  const help = fault.help ?? doc
  return {
    name: 'invalid-setting',
    message: `${name} ${fault.problem}`,
    ...(help === undefined ? {} : { help }),
  }
}

/** Inside a setting its own keys are offered; elsewhere the nearest of all, since the group may be wrong too. */
function unknownKey(name: string, fault: Fault): SettingProblem {
  const [close] = settingAt(fault.path) === undefined ? nearest(name, fields.keys()) : []
  const suggestion = close === undefined ? fault.help : `perhaps \`${close}\` was meant`
  // `workflow.kind: Workflow`, as this table and our messages write it
  const [group, last] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)]
  const help = fields.has(name) ? `write \`${last}\` into the map \`${group}\`` : suggestion
  return {
    name: 'invalid-setting',
    message: `there is no setting \`${name}\``,
    ...(help === undefined ? {} : { help }),
  }
}

/** The setting that a place in the file is part of. */
function settingAt(path: readonly string[]): string | undefined {
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join('.')
    if (fields.has(name)) return name
  }
  return undefined
}

function valueAt(content: unknown, path: string): unknown {
  let at = content
  for (const part of path.split('.')) at = isPlainObject(at) && Object.hasOwn(at, part) ? at[part] : undefined
  return at
}
