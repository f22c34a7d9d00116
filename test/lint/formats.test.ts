/** Each form of the linter's findings, held against what its readers document, also with hostile texts. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Ajv } from 'ajv'
import AjvDraft4 from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import type { CodeEntry } from '../../src/diagnostics/codes/code.ts'
import { type RendererName, renderers } from '../../src/diagnostics/render/table.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/lint/table.ts'
import { isWellFormed } from '../support/xml.ts'

const hostile = 'x"><script>alert(1)</script>\u001b[31m%0A::error::\r,:&\u0000\ufffe'
const path = 'jobs, old/é%20[1]\u001b[31m.sql'
const text = `-- sqlflow-ignore SF401: why
SELECT 1;
SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"
COLUMN a, b
LABEL b INTO \`${hostile}\`;
FROBNICATE x;`
const { diagnostics: all, source } = lint(text, { path })
// Of the rules only one is looked at, whatever the others find.
const diagnostics = all.filter(({ code }) => ['SF490', 'SF401', 'SF501'].includes(code))
const entries = new Map<string, CodeEntry>(rules.map((rule) => [rule.name, rule]))

async function rendered(form: RendererName): Promise<string> {
  const context = {
    sourceOf: (name: string) => (name === path ? source : undefined),
    color: false,
    paths: [path, 'fine.sql'],
    entries,
  }
  return (await renderers[form]())(diagnostics, context)
}

test('there is something to show: several findings, with labels and a fix', () => {
  expect(diagnostics.map(({ code }) => code)).toEqual(['SF490', 'SF401', 'SF501'])
})

test.each(Object.keys(renderers) as RendererName[])(
  '%s holds nothing that a terminal obeys',
  async (form) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(await rendered(form)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
  },
)

test('concise: path, line, column, severity, code, message', async () => {
  const lines = (await rendered('concise')).trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(line).toMatch(/^.+:\d+:\d+: (error|warning|note) SF\d{3} .+$/)
})

test('json and jsonl: the same documents', async () => {
  const { version, diagnostics: list } = JSON.parse(await rendered('json'))
  expect(version).toBe(1)
  expect(Object.keys(list[0])).toEqual([
    'code',
    'name',
    'severity',
    'message',
    'path',
    'span',
    'labels',
    'help',
  ])
  const lines = (await rendered('jsonl')).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual(list)
})

test('sarif: valid by its schema, with rules, related places and fixes', async () => {
  const require = createRequire(import.meta.url)
  const schema = JSON.parse(
    readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
  )
  const ajv = new AjvDraft4.default({
    strict: false,
    allErrors: true,
    unicodeRegExp: false,
  }) as unknown as Ajv
  addFormats.default(ajv)
  const validate = ajv.compile(schema)
  const log = JSON.parse(await rendered('sarif'))
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true)
  const [run] = log.runs
  for (const result of run.results) {
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
    const { uri } = result.locations[0].physicalLocation.artifactLocation
    expect(decodeURIComponent(uri)).toBe(path)
  }
  expect(run.results[0].fixes[0].artifactChanges[0].replacements).toEqual([
    {
      deletedRegion: { startLine: 1, startColumn: 1, endLine: 2, endColumn: 1 },
      insertedContent: { text: '' },
    },
  ])
  expect(run.results[1].relatedLocations[0].message.text).toBe('the label')
})

test('github: a command on each line, whose parts can be read again', async () => {
  const lines = (await rendered('github')).trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  const decode = (part: string): string =>
    part.replace(/%(25|0D|0A|3A|2C)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  for (const line of lines) {
    const [, command, properties = '', message] = /^::(error|warning|notice) ([^:]+)::(.+)$/.exec(line) ?? []
    expect([command, message]).not.toContain(undefined)
    const pairs = Object.fromEntries(properties.split(',').map((pair) => pair.split('=', 2).map(decode)))
    expect(pairs['file']).toBe('jobs, old/é%20[1]\\x1b[31m.sql')
    expect(Number(pairs['line'])).toBeGreaterThan(0)
  }
})

describe('gitlab', () => {
  interface Issue {
    readonly fingerprint: string
    readonly severity: string
    readonly description: string
    readonly location: { readonly path: string; readonly lines: { readonly begin: number } }
  }
  const issues = async (program: string): Promise<Issue[]> => {
    const result = lint(program, { path: 'p.sql' })
    return JSON.parse(
      (await renderers.gitlab())(result.diagnostics, { sourceOf: () => result.source, color: false }),
    )
  }

  test('has what the report needs, each finding with a fingerprint of its own', async () => {
    const list: Issue[] = JSON.parse(await rendered('gitlab'))
    expect(list).toHaveLength(3)
    expect(new Set(list.map(({ fingerprint }) => fingerprint)).size).toBe(3)
    for (const { severity, location, description } of list) {
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity)
      expect(location.path).toBe(path)
      expect(location.lines.begin).toBeGreaterThan(0)
      expect(description).not.toBe('')
    }
  })

  test('fingerprints stay when lines move, and tell equal findings apart', async () => {
    const statement =
      'SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" COLUMN b LABEL b INTO m;\n'
    const [first, second] = await issues(statement + statement)
    const [moved] = await issues(`\n\nSELECT 1;\n${statement}`)
    expect(moved?.fingerprint).toBe(first?.fingerprint)
    expect(second?.fingerprint).not.toBe(first?.fingerprint)
  })
})

test('junit: well-formed, a suite for each file', async () => {
  const xml = await rendered('junit')
  expect(isWellFormed(xml)).toBe(true)
  expect(xml.match(/<testsuite /g)).toHaveLength(2)
  expect(xml).toContain('<testsuites name="sqlflowc" tests="4" failures="2" errors="0">')
  expect(xml).toContain('<testcase name="sqlflowc" classname="fine.sql"/>')
})

test('sarif: paths from the root and drives are URIs of files; texts hold no links and no placeholders', async () => {
  const of = async (name: string): Promise<string> => {
    const found = lint('FROBNICATE t;', { path: name })
    const log = JSON.parse(
      (await renderers.sarif())(found.diagnostics, { sourceOf: () => found.source, color: false }),
    )
    return log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri
  }
  expect(await of('/srv/jobs/a b.sql')).toBe('file:///srv/jobs/a%20b.sql')
  expect(await of('//host/a.sql')).toBe('file:///host/a.sql')
  expect(await of('C:/jobs/a.sql')).toBe('file:///C:/jobs/a.sql')
  expect(await of('../a#b?.sql')).toBe('../a%23b%3F.sql')
  const message = '[click](https://example.com) {0} [1, 2]'
  const log = JSON.parse(
    (await renderers.sarif())(
      diagnostics.slice(0, 1).map((one) => ({ ...one, message, labels: [] })),
      { sourceOf: () => source, color: false },
    ),
  )
  expect(log.runs[0].results[0].message.text).toMatch(
    /^\[click\\\]\(https:\/\/example\.com\) \{\{0\}\} \[1, 2\]\n/,
  )
})

test('json: nothing of what terminals obey beyond ASCII, and the same data', async () => {
  const message = 'a\u009b31m\u202e\u2028\u{e0001}\ud800'
  for (const form of ['json', 'jsonl', 'gitlab', 'sarif'] as const) {
    const text = (await renderers[form]())(
      diagnostics.slice(0, 1).map((one) => ({ ...one, message })),
      { sourceOf: () => source, color: false },
    )
    expect(text).not.toMatch(/[\u007f-\u009f\u202e\u2028\u{e0001}]/u)
    expect(JSON.stringify(JSON.parse(text))).toContain(JSON.stringify(message).slice(1, -1))
  }
})
