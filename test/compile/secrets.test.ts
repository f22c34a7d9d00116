/** What is secret in a program is in nothing that is shown of it: no form, no message, no comment of the workflow. */
import { describe, expect, test } from 'vitest'
import { renderers } from '../../src/diagnostics/render/table.ts'
import { findSecrets, patterns } from '../../src/diagnostics/secrets.ts'
import { Source } from '../../src/diagnostics/source.ts'
import { lint } from '../../src/lint/lint.ts'
import { growthOf } from '../support/work.ts'

const secret = 'tr0ub4dor&3'

const programs = [
  `CREATE USER a IDENTIFIED BY '${secret}';`,
  // Other findings show the line as well.
  `CREATE USER a IDENTIFIED BY '${secret}' DELETE FROM t;\nDELETE FROM t;`,
  `SELECT * FROM t TO TRAIN DNNClassifier WITH model.n_classes = 'three', api_key = "${secret}" LABEL y INTO m;`,
  // Not readable as a statement.
  `SELECT * FROM t TO TRAIN WITH password = "${secret}" 'three' INTO m;`,
  `SELECT * FROM t TO PREDICT r.y USING mysql://root:${secret}@db:3306/x;`,
  `-- sqlflow-ignore SF451: known\nCREATE USER a IDENTIFIED BY '${secret}';`,
]

describe.each(Object.entries(renderers))('%s', (_, load) => {
  test.each(programs)('keeps the secret of %j', async (text) => {
    const render = await load()
    const { diagnostics, source } = lint(text, { path: 'program.sql' })
    expect(diagnostics.length).toBeGreaterThan(0)
    const shown = render(diagnostics, { sourceOf: () => source, color: true })
    expect(shown).not.toContain(secret)
    expect(shown).not.toContain(secret.replace('&', '&#38;'))
  })
})

test('a line keeps its length, so that places stay where they are', () => {
  const text = `SELECT 1;\r\nSET PASSWORD FOR 'a'@'%' = '${secret}'; SELECT 2;\nSELECT 3;`
  const source = new Source(text)
  expect(source.line(1)).toBe('SELECT 1;')
  expect(source.line(2)).toBe(`SET PASSWORD FOR 'a'@'%' = '${'*'.repeat(secret.length)}'; SELECT 2;`)
  expect(source.line(3)).toBe('SELECT 3;')
})

test.each([
  "SELECT password, secret_key FROM users WHERE token = 'noun' AND key = 'a' ORDER BY password",
  "INSERT INTO help VALUES ('SET PASSWORD','Syntax')",
  "IDENTIFIED BY ''",
  "IDENTIFIED BY '<password>'",
  'WITH password = "{{ password }}"',
  "SELECT 'https://example.com:8080/a@b'",
  "SELECT 'AKIA', 'the LTAI key', ghp_count FROM t",
])('there is no secret in %j', (text) => {
  expect(findSecrets(text)).toEqual([])
})

test.each([
  "identified by '",
  "password = '",
  '://a:',
  '-----BEGIN PRIVATE KEY-----',
  'create user a ',
  'a_'.repeat(40),
  "x.password='a\\",
  'set password for ',
])('twice as much of %j costs twice as much', async (part) => {
  const load = () => import('../../src/diagnostics/secrets.ts')
  const growth = await growthOf(load, (secrets, times) => secrets.findSecrets(part.repeat(times)), 1000)
  expect(growth).toBeLessThan(2.2)
})

test.each(patterns)('the pattern for %s goes back by a bounded number of characters', (_, { source }) => {
  const withoutClasses = source.replace(/\\./g, '.').replace(/\[[^\]]*\]/g, '.')
  // At its end a repetition takes all that there is, and nothing can fail behind it.
  expect(withoutClasses.replace(/\{\d+,\}\)$/, ')')).not.toMatch(/[^(][*+]|\{\d+,\}/)
})

test('a secret is found behind white space, which costs nothing', () => {
  expect(findSecrets(`identified by password${' '.repeat(40)}'${secret}'`)).toHaveLength(1)
  expect(findSecrets(`identified by password${' '.repeat(1_000_000)}x`)).toEqual([])
})
