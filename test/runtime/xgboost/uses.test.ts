/** EVALUATE and EXPLAIN with XGBoost, against scikit-learn's metrics and XGBoost's own SHAP values. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Ground, makePoints, missing, numbers } from '../../support/xgboost/steps.ts'

const ofClasses =
  `accuracy_score,average_precision_score,balanced_accuracy_score,brier_score_loss,cohen_kappa_score,f1_score,
fbeta_score@2,hamming_loss,hinge_loss,log_loss,precision_score,recall_score,roc_auc_score,zero_one_loss`.replace(
    '\n',
    '',
  )
const ofNumbers =
  'explained_variance_score,mean_absolute_error,mean_squared_error,mean_squared_log_error,median_absolute_error,r2_score'
const boosting = 'max_depth = 2, train.num_boost_round = 2'
const coded = `CASE name WHEN 'high' THEN 0 WHEN 'low' THEN 1 ELSE 2 END`
const multi = { objective: 'multi:softprob', num_class: 3, max_depth: 2 }

describe.skipIf(missing !== undefined)(`uses of XGBoost${missing ? ` (${missing})` : ''}`, () => {
  const ground = new Ground()
  beforeAll(async () => {
    makePoints(ground)
    const train = (objective: string, label: string, model: string): string =>
      `SELECT a, b, c, ${label} FROM points TO TRAIN xgboost.gbtree WITH objective = "${objective}", ${boosting}${objective.startsWith('multi') ? ', num_class = 3' : ''} LABEL ${label} INTO ${model};`
    await ground.succeed(
      [
        train('multi:softprob', 'name', 'soft'),
        train('multi:softmax', 'name', 'hard'),
        train('binary:logistic', 'side', 'two'),
        train('binary:logitraw', 'two', 'logits'),
        train('reg:squarederror', 'y', 'real'),
        train('rank:ndcg', 'k', 'ranks'),
      ].join('\n'),
    )
  })
  afterAll(() => ground.remove())

  test('metrics are those of scikit-learn', async () => {
    const store = await ground.store()
    const evaluate = (model: string, label: string, metrics: string): string =>
      `SELECT * FROM points TO EVALUATE ${model} WITH validation.metrics = "${metrics}" LABEL ${label} INTO ${model}_metrics;`
    await ground.succeed(
      [
        evaluate('soft', 'name', ofClasses),
        evaluate('hard', 'name', ofClasses),
        evaluate('two', 'side', ofClasses),
        evaluate('real', 'y', ofNumbers),
      ].join('\n'),
      store,
    )
    const predict = `SELECT ${numbers} FROM points`
    const from = (label: string): string => `SELECT ${label}, ${numbers} FROM points`
    const common = { predict, rounds: 2, want: 'metrics' } as const
    const [soft, two, real] = ground.direct(
      { train: from(coded), params: multi, metrics: ofClasses.split(','), ...common },
      {
        train: from(`side = 'near'`),
        params: { objective: 'binary:logistic', max_depth: 2 },
        metrics: ofClasses.split(','),
        ...common,
      },
      { train: from('y'), params: { max_depth: 2 }, metrics: ofNumbers.split(','), ...common },
    )
    const wanted = { soft, hard: soft, two, real } as Record<string, Record<string, number>>
    for (const [model, values] of Object.entries(wanted)) {
      const [row = {}, ...more] = ground.rows(`SELECT * FROM ${model}_metrics`)
      expect(more).toEqual([])
      expect(Object.keys(row)).toEqual(['loss', ...Object.keys(values)])
      for (const [name, value] of Object.entries(values))
        expect(row[name], `${model} ${name}`).toBeCloseTo(value, 6)
    }
    const [{ loss } = {}] = ground.rows('SELECT loss FROM two_metrics')
    expect(loss).toBeCloseTo(wanted['two']?.['log_loss'] ?? Number.NaN, 6)
  })

  test('without metrics there is one that suits the model; steps limit the rows', async () => {
    await ground.succeed(
      `SELECT * FROM points TO EVALUATE two LABEL side INTO plain;
SELECT * FROM points TO EVALUATE real LABEL y INTO plain_number;
SELECT * FROM points TO EVALUATE ranks LABEL k INTO plain_rank;
SELECT * FROM points TO EVALUATE logits WITH validation.metrics = "accuracy_score,roc_auc_score" LABEL two INTO raw;
SELECT * FROM points ORDER BY id TO EVALUATE two WITH validation.steps = 3, validation.batch_size = 20 LABEL side INTO some;
SELECT * FROM points WHERE id < 60 TO EVALUATE two LABEL side INTO first;`,
      await ground.store(),
    )
    expect(ground.rows('SELECT * FROM plain')).toEqual([
      { loss: expect.any(Number), accuracy_score: expect.any(Number) },
    ])
    expect(ground.rows('SELECT * FROM plain_number')).toEqual([
      { loss: expect.any(Number), mean_squared_error: expect.any(Number) },
    ])
    expect(ground.rows('SELECT * FROM plain_rank')).toEqual([{ loss: null }])
    expect(ground.rows('SELECT * FROM some')).toEqual(ground.rows('SELECT * FROM first'))
    const two = {
      train: `SELECT two, ${numbers} FROM points`,
      predict: `SELECT ${numbers} FROM points`,
      rounds: 2,
    }
    const [margins] = ground.direct({ ...two, params: { objective: 'binary:logitraw', max_depth: 2 } }) as [
      number[],
    ]
    const labels = ground.column('SELECT two FROM points')
    const right = margins.filter((margin, row) => (margin > 0 ? 1 : 0) === labels[row]).length
    expect(ground.column('SELECT accuracy_score FROM raw')).toEqual([right / labels.length])
    expect(ground.column('SELECT roc_auc_score FROM raw')[0]).toBeGreaterThan(0.7)
  })

  test('SHAP values are those of XGBoost, for each class', async () => {
    const runs = await ground.succeed(
      `SELECT id, a, b, c FROM points ORDER BY id TO EXPLAIN real INTO real_shap;
SELECT id, a, b, c FROM points ORDER BY id TO EXPLAIN soft WITH summary.plot_type = dot USING TreeExplainer INTO soft_shap;
SELECT a, b, c FROM points TO EXPLAIN two;`,
      await ground.store(),
    )
    const common = {
      predict: `SELECT ${numbers} FROM points ORDER BY id`,
      rounds: 2,
      want: 'contributions',
    } as const
    const [real, soft] = ground.direct(
      { train: `SELECT y, ${numbers} FROM points`, params: { max_depth: 2 }, ...common },
      { train: `SELECT ${coded}, ${numbers} FROM points`, params: multi, ...common },
    ) as [number[][], number[][][]]
    expect(ground.rows('SELECT * FROM real_shap')).toEqual(real.map(([a, b, c, bias]) => ({ a, b, c, bias })))
    expect(ground.rows('SELECT * FROM soft_shap')).toEqual(
      soft.flatMap((classes, sample) =>
        classes.map(([a, b, c, bias], at) => ({
          sample,
          class: ['high', 'low', 'mid'][at],
          a,
          b,
          c,
          bias,
        })),
      ),
    )
    for (const { outputs } of runs) {
      expect(outputs.get('001.png')?.subarray(1, 4).toString()).toBe('PNG')
    }
    expect(runs.at(-1)?.stdout).toMatch(/^Mean of \|SHAP value\|\n(?:[abc] {2}#* [\d.]+\n){3}$/)
    expect(runs[1]?.stdout).toContain('summary.plot_type = dot: drawn as bars')
  })

  test('XGBoostExplainer lists what trees split on, by the names of columns', async () => {
    const [run] = await ground.succeed(
      'SELECT a, b, c FROM points TO EXPLAIN real USING XGBoostExplainer INTO splits;',
      await ground.store(),
    )
    const [[weights, gains]] = ground.direct({
      train: `SELECT y, ${numbers} FROM points`,
      predict: `SELECT ${numbers} FROM points`,
      params: { max_depth: 2 },
      rounds: 2,
      want: 'scores',
    }) as [[Record<string, number>, Record<string, number>]]
    const names = ['a', 'b', 'c']
    const wanted = Object.keys(weights).map((key) => ({
      feature: names[Number(key.slice(1))],
      fscore: weights[key],
      gain: gains[key],
    }))
    const rows = ground.rows('SELECT * FROM splits ORDER BY feature')
    expect(rows).toEqual(wanted.sort((x, y) => (String(x.feature) < String(y.feature) ? -1 : 1)))
    expect(run?.stdout).toContain('feature  fscore  gain')
  })

  test('a picture is not needed', async () => {
    const [run] = await ground.run(
      'SELECT a, b, c FROM points TO EXPLAIN real WITH summary.max_display = 2, summary.title = "what \\\\$matters\\\\$", summary.sort = false;',
      { env: ground.without('matplotlib') },
      await ground.store(),
    )
    expect(run).toMatchObject({ exit: 0 })
    expect(run?.stdout).toMatch(/matters.*\na {2}#* [\d.]+\nb {2}#* [\d.]+\n\(2 of 3 features\)\n$/)
    expect([...(run?.outputs.keys() ?? [])]).toEqual(['001.txt'])
  })
})
