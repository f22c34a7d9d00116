/** What other programs read follows the schemas that are published with it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { analyze, plan } from '../../src/index.ts'
import { render as renderGraph } from '../../src/views/graph-json.ts'
import { render as renderPlan } from '../../src/views/plan-json.ts'
import { corpus } from '../support/corpus.ts'
import { projectRoot } from '../support/shared.ts'
import { examples } from '../tools/examples.ts'

function validator(name: string): (text: string) => string[] {
  const schema = JSON.parse(readFileSync(join(projectRoot, 'src/schema', `${name}.schema.json`), 'utf8'))
  const check = new Ajv2020({ allErrors: true }).compile(schema)
  return (text) =>
    check(JSON.parse(text))
      ? []
      : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const graphProblems = validator('graph')
const planProblems = validator('plan')

describe('graph', () => {
  test('of the design’s example', () => {
    const text = `SELECT * FROM my_db.train_table
TO TRAIN my_docker_registry/my_docker_image:latest/MyDNNClassifier
WITH model.n_classes = 2
LABEL class
INTO my_model;
SELECT * FROM my_db.test_table TO PREDICT my_db.result.class USING my_model;`
    const graph = JSON.parse(renderGraph(analyze(text)))
    const end = text.indexOf(';') + 1
    expect(graph.statements[0]).toEqual({
      index: 0,
      kind: 'train',
      span: { start: 0, end, line: 1, column: 1, endLine: 5, endColumn: 15 },
      reads: ['my_db.train_table'],
      writes: [],
      models: { reads: [], writes: ['my_model'] },
      unknown: false,
    })
    expect(graph.edges).toEqual([
      { from: 0, to: 1, reasons: [{ kind: 'read-after-write', resource: 'model:my_model' }] },
    ])
  })

  test.each(examples().map(({ name, program }) => ({ name, program })))('of $name', ({ program }) => {
    expect(graphProblems(renderGraph(analyze(program)))).toEqual([])
  })

  const { programs, missing } = corpus()
  test.skipIf(missing !== undefined)(`of the corpus${missing ? ` (${missing})` : ''}`, () => {
    for (const { text, dialect, file } of programs.filter((program) => program.expect === 'ok')) {
      expect(graphProblems(renderGraph(analyze(text, { dialect }))), file).toEqual([])
    }
  })
})

describe('plan', () => {
  test.each(examples().map((example) => ({ name: example.name, example })))(
    'of $name',
    async ({ example }) => {
      const result = await example.compile()
      expect(result.plan).toBeDefined()
      expect(planProblems(renderPlan(result))).toEqual([])
    },
  )

  test('of the design’s example', async () => {
    const text =
      'SELECT 1 TO TRAIN my_docker_registry/my_docker_image:latest/MyDNNClassifier LABEL class INTO my_model;\nSELECT 1 TO PREDICT my_db.t.class USING my_model;'
    const { steps } = JSON.parse(renderPlan(await plan(text)))
    expect(steps[1]).toMatchObject({
      id: 's002-predict-class',
      statements: [1],
      kind: 'predict',
      engine: 'tensorflow',
      image: 'my_docker_registry/my_docker_image:latest',
      dependsOn: ['s001-train-my-model'],
      model: { name: 'my_model', from: 'program', producer: { statement: 0, line: 1, column: 1 } },
    })
    expect(steps[1].metadata).toMatchObject({
      estimator: 'MyDNNClassifier',
      label: 'class',
      into: 'my_model',
    })
  })
})
