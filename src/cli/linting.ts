/** Settings, lock and catalog, read once; then one program after the other is linted with them. */
import { tablesOfOthers } from '../analysis/columns.ts'
import { analyze, optionsOf } from '../analyze.ts'
import type { Settings } from '../config/settings.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { TableCatalog } from '../effects/columns.ts'
import type { Host } from '../host.ts'
import type { LintSurroundings } from '../lint/context.ts'
import { type Fixed, fixAll } from '../lint/fix.ts'
import { lint } from '../lint/lint.ts'
import { ruleProblems } from '../lint/severities.ts'
import { liveCatalog } from './catalog.ts'
import type { Input } from './input.ts'
import { type CommonOptions, loadedSettings, notText, settingDiagnostic } from './session.ts'
import { readLockFile } from './stores.ts'

export interface Linting {
  readonly settings: Settings
  /** What is wrong with the settings. */
  readonly problems: readonly Diagnostic[]
  lint(program: Input): Promise<readonly Diagnostic[]>
  /** The text with safe fixes. */
  fix(program: Input): Promise<Fixed>
}

export interface LintingOptions extends CommonOptions {
  /** Columns of tables are asked of the data source now. */
  readonly online?: boolean
}

export async function linting(host: Host, options: LintingOptions): Promise<Linting> {
  const { settings, problems, placeOf } = await loadedSettings(host, options)
  const { models, tables } = await readLockFile(host)
  const surroundings: LintSurroundings = {
    settings,
    ...(models.size + tables.size > 0 ? { lock: models } : {}),
  }
  const compiling = optionsOf(settings)
  const catalogOf = async (text: string): Promise<TableCatalog> =>
    options.online ? liveCatalog(host, settings, tablesOfOthers(analyze(text, compiling).effects)) : tables
  const lintText = (text: string, path: string, catalog: TableCatalog): readonly Diagnostic[] =>
    lint(text, { ...compiling, path }, { ...surroundings, catalog }).diagnostics
  const ofRules = ruleProblems(settings).map(({ key, message, help }) => {
    const at = placeOf(['lint', 'rules', key])
    return settingDiagnostic({ name: 'ignored-setting', message, help, ...(at ? { at } : {}) })
  })
  return {
    settings,
    problems: [...problems, ...ofRules],
    lint: async (program) => {
      const found = lintText(program.text, program.path, await catalogOf(program.text))
      return program.invalidAt === undefined ? found : [notText(program), ...found]
    },
    fix: async ({ text, path, invalidAt }) => {
      // Bytes that are no text would be lost.
      if (invalidAt !== undefined) return { text, count: 0 }
      // What only a catalog shows must be seen here too, or the comments about it would be taken out.
      const catalog = await catalogOf(text)
      return fixAll(text, (next) => lintText(next, path, catalog))
    },
  }
}
