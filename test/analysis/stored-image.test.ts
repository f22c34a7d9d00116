/** The image of a model of a store or lock is text of others: it must be an image's name before it is a workflow's. */
import { expect, test } from 'vitest'
import { compile, MemoryStore } from '../../src/index.ts'
import { metadataOf } from '../support/stores/models.ts'

const program = 'SELECT a FROM t TO PREDICT r.b USING m;'

test.each(['{{workflow.name}}', 'x; rm -rf /', 'A b', `${'a'.repeat(600)}`])(
  '%.30s is refused',
  async (image) => {
    const store = new MemoryStore({
      m: metadataOf('m', { image, engine: 'xgboost', estimator: 'xgboost.gbtree' }),
    })
    const { yaml, diagnostics } = await compile(program, {}, { store })
    expect([yaml, diagnostics.map(({ code }) => code)]).toEqual([undefined, ['SF601']])
  },
)

test('an image’s name is taken', async () => {
  const store = new MemoryStore({
    m: metadataOf('m', { image: 'team/boost:1', engine: 'xgboost', estimator: 'xgboost.gbtree' }),
  })
  expect((await compile(program, {}, { store })).yaml).toContain('team/boost:1')
})

test('TO TRAIN without a query is told', async () => {
  const { diagnostics } = await compile('TO TRAIN xgboost.gbtree LABEL b INTO m;')
  expect(diagnostics.map(({ code }) => code)).toEqual(['SF103'])
})
