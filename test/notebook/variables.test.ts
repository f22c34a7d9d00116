/** Values of a notebook in a program: where they may stand, and that each is read back as what it was, whatever it holds. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are what is tested
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DialectName, dialects } from '../../src/dialects/table.ts'
import { analyze } from '../../src/index.ts'
import { bind } from '../../src/server/bind.ts'
import { clauseLiteral, readValue, sqlLiteral, type Value } from '../../src/server/values.ts'
import { variablePlaces } from '../../src/server/variables.ts'
import { scan } from '../../src/syntax/scan.ts'
import { kind } from '../../src/syntax/tokens.ts'
import { mariaDbMissing, startMariaDb } from '../support/mysql/mariadb.ts'
import { growthOf } from '../support/work.ts'

const all = Object.keys(dialects) as DialectName[]

function names(text: string, dialect: DialectName = 'mysql'): string[] {
  return variablePlaces(text, dialects[dialect]).map(({ name, span, inClause }) => {
    expect([`:${name}`, `\${${name}}`]).toContain(text.slice(span.start, span.end))
    return inClause ? `${name} in clause` : name
  })
}

function bound(text: string, values: Record<string, Value>, dialect: DialectName = 'mysql'): string {
  const { text: result, problems } = bind(text, 'cell 1', dialects[dialect], {
    values: new Map(Object.entries(values)),
    names: Object.keys(values),
  })
  expect(problems).toEqual([])
  return result
}

describe('where a variable is', () => {
  test.each(all)('%s: not in strings, comments, quoted names, casts, paths and labels', (dialect) => {
    expect(names("SELECT ':a', '''${b}' -- :c\n, /* :d ${e} */ `:f` FROM t", dialect)).toEqual([])
    expect(names('SELECT x::int, x :: int, x ::int, a:b, a:b:c, f(x):y, (x):y FROM t', dialect)).toEqual([])
    expect(
      names('SELECT 1:n, @x:=y, x := y, :1, : a, ${hiveconf:x}, ${ a }, a${b}, $$ FROM t', dialect),
    ).toEqual([])
  })

  test.each(all)('%s: where a value may stand', (dialect) => {
    const text = 'SELECT :a,${b}, f(:c), x=:d FROM t WHERE y IN :e AND z>${f} LIMIT :g;'
    expect(names(text, dialect)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    expect(names('SELECT :größe, :_x, :a1 FROM t', dialect)).toEqual(['größe', '_x', 'a1'])
  })

  test('what only some dialects quote', () => {
    const text = 'SELECT ":a", [:b], $$ :c $$, $t$ :d $t$ FROM t # :e'
    expect(names(text, 'postgresql')).toEqual(['e'])
    expect(names('SELECT ":a", [:b] FROM t', 'sqlite')).toEqual([])
    expect(names('SELECT ":a" FROM t # :e', 'mysql')).toEqual([])
    expect(names("SELECT 'it\\'s :a' FROM t", 'mysql')).toEqual([])
    expect(names("SELECT E'it\\'s :a', :b FROM t", 'postgresql')).toEqual(['b'])
    expect(names('SELECT /* /* */ :a */ :b', 'postgresql')).toEqual(['b'])
  })

  test('slices of PostgreSQL are no variables, values of an array are', () => {
    expect(names('SELECT a[1:n], a[:n], a[x :n], a[f(x) :n] FROM t', 'postgresql')).toEqual([])
    expect(names('SELECT ARRAY[:n, :m], ARRAY[[:a], [:b]] FROM t', 'postgresql')).toEqual([
      'n',
      'm',
      'a',
      'b',
    ])
    expect(names('SELECT a[${n}:${m}] FROM t', 'postgresql')).toEqual(['n', 'm'])
    expect(names('SELECT places[:n] FROM t', 'hive')).toEqual(['n'])
  })

  test('in the clause after TO words hold colons', () => {
    const text =
      'SELECT :a FROM t TO TRAIN m WITH objective=multi:softmax, x=:b, y=[:c,:d], z=${e}, e=":f" LABEL y INTO m; SELECT :g;'
    expect(names(text)).toEqual(['a', 'b in clause', 'c in clause', 'd in clause', 'e in clause', 'g'])
    expect(names('SELECT 1 TO RUN hub.io/a/image:tag CMD "x:y";')).toEqual([])
  })

  test('many cost as much as their number', async () => {
    const load = () => import('../../src/server/variables.ts')
    const many = (times: number): string => 'SELECT :a, [:b FROM t;\n'.repeat(times)
    expect(variablePlaces(many(50_000), dialects.mysql).length).toBeGreaterThan(50_000)
    const growth = await growthOf(
      load,
      (server, times) => server.variablePlaces(many(times), dialects.mysql),
      1000,
    )
    expect(growth).toBeLessThan(2.2)
  })
})

