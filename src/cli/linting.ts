/** Settings, lock and catalog, read once; then one program after the other is linted with them. */
import type { CompileOptions } from '../compile.ts'
import type { Settings } from '../config/settings.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Host } from '../host.ts'
import type { LintSurroundings } from '../lint/context.ts'
import { fixAll } from '../lint/fix.ts'
import { lint } from '../lint/lint.ts'
import { unknownRules } from '../lint/severities.ts'
import type { Input } from './input.ts'
import { type CommonOptions, loadedSettings, notText, settingDiagnostic } from './session.ts'
import { readLockFile } from './stores.ts'

export interface Linting {
  readonly settings: Settings
  /** What is wrong with the settings. */
  readonly problems: readonly Diagnostic[]
  lint(program: Input): readonly Diagnostic[]
  /** The text with safe fixes, how many there were, and the difference as a patch. */
  fix(program: Input): Promise<{ text: string; count: number; patch: string }>
}

export async function linting(host: Host, options: CommonOptions): Promise<Linting> {
  const { settings, problems } = await loadedSettings(host, options)
  const lock = await readLockFile(host)
  const surroundings: LintSurroundings = { settings, ...(lock ? { lock } : {}) }
  const compiling: CompileOptions = {
    settings,
    offline: true,
    ...(settings.dialect === undefined ? {} : { dialect: settings.dialect }),
    ...(settings.datasource === undefined ? {} : { datasource: settings.datasource }),
    ...(settings.modelStore === undefined ? {} : { modelStore: settings.modelStore }),
  }
  const lintText = (text: string, path: string): readonly Diagnostic[] =>
    lint(text, { ...compiling, path }, surroundings).diagnostics
  return {
    settings,
    problems: [...problems, ...unknownRules(settings).map(unknownRule)],
    lint: (program) => {
      const found = lintText(program.text, program.path)
      return program.invalidAt === undefined ? found : [notText(program), ...found]
    },
    fix: async ({ text, path, invalidAt }) => {
      // Bytes that are no text would be lost.
      if (invalidAt !== undefined) return { text, count: 0, patch: '' }
      const fixed = fixAll(text, (next) => lintText(next, path))
      if (fixed.text === text) return { ...fixed, patch: '' }
      const { createTwoFilesPatch } = await import('diff')
      return { ...fixed, patch: createTwoFilesPatch(`a/${path}`, `b/${path}`, text, fixed.text) }
    },
  }
}

function unknownRule({ key, near }: { key: string; near: string | undefined }): Diagnostic {
  return settingDiagnostic({
    name: 'ignored-setting',
    message: `lint.rules: there is no diagnostic \`${key}\``,
    ...(near === undefined ? {} : { help: `perhaps \`${near}\` was meant` }),
  })
}
