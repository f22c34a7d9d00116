/**
 * Settings from where users put them: a flag before a SQLFLOW_ variable before `sqlflow.yaml` before the
 * default. Pure: it is given the texts, and gives settings and what is wrong with them.
 */
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { nearest } from '../diagnostics/suggest.ts'
import { checkValue } from './check.ts'
import { environmentValues } from './environment.ts'
import { fields } from './fields.ts'
import { defaultValues, nest, type Settings } from './settings.ts'
import { hasPassword } from './url.ts'

export interface SettingProblem {
  readonly name: 'invalid-setting' | 'ignored-setting'
  readonly message: string
  readonly help?: string
  readonly at?: { readonly path: string; readonly line: number; readonly column: number }
}

export interface SettingSources {
  /** Flags by the path of their setting. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly file?: { readonly path: string; readonly text: string }
}

export interface LoadedSettings {
  readonly settings: Settings
  readonly problems: readonly SettingProblem[]
}

export function loadSettings({ flags, env, file }: SettingSources): LoadedSettings {
  const problems: SettingProblem[] = []
  const values = defaultValues()
  const put = (path: string, value: unknown, source: string, at?: SettingProblem['at']): void => {
    const field = fields[path]
    if (!field) return
    const checked = checkValue(field, value)
    if (checked.problem === undefined) {
      values.set(
        path,
        path === 'env' ? { ...(values.get(path) as object), ...(checked.value as object) } : checked.value,
      )
      return
    }
    problems.push({
      name: 'invalid-setting',
      message: `${source} ${checked.problem}`,
      help: field.doc,
      ...(at ? { at } : {}),
    })
  }
  if (file) readFile(file, put, problems)
  const fromEnvironment = environmentValues(env)
  problems.push(...fromEnvironment.problems)
  for (const { path, value, variable } of fromEnvironment.values) put(path, value, variable)
  for (const [path, value] of Object.entries(flags)) {
    if (value !== undefined) put(path, value, `--${flagName(path)}`)
  }
  const settings = nest(values)
  if (settings.workflow.kind === 'CronWorkflow' && settings.workflow.cron.schedules.length === 0) {
    problems.push({
      name: 'invalid-setting',
      message: 'a CronWorkflow needs workflow.cron.schedules',
      help: 'add it to sqlflow.yaml, for example schedules: ["0 3 * * *"]',
    })
  }
  return { settings, problems }
}

function flagName(path: string): string {
  return (path.split('.').at(-1) ?? path).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

type Put = (path: string, value: unknown, source: string, at?: SettingProblem['at']) => void

function readFile(
  { path, text }: { path: string; text: string },
  put: Put,
  problems: SettingProblem[],
): void {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const placeOf = (offset: number): NonNullable<SettingProblem['at']> => {
    const { line, col } = lines.linePos(offset)
    return { path, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  for (const error of document.errors) {
    problems.push({
      name: 'invalid-setting',
      message: error.message.split('\n')[0] ?? '',
      at: placeOf(error.pos[0]),
    })
  }
  if (document.errors.length > 0 || document.contents === null) return
  const walk = (node: Node | null, prefix: string): void => {
    if (!isMap(node)) {
      const offset = node?.range?.[0] ?? 0
      problems.push({
        name: 'invalid-setting',
        message: `${prefix || 'the file'} must be a map of settings`,
        at: placeOf(offset),
      })
      return
    }
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : ''
      const at = placeOf(isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0)
      const full = prefix === '' ? key : `${prefix}.${key}`
      const value = pair.value as Node | null
      if (fields[full]) {
        const plain: unknown = value === null ? null : document.createNode(value).toJS(document)
        if (
          typeof plain === 'string' &&
          (full === 'datasource' || full === 'modelStore') &&
          hasPassword(plain)
        ) {
          const help = 'pass it with a SQLFLOW_ variable, and give it to the steps in a secret'
          problems.push({
            name: 'invalid-setting',
            message: `${full} has a password, which does not belong in a file`,
            help,
            at,
          })
        } else {
          put(full, plain, full, at)
        }
      } else if (isGroup(full)) {
        walk(value, full)
      } else {
        problems.push({ ...unknownKey(full), at })
      }
    }
  }
  walk(document.contents, '')
}

function isGroup(path: string): boolean {
  return Object.keys(fields).some((field) => field.startsWith(`${path}.`))
}

function unknownKey(path: string): SettingProblem {
  const close = nearest(path, Object.keys(fields), 1)[0]
  return {
    name: 'invalid-setting',
    message: `there is no setting \`${path}\``,
    help: close ? `perhaps \`${close}\` was meant` : 'sqlflow.schema.json lists all settings',
  }
}
