// Attributes, columns, labels, metrics, results and objectives, from source text.

import { expect, test } from 'vitest'
import { attributeCodes } from '../../src/diagnostics/codes/attributes.ts'
import { likely, nearest, oneOf } from '../../src/diagnostics/suggest.ts'
import { expand } from '../../src/engines/engine.ts'
import { engineOf, engines } from '../../src/engines/table.ts'
import { findingsOf, found, helpOf } from '../support/checked.ts'
import { growthOf, workOf } from '../support/work.ts'

const train = (estimator: string, rest: string): string =>
  `SELECT * FROM t TO TRAIN ${estimator} ${rest} INTO m`
const dnn = (attributes: string, rest = ''): string =>
  train(
    'DNNClassifier',
    `WITH model.hidden_units = [8]${attributes ? `, ${attributes}` : ''} ${rest} LABEL y`,
  )
const boosted = (attributes: string, rest = ''): string =>
  train(
    'xgboost.gbtree',
    `WITH objective = "reg:squarederror"${attributes ? `, ${attributes}` : ''} ${rest} LABEL y`,
  )
const custom = (attributes: string): string => train('my.Model', `WITH ${attributes}`)

test('one function tells the engine', () => {
  for (const name of ['xgboost.gbtree', 'XGBoost.Dart', 'XGBClassifier', 'xgbranker', 'XGBoostModel']) {
    expect(engineOf(name)).toBe('xgboost')
  }
  for (const name of ['DNNClassifier', 'sqlflow_models.X', 'my.xgboost.Model', 'gbtree', 'kmeans']) {
    expect(engineOf(name)).toBe('tensorflow')
  }
})

test('sound programs have no findings', () => {
  const programs = [
    dnn('model.n_classes = 3, train.num_ps = 2, train.num_workers = 2, train.verbose = 1'),
    dnn('model.optimizer = "AdagradOptimizer", optimizer.learning_rate = 0.01'),
    dnn(
      'model.optimizer = "adam", optimizer.beta_1 = 0.5, validation.metrics = "Accuracy,AUC", validation.steps = 2',
    ),
    dnn('model.label_vocabulary = ["a", "b"], model.dropout = 0, model.batch_norm = True'),
    boosted('eval_metric = auc, train.disk_cache = True, eta = 0.4, model.max_depth = 5'),
    boosted('eval_metric = "ndcg@5,error@0.7, rmse", lambda = 0.5, tree_method = hist, max_depth = "5"'),
    boosted('eval_metric = ["rmse", "tweedie-nloglik@1.5"], missing = nan, train.batch_size = -1'),
    train('xgbclassifier', 'LABEL y'),
    train('xgboost.XGBRegressor', 'WITH booster = gblinear, feature_selector = greedy LABEL y'),
    train('xgboost.gbtree', 'WITH objective = reg:squarederror LABEL y'),
    train('XGBRFClassifier', 'WITH num_class = 3 LABEL y'),
    train('kmeans', 'WITH center_count = 3, idx_table_name = db.t_idx, excluded_columns = class'),
    train('RandomForests', 'WITH model.tree_num = 3 LABEL y'),
    custom(
      'model.anything = [7, 0, 2], model.optimizer = "Mine", optimizer.x = 1, loss.y = 2, train.epoch = 3',
    ),
    'SELECT * FROM t TO EXPLAIN m WITH summary.plot_type = bar, summary.cmap = "x", label_col = class',
    'SELECT * FROM t TO EVALUATE m WITH validation.metrics = "Accuracy,f1_score", validation.steps = 2 LABEL y INTO e',
    'SELECT * FROM t TO PREDICT db.r.c WITH predict.extra_outputs = "score", predict.num_workers = 2 USING m',
  ]
  for (const program of programs) expect([program, ...found(program)]).toEqual([program])
})

test('unknown attributes are offered the nearest name, across prefixes', () => {
  const cases: Record<string, string> = {
    learning_rate: 'optimizer.learning_rate',
    hidden_unit: 'model.hidden_units',
    'train.bach_size': 'train.batch_size',
    epochs: 'train.epoch',
    num_class: 'model.n_classes',
    'trian.epoch': 'train.epoch',
    train_epoch: 'train.epoch',
  }
  for (const [key, name] of Object.entries(cases)) {
    const text =
      key === 'hidden_unit' ? train('DNNClassifier', `WITH ${key} = [1] LABEL y`) : dnn(`${key} = 1`)
    // What is offered in its place is not reported as missing too.
    expect(found(text)).toEqual([`unknown-attribute ${key}`])
    expect(helpOf(text)).toEqual([`perhaps \`${name}\` was meant`])
  }
  expect(helpOf(boosted('num_boost_round = 3'))).toEqual(['perhaps `train.num_boost_round` was meant'])
  expect(found(boosted('booster = dart'))).toEqual(['unknown-attribute booster'])
  expect(found(dnn('model.optimizer = Adam, optimizer.rho = 0.1'))).toEqual([
    'unknown-attribute optimizer.rho',
  ])
  expect(found(dnn('model.a = 1, constructor = 1, __proto__ = 1'))).toHaveLength(3)
  expect(helpOf(dnn('summary.plot_type = dot'))).toEqual([
    '`summary.plot_type` is an attribute of TO EXPLAIN',
  ])
})

