/** 512 real programs with the verdict that is due. */
import { describe, expect, test } from 'vitest'
import { codes } from '../../src/diagnostics/codes.ts'
import { engineOf } from '../../src/engines/table.ts'
import { compile, plan } from '../../src/index.ts'
import type { Metadata } from '../../src/metadata/metadata.ts'
import type { MetadataReader } from '../../src/stores/store.ts'
import { type CorpusProgram, corpus } from '../support/corpus.ts'
import { disagreements, undecidable } from '../support/corpus-judgement.ts'

/** Answers for every external model, with the engine that its users would expect. */
function anyModel({ text }: CorpusProgram): MetadataReader {
  const xgboost = /xgb|_xgboost_|accuracy_score|mean_squared_error|XGBoostExplainer/i.test(text)
  const estimator = xgboost ? 'xgboost.gbtree' : 'DNNClassifier'
  const metadata: Metadata = {
    formatVersion: 1,
    originalSql: 'SELECT 1 TO TRAIN …',
    select: 'SELECT 1',
    estimator,
    engine: engineOf(estimator),
    attributes: {},
    features: {},
    into: 'm',
  }
  return { url: 'memory:', readMetadata: async () => metadata, listModels: async () => [] }
}

async function errorsOf(
  program: CorpusProgram,
): Promise<readonly { code: string; message: string; start: number }[]> {
  const options = { dialect: program.dialect, path: program.file }
  const host = { store: anyModel(program) }
  const planned = await plan(program.text, options, host)
  // Programs without a statement plan to nothing; all others must compile as well.
  const result = planned.plan?.steps.length === 0 ? planned : await compile(program.text, options, host)
  return result.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, span }) => ({ code, message, start: span.start }))
}

const { programs, missing } = corpus()

describe.skipIf(missing !== undefined)(`the corpus${missing ? ` (${missing})` : ''}`, () => {
  const accepted = programs.filter(
    ({ expect: verdict, file }) => verdict === 'ok' && !disagreements.has(idOf(file)),
  )

  test(`${accepted.length} programs marked ok compile without an error`, async () => {
    const wrong: string[] = []
    for (const program of accepted) {
      // SQLFlow hands them to PAI, which no step can.
      const errors = (await errorsOf(program)).filter(({ code }) => code !== codes['unsupported-step'].code)
      if (errors.length > 0)
        wrong.push(`${program.file}: ${errors.map(({ code, message }) => `${code} ${message}`).join('; ')}`)
    }
    expect(wrong).toEqual([])
  })

  test('what is marked as a parse error is refused with a place in the program', async () => {
    const wrong: string[] = []
    for (const program of programs.filter(({ expect: verdict }) => verdict === 'parse-error')) {
      const errors = await errorsOf(program)
      if (disagreements.has(idOf(program.file))) continue
      if (errors.length === 0 || errors.some(({ start }) => start > program.text.length))
        wrong.push(program.file)
    }
    expect(wrong).toEqual([])
  })

  test('what is marked as a semantic error is reported, where the text decides it', async () => {
    const wrong: string[] = []
    for (const program of programs.filter(({ expect: verdict }) => verdict === 'semantic-error')) {
      const errors = await errorsOf(program)
      if (errors.length === 0 && !undecidable.has(idOf(program.file))) wrong.push(program.file)
    }
    expect(wrong).toEqual([])
  })

  test('the lists of exceptions hold nothing that is no exception', async () => {
    const stale: string[] = []
    for (const program of programs) {
      const id = idOf(program.file)
      if (!disagreements.has(id) && !undecidable.has(id)) continue
      const refused = (await errorsOf(program)).length > 0
      if (refused !== (program.expect === 'ok')) stale.push(program.file)
    }
    expect(stale).toEqual([])
  })

  test('a program has as many statements as the manifest says, unless it is broken', async () => {
    const wrong: string[] = []
    for (const program of programs.filter(({ expect: verdict }) => verdict === 'ok')) {
      const { program: parsed } = await plan(
        program.text,
        { dialect: program.dialect },
        { store: anyModel(program) },
      )
      if (parsed.statements.length !== program.statements) wrong.push(program.file)
    }
    expect(wrong).toEqual([])
  })
})

/** `programs/0654-….sql` → `0654` */
function idOf(file: string): string {
  return /(\d{4})-/.exec(file)?.[1] ?? file
}
