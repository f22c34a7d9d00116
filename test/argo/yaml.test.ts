/** Our YAML means the same to a 1.1 reader (Kubernetes) and a 1.2 reader, whatever text is in it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { toYaml } from '../../src/backends/argo/yaml.ts'

const nasty = [
  'y',
  'n',
  'N',
  'yes',
  'on',
  'OFF',
  'true',
  'null',
  '~',
  '',
  ' ',
  '1_000',
  '0b11',
  '0o14',
  '0x1f',
  '1e3',
  '.5',
  '12:30:45',
  '2026-01-01',
  '-',
  '- a',
  '? a',
  ': b',
  'a: b',
  'a #b',
  '#',
  '%YAML',
  '---',
  '...',
  '!!int 1',
  '&a',
  '*a',
  '>',
  '|',
  '|-',
  "'",
  '"',
  '\\',
  'a\nb',
  '\n',
  'a\n',
  '\ta',
  'a \nb',
  ' \n',
  '\u0085',
  '\u2028',
  '\u00a0',
  '\ufeff',
  '\0',
  '\x07',
  '😀',
  '{{x}}',
  '[',
  ']',
  '{',
  '}',
  ',',
  '=',
  '<<',
  'é',
  'NaN',
  '.inf',
  '0777',
  '1.',
  '+1',
  'trailing ',
  'a\r\nb',
  'a\nzwölf',
  'ü\nb',
  '  indented\nlines\n',
  'x'.repeat(300),
  `${'x '.repeat(200)}`,
]

async function expectSame(value: Record<string, unknown>): Promise<void> {
  const text = await toYaml([value], new Map())
  // The reader used here is kinder than Kubernetes' own, which ends lines at U+0085 and U+2028.
  expect(text).toMatch(/^[\n\t -~]*$/)
  for (const version of ['1.1', '1.2'] as const) {
    const document = parseDocument(text, { version })
    expect(document.errors, text).toEqual([])
    expect(document.toJS(), text).toEqual(value)
  }
}

describe('toYaml', () => {
  test.each(nasty)('keeps %j as a value and as a key', async (text) => {
    await expectSame({
      value: text,
      list: [text, [text]],
      [`k${text}`]: 1,
      [text === '__proto__' ? 'x' : text]: text,
    })
  })

  test('keeps any JSON value', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }).filter((s) => s.isWellFormed()),
      fc.constantFrom(...nasty),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          text.filter((key) => key !== '__proto__'),
          tie('value'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(value, (inner) => expectSame({ inner })),
      { numRuns: 1500 },
    )
  })

  test('comments stay comments, whatever is in them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (comment) => {
        const value = { dag: { tasks: [{ name: 'a' }, { name: 'b' }] } }
        const text = await toYaml(
          [value],
          new Map([
            ['a', [comment]],
            ['b', [comment, comment]],
          ]),
        )
        expect(parseDocument(text, { version: '1.1' }).toJS()).toEqual(value)
      }),
      { numRuns: 500 },
    )
  })

  test.each([0, -1, 0.5, -0.1, 1e21, 1e-7, 2 ** 53, 1.5e300])('keeps the number %d', async (value) => {
    await expectSame({ value, list: [value] })
  })

  test('keys that are too long to stand before a colon', async () => {
    const key = 'k'.repeat(2000)
    await expectSame({
      [key]: 'a',
      b: { [key]: { [key]: ['c', { [key]: [] }] } },
      c: [{ [key]: [1] }, [[key]]],
    })
  })

  test('an object that stands in two places is written twice, without an anchor', async () => {
    const shared = { size: 'small' }
    expect(await toYaml([{ requests: shared, limits: shared }], new Map())).toBe(
      'requests:\n  size: small\nlimits:\n  size: small\n',
    )
  })

  test('a step of many statements is told by its first nine', async () => {
    const comments = async (count: number) => {
      const lines = Array.from({ length: count }, (_, i) => `line ${i + 1}`)
      const text = await toYaml([{ dag: { tasks: [{ name: 'a' }] } }], new Map([['a', lines]]))
      return text.match(/# .*/g)
    }
    expect(await comments(10)).toHaveLength(10)
    expect(await comments(11)).toHaveLength(10)
    expect((await comments(25))?.slice(8)).toEqual(['# line 9', '# … and 16 more statements'])
  })

  test('a comment is one line of at most 100 characters, with the words apart that a tab parts', async () => {
    const comment = async (text: string) =>
      (await toYaml([{ dag: { tasks: [{ name: 'a' }] } }], new Map([['a', [text]]]))).match(/# (.*)/)?.[1]
    expect(await comment('SELECT\tx')).toBe('SELECT x')
    expect(await comment('x'.repeat(100))).toBe('x'.repeat(100))
    expect(await comment('x'.repeat(101))).toBe(`${'x'.repeat(99)}…`)
  })
})