test('what TensorFlow no longer has is refused, with what there is instead', () => {
  const trees = train('img:v1/BoostedTreesRegressor', 'WITH model.center_bias = True LABEL y')
  expect(found(trees)).toEqual(['estimator-gone BoostedTreesRegressor'])
  expect(helpOf(trees)).toEqual(['train `XGBRegressor` instead, with the parameters of XGBoost'])
  // It is no suggestion either.
  expect(found(train('BoostedTreesClasifier', 'LABEL y'))).toEqual([])
  expect(helpOf(dnn('model.warm_start_from = "/ckpt"'))).toEqual([
    'a model to begin from is named behind USING, before INTO',
  ])
  expect(found(dnn('model.loss_reduction = "none", model.activation_fn = "rellu"'))).toEqual([
    'attribute-range "none"',
    'attribute-range "rellu"',
  ])
})

test('custom estimators: free parameters, warnings for foreign prefixes, errors for what is ours', () => {
  expect(found(custom('engine.ps_num = 1, engine.type = local, gitlab.token = "x"'))).toEqual([
    'warning unchecked-attribute engine.ps_num',
    'warning unchecked-attribute gitlab.token',
  ])
  expect(helpOf(custom('eval.steps = 1'))[0]).toContain('validation.steps')
  expect(found(custom('train.shuffle = 1, validation.foo = 1, n_classes = 2'))).toEqual([
    'unknown-attribute train.shuffle',
    'unknown-attribute validation.foo',
    'unknown-attribute n_classes',
  ])
  expect(found(train('MyDNNClassifier', ''))).toEqual([])
  expect(found(train('DNNClasifier', ''))).toEqual(['warning unknown-estimator DNNClasifier'])
  expect(found(train('img:v1/gbtree', ''))).toEqual(['warning unknown-estimator gbtree'])
})

test('types', () => {
  const cases: [string, string][] = [
    ['train.epoch = 2.0', 'write `train.epoch = 2`'],
    ['train.epoch = "2"', 'write `train.epoch = 2`'],
    ['model.n_classes = three', ''],
    ['model.batch_norm = 1', 'write `model.batch_norm = true`'],
    ['validation.select = 3', 'write `validation.select = "3"`'],
    [
      'model.optimizer = Adam(0.1)',
      '`model.optimizer` takes a text, in quotes when it is more than one word',
    ],
    ['model.label_vocabulary = a', ''],
  ]
  for (const [attribute, help] of cases) {
    expect(found(dnn(attribute))[0]).toMatch(/^attribute-type /)
    expect(helpOf(dnn(attribute))).toEqual([help])
  }
  const units = train('DNNClassifier', 'WITH model.hidden_units = "10, 20" LABEL y')
  expect(found(units)).toEqual(['attribute-type "10, 20"'])
  expect(helpOf(units)).toEqual(['write `model.hidden_units = [10, 20]`'])
})

test('ranges point at the number that is wrong', () => {
  expect(
    found(dnn('train.batch_size = 0, train.verbose = 3, model.n_classes = 1, model.dropout = 1.0')),
  ).toEqual(['attribute-range 0', 'attribute-range 3', 'attribute-range 1', 'attribute-range 1.0'])
  expect(found(train('DNNRegressor', 'WITH model.hidden_units = [10, -5, 3] LABEL y'))).toEqual([
    'attribute-range -5',
  ])
  expect(
    found(boosted('eta = 1.5, train.num_workers = 129, subsample = inf, train.batch_size = -2')),
  ).toHaveLength(4)
  expect(found(dnn('train.max_steps = 99999999999999999999'))).toEqual([
    'attribute-range 99999999999999999999',
  ])
  expect(helpOf(train('xgboost.gbtree', 'WITH objective = "binary:logistics" LABEL y'))).toEqual([
    'perhaps `binary:logistic` was meant',
  ])
})

