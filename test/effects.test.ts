/** What statements of every shape read and write, in each dialect: programs with their effects beside them. */
import { describe, expect, test } from 'vitest'
import { type Analysis, analyze } from '../src/index.ts'
import { expectFile, fixtures } from './support/fixture-files.ts'

/** One line a statement, one line an edge: to be read by people. */
function describeEffects({ program, source, effects, graph, links, diagnostics }: Analysis): string {
  const statements = program.statements.flatMap((statement, index) => {
    const effect = effects[index]
    const text = source.slice(statement.span).replace(/\s+/g, ' ')
    const part = (word: string, names: readonly string[] | undefined): string =>
      names && names.length > 0 ? `  ${word} ${[...names].sort().join(', ')}` : ''
    const link = links[index]
    return [
      `${index} ${statement.kind}  ${text.length > 110 ? `${text.slice(0, 109)}…` : text}`,
      part('reads', effect?.reads),
      part('writes', effect?.writes),
      part('uses', effect?.modelReads) +
        (link ? (link.producer === undefined ? ' (external)' : ` (from ${link.producer})`) : ''),
      part('makes', effect?.modelWrites),
      effect?.unknown ? `  unknown: ${effect.unknown}` : '',
    ].filter((line) => line !== '')
  })
  const edges = graph.edges.map(({ from, to, reasons }) => {
    return `${from} -> ${to}  ${reasons.map(({ kind, resource }) => `${kind} ${resource}`).join('; ')}`
  })
  const found = diagnostics
    .filter(({ severity }) => severity !== 'note')
    .map(({ code, message, span }) => `${span.line}: ${code} ${message}`)
  return [...statements, '', ...edges, ...(found.length > 0 ? ['', ...found] : []), ''].join('\n')
}

describe('effects', () => {
  test.each(fixtures('effects'))('$name', ({ text, options, expected }) => {
    expectFile(expected, describeEffects(analyze(text, options)))
  })
})

describe('names', () => {
  const first = (text: string, options: Parameters<typeof analyze>[1]): readonly string[] | undefined =>
    analyze(text, options).effects[0]?.reads

  test('case and quotes count as the dialect has it', () => {
    const text = 'SELECT * FROM MyTable'
    expect(first(text, { dialect: 'mysql' })).toEqual(['MyTable'])
    expect(first(text, { dialect: 'hive' })).toEqual(['mytable'])
    expect(first('SELECT * FROM "MyTable"', { dialect: 'postgresql' })).toEqual(['MyTable'])
    expect(first(text, { dialect: 'postgresql' })).toEqual(['mytable'])
  })

  test('the current database is the data source’s until USE', () => {
    expect(first('SELECT * FROM t', { datasource: 'mysql://u@h/db' })).toEqual(['db.t'])
    expect(first('SELECT * FROM t', { dialect: 'mysql' })).toEqual(['t'])
    expect(first('SELECT * FROM public.t', { datasource: 'postgresql://u@h/db' })).toEqual(['t'])
    expect(first('SELECT * FROM main.t', { dialect: 'sqlite' })).toEqual(['t'])
  })

  test('without a database a bare name may be any table of that name', () => {
    const { graph } = analyze('CREATE TABLE iris.t AS SELECT 1; SELECT * FROM t;')
    expect(graph.edges).toHaveLength(1)
  })
})

test('PostgreSQL’s search_path says where bare names are', () => {
  const { effects, graph } = analyze(
    'CREATE TABLE s.t (x int); SET search_path TO s, public; SELECT * FROM t; SELECT * FROM public.t',
    {
      dialect: 'postgresql',
    },
  )
  expect(effects.map(({ reads }) => reads)).toEqual([[], [], ['s.t'], ['t']])
  expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([[0, 2]])
})
