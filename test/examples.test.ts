/** The examples: each compiles to the workflow beside it, which is valid, and Argo's own linter takes it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compile, defaultSettings } from '../src/index.ts'
import { argoLint } from './support/argo-lint.ts'
import { expectFile, fixtures } from './support/fixture-files.ts'
import { judge } from './support/judge.ts'
import { examples } from './tools/examples.ts'

describe.each(examples().map((example) => ({ name: example.name, example })))('$name', ({ example }) => {
  test('compiles without a problem to the workflow beside it', async () => {
    const { yaml = '', diagnostics } = await example.compile()
    expect(diagnostics).toEqual([])
    expect(judge(yaml)).toEqual([])
    expectFile(example.output, yaml)
  })
})

describe('fixtures', () => {
  test.each(fixtures('argo'))('$name', async ({ text, options, expected }) => {
    const { yaml = '', diagnostics } = await compile(text, { ...options, path: 'program.sql' })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(judge(yaml)).toEqual([])
    expectFile(expected.replace(/\.out$/, '.yaml'), yaml)
  })
})

const linter = argoLint()

describe.skipIf(!linter.available)(
  `Argo’s own offline lint${linter.available ? '' : ` (left out: ${linter.reason})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-lint-'))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    async function problems(name: string, yaml: string): Promise<string> {
      if (!linter.available) return ''
      // One object a file: the offline client looks at the first of each.
      const paths = yaml.split(/^---$/m).map((text, at) => {
        const path = join(folder, `${name}-${at}.yaml`)
        writeFileSync(path, text)
        return path
      })
      const report = await linter.lint(paths, 'together')
      return report.ok ? '' : report.output
    }

    test('takes every example and fixture', async () => {
      for (const example of examples())
        expect(await problems(example.name, readFileSync(example.output, 'utf8'))).toBe('')
      for (const { name, expected } of fixtures('argo')) {
        expect(await problems(name, readFileSync(expected.replace(/\.out$/, '.yaml'), 'utf8'))).toBe('')
      }
    })

    test.each(['WorkflowTemplate', 'CronWorkflow'] as const)('takes a %s', async (kind) => {
      const { workflow } = defaultSettings
      const settings = {
        ...defaultSettings,
        workflow: { ...workflow, kind, cron: { ...workflow.cron, schedules: ['0 3 * * *'] } },
      }
      const { yaml = '' } = await compile('SELECT 1; SELECT 2 TO RUN a/b:1 CMD "x";', { settings })
      expect(await problems(kind, yaml)).toBe('')
    })

    test('takes nested DAGs and templates that refer to each other', async () => {
      const text = Array.from(
        { length: 900 },
        (_, i) => `CREATE TABLE t${i + 1} AS SELECT ${'x'.repeat(1500)} FROM t${i};`,
      ).join('\n')
      const { yaml = '' } = await compile(text)
      expect(await problems('large', yaml)).toBe('')
    })

    test('really refuses what is wrong', async () => {
      const { yaml = '' } = await compile('SELECT 1;')
      expect(await problems('wrong', yaml.replace('template: step', 'template: stepp'))).not.toBe('')
    })
  },
)