test('what XGBoost fails on after it has begun: objective and num_class', () => {
  expect(found(train('xgboost.gbtree', 'WITH eta = 0.1 LABEL y'))).toEqual([
    'missing-attribute xgboost.gbtree',
  ])
  expect(found(train('XGBRFClassifier', 'LABEL y'))).toEqual(['missing-attribute XGBRFClassifier'])
  expect(found(train('xgboost.dart', 'WITH objective = "multi:softmax" LABEL y'))).toEqual([
    'missing-attribute "multi:softmax"',
  ])
  expect(found(train('XGBClassifier', 'WITH num_class = 3 LABEL y'))).toEqual([
    'attribute-range num_class = 3',
  ])
  expect(found(boosted('model.eta = 0.1, eta = 0.2, learning_rate = 0.3'))).toEqual([
    'repeated-attribute eta',
    'repeated-attribute learning_rate',
  ])
  // A wrong objective says nothing of num_class.
  expect(found(train('xgboost.gbtree', 'WITH objective = "multi:sofmax" LABEL y'))).toEqual([
    'attribute-range "multi:sofmax"',
  ])
})

test('estimators and labels', () => {
  expect(found(train('reg/img:v1/XGBClasifier', 'LABEL y'))).toEqual(['unknown-estimator XGBClasifier'])
  expect(helpOf(train('xgboost.gbtre', 'LABEL y'))).toEqual(['perhaps `xgboost.gbtree` was meant'])
  expect(found(train('DNNClassifier', 'WITH model.hidden_units = [1]'))).toEqual(['missing-label TO TRAIN'])
  expect(found(train('XGBRegressor', ''))).toEqual(['missing-label TO TRAIN'])
  // The model that it continues from has the label.
  expect(found(train('XGBRegressor', 'USING old'))).toEqual([])
  expect(found('SELECT * FROM t LIMIT 0 TO TRAIN XGBRegressor LABEL y INTO m')).toEqual([
    'no-training-rows TO TRAIN',
  ])
})

test('column functions', () => {
  const cases: Record<string, string[]> = {
    'BUCKET(a, [-10, -5, 10.5])': [],
    'BUCKET(DENSE(a, [100]), 100)': [],
    'CATEGORY_ID(a, 512, COMMA)': [],
    "EMBEDDING(CROSS([a, b], 10), 128, 'sum')": [],
    'EMBEDDING(SPARSE(c, 10000, "-", "int", ":", "float"), 128, sum)': [],
    'WEIGHTED_CATEGORY(CATEGORY_HASH(SPARSE(f, 10, ",", "int", ":", "float"), 10))': [],
    'indicator(CATEGORY_ID("f10|f9|f4", 1000))': [],
    'DENSE(d, none, comma), DENSE(d, 4, COMMA), *, `odd(`': [],
    'DENSE("(?i)cat_.*"), DENSE("(?P<a>x)(?P=a)")': [],
    'BUCKET(a, [10, 0])': ['column-arguments 0'],
    'BUCKET(a, [5, 5])': ['column-arguments 5'],
    'BUCKET(a)': ['column-arguments BUCKET(a)'],
    'BUCKET(SPARSE(a), [1])': ['column-arguments SPARSE'],
    'cross(a, b, c)': ['column-arguments cross(a, b, c)'],
    'CROSS([a], 10)': ['column-arguments [a]'],
    'CATEGORY_ID(a, 0)': ['column-arguments 0'],
    'CATEGORY_ID(a, -3)': ['column-arguments -3'],
    'EMBEDDING(a, 8, max)': ['column-arguments max'],
    'DENSE(a, [2, -1])': ['column-arguments -1'],
    'SPARSE(a, 3, COMMA, float, ":")': ['column-arguments float'],
    'WEIGHTED_CATEGORY(a)': ['column-arguments a'],
    'a + b': ['column-arguments a + b'],
    'EMBED(a, 3)': ['unknown-column-function EMBED'],
    'INDICATOR(BUKET(a, [1]))': ['unknown-column-function BUKET'],
    'constructor(a)': ['unknown-column-function constructor'],
    'INDICATOR(CATEGORY_ID("[*", 1000))': ['column-pattern "[*"'],
  }
  for (const [column, expected] of Object.entries(cases)) {
    expect([column, ...found(dnn('', `COLUMN ${column}`))]).toEqual([column, ...expected])
  }
  expect(helpOf(dnn('', 'COLUMN cross(a, b, c)'))[0]).toContain('CROSS([a, b, c], 1000)')
})