const text = (value: string): Value => ({ type: 'str', value })
const anyText = fc.oneof(
  fc.string({
    unit: fc.constantFrom("'", '"', '\\', '`', ';', '-', '/', '*', '$', '{', '}', ':', '#', '\n', 'E', 'a'),
  }),
  fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed()),
)

describe('how a value is written', () => {
  test.each(all)('%s: a text is one token, whatever it holds', (dialect) => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(':s', '${s}'), (value, place) => {
        const written = bound(`SELECT ${place} FROM t;`, { s: text(value) }, dialect)
        const { tokens } = scan(written, dialects[dialect], ({ message }) => expect.unreachable(message))
        const isEscape = written.startsWith("SELECT E'")
        expect(tokens.count).toBe(isEscape ? 5 : 4)
        expect(tokens.kind[isEscape ? 2 : 1]).toBe(kind.text)
      }),
    )
  })

  test('SQLite reads it back as it was', () => {
    const database = new DatabaseSync(':memory:')
    const read = (value: Value): unknown =>
      database.prepare(`SELECT ${sqlLiteral(value, dialects.sqlite.literals)} AS x`).get()?.['x']
    fc.assert(
      fc.property(anyText, (value) => {
        expect(read(text(value))).toBe(value)
      }),
    )
    expect(read({ type: 'bytes', value: '00ff' })).toEqual(new Uint8Array([0, 255]))
    expect([
      read({ type: 'null' }),
      read({ type: 'bool', value: true }),
      read({ type: 'float', value: '-1e-07' }),
    ]).toEqual([null, 1, -1e-7])
  })

  test('the clause after TO reads it back as it was', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const written = bound('SELECT a FROM t TO RUN img CMD :s;', { s: text(value) })
        const [statement] = analyze(written).program.statements
        expect(statement?.kind).toBe('run')
        if (statement?.kind === 'run') expect(JSON.stringify(statement)).toContain(JSON.stringify(value))
      }),
    )
  })

  test('each dialect in its own words', () => {
    const values: Value[] = [
      text("it's \\"),
      { type: 'bool', value: true },
      { type: 'bytes', value: '00ff' },
      { type: 'int', value: '-5' },
      { type: 'list', value: [text('a'), { type: 'null' }, { type: 'list', value: [text('b')] }] },
      { type: 'datetime', value: '2024-02-29 12:00:00' },
    ]
    expect(
      Object.fromEntries(
        all.map((dialect) => [dialect, values.map((value) => sqlLiteral(value, dialects[dialect].literals))]),
      ),
    ).toMatchInlineSnapshot(`
      {
        "hive": [
          "'it\\'s \\\\'",
          "TRUE",
          "unhex('00ff')",
          "(-5)",
          "('a', NULL, ('b'))",
          "'2024-02-29 12:00:00'",
        ],
        "maxcompute": [
          "'it\\'s \\\\'",
          "TRUE",
          "unhex('00ff')",
          "(-5)",
          "('a', NULL, ('b'))",
          "'2024-02-29 12:00:00'",
        ],
        "mysql": [
          "'it''s \\\\'",
          "TRUE",
          "X'00ff'",
          "(-5)",
          "('a', NULL, ('b'))",
          "'2024-02-29 12:00:00'",
        ],
        "postgresql": [
          "E'it''s \\\\'",
          "TRUE",
          "decode('00ff', 'hex')",
          "(-5)",
          "('a', NULL, ('b'))",
          "'2024-02-29 12:00:00'",
        ],
        "sqlite": [
          "'it''s \\'",
          "1",
          "X'00ff'",
          "(-5)",
          "('a', NULL, ('b'))",
          "'2024-02-29 12:00:00'",
        ],
      }
    `)
    expect(
      clauseLiteral({
        type: 'list',
        value: [text('"'), { type: 'int', value: '-5' }, { type: 'bool', value: false }],
      }),
    ).toBe('["\\"", -5, false]')
  })

  test('it joins with nothing beside it', () => {
    const minus: Value = { type: 'int', value: '-5' }
    expect(bound('SELECT 1 -:n', { n: minus }, 'sqlite')).toBe('SELECT 1 -(-5)')
    expect(bound('SELECT 1 TO TRAIN m WITH x=-:n LABEL y INTO m;', { n: minus })).toContain('x=- -5 ')
    expect(bound("SELECT :s'b'", { s: text('a') })).toBe("SELECT 'a' 'b'")
    expect(bound('SELECT ${s}from t', { s: text('a') })).toBe("SELECT 'a' from t")
  })

  test('what has no form is refused', () => {
    const refused = (value: Value, place = 'SELECT :v'): string[] =>
      bind(place, 'cell 1', dialects.mysql, { values: new Map([['v', value]]), names: [] }).problems.map(
        ({ message, span }) => `${span.line}:${span.column} ${message}`,
      )
    const inClause = 'SELECT 1\nTO TRAIN m WITH x=:v LABEL y INTO m;'
    expect([
      ...refused(readValue({ type: 'float', value: 'nan' }) ?? { type: 'null' }),
      ...refused({ type: 'list', value: [] }),
      ...refused(text('a\0b')),
      ...refused(text('\ud800')),
      ...refused({ type: 'null' }, inClause),
      ...refused({ type: 'bytes', value: '00' }, inClause),
      ...refused({ type: 'other', value: 'a dict' }, inClause),
    ]).toMatchInlineSnapshot(`
      [
        "1:8 the variable \`v\` holds the float nan, which has no form in SQL",
        "1:8 the variable \`v\` holds an empty list: SQL has no IN ()",
        "1:8 the variable \`v\` holds a text with a zero byte, which databases cut off there",
        "1:8 the variable \`v\` holds a text that is no whole Unicode",
        "2:19 the variable \`v\` holds None, and an attribute has no such value; leave the attribute out",
        "2:19 the variable \`v\` holds bytes, and an attribute has no such value",
        "2:19 the variable \`v\` holds a dict, which has no form in an attribute",
      ]
    `)
  })

  test('what comes from outside is a value or nothing', () => {
    expect(readValue({ type: 'int', value: '1; DROP TABLE t' })).toMatchObject({ type: 'other' })
    expect(readValue({ type: 'bytes', value: "00'" })).toMatchObject({ type: 'other' })
    expect(readValue({ type: 'date', value: "2024-01-01'" })).toMatchObject({ type: 'other' })
    for (const json of [
      null,
      1,
      'x',
      {},
      { type: 'constructor', value: '' },
      { type: 'bool', value: 'true' },
    ])
      expect(readValue(json)).toBeUndefined()
    let deep: Parameters<typeof readValue>[0] = { type: 'list', value: [] }
    for (let depth = 0; depth < 5; depth++) deep = { type: 'list', value: [deep] }
    expect(JSON.stringify(readValue(deep))).toContain('a list of lists of lists')
  })
})

