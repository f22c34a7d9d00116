/** What ends a step of XGBoost with one line that says what is wrong, and leaves what was there before. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { metadataOf } from '../../support/stores/models.ts'
import { Ground, makePoints, missing } from '../../support/xgboost/steps.ts'

describe.skipIf(missing !== undefined)(`errors of XGBoost${missing ? ` (${missing})` : ''}`, () => {
  const ground = new Ground()
  beforeAll(async () => {
    makePoints(ground)
    await ground.succeed(`SELECT a, b, side FROM points TO TRAIN XGBClassifier LABEL side INTO sides;
SELECT a, b, y FROM points TO TRAIN XGBRegressor LABEL y INTO numbers;`)
  })
  afterAll(() => ground.remove())

  test.each([
    [
      'SELECT a, c FROM points TO PREDICT r.y USING numbers;',
      'the SELECT has no column `b`, which the model `numbers` was trained with; it has `a`, `c`',
    ],
    [
      'SELECT a, b, id AS P FROM points TO PREDICT r.p USING numbers;',
      'the result would have two columns `p`: choose another name behind TO PREDICT',
    ],
    [
      'SELECT a, b, a AS B2, b AS b2 FROM points TO PREDICT r.p USING numbers;',
      'the result would have two columns `b2`: rename one of them in the SELECT',
    ],
    [
      'SELECT a, a, b FROM points TO PREDICT r.p USING numbers;',
      'the SELECT has two columns `a`: give one of them another name with AS',
    ],
    [
      "SELECT 'x' AS a, b FROM points TO PREDICT r.p USING numbers;",
      "column `a` holds 'x' among numbers: for texts write CATEGORY_HASH(a, n)",
    ],
    [
      'SELECT 9e999 AS a, b FROM points TO PREDICT r.p USING numbers;',
      'column `a` holds an infinite number, or one too large for XGBoost',
    ],
    [
      'SELECT a, b FROM points TO PREDICT r.p WITH predict.extra_outputs = "leaf" USING sides;',
      'predict.extra_outputs: XGBoost has no `leaf`; it has probabilities and probability',
    ],
    [
      'SELECT a, b FROM points TO PREDICT r.p WITH predict.extra_outputs = "probability" USING numbers;',
      'predict.extra_outputs: the objective reg:squarederror has no probability',
    ],
  ])('%s', async (program, message) => {
    ground.sql('DROP TABLE IF EXISTS r; CREATE TABLE r (old INT); INSERT INTO r VALUES (1)')
    expect(await ground.failure(program, await ground.store())).toBe(message)
    expect(ground.rows('SELECT * FROM r')).toEqual([{ old: 1 }])
  })

  test.each([
    [
      'SELECT a, b, side FROM points TO EVALUATE sides WITH validation.metrics = "accuracy_score, mean_squared_error" LABEL side INTO r;',
      'mean_squared_error is for numbers, and the classes of this model are texts',
    ],
    [
      'SELECT a, b, y FROM points TO EVALUATE numbers WITH validation.metrics = "roc_auc_score" LABEL y INTO r;',
      'roc_auc_score is for models that predict classes, and this one predicts numbers',
    ],
    [
      "SELECT a, b, side FROM points WHERE side = 'near' TO EVALUATE sides WITH validation.metrics = roc_auc_score LABEL side INTO r;",
      'roc_auc_score needs rows of every class, and there are none of class number 0',
    ],
    [
      'SELECT a, b, c AS side FROM points WHERE c IS NOT NULL TO EVALUATE sides LABEL side INTO r;',
      /^the label `side` holds '\w+', which the model has not learned$/,
    ],
    [
      'SELECT a, b FROM points TO EVALUATE sides LABEL side INTO r;',
      'the SELECT has no column `side`, which LABEL names; it has `a`, `b`',
    ],
    [
      'SELECT a, b, side FROM points WHERE 0 TO EVALUATE sides LABEL side INTO r;',
      'the SELECT gives no rows to evaluate on',
    ],
    ['SELECT a, b FROM points WHERE 0 TO EXPLAIN sides INTO r;', 'the SELECT gives no rows to explain'],
    [
      'SELECT a FROM points TO EXPLAIN sides INTO r;',
      'the SELECT has no column `b`, which the model `sides` was trained with; it has `a`',
    ],
  ])('%s', async (program, message) => {
    ground.sql('DROP TABLE IF EXISTS r; CREATE TABLE r (old INT); INSERT INTO r VALUES (1)')
    const failure = await ground.failure(program, await ground.store())
    if (typeof message === 'string') expect(failure).toBe(message)
    else expect(failure).toMatch(message)
    expect(ground.rows('SELECT * FROM r')).toEqual([{ old: 1 }])
  })

  const label = { column: 'y', type: 'float32', shape: [] }
  const fields = { a: { type: 'int64', format: 'plain', shape: [1] } }
  const targets = { feature_columns: [{ function: 'NUMERIC', field: 'a' }] }
  test.each([
    ['nothing', 'derivedFeatures is not of version 1'],
    [{ version: 1, fields, targets: {}, label }, undefined],
    [{ version: 1, fields: { a: { ...fields.a, shape: [-1] } }, targets, label }, '`a` has no shape'],
    [
      {
        version: 1,
        fields,
        targets: { feature_columns: [{ function: 'CATEGORY_ID', field: 'a', size: 1e18 }] },
        label,
      },
      'CATEGORY_ID has no size',
    ],
    [
      {
        version: 1,
        fields,
        targets: { feature_columns: [{ function: 'NUMERIC', field: '__class__' }] },
        label,
      },
      'NUMERIC has no field',
    ],
    [{ version: 1, fields, targets, label: { ...label, classes: [[]] } }, 'classes are no list'],
  ])('features that training would not write (%#)', async (derivedFeatures, fault) => {
    const made = metadataOf('odd', { estimator: 'XGBRegressor', attributes: {}, label: 'y', derivedFeatures })
    await (await ground.store()).saveModel('odd', made, new Blob(['no model']), AbortSignal.timeout(60_000))
    const failure = await ground.failure(
      'SELECT a FROM points TO PREDICT r.p USING odd;',
      await ground.store(),
    )
    expect(failure).toBe(
      fault
        ? `the model \`odd\` does not know its features (${fault}): train it again`
        : 'the model `odd` does not know its label and features: train it again',
    )
  })

  test('rounds have two names', async () => {
    const both = `SELECT a, y FROM points TO TRAIN XGBRegressor WITH n_estimators = 3, train.num_boost_round = 4 LABEL y INTO m;`
    await expect(ground.run(both)).rejects.toThrow('two names of one attribute')
    await ground.succeed(both.replace('XGBRegressor', 'XGBRFRegressor'))
  })

  test('bytes that are no model', async () => {
    const derivedFeatures = { version: 1, fields, targets, label }
    const made = metadataOf('bytes', {
      estimator: 'XGBRegressor',
      attributes: {},
      label: 'y',
      derivedFeatures,
    })
    await (await ground.store()).saveModel('bytes', made, new Blob(['no model']), AbortSignal.timeout(60_000))
    const failure = await ground.failure(
      'SELECT a FROM points TO PREDICT r.p USING bytes;',
      await ground.store(),
    )
    expect(failure).toMatch(/^the model `bytes` can't be loaded: XGBoost says: /)
  })

  const regression = 'TO TRAIN XGBRegressor LABEL'
  test.each([
    [`SELECT a FROM points WHERE 0 ${regression} a INTO m;`, 'the SELECT gives no rows to train on'],
    [
      `SELECT a, b FROM points ${regression} z INTO m;`,
      'the SELECT has no column `z`, which LABEL names; it has `a`, `b`',
    ],
    [
      `SELECT a, y, y FROM points ${regression} y INTO m;`,
      'the SELECT has two columns `y`: give one of them another name with AS',
    ],
    [
      `SELECT a, name FROM points ${regression} name INTO m;`,
      "the label `name` holds 'high': the objective reg:squarederror learns numbers",
    ],
    [
      `SELECT a, CASE WHEN id < 2 THEN y END AS y FROM points ${regression} y INTO m;`,
      'the label `y` is NULL in row 3: leave out such rows with WHERE',
    ],
    [`SELECT y FROM points ${regression} y INTO m;`, 'the SELECT has no column that can be a feature'],
    [
      'SELECT a, name FROM points TO TRAIN XGBClassifier LABEL name INTO m;',
      /^the label `name` has more than 2 different values \('.*', …\), and the objective binary:logistic tells 2 classes apart$/,
    ],
    [
      'SELECT a, y FROM points TO TRAIN XGBClassifier LABEL y INTO m;',
      /^the label `y` holds [\d.]+, which is no class: a whole number or a text$/,
    ],
    [
      'SELECT a, -y AS y FROM points TO TRAIN xgboost.gbtree WITH objective = "reg:gamma" LABEL y INTO m;',
      'training failed: XGBoost says: `base_score` must be greater than 0 for gamma regression',
    ],
    [
      `SELECT '1,2' || CASE WHEN id > 3 THEN ',3' ELSE '' END AS v, y FROM points ${regression} y INTO m;`,
      'column `v` holds 2 values in one row and 3 in another: if they are places, write SPARSE(v, n, COMMA)',
    ],
    [
      `SELECT '1,2' AS v, y FROM points TO TRAIN XGBRegressor COLUMN DENSE(v, 3, COMMA) LABEL y INTO m;`,
      "column `v` holds 2 values in '1,2', not 3",
    ],
    [
      `SELECT a, y FROM points TO TRAIN XGBRegressor COLUMN CATEGORY_ID(a, 3) LABEL y INTO m;`,
      /^column `a` holds the category -?\d+, and its categories are 0 to 2: give the size in CATEGORY_ID\(a, n\)$/,
    ],
    [
      `SELECT c, y FROM points TO TRAIN XGBRegressor COLUMN CATEGORY_ID(c, 3) LABEL y INTO m;`,
      'CATEGORY_ID(c, 3): the column holds 5 different texts',
    ],
    [
      `SELECT a, y FROM points TO TRAIN XGBRegressor COLUMN BUCKET(b, [1]) LABEL y INTO m;`,
      'the SELECT has no column `b`, which COLUMN names; it has `a`, `y`',
    ],
    [
      `SELECT a, y FROM points TO TRAIN XGBRegressor COLUMN y LABEL y INTO m;`,
      'COLUMN names the label `y`, which is no feature',
    ],
    [
      `SELECT x'00' AS v, y FROM points TO TRAIN XGBRegressor COLUMN v LABEL y INTO m;`,
      "column `v` holds binary data, which can't be a feature: leave it out of the SELECT",
    ],
    [
      'SELECT a, y FROM points TO TRAIN XGBRegressor WITH train.early_stopping_rounds = 2 LABEL y INTO m;',
      'train.early_stopping_rounds needs validation.select: rows to see when to stop',
    ],
    [
      'SELECT a, y FROM points TO TRAIN XGBRegressor WITH validation.select = "SELECT a, y FROM points", validation.metrics = accuracy_score LABEL y INTO m;',
      'accuracy_score is for models that predict classes, and this one predicts numbers',
    ],
    [
      'SELECT a, y FROM points TO TRAIN XGBRegressor WITH monotone_constraints = "(1,1,1)" LABEL y INTO m;',
      /^training failed: XGBoost says: /,
    ],
  ])('%s', async (program, message) => {
    if (typeof message === 'string') expect(await ground.failure(program)).toBe(message)
    else expect(await ground.failure(program)).toMatch(message)
  })
})
