/** The examples that bring their own data really run: from the emitted workflow, on an SQLite file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore } from '../../src/index.ts'
import { stepPython } from '../support/python.ts'
import { projectRoot } from '../support/shared.ts'
import { StepPlace } from '../support/steps.ts'

const { python = '', missing } = stepPython()
const program = (path: string): string => readFileSync(join(projectRoot, 'examples', path), 'utf8')

describe.skipIf(missing !== undefined)(`examples${missing === undefined ? '' : ` (${missing})`}`, () => {
  let place: StepPlace
  beforeEach(() => {
    place = new StepPlace(python)
  })
  afterEach(() => place.remove())

  test('iris with XGBoost', async () => {
    const runs = await place.done(program('iris-xgboost/program.sql'))
    const [metrics] = place.rows('SELECT * FROM iris_metrics')
    expect(Number(metrics?.['accuracy_score'])).toBeGreaterThan(0.9)
    expect(
      place.rows('SELECT DISTINCT predicted FROM iris_result ORDER BY 1').map((row) => row['predicted']),
    ).toEqual(['setosa', 'versicolor', 'virginica'])
    const plots = runs.flatMap(({ outputs }) => [...outputs].filter(([name]) => name.endsWith('.png')))
    expect(plots.map(([, png]) => png.subarray(1, 4).toString())).toEqual(['PNG'])
  })

  test('iris with a neural network', async () => {
    const runs = await place.done(program('iris-dnn/program.sql'))
    const [metrics] = place.rows('SELECT * FROM iris_metrics')
    expect(Number(metrics?.['Accuracy'])).toBeGreaterThan(0.9)
    expect(
      place.rows(
        'SELECT predicted, count(*) > 5 AS many, min(probability) > 0.3 AS likely FROM iris_result GROUP BY 1 ORDER BY 1',
      ),
    ).toEqual(['setosa', 'versicolor', 'virginica'].map((predicted) => ({ predicted, many: 1, likely: 1 })))
    expect(place.rows('SELECT count(*) AS n FROM iris_explained')).toEqual([{ n: 90 }])
    expect(
      runs.flatMap(({ outputs }) => [...outputs.keys()]).filter((name) => name.endsWith('.png')),
    ).toHaveLength(1)
  })

  test('prices of houses, explained', async () => {
    const runs = await place.done(program('housing-explain/program.sql'))
    expect(Number(place.rows('SELECT * FROM price_metrics')[0]?.['r2_score'])).toBeGreaterThan(0.95)
    const text = runs.map(({ stdout }) => stdout).join('')
    expect(text.indexOf('metres')).toBeGreaterThan(0)
    expect(place.rows('SELECT count(*) AS n FROM price_explained')).toEqual([{ n: 400 }])
  })

  test('wood carving', async () => {
    await place.done(program('wood-carving/program.sql'))
    expect(place.rows('SELECT product, amount FROM woodcarving_result')).toEqual([
      { product: 'soldier', amount: 20 },
      { product: 'train', amount: 60 },
    ])
  })

  test('train today, predict tomorrow: another program finds the model in the store', async () => {
    await place.done(program('train-today-predict-tomorrow/program.sql'))
    const store = await openStore(`sqlite:${place.path}`)
    const runs = await place.done(program('train-today-predict-tomorrow/tomorrow.sql'), { store })
    await store.close()
    expect(runs.map(({ task }) => task)).toContain('s004-predict-bought')
    expect(place.rows('SELECT id, bought FROM forecast ORDER BY id')).toEqual([
      { id: 1, bought: 0 },
      { id: 2, bought: 1 },
      { id: 3, bought: 1 },
    ])
  })
})
