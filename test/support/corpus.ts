/** The corpus of real programs, read where it lies. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DialectName } from '../../src/dialects/table.ts'
import { sharedFolder } from './shared.ts'

export interface CorpusProgram {
  readonly file: string
  readonly text: string
  readonly dialect: DialectName
  readonly expect: 'ok' | 'parse-error' | 'semantic-error'
  readonly level: string
  readonly statements: number
  readonly notes: string
}

interface Row {
  readonly file: string
  readonly dialect: string
  readonly expect: CorpusProgram['expect']
  readonly level: string
  readonly statements: number
  readonly notes: string
}

/** The programs, or why there are none. */
export function corpus(): { readonly programs: readonly CorpusProgram[]; readonly missing?: string } {
  const shared = sharedFolder()
  if ('missing' in shared) return { programs: [], missing: shared.missing }
  const folder = join(shared.path, 'corpus')
  if (!existsSync(join(folder, 'manifest.json'))) return { programs: [], missing: `no corpus in ${folder}` }
  const rows: Row[] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  return {
    programs: rows.map((row) => ({
      ...row,
      text: readFileSync(join(folder, row.file), 'utf8'),
      dialect: isDialect(row.dialect) ? row.dialect : 'mysql',
    })),
  }
}

function isDialect(text: string): text is DialectName {
  return ['mysql', 'sqlite', 'hive', 'maxcompute', 'postgresql'].includes(text)
}
