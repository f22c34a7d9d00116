/** Parts of the language server by themselves: what must hold for any program, any place in it and any bytes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { codeActions, fixAllKind } from '../../src/lsp/code-actions.ts'
import { definition } from '../../src/lsp/definition.ts'
import { diagnosticsOf } from '../../src/lsp/diagnostics.ts'
import { Documents } from '../../src/lsp/documents.ts'
import { folding } from '../../src/lsp/folding.ts'
import { Frames } from '../../src/lsp/frames.ts'
import { hover } from '../../src/lsp/hover.ts'
import type { OpenProgram } from '../../src/lsp/program.ts'
import { highlights, references } from '../../src/lsp/references.ts'
import { prepareRename, Refusal, rename } from '../../src/lsp/rename.ts'
import { SurroundingsReader } from '../../src/lsp/surroundings.ts'
import { symbols } from '../../src/lsp/symbols.ts'
import { pinned, writeLock } from '../../src/stores/lock-file.ts'
import { extendedStatement } from '../support/program-generator.ts'
import { metadataOf } from '../support/stores/models.ts'
import { examples } from '../tools/examples.ts'

const uri = 'file:///project/jobs/a.sql'

function reader(
  files: Readonly<Record<string, string>> = {},
  roots = ['file:///project'],
): SurroundingsReader {
  return new SurroundingsReader(async (path) => files[path], {}, roots)
}

async function opened(text: string, files: Readonly<Record<string, string>> = {}): Promise<OpenProgram> {
  const document = TextDocument.create(uri, 'sqlflow', 1, text)
  const program = await new Documents({ get: () => document }, reader(files)).program(uri)
  if (!program) throw new Error('it is not open')
  return program
}

describe('frames', () => {
  const body = fc.json().map((text) => Buffer.from(text))
  const noise = fc
    .oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Buffer.from('X: 1\r\n\r\n')))
    .map(Buffer.from)

  test('are found in any pieces, with anything between them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ body, noise }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        (messages, sizes) => {
          const stream = Buffer.concat(
            messages.flatMap((one) => [
              one.noise,
              Buffer.from(`Content-Length: ${one.body.length}\r\n\r\n`),
              one.body,
            ]),
          )
          const frames = new Frames(() => {})
          const found: Buffer[] = []
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1
            found.push(...frames.take(stream.subarray(at, at + size)))
            at += size
          }
          expect(found.filter((_, at) => at % 2 === 1).map(String)).toEqual(
            messages.map((one) => String(one.body)),
          )
        },
      ),
    )
  })

  test('that never end take no memory', () => {
    let skipped = 0
    const frames = new Frames((bytes) => {
      skipped += bytes
    })
    const piece = Buffer.alloc(100_000, 'x')
    for (let at = 0; at < 100; at++) frames.take(piece)
    expect(skipped).toBeGreaterThan(9_900_000)
    expect(frames.take(Buffer.from('Content-Length: 2\r\n\r\n{}')).map(String)).toEqual([
      'Content-Length: 2\r\n\r\n',
      '{}',
    ])
  })
})

describe('documents', () => {
  test('are analysed once for each version, and the newest one answers', async () => {
    let document = TextDocument.create(uri, 'sqlflow', 1, 'SELECT 1;')
    const surroundings = reader()
    const documents = new Documents({ get: () => document }, surroundings)
    const [first, same] = await Promise.all([documents.program(uri), documents.program(uri)])
    expect(same).toBe(first)
    const asked = documents.program(uri)
    document = TextDocument.update(document, [{ text: 'SELECT 2;' }], 2)
    expect((await asked)?.text).toBe('SELECT 2;')
    expect(first?.text).toBe('SELECT 1;')
    surroundings.forget()
    expect(await documents.program(uri)).not.toBe(await asked)
  })

  test('have the settings of the nearest folder, but of none above the workspace', async () => {
    const files = {
      'file:///sqlflow.yaml': 'dialect: hive',
      'file:///project/sqlflow.yaml': 'dialect: sqlite',
      'file:///project/jobs/sub/sqlflow.yaml': 'dialect: postgresql',
    }
    const dialect = async (
      path: string,
      roots = ['file:///project', 'file:///other'],
    ): Promise<string | undefined> => (await reader(files, roots).of(path)).settings.dialect
    expect(await dialect('file:///project/jobs/sub/a.sql')).toBe('postgresql')
    expect(await dialect('file:///project/jobs/a.sql')).toBe('sqlite')
    expect(await dialect('file:///other/a.sql')).toBe(undefined)
    expect(await dialect('file:///elsewhere/a.sql')).toBe('hive')
    expect(await dialect('untitled:Untitled-1')).toBe('sqlite')
    expect(await dialect('untitled:Untitled-1', [])).toBe(undefined)
  })
})

test('hover of a pinned model has its metadata, and says where it is from', async () => {
  const models = new Map([['pinned', pinned('mysql://host/models', metadataOf('pinned', { rows: 150 }))]])
  const lock = writeLock({ models, tables: new Map([['t', [{ name: 'a', type: 'int' }]]]) })
  const program = await opened('SELECT * FROM t TO PREDICT r.c USING pinned;', {
    'file:///project/sqlflow.lock.json': lock,
  })
  const text = JSON.stringify(hover(program, program.text.indexOf('pinned')))
  expect(text).toContain('features: all other columns')
  expect(text).toContain('trained on 150 rows')
  expect(text).toContain('pinned from `mysql://host/models` in `sqlflow.lock.json`')
  expect(JSON.stringify(hover(program, program.text.indexOf('t TO')))).toContain('columns `a int`')
  const plain = hover(program, program.text.indexOf('pinned'), true)
  expect(JSON.stringify(plain)).not.toMatch(/[`*\\]{2}|`/)
})

test('where models are kept apart from tables, a table of the name of a model is another thing', async () => {
  const text = [
    'SELECT * FROM a TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL c INTO m;',
    'DROP TABLE m;',
    'SELECT * FROM m TO PREDICT r.c USING m;',
  ].join('\n')
  const program = await opened(text, { 'file:///project/sqlflow.yaml': 'modelStore: oss://bucket/models' })
  const edits = rename(program, text.indexOf('m;'), 'n')
  expect(edits.map(({ range }) => [range.start.line, range.start.character])).toEqual([
    [0, 89],
    [2, 37],
  ])
  expect(references(program, text.indexOf('m TO PREDICT'), true)).toHaveLength(2)
})

/** Everything that can be asked of a place. */
function askAll(program: OpenProgram, offset: number): void {
  const { range } = hover(program, offset) ?? {}
  if (range) expect(program.offset(range.start)).toBeLessThanOrEqual(offset)
  definition(program, offset)
  references(program, offset, false)
  highlights(program, offset)
  const place = program.range({ start: offset, end: offset })
  codeActions(program, place, { diagnostics: [], only: ['quickfix', fixAllKind] })
  try {
    prepareRename(program, offset)
    rename(program, offset, 'renamed')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

test('any place of any program, whole or cut off, can be asked about', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(extendedStatement, { minLength: 1, maxLength: 4 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (statements, cut, place) => {
        const whole = statements.join('\n')
        const program = await opened(whole.slice(0, Math.ceil(whole.length * cut)))
        diagnosticsOf(program)
        for (const { name } of symbols(program)) expect(name).not.toBe('')
        folding(program)
        askAll(program, Math.floor(program.text.length * place))
      },
    ),
    { numRuns: 150 },
  )
})

describe.each(examples())('example $name', ({ program: text }) => {
  test('every place can be asked about', async () => {
    const program = await opened(text)
    for (let offset = 0; offset <= text.length; offset += 7) askAll(program, offset)
  })

  test('a model that it trains is renamed there and back', async () => {
    const program = await opened(text)
    for (const { role, name, statement } of program.mentions.all) {
      if (role !== 'trains') continue
      const edits = rename(program, name.span.end, 'quite_another_name')
      const changed = TextDocument.applyEdits(TextDocument.create(uri, 'sqlflow', 1, text), edits)
      const after = await opened(changed)
      expect(after.analysis.links.map((link) => link?.producer)).toEqual(
        program.analysis.links.map((link) => link?.producer),
      )
      const back = rename(
        after,
        after.mentions.of(statement).find((one) => one.role === 'trains')?.name.span.end ?? 0,
        name.parts.at(-1)?.value ?? '',
      )
      expect(TextDocument.applyEdits(TextDocument.create(uri, 'sqlflow', 1, changed), back)).toBe(text)
    }
  })
})
