/** Argo's own linter takes what is compiled: examples, fixtures, the corpus, hostile text, and what is too large for one object. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CompileOptions, compile, defaultSettings, type Settings } from '../../src/index.ts'
import { argoLint } from '../support/argo-lint.ts'
import { corpus } from '../support/corpus.ts'
import { fixtures } from '../support/fixture-files.ts'
import { named } from '../support/hostile/payloads.ts'
import { programPlaces } from '../support/hostile/places.ts'
import { examples } from '../tools/examples.ts'

const linter = argoLint()
const { programs, missing } = corpus()

async function problems(yaml: string): Promise<string> {
  return linter.available ? linter.problems(yaml) : ''
}

/** The programs that compile, of many, with what Argo says of each that it does not take. */
async function judgeEach(
  texts: ReadonlyMap<string, readonly [text: string, options: CompileOptions]>,
): Promise<{ compiled: number; refused: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-lint-'))
  try {
    const names = new Map<string, string>()
    for (const [name, [text, options]] of texts) {
      const { yaml } = await compile(text, { path: 'program.sql', offline: true, ...options })
      if (yaml === undefined) continue
      const file = join(folder, `${names.size}.yaml`)
      writeFileSync(file, yaml)
      names.set(file, name)
    }
    const { perFile } = linter.available
      ? await linter.lint([...names.keys()], 'each')
      : { perFile: new Map<string, string | undefined>() }
    const refused = [...perFile].filter(([, problem]) => problem !== undefined)
    return {
      compiled: names.size,
      refused: refused.map(([file, problem]) => `${names.get(file)}: ${problem}`),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe.skipIf(!linter.available)(
  `Argo’s own offline lint${linter.available ? '' : ` (left out: ${linter.reason})`}`,
  () => {
    test('takes every example and fixture', async () => {
      for (const example of examples()) expect(await problems(readFileSync(example.output, 'utf8'))).toBe('')
      for (const { expected } of fixtures('argo'))
        expect(await problems(readFileSync(expected.replace(/\.out$/, '.yaml'), 'utf8'))).toBe('')
    })

    test.each(['WorkflowTemplate', 'CronWorkflow'] as const)('takes a %s', async (kind) => {
      const { workflow } = defaultSettings
      const settings = {
        ...defaultSettings,
        workflow: { ...workflow, kind, cron: { ...workflow.cron, schedules: ['0 3 * * *'] } },
      }
      const { yaml = '' } = await compile('SELECT 1; SELECT 2 TO RUN a/b:1 CMD "x";', { settings })
      expect(await problems(yaml)).toBe('')
    })

    test('takes nested DAGs and templates that refer to each other', async () => {
      const text = Array.from(
        { length: 900 },
        (_, i) => `CREATE TABLE t${i + 1} AS SELECT ${'x'.repeat(1500)} FROM t${i};`,
      ).join('\n')
      const { yaml = '' } = await compile(text)
      expect(yaml.match(/^---$/gm)?.length).toBeGreaterThan(1)
      expect(await problems(yaml)).toBe('')
    })

    const whole: Settings = { ...defaultSettings, plan: { ...defaultSettings.plan, fuse: false } }
    const memoized: Settings = {
      ...defaultSettings,
      workflow: { ...defaultSettings.workflow, memoize: { cache: 'done', maxAge: '24h' } },
    }
    describe.skipIf(missing !== undefined)(`the corpus${missing ? ` (left out: ${missing})` : ''}`, () => {
      test.each([
        ['fused', defaultSettings],
        ['not fused', whole],
        ['memoized', memoized],
      ])('takes every program of it, %s', async (_, settings) => {
        const texts = programs.map(
          ({ file, text, dialect }) => [file, [text, { dialect, settings }]] as const,
        )
        const { compiled, refused } = await judgeEach(new Map(texts))
        expect(refused).toEqual([])
        expect(compiled).toBeGreaterThan(200)
      })
    })

    test('takes hostile text in every place of a program', async () => {
      const texts = programPlaces.flatMap(({ name, write }) =>
        named.flatMap(([kind, payload]) => {
          const text = write(payload)
          return text === undefined ? [] : [[`${name}, ${kind}`, [text, {}]] as const]
        }),
      )
      const { compiled, refused } = await judgeEach(new Map(texts))
      expect(refused).toEqual([])
      expect(compiled).toBeGreaterThan(200)
    })

    test('really refuses what is wrong', async () => {
      const { yaml = '' } = await compile('SELECT 1;')
      expect(await problems(yaml.replace('template: step', 'template: stepp'))).not.toBe('')
    })
  },
)