test('columns that XGBoost does not have', () => {
  expect(
    found(boosted('', 'COLUMN EMBEDDING(CATEGORY_ID(a, 3), 2), INDICATOR(CROSS([a, b], 3)), DENSE(c, 4)')),
  ).toEqual(['unsupported-column EMBEDDING', 'unsupported-column CROSS'])
})

test('targets', () => {
  const wide = (columns: string): string =>
    train('DNNLinearCombinedRegressor', `WITH model.dnn_hidden_units = [1] ${columns} LABEL y`)
  expect(found(wide('COLUMN a FOR dnn_feature_columns COLUMN b FOR linear_feature_columns'))).toEqual([])
  expect(found(wide('COLUMN a'))).toEqual(['column-target COLUMN'])
  expect(found(wide(''))).toEqual(['column-target DNNLinearCombinedRegressor'])
  expect(found(wide('COLUMN a FOR dnn_columns'))).toEqual(['column-target dnn_columns'])
  const linear = train('DNNLinearCombinedRegressor', 'COLUMN a FOR linear_feature_columns LABEL y')
  expect(found(linear)).toEqual([])
  expect(found(boosted('', 'COLUMN a FOR feature_columns'))).toEqual([])
  expect(found(boosted('', 'COLUMN a FOR other'))).toEqual(['column-target other'])
  expect(found(custom('model.a = 1').replace('INTO', 'COLUMN a FOR x COLUMN b FOR y INTO'))).toEqual([])
  expect(found(dnn('', 'COLUMN a COLUMN b FOR feature_columns'))).toEqual(['column-target feature_columns'])
})

test('metrics', () => {
  const evaluate = (metrics: string): string =>
    `${boosted('')};\nSELECT * FROM t TO EVALUATE m WITH validation.metrics = "${metrics}" LABEL y INTO e`
  expect(found(evaluate('r2_score, mean_squared_error'))).toEqual([])
  expect(found(evaluate('accuracy_score, Accuracy'))).toEqual(['unknown-metric Accuracy'])
  expect(helpOf(evaluate('MeanSquaredError'))).toEqual(['perhaps `mean_squared_error` was meant'])
  expect(found(evaluate('auc').replaceAll(' m ', ' other '))).toEqual(['warning unknown-metric auc'])
  expect(found(dnn('validation.metrics = "accuracy"'))).toEqual(['unknown-metric accuracy'])
  expect(found(custom('validation.metrics = "Mine"'))).toEqual(['warning unknown-metric Mine'])
  expect(found(boosted('eval_metric = "rmse,ams,auc@3,ndcg@x"'))).toEqual([
    'unknown-metric ams',
    'unknown-metric auc@3',
    'unknown-metric ndcg@x',
  ])
  expect(helpOf(boosted('validation.metrics = "rmse"'))).toEqual(['`rmse` belongs to `eval_metric`'])
})

test('the result of PREDICT', () => {
  const predict = (result: string): string => `SELECT * FROM t TO PREDICT ${result} USING m`
  for (const result of ['r.c', 'db.r.c', 'project.db.r.c']) expect(found(predict(result))).toEqual([])
  expect(helpOf(predict('result'))[0]).toContain('`result.prediction`')
  expect(found(predict('a.b.c.d.e'))).toEqual(['result-column a.b.c.d.e'])
  expect(helpOf(predict('"db.r.c"'))).toEqual(['leave out the quotes: `db.r.c`'])
  expect(found('SELECT * FROM t TO EXPLAIN m USING XGBoostExplainer')).toEqual([
    'missing-clause XGBoostExplainer',
  ])
})

