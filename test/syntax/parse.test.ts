/** Text to tree and back: spans tile the text, and a clause printed from its tree reads as the same tree. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DialectName } from '../../src/dialects/table.ts'
import { printExtended } from '../../src/statements/table.ts'
import type { Statement } from '../../src/syntax/ast.ts'
import { forgetShapes } from '../../src/syntax/shapes.ts'
import { corpus } from '../support/corpus.ts'
import { fuzzEngines, inputOf } from '../support/fuzz/input.ts'
import { parseText, withoutSpans } from '../support/parsing.ts'
import { extendedStatement } from '../support/program-generator.ts'

const dialects: DialectName[] = ['mysql', 'sqlite', 'hive', 'maxcompute', 'postgresql']

/** The SELECT stays text, so it is put before the printed clause as it was. */
function reprinted(statement: Statement, text: string): string | undefined {
  if (statement.kind === 'sql' || statement.kind === 'broken') return undefined
  return `${text.slice(statement.span.start, statement.extension.start)}${printExtended(statement)};`
}

function expectTiles(text: string, dialect: DialectName = 'mysql'): void {
  const { program } = parseText(text, dialect)
  const spans = [...program.statements.map(({ span }) => span), ...program.gaps].sort(
    (a, b) => a.start - b.start,
  )
  let at = 0
  for (const span of spans) {
    expect(span.start).toBe(at)
    expect(span.end).toBeGreaterThan(span.start)
    at = span.end
  }
  expect(at).toBe(text.length)
}

function expectRoundTrip(text: string, dialect: DialectName): void {
  const { program } = parseText(text, dialect)
  for (const statement of program.statements) {
    const again = reprinted(statement, text)
    if (again === undefined) continue
    const second = parseText(again, dialect)
    expect(second.findings, again).toEqual([])
    expect(withoutSpans(second.program.statements[0]), again).toEqual(withoutSpans(statement))
  }
}

describe('tiling', () => {
  test('any text is statements and gaps, and nothing throws', () => {
    const soup = fc.array(
      fc.constantFrom(
        'SELECT',
        'FROM',
        'TO',
        'TRAIN',
        'PREDICT',
        'a',
        'b.c',
        '"x"',
        "'y",
        '(',
        ')',
        ';',
        ',',
        '--',
        '\n',
        '/*',
        '*/',
        '[',
        ']',
        '=',
        '`',
        '1.5',
        '@v',
        '#',
        'BEGIN',
        'END',
        'CREATE',
        'TRIGGER',
        'DELIMITER //',
        '$$',
        'INTO',
        'WITH',
        'é',
        '\u2028',
        '\0',
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(soup, fc.constantFrom(...dialects), (words, dialect) =>
        expectTiles(words.join(' '), dialect),
      ),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => expectTiles(text)),
      { numRuns: 1000 },
    )
  })
})

describe('round trip', () => {
  test('generated statements read without a complaint and print to the same tree', () => {
    fc.assert(
      fc.property(extendedStatement, fc.constantFrom(...dialects), (text, dialect) => {
        expect(parseText(text, dialect).findings, text).toEqual([])
        expectRoundTrip(text, dialect)
        expectTiles(text, dialect)
      }),
      { numRuns: 3000 },
    )
  })

  const { programs, missing } = corpus()
  test.skipIf(missing !== undefined)(`every program of the corpus${missing ? ` (${missing})` : ''}`, () => {
    for (const { text, dialect } of programs) {
      expectTiles(text, dialect)
      expectRoundTrip(text, dialect)
    }
  })
})

