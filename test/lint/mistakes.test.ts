/**
 * Rules that hardly fire on the corpus find their mistake when it is put into the real programs of the corpus: whatever
 * their dialect, their quotes and their way of writing.
 */
import { describe, expect, test } from 'vitest'
import { lint } from '../../src/lint/lint.ts'
import type { Program, TrainStatement } from '../../src/syntax/ast.ts'
import { type CorpusProgram, corpus } from '../support/corpus.ts'

const { programs, missing } = corpus()

/** A program with one TRAIN, taken apart. */
interface Parts {
  readonly file: CorpusProgram
  readonly train: TrainStatement
  readonly query: string
  readonly model: string
  readonly text: string
  readonly label: string
  /** The one table that its SELECT names, without any other query in it. */
  readonly table?: string
}

function partsOf(file: CorpusProgram): Parts[] {
  const { program, diagnostics } = lint(file.text, { dialect: file.dialect })
  const train = only(program)
  if (!train?.label || train.pretrained || diagnostics.some(({ severity }) => severity === 'error')) return []
  const cut = ({ start, end }: { start: number; end: number }): string => file.text.slice(start, end)
  const [query, model, label] = [cut(train.query.span), cut(train.into.span), cut(train.label.span)]
  const { tables, scopes, commonTables } = train.query.scope
  const [first] = tables.length === 1 && scopes.length + commonTables.length === 0 ? tables : []
  const table = first ? { table: cut(first.name.span) } : {}
  return [{ file, train, query, model, label, ...table, text: `${cut(train.span).replace(/;?\s*$/, '')};\n` }]
}

function only({ statements }: Program): TrainStatement | undefined {
  const trains = statements.filter((statement) => statement.kind === 'train')
  return trains.length === 1 ? trains[0] : undefined
}

const mistakes: readonly (readonly [code: string, make: (parts: Parts) => string | undefined])[] = [
  ['SF402', ({ text }) => text + text],
  ['SF403', ({ text, model }) => `${text}DROP TABLE ${model};`],
  [
    'SF404',
    ({ text, model, query }) =>
      /[a-z]{5,}$/i.test(model)
        ? `${text}${query} TO PREDICT r.c USING ${model.slice(0, -2)}${model.at(-1)};`
        : undefined,
  ],
  [
    'SF406',
    ({ text, model, query, label }) =>
      `${text}${query.includes('--') ? query : query.replace(/\s+/g, '\n\t')}\nTO EVALUATE ${model} LABEL ${label} INTO e;`,
  ],
  [
    'SF408',
    ({ text, model, query, label }) => `${text}${query} TO PREDICT guesses.${label} USING ${model};
SELECT * FROM guesses TO TRAIN XGBRegressor LABEL ${label} USING ${model} INTO other;`,
  ],
  [
    'SF410',
    ({ text, query }) =>
      /\b(LIMIT|ORDER)\b/i.test(query) ? undefined : text.replace(query, () => `${query} LIMIT 1000`),
  ],
  [
    'SF411',
    ({ text, query }) =>
      /\b(LIMIT|ORDER)\b/i.test(query)
        ? undefined
        : text.replace(query, () => `${query} ORDER BY RAND() LIMIT 1000`),
  ],
  [
    'SF412',
    ({ text, model, query, label }) =>
      /\b(WHERE|GROUP|LIMIT|ORDER|JOIN|UNION)\b|,[^,]*$/i.test(query.replace(/^.*\bFROM\b/is, ''))
        ? undefined
        : `${text.replace(query, () => `${query} WHERE RAND() < 0.8`)}${query} WHERE RAND() > 0.8 TO EVALUATE ${model} LABEL ${label} INTO e;`,
  ],
  [
    'SF418',
    ({ text, query, label, train }) =>
      /^SELECT\s+\*/i.test(query) && train.columns.length === 0
        ? text.replace(/^SELECT\s+\*/i, () => `SELECT *, ${label} + 1 AS more`)
        : undefined,
  ],
  [
    'SF440',
    ({ text, query, model, table }) => table && `${text}${query} TO PREDICT ${table}.guess USING ${model};`,
  ],
  [
    'SF441',
    ({ text, query, model }) =>
      `${text}${query} TO PREDICT r.first USING ${model};\n${query} TO PREDICT r.second USING ${model};`,
  ],
  ['SF442', ({ text, query }) => `CREATE TABLE lost AS ${query};\n${text}DROP TABLE lost;`],
  ['SF443', ({ text, table }) => table && `DROP TABLE IF EXISTS ${table};\n${text}`],
  ['SF444', ({ text, table }) => table && `${text}CREATE TABLE ${table} (a INT);`],
  ['SF445', ({ text, query }) => `CREATE TABLE copy AS ${query};\n${text}CREATE TABLE copy AS ${query};`],
  ['SF453', ({ text, query, table }) => crossed(text, query, table)],
  ['SF454', ({ text, query, table, label }) => filtered(text, query, table, `${label} <> NULL`)],
  ['SF455', ({ text, query, table, label }) => filtered(text, query, table, `${label} NOT IN (1, NULL)`)],
  [
    'SF457',
    ({ text, query }) =>
      /^SELECT\s+[^*(]*\bFROM\b/i.test(query) && !/\b(LIMIT|ORDER)\b/i.test(query)
        ? text.replace(query, () => `${query} UNION ALL SELECT ${'0, '.repeat(500)}0`)
        : undefined,
  ],
]

/** Another table beside the one of the SELECT. */
function crossed(text: string, query: string, table: string | undefined): string | undefined {
  const isPlain = table !== undefined && query.trimEnd().endsWith(table)
  return isPlain ? text.replace(query, () => `${query.trimEnd()}, other_rows`) : undefined
}

function filtered(
  text: string,
  query: string,
  table: string | undefined,
  condition: string,
): string | undefined {
  const isPlain = table !== undefined && query.trimEnd().endsWith(table)
  return isPlain ? text.replace(query, () => `${query.trimEnd()} WHERE ${condition}`) : undefined
}

describe.skipIf(missing !== undefined)(`mistakes in the corpus${missing ? ` (${missing})` : ''}`, () => {
  const parts = programs.flatMap(partsOf)

  test.each(mistakes)('%s is found', (code, make) => {
    const texts = parts.flatMap((one) => {
      const text = make(one)
      return text === undefined ? [] : [{ file: one.file, text }]
    })
    const missed = texts.filter(
      ({ file, text }) =>
        !lint(text, { dialect: file.dialect }).diagnostics.some((found) => found.code === code),
    )
    expect(texts.length).toBeGreaterThan(20)
    expect(missed.map(({ file, text }) => `${file.file}\n${text}`)).toEqual([])
  })
})