test('objectives and constraints', () => {
  const maximize = (objective: string, constraint: string, variables = '"amount(product)"'): string =>
    `SELECT * FROM t TO MAXIMIZE ${objective} CONSTRAINT ${constraint} WITH variables = ${variables}, var_type = Reals INTO r`
  const sound = 'SUM(price * amount)'
  const constraints: Record<string, string[]> = {
    'SUM(amount) <= capacity GROUP BY plants, amount >= -1, amount * 2 = x': [],
    'SUM(SUM(amount)) <= 1': ['optimize-expression SUM(amount)'],
    'AVG(amount) <= 1': ['optimize-expression AVG'],
    'SUM(amount)': ['optimize-expression SUM(amount)'],
    'amount <= "3"': ['optimize-expression "3"'],
    '1 <= amount <= 3': ['optimize-expression 1 <= amount <= 3'],
    'amount != 3': ['optimize-expression amount != 3'],
    'amount >= 1 AND amount <= 2': ['optimize-expression amount >= 1 AND amount <= 2'],
    'NOT amount >= 1': ['optimize-expression NOT amount >= 1'],
    'amount >= 1 GROUP BY g': ['optimize-expression amount >= 1 GROUP BY g'],
  }
  for (const [constraint, expected] of Object.entries(constraints)) {
    expect([constraint, ...found(maximize(sound, constraint))]).toEqual([constraint, ...expected])
  }
  expect(found(maximize('SUM(price)', 'amount <= 1'))).toEqual(['optimize-expression SUM(price)'])
  expect(found(maximize('SUM(amount) > 3', 'amount <= 1'))).toEqual(['optimize-expression SUM(amount) > 3'])
  const variables: Record<string, string[]> = {
    '"amount(a, b)"': [],
    '"amount"': [],
    '"amount(amount)"': [],
    '"amount(amount, b)"': ['optimize-variables "amount(amount, b)"'],
    '"amount, b"': ['optimize-variables "amount, b"'],
    '"amount(a,)"': ['optimize-variables "amount(a,)"'],
    '"amount(a"': ['optimize-variables "amount(a"'],
    '""': ['optimize-variables ""'],
    'amount(a)': ['attribute-type amount(a)'],
  }
  for (const [text, expected] of Object.entries(variables)) {
    expect([text, ...found(maximize(sound, 'amount <= 1', text))]).toEqual([text, ...expected])
  }
  expect(found('SELECT * FROM t TO MINIMIZE SUM(x) WITH solver.a = 1 INTO r')).toEqual([
    'missing-attribute TO MINIMIZE',
    'missing-attribute TO MINIMIZE',
  ])
})

test('every code has a program that gets it and one that does not', () => {
  for (const [name, { bad, good }] of Object.entries(attributeCodes)) {
    // The query in validation.select is read by another pass.
    if (name !== 'invalid-select') expect(findingsOf(bad).map((finding) => finding.name)).toEqual([name])
    expect(found(good)).toEqual([])
  }
})

test('messages stand alone on one line and have no "you"', () => {
  const messages = Object.values(attributeCodes).flatMap(({ bad }) =>
    findingsOf(bad).flatMap(({ message, help }) => [message, help ?? '']),
  )
  for (const message of messages) {
    expect(message).not.toMatch(/\n|\byour?\b/i)
    expect(message).not.toMatch(/\.$/)
  }
})

test('the tables of attributes are consistent', () => {
  for (const engine of Object.values(engines)) {
    for (const name of engine.estimators) {
      const estimator = engine.estimator(name)
      const schema = estimator && expand(estimator.train, () => undefined)
      for (const [key, spec] of Object.entries(schema?.attributes ?? {})) {
        expect(spec.doc, key).toMatch(/^\S.*\.$/)
        if (spec.sameAs !== undefined) expect(schema?.attributes, key).toHaveProperty([spec.sameAs])
        if (spec.values && spec.default !== undefined) expect(spec.values, key).toContain(spec.default)
      }
      for (const key of Object.keys(estimator?.adds ?? {})) {
        // The booster's own name sets it, so it can't be written.
        if (key !== 'booster') expect(schema?.attributes, name).toHaveProperty([key])
      }
    }
  }
})

test('near names', () => {
  expect(nearest('EVALAUTE', ['TRAIN', 'EVALUATE'])).toEqual(['EVALUATE'])
  expect(nearest('Sum', ['SUM', 'SUN'], 3)).toEqual(['SUM', 'SUN'])
  expect(nearest('xyz', ['abc', 'def'])).toEqual([])
  expect(nearest('optimizer.rho', ['optimizer.name'])).toEqual([])
  expect(likely('learning_rate', ['dnn.learning_rate', 'linear.learning_rate', 'train.rate'])).toHaveLength(2)
  expect(oneOf(['a', 'b', 'c'])).toBe('`a`, `b` or `c`')
  const many = Array.from({ length: 5000 }, (_, index) => `customer_orders_of_year_${index}`)
  expect(nearest('customer_order_of_year_4711', many)).toEqual(['customer_orders_of_year_4711'])
  expect(nearest('x'.repeat(100_000), many)).toEqual([])
})

test('a near name costs a little for each candidate, and a long word nothing', async () => {
  const load = () => import('../../src/diagnostics/suggest.ts')
  const names = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `customer_orders_of_year_${index}`)
  const growth = await growthOf(
    load,
    (suggest, count) => suggest.nearest('customer_order_of_year_4', names(count)),
    200,
  )
  expect(growth).toBeLessThan(2.2)
  const [word, longer] = await workOf(
    load,
    (suggest, length) => suggest.nearest('x'.repeat(length), names(9)),
    [100, 1e5],
  )
  expect(longer).toBe(word)
})
