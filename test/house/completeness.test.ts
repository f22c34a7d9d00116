/**
 * Nothing forgotten is silent: each member of each table has all that its kind must have. A new axis is an entry in `axes`;
 * what is missing is named with its member. What the compiler demands of a member is not asked again here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { verbWords } from '../../grammar/verbs.ts'
import { backends } from '../../src/backends/table.ts'
import { fields } from '../../src/config/fields.ts'
import { parseUrl } from '../../src/config/url.ts'
import { dataSource, dataSources, schemesWhere, stepsSave } from '../../src/datasources/table.ts'
import type { CodeEntry } from '../../src/diagnostics/codes/code.ts'
import { codes } from '../../src/diagnostics/codes.ts'
import { dialects } from '../../src/dialects/table.ts'
import { frameworkOf } from '../../src/engines/data/frameworks.ts'
import { engines } from '../../src/engines/table.ts'
import { lint } from '../../src/index.ts'
import { rules } from '../../src/lint/table.ts'
import { complete } from '../../src/lsp/completion.ts'
import { isOpaque, printExtended, stepKinds, verbNamed } from '../../src/statements/table.ts'
import { inputOf } from '../support/fuzz/input.ts'
import { parseText, withoutSpans } from '../support/parsing.ts'
import { projectRoot } from '../support/shared.ts'
import { verbForms } from '../support/verb-forms.ts'

interface Axis {
  /** What its members are called, and where a new one is made. */
  readonly axis: string
  readonly members: readonly string[]
  /** What each of them must have. */
  readonly demands: Readonly<Record<string, (member: string) => boolean>>
}

// ── What there is ──

function read(...path: string[]): string {
  return readFileSync(join(projectRoot, ...path), 'utf8')
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
}

/** All but the page of codes, whose examples name everything. */
const pages = ['README.md', ...filesIn('docs', '.md').filter((file) => file !== 'docs/diagnostics.md')].map(
  (file) => read(file),
)

function documented(word: string): boolean {
  const whole = new RegExp(`(?<![\\w-])${word.replace(/[.]/g, '\\.')}(?![\\w-])`, 'i')
  return pages.some((page) => whole.test(page))
}

/** What is in the tests of a folder, by its text: that a case exists, and not what it holds. */
function tested(folder: string, word: string): boolean {
  const whole = new RegExp(`(?<!\\w)${word}${/\w$/.test(word) ? '(?!\\w)' : ''}`)
  return filesIn(folder, '.test.ts').some((file) => whole.test(read(file)))
}

function kindsOf(texts: Iterable<string>): ReadonlySet<string> {
  const kinds = new Set<string>()
  for (const text of texts) for (const { kind } of parseText(text).program.statements) kinds.add(kind)
  return kinds
}

const dockerfile = read('src/runtime/image/Dockerfile')

function isInImage(list: string): boolean {
  return dockerfile.includes(`-r /tmp/requirements/${list}.txt`)
}

const everyCode: readonly (readonly [string, CodeEntry])[] = Object.entries(codes)

const inFixtures = kindsOf(filesIn('fixtures/argo', '.sql').map((file) => read(file)))
const fuzzed = Array.from({ length: 1500 }, (_, number) => inputOf('grammar', 11, number).text)
const inFuzz = kindsOf(fuzzed)

/** What an editor offers at the end of a text. */
function offered(text: string): string[] {
  return complete({ text, offset: text.length, analysis: lint(text) }).map(({ label }) => label)
}

/** With two columns of one name, which is a finding of the linter alone. */
function documentedForm(word: string): string {
  return `${twoAlike}${verbForms.get(word)};`
}

const twoAlike = 'SELECT id, id FROM t\n'

/** Some go by several names, and their form has the usual one. */
function schemeOfForm(scheme: string): string {
  return parseUrl(dataSource(scheme)?.form ?? '').scheme
}

// ── What each must have ──

