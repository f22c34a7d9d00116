/** Settings, lock and catalog, read once; then one program after the other is linted with them. */
import { type TableCatalog, tablesOfOthers } from '../analysis/columns.ts'
import { analyze, type CompileOptions } from '../compile.ts'
import type { Settings } from '../config/settings.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Host } from '../host.ts'
import type { LintSurroundings } from '../lint/context.ts'
import { fixAll } from '../lint/fix.ts'
import { lint } from '../lint/lint.ts'
import { unknownRules } from '../lint/severities.ts'
import { liveCatalog } from './catalog.ts'
import type { Input } from './input.ts'
import { type CommonOptions, loadedSettings, notText, settingDiagnostic } from './session.ts'
import { readLockFile } from './stores.ts'

export interface Linting {
  readonly settings: Settings
  /** What is wrong with the settings. */
  readonly problems: readonly Diagnostic[]
  lint(program: Input): Promise<readonly Diagnostic[]>
  /** The text with safe fixes, how many there were, and the difference as a patch. */
  fix(program: Input): Promise<{ text: string; count: number; patch: string }>
}

export interface LintingOptions extends CommonOptions {
  /** Columns of tables are asked of the data source now. */
  readonly online?: boolean
}

export async function linting(host: Host, options: LintingOptions): Promise<Linting> {
  const { settings, problems } = await loadedSettings(host, options)
  const { models, tables } = await readLockFile(host)
  const surroundings: LintSurroundings = {
    settings,
    catalog: tables,
    ...(models.size + tables.size > 0 ? { lock: models } : {}),
  }
  const compiling: CompileOptions = {
    settings,
    offline: true,
    ...(settings.dialect === undefined ? {} : { dialect: settings.dialect }),
    ...(settings.datasource === undefined ? {} : { datasource: settings.datasource }),
    ...(settings.modelStore === undefined ? {} : { modelStore: settings.modelStore }),
  }
  const lintText = (text: string, path: string, catalog: TableCatalog = tables): readonly Diagnostic[] =>
    lint(text, { ...compiling, path }, { ...surroundings, catalog }).diagnostics
  return {
    settings,
    problems: [...problems, ...unknownRules(settings).map(unknownRule)],
    lint: async (program) => {
      const { effects } = options.online ? analyze(program.text, compiling) : { effects: [] }
      const catalog = options.online ? await liveCatalog(host, settings, tablesOfOthers(effects)) : tables
      const found = lintText(program.text, program.path, catalog)
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
