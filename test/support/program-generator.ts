/** Random clauses of the extended language, as text, with every construct that the printer knows. */
import fc from 'fast-check'
import { verbWords } from '../../grammar/verbs.ts'

const reserved = new Set([
  ...verbWords.map((verb) => verb.toLowerCase()),
  ...'select from where limit using with cmd column for label into constraint and or not as to show group by'.split(
    ' ',
  ),
])

const word = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/).filter((text) => !reserved.has(text))
const quotedText = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'))

function stringLiteral(text: string, quote: '"' | "'"): string {
  return quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote
}

const string = fc
  .tuple(quotedText, fc.constantFrom<'"' | "'">('"', "'"))
  .map(([text, quote]) => stringLiteral(text, quote))
const backQuoted = quotedText
  .filter((text) => text !== '' && !/[\r\n]/.test(text))
  .map((text) => `\`${text.replaceAll('`', '``')}\``)
const part = fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: backQuoted })
const name: fc.Arbitrary<string> = fc
  .array(part, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('.'))
const identifier = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: backQuoted },
  { weight: 1, arbitrary: string },
)
const number = fc.oneof(fc.nat(1000).map(String), fc.constantFrom('0.5', '.25', '1e-7', '3.0', '1E5'))

const { expression } = fc.letrec<{ expression: string; primary: string }>((tie) => ({
  primary: fc.oneof(
    { depthSize: 'small' },
    number,
    string,
    name,
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    tie('expression').map((inner) => `(${inner})`),
    fc
      .tuple(word, fc.array(tie('expression'), { maxLength: 3 }))
      .map(([f, items]) => `${f}(${items.join(', ')})`),
    tie('primary').map((inner) => `- ${inner}`),
    tie('primary').map((inner) => `NOT ${inner}`),
  ),
  expression: fc
    .tuple(
      tie('primary'),
      fc.array(
        fc.tuple(
          fc.constantFrom('+', '-', '*', '/', '%', '=', '!=', '<>', '<', '<=', '>', '>=', 'AND', 'or'),
          tie('primary'),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([first, rest]) =>
      [first, ...rest.map(([operator, operand]) => `${operator} ${operand}`)].join(' '),
    ),
}))

const attributes = fc
  .uniqueArray(
    fc.tuple(
      fc.tuple(word, word).map((pair) => pair.join('.')),
      expression,
    ),
    {
      maxLength: 3,
      selector: ([key]) => key,
    },
  )
  .map((pairs) =>
    pairs.length === 0 ? '' : `WITH ${pairs.map(([key, value]) => `${key} = ${value}`).join(', ')}`,
  )
const estimator = fc.constantFrom(
  'DNNClassifier',
  'xgboost.gbtree',
  'a/b:1.0/Est',
  'host.io:5000/x/y-z:latest/my.Est',
)
const columns = fc
  .tuple(
    fc.array(fc.oneof(expression, fc.constant('*')), { minLength: 1, maxLength: 3 }),
    fc.option(identifier),
  )
  .map(([list, target]) => `COLUMN ${list.join(', ')}${target === null ? '' : ` FOR ${target}`}`)
const optional = (clause: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), clause)
const query = fc.constantFrom(
  'SELECT 1',
  'SELECT * FROM t',
  'WITH x AS (SELECT 1) SELECT * FROM x',
  '(SELECT a FROM b)',
)

function clauses(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(query, ...parts).map((texts) => `${texts.filter((text) => text !== '').join('\n')};`)
}

const fixed = (text: string): fc.Arbitrary<string> => fc.constant(text)
const labelled = identifier.map((text) => `LABEL ${text}`)
const into = name.map((text) => `INTO ${text}`)

/** One extended statement, syntactically sound, meaningless otherwise. */
export const extendedStatement: fc.Arbitrary<string> = fc.oneof(
  clauses(
    estimator.map((text) => `TO TRAIN ${text}`),
    attributes,
    optional(columns),
    optional(labelled),
    optional(name.map((text) => `USING ${text}`)),
    into,
  ),
  clauses(
    name.map((text) => `TO PREDICT ${text}`),
    attributes,
    name.map((text) => `USING ${text}`),
  ),
  clauses(
    name.map((text) => `TO EVALUATE ${text}`),
    attributes,
    labelled,
    into,
  ),
  clauses(
    name.map((text) => `TO EXPLAIN ${text}`),
    attributes,
    optional(word.map((text) => `USING ${text}`)),
    optional(into),
  ),
  clauses(
    fc.constantFrom('TO RUN a/b:1', 'TO RUN image'),
    optional(fc.array(string, { minLength: 1, maxLength: 3 }).map((list) => `CMD ${list.join(', ')}`)),
    optional(fc.array(name, { minLength: 1, maxLength: 3 }).map((list) => `INTO ${list.join(', ')}`)),
  ),
  clauses(
    fc.tuple(fc.constantFrom('MAXIMIZE', 'MINIMIZE'), expression).map((pair) => `TO ${pair.join(' ')}`),
    optional(
      fc
        .array(fc.tuple(expression, fc.option(name)), { minLength: 1, maxLength: 3 })
        .map(
          (list) =>
            `CONSTRAINT ${list.map(([e, by]) => (by === null ? e : `${e} GROUP BY ${by}`)).join(', ')}`,
        ),
    ),
    fixed('WITH variables = "x", var_type = "Binary"'),
    optional(word.map((text) => `USING ${text}`)),
    into,
  ),
  name.map((text) => `SHOW TRAIN ${text};`),
)