const axes: readonly Axis[] = [
  {
    axis: 'statement kind (src/statements/table.ts)',
    members: stepKinds,
    demands: {
      'a statement in fixtures/argo': (kind) => inFixtures.has(kind),
      'a sentence of the fuzzer': (kind) => inFuzz.has(kind),
    },
  },
  {
    axis: 'verb (grammar/verbs.ts)',
    members: verbWords,
    demands: {
      'an offer after TO': (word) => offered('SELECT * FROM t TO ').includes(word),
      'offers of all its clauses': (word) => {
        const { usage, clauses } = verbNamed(word) ?? {}
        const [head = ''] = (Object.entries(usage ?? {}).find(([one]) => one === word)?.[1].form ?? '').split(
          '\n',
        )
        const next = offered(`SELECT * FROM t TO ${head.replace(/[<>]/g, '')} `)
        return Object.keys(clauses ?? { none: 0 }).every((clause) => next.includes(clause))
      },
      'a form that is read, and printed as what it is': (word) => {
        const text = documentedForm(word)
        const { program, findings } = parseText(text)
        const [statement] = program.statements
        if (statement === undefined || statement.kind === 'sql' || statement.kind === 'broken') return false
        const again = parseText(`${twoAlike}${printExtended(statement)};`).program.statements[0]
        const same = JSON.stringify(withoutSpans(again)) === JSON.stringify(withoutSpans(statement))
        return findings.length === 0 && same
      },
      'a rule that looks at its SELECT, where that is read by the names of its columns': (word) => {
        const { program, diagnostics } = lint(documentedForm(word))
        const found = diagnostics.some(({ name }) => name === 'repeated-column')
        return found !== program.statements.some(({ kind }) => isOpaque(kind))
      },
      'a line of documentation': (word) => documented(`TO ${word}`),
    },
  },
  {
    axis: 'engine (src/engines/table.ts)',
    members: Object.keys(engines),
    demands: {
      'a setting of its image': (engine) => fields.has(`images.${engine}`),
      'requirements in the image of steps': isInImage,
      'a name that no framework has which steps do not run': (engine) =>
        frameworkOf(`${engine}.AnyClass`) === undefined,
      'tests of its steps': (engine) => existsSync(join(projectRoot, 'test/runtime', engine)),
      'a line of documentation': documented,
    },
  },
  {
    axis: 'data source (src/datasources/table.ts)',
    members: Object.keys(dataSources),
    demands: {
      'a form that is read as its URL': (scheme) => dataSource(scheme) === dataSource(schemeOfForm(scheme)),
      'a line of documentation': (scheme) => documented(schemeOfForm(scheme)),
    },
  },
  {
    axis: 'data source of steps (src/datasources/table.ts)',
    members: schemesWhere(({ steps }) => steps !== undefined),
    demands: {
      'requirements of the packages that it needs': (scheme) => {
        const { pythonPackages = [], requirements = [] } = dataSource(scheme)?.steps ?? {}
        return pythonPackages.length === 0 || requirements.length > 0
      },
      'requirements in the image of steps': (scheme) =>
        (dataSource(scheme)?.steps?.requirements ?? []).every(isInImage),
      'tests of its steps, where they work on its tables': (scheme) => {
        const { steps, dialect } = dataSource(scheme) ?? {}
        return (
          dialect === undefined || existsSync(join(projectRoot, 'test/runtime', steps?.pythonModule ?? '-'))
        )
      },
    },
  },
  {
    axis: 'store (src/stores/table.ts)',
    members: [...new Set(schemesWhere(({ driver }) => driver !== undefined))],
    demands: {
      'tests that open it': (scheme) => tested('test', `${scheme}:`),
      'a run of the contract in test/stores/stores.test.ts': (scheme) =>
        read('test/stores/stores.test.ts').includes(`${dataSource(scheme)?.driver}Place`),
      'a run both ways with steps in test/runtime/model-files-places.test.ts': (scheme) => {
        const source = dataSource(scheme)
        const text = read('test/runtime/model-files-places.test.ts')
        return !source || !stepsSave(source) || text.includes(`${source.steps?.pythonModule}StepPlace`)
      },
      'a line of documentation': documented,
    },
  },
  {
    axis: 'back end (src/backends/table.ts)',
    members: Object.keys(backends),
    demands: {
      'fixtures of its own': (name) => existsSync(join(projectRoot, 'fixtures', name)),
      'tests of its own': (name) => existsSync(join(projectRoot, 'test', name)),
      'a line of documentation': documented,
    },
  },
  {
    axis: 'dialect (src/dialects/table.ts)',
    members: Object.keys(dialects),
    demands: {
      'fixtures of its shapes': (name) =>
        existsSync(join(projectRoot, `fixtures/effects/${name}-shapes.sql`)),
      'a line of documentation': documented,
    },
  },
  {
    axis: 'rule of the linter (src/lint/table.ts)',
    members: rules.map(({ code, name }) => `${code} ${name}`),
    demands: {
      'a rendered finding in fixtures/lint': (rule) => hasRendered('lint', rule),
      'a section in docs/diagnostics.md': (rule) => read('docs/diagnostics.md').includes(`## ${rule}\n`),
    },
  },
  {
    axis: 'code (src/diagnostics/codes)',
    members: everyCode.map(([name, { code }]) => `${code} ${name}`),
    demands: {
      'a rendered finding in fixtures/errors, or a test that names it': (code) =>
        hasRendered('errors', code) || tested('test', code.split(' ')[0] ?? code),
      'a section in docs/diagnostics.md': (code) => read('docs/diagnostics.md').includes(`## ${code}\n`),
    },
  },
]

function hasRendered(folder: string, member: string): boolean {
  return existsSync(join(projectRoot, 'fixtures', folder, `${member.replace(' ', '-')}.out`))
}

describe.each(axes)('every $axis', ({ members, demands }) => {
  test.each(Object.entries(demands))('has %s', (_, has) => {
    expect(members.length).toBeGreaterThan(0)
    expect(members.filter((member) => !has(member))).toEqual([])
  })
})