test('what is found in the bound text is shown where it was written', () => {
  const text = 'SELECT :long,\n  :two, nope FROM t\n  WHERE a = :long;\nSELECT oops'
  const values = { long: { type: 'str', value: 'two\nlines' }, two: { type: 'int', value: '2' } } as const
  const {
    text: written,
    back,
    lineBack,
  } = bind(text, 'cell 1', dialects.mysql, {
    values: new Map<string, Value>(Object.entries(values)),
    names: [],
  })
  const found = (start: number, end: number): string => {
    const span = { start, end, line: 0, column: 0, endLine: 0, endColumn: 0 }
    const diagnostic = {
      code: 'SF1',
      name: 'x',
      severity: 'error',
      message: '',
      path: 'cell 1',
      span,
      labels: [{ span, message: '' }],
    } as const
    const { span: at, labels } = back(diagnostic)
    expect(labels[0]?.span).toEqual(at)
    return `${at.line}:${at.column} ${text.slice(at.start, at.end)}`
  }
  const at = (part: string, from = 0): [number, number] => {
    const start = written.indexOf(part, from)
    return [start, start + part.length]
  }
  expect(found(...at('SELECT'))).toBe('1:1 SELECT')
  expect(found(...at("'two\nlines'"))).toBe('1:8 :long')
  expect(found(...at('lines'))).toBe('1:8 :long')
  expect(found(...at('nope'))).toBe('2:9 nope')
  expect(found(...at("'two\nlines'", 20))).toBe('3:13 :long')
  expect(found(...at('oops'))).toBe('4:8 oops')
  expect(found(...at('nope FROM t'))).toBe('2:9 nope FROM t')
  expect(lineBack(1)).toBe(1)
  expect(lineBack(3)).toBe(2)
  expect(lineBack(6)).toBe(4)
})

const mariaDb = mariaDbMissing()

test.skipIf(mariaDb !== undefined)(
  `a real server reads a text back as it was${mariaDb === undefined ? '' : ` (${mariaDb})`}`,
  async () => {
    const server = await startMariaDb({ tls: false })
    try {
      const written = (value: string): string => sqlLiteral({ type: 'str', value }, dialects.mysql.literals)
      for (const mode of ['', 'ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES', 'ORACLE']) {
        await server.query(`SET sql_mode = '${mode}'`)
        await fc.assert(
          fc.asyncProperty(anyText, async (value) => {
            const [row] = await server.query(`SELECT ${written(value)} AS x, 7 AS y`)
            // Where backslashes do not count, they are two; in none is the text ever left.
            const read = mode === 'NO_BACKSLASH_ESCAPES' ? value.replaceAll('\\', '\\\\') : value
            expect(row).toEqual({ x: read, y: 7 })
          }),
          { numRuns: 200 },
        )
      }
    } finally {
      await server.close()
    }
  },
)