describe('what SQLFlow could not read', () => {
  const kinds = (text: string, dialect: DialectName = 'mysql'): string[] => {
    const { program, findings } = parseText(text, dialect)
    expect(findings).toEqual([])
    return program.statements.map(({ kind }) => kind)
  }

  test('image digests, quoted names, negative and decimal values, CTEs, no last semicolon', () => {
    const digest = `repo/img@sha256:${'0a'.repeat(32)}`
    const text = `WITH x AS (SELECT 1) SELECT * FROM x TO TRAIN ${digest}/Est WITH a.b = -0.5, c = [-1.5, "x"] LABEL \`group\` INTO \`my db\`."m"`
    const { program, findings } = parseText(text)
    expect(findings).toEqual([])
    expect(program.statements[0]).toMatchObject({
      kind: 'train',
      estimator: { image: digest, name: 'Est' },
      label: { value: 'group' },
      into: { parts: [{ value: 'my db' }, { value: 'm' }] },
    })
  })

  test('a comment right after a word, an apostrophe in a comment, quotes inside strings', () => {
    expect(kinds("SELECT 1 TO TRAIN a/b:1/E-- don't\nLABEL class/**/INTO m;")).toEqual(['train'])
    const { program } = parseText(
      `SELECT 1 TO TRAIN E WITH a.x = "it's", a.y = 'say "hi"', a.z = 'it''s' INTO m;`,
    )
    const train = program.statements[0]
    expect(
      train?.kind === 'train' && train.attributes.map(({ value }) => value.kind === 'string' && value.value),
    ).toEqual(["it's", 'say "hi"', "it's"])
  })

  test('routines, delimiters and dollar strings are one statement each', () => {
    expect(
      kinds('CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (1); END; SELECT 1', 'sqlite'),
    ).toHaveLength(2)
    const procedure =
      'DELIMITER //\nCREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; CASE 1 WHEN 1 THEN SELECT 2; END CASE; END//\nDELIMITER ;\nSELECT 1;'
    expect(kinds(procedure)).toHaveLength(2)
    expect(
      kinds(
        'CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 1; END $body$ LANGUAGE plpgsql; SELECT 1',
        'postgresql',
      ),
    ).toHaveLength(2)
  })

  test('ten thousand brackets', () => {
    const deep = `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}; SELECT ${'(SELECT '.repeat(10_000)}1${')'.repeat(10_000)};`
    expect(kinds(deep)).toEqual(['sql', 'sql'])
  })
})

describe('shapes', () => {
  /** Each statement of a text, read when nothing is known of any shape. */
  function readAnew(text: string, dialect: DialectName): unknown[] {
    return parseText(text, dialect).program.statements.map(({ span }) => {
      forgetShapes()
      return withoutSpans(parseText(text.slice(span.start, span.end), dialect).program.statements[0])
    })
  }

  function expectTheSame(text: string, dialect: DialectName): void {
    const anew = readAnew(text, dialect)
    // Everything that there is to know of these statements, and of no others, is known at the second time.
    parseText(text, dialect)
    expect(parseText(text, dialect).program.statements.map(withoutSpans), text).toEqual(anew)
  }

  const { programs, missing } = corpus()
  const why = missing ? ` (${missing})` : ''
  test.skipIf(missing !== undefined)(`the corpus reads the same whether they are known or not${why}`, () => {
    for (const { text, dialect } of programs) if (!/delimiter/i.test(text)) expectTheSame(text, dialect)
  })

  test.each(fuzzEngines)('so do random inputs: %s', (engine) => {
    for (let at = 0; at < 300; at++) {
      const { text, dialect } = inputOf(engine, 7, at)
      // A statement alone is not what it was in a text with unclosed quotes, and DELIMITER changes what ends one.
      if (parseText(text, dialect).findings.length === 0 && !/delimiter/i.test(text))
        expectTheSame(text, dialect)
    }
  })

  test.each([
    ['DELETE FROM a USING a, b WHERE a.i = b.i', 'DELETE FROM c USING a, b WHERE a.i = b.i'],
    ['UPDATE a, b SET a.x = 1', 'UPDATE a, b SET b.x = 1'],
    ['DELETE QUICK FROM a', 'DELETE quack FROM a'],
    ['INSERT IGNORE t VALUES (1)', 'INSERT ignored t VALUES (1)'],
    ['SELECT * FROM t LIMIT 0', 'SELECT * FROM t LIMIT 1'],
    ['CREATE TEMPORARY TABLE t (a INT)', 'CREATE temporal TABLE t (a INT)'],
    ['SELECT * FROM a, ignore index (i)', 'SELECT * FROM a, ignored key (i)'],
    ['SELECT * FROM rows FROM (f(1))', 'SELECT * FROM `rows` FROM (f(1))'],
  ])('%s and %s differ by a word only, and are told apart', (one, other) => {
    forgetShapes()
    const alone = [one, other].map((text) => {
      forgetShapes()
      return withoutSpans(parseText(`${text};`, 'mysql').program.statements[0])
    })
    expect(parseText(`${one};${other};`, 'mysql').program.statements.map(withoutSpans)).toEqual(alone)
  })
})
