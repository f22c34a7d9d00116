/** Programs under fixtures/ with their expected text beside them; UPDATE=1 writes it anew. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { dialects } from '../../src/dialects/table.ts'
import type { CompileOptions } from '../../src/index.ts'
import { isKeyOf } from '../../src/keys.ts'
import { projectRoot } from './shared.ts'

export interface Fixture {
  readonly name: string
  readonly text: string
  /** From the comments `-- dialect: hive` and `-- database: shop` at its head. */
  readonly options: CompileOptions
  readonly expected: string
}

export function fixtures(folder: string): Fixture[] {
  const path = join(projectRoot, 'fixtures', folder)
  return readdirSync(path)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(path, file), 'utf8')
      return {
        name: file,
        text,
        options: optionsOf(text),
        expected: join(path, file.replace(/\.sql$/, '.out')),
      }
    })
}

function optionsOf(text: string): CompileOptions {
  const name = /^-- dialect: (\w+)$/m.exec(text)?.[1] ?? ''
  const database = /^-- database: (\w+)$/m.exec(text)?.[1]
  return {
    ...(isKeyOf(dialects, name) ? { dialect: name } : {}),
    ...(database ? { datasource: `mysql://user@localhost/${database}` } : {}),
  }
}

/** Compares with the file, or writes it when UPDATE is set. */
export function expectFile(path: string, actual: string): void {
  if (process.env['UPDATE']) writeFileSync(path, actual)
  else
    expect(
      existsSync(path) ? readFileSync(path, 'utf8') : '(no file; run `npm run update` and read it)',
    ).toBe(actual)
}
