/** SF3: what WITH, COLUMN, LABEL and the names of a statement say, checked against the engine. */
import type { CodeEntry } from './code.ts'

const dnn =
  'SELECT * FROM iris.train\nTO TRAIN DNNClassifier\nWITH model.n_classes = 3, model.hidden_units = [10, 10], train.epoch = 10\nLABEL class\nINTO my_dnn_model;'
const wide =
  'SELECT * FROM iris.train\nTO TRAIN DNNLinearCombinedClassifier\nWITH model.n_classes = 3, model.dnn_hidden_units = [10, 20]\nCOLUMN EMBEDDING(CATEGORY_ID(sepal_length, 20), 2) FOR dnn_feature_columns\nCOLUMN sepal_width FOR linear_feature_columns\nLABEL class\nINTO my_wide_model;'
const xgboost =
  'SELECT * FROM iris.train\nTO TRAIN xgboost.gbtree\nWITH objective = "multi:softmax", num_class = 3, train.num_boost_round = 30\nCOLUMN BUCKET(petal_length, [1, 2.5, 5])\nLABEL class\nINTO my_xgb_model;'
const trees =
  'SELECT * FROM iris.train\nTO TRAIN BoostedTreesClassifier\nWITH model.n_trees = 30, model.max_depth = 4\nLABEL class\nINTO my_trees;'
const evaluate = `${xgboost}\n\nSELECT * FROM iris.test\nTO EVALUATE my_xgb_model\nWITH validation.metrics = "accuracy_score"\nLABEL class\nINTO iris.evaluation;`
const predict = `${xgboost}\n\nSELECT * FROM iris.test\nTO PREDICT iris.prediction.class\nUSING my_xgb_model;`
const custom =
  'SELECT * FROM iris.train\nTO TRAIN my_registry/my_models:v1/my_package.MyClassifier\nWITH model.n_classes = 3, train.batch_size = 8\nLABEL class\nINTO my_custom_model;'
const optimize =
  'SELECT * FROM shop.woodcarving\nTO MAXIMIZE SUM((price - materials_cost) * amount)\nCONSTRAINT SUM(carpentry * amount) <= 80, amount <= max_num\nWITH variables = "amount(product)", var_type = "NonNegativeIntegers"\nUSING glpk\nINTO shop.woodcarving_result;'

export const attributeCodes = {
  'unknown-attribute': {
    code: 'SF301',
    severity: 'error',
    title: 'an attribute is not known',
    explanation:
      'Nothing takes an attribute of this name: not the estimator, not the training, not the optimizer that is used. It would fail when the step runs, or be ignored. Attributes of the estimator begin with `model.` (with XGBoost they may also stand alone), those of the training with `train.`, those of the measurement with `validation.`, arguments of the optimizer with `optimizer.`. The nearest known name is offered.',
    bad: dnn.replace('train.epoch = 10', 'learning_rate = 0.1'),
    good: dnn.replace('train.epoch = 10', 'optimizer.learning_rate = 0.1'),
  },
  'attribute-type': {
    code: 'SF302',
    severity: 'error',
    title: 'the value of an attribute is of the wrong type',
    explanation:
      'The attribute takes a whole number, a number, a truth value, a text or a list, and something else is written. `3` is a whole number and `3.0` is not; a number in quotes is a text. Parameters that XGBoost parses itself may be quoted.',
    bad: dnn.replace('[10, 10]', '10'),
    good: dnn,
  },
  'attribute-range': {
    code: 'SF303',
    severity: 'error',
    title: 'the value of an attribute is not allowed',
    explanation:
      'A number is outside its bounds, a text is not one of those that exist, or a value does not go with that of another attribute: `num_class`, for one, goes with `multi:` objectives only. Engines find this out only when they start to train.',
    bad: xgboost.replace('multi:softmax', 'multi:softmaxx'),
    good: xgboost,
  },
  'missing-attribute': {
    code: 'SF304',
    severity: 'error',
    title: 'a required attribute is missing',
    explanation:
      'The estimator can not be made without it: a DNN needs its hidden units, an XGBoost booster its objective, a `multi:` objective the number of classes. MAXIMIZE and MINIMIZE need `variables` and `var_type`.',
    bad: dnn.replace('model.hidden_units = [10, 10], ', ''),
    good: dnn,
  },
  'missing-label': {
    code: 'SF305',
    severity: 'error',
    title: 'LABEL is missing',
    explanation:
      "The estimator learns to predict one column from the others, and the statement does not say which. Only estimators that look for clusters, and classes of the user's own, may do without.",
    bad: xgboost.replace('LABEL class\n', ''),
    good: xgboost,
  },
  'unknown-column-function': {
    code: 'SF306',
    severity: 'error',
    title: 'a function in COLUMN is not known',
    explanation:
      'The functions of COLUMN are DENSE, SPARSE, BUCKET, CROSS, CATEGORY_ID, SEQ_CATEGORY_ID, CATEGORY_HASH, WEIGHTED_CATEGORY, EMBEDDING and INDICATOR, in any case. Anything else is computed in the SELECT, where the database has its own functions.',
    bad: xgboost.replace('BUCKET', 'BUCKETS'),
    good: xgboost,
  },
  'column-arguments': {
    code: 'SF307',
    severity: 'error',
    title: 'a column function has wrong arguments',
    explanation:
      'An argument is missing or too much, or is not what it must be: boundaries of BUCKET rise from each to the next, sizes are whole numbers above 0, CROSS takes a list of columns and then a size, a combiner is sum, mean or sqrtn.',
    bad: xgboost.replace('[1, 2.5, 5]', '[5, 2.5, 1]'),
    good: xgboost,
  },
  'unsupported-column': {
    code: 'SF308',
    severity: 'error',
    title: 'the engine has no columns of this kind',
    explanation:
      'XGBoost learns from numbers and has no layers that could hold an embedding or a cross: it takes DENSE, SPARSE, BUCKET, CATEGORY_ID, CATEGORY_HASH and INDICATOR. TensorFlow takes all of them.',
    bad: xgboost.replace('BUCKET(petal_length, [1, 2.5, 5])', 'EMBEDDING(CATEGORY_ID(petal_length, 10), 8)'),
    good: xgboost.replace('BUCKET(petal_length, [1, 2.5, 5])', 'INDICATOR(CATEGORY_ID(petal_length, 10))'),
  },
  'result-column': {
    code: 'SF309',
    severity: 'error',
    title: 'PREDICT does not name a table and a column',
    explanation:
      "What stands behind PREDICT is the column that the predictions go to, behind its table and perhaps the table's database: `table.column` or `database.table.column`. One name alone is a table without a column.",
    bad: predict.replace('iris.prediction.class', 'prediction'),
    good: predict,
  },
  'unknown-estimator': {
    code: 'SF310',
    severity: 'error',
    title: 'an estimator is not known',
    explanation:
      "A name that begins with `xgboost.` or `XGB` belongs to XGBoost, which has gbtree, gblinear and dart (behind `xgboost.`) and the classes XGBClassifier, XGBRegressor, XGBRFClassifier, XGBRFRegressor and XGBRanker, in any case. Every other name may be a class of the image's own; one that is a letter off an estimator of TensorFlow gets a warning.",
    bad: xgboost.replace('xgboost.gbtree', 'xgboost.gbtrees'),
    good: xgboost,
  },
  'column-target': {
    code: 'SF311',
    severity: 'error',
    title: 'columns go to a target that does not fit',
    explanation:
      'COLUMN … FOR says which input of the estimator the columns go to. Most have one, `feature_columns`, and need no FOR. DNNLinearCombinedClassifier and DNNLinearCombinedRegressor have two, `dnn_feature_columns` and `linear_feature_columns`. Each target is given once.',
    bad: wide.replace(' FOR linear_feature_columns', ''),
    good: wide,
  },
  'column-pattern': {
    code: 'SF312',
    severity: 'error',
    title: 'the name of a column can not be read as a pattern',
    explanation:
      'A name in COLUMN that is not plain stands for all columns of the SELECT that match it as a regular expression: `"f10|f9"`, `"cat_.*"`. This one is no regular expression. A column whose name holds such signs is written in back-quotes, and is then no pattern.',
    bad: dnn.replace('LABEL', 'COLUMN INDICATOR(CATEGORY_ID("petal_[*", 1000))\nLABEL'),
    good: dnn.replace('LABEL', 'COLUMN INDICATOR(CATEGORY_ID("petal_.*", 1000))\nLABEL'),
  },
  'no-training-rows': {
    code: 'SF313',
    severity: 'error',
    title: 'the training query has no rows',
    explanation: 'The query before TO TRAIN ends in LIMIT 0. A model of no rows can not be trained.',
    bad: xgboost.replace('iris.train', 'iris.train LIMIT 0'),
    good: xgboost.replace('iris.train', 'iris.train LIMIT 100'),
  },
  'invalid-select': {
    code: 'SF314',
    severity: 'error',
    title: 'validation.select is not a query',
    explanation:
      'The value of `validation.select` is a query of its own, run when the model is measured. It can not be read as one. A text may be quoted with \' or "; inside, the same quote is written twice.',
    bad: dnn.replace('train.epoch = 10', 'validation.select = "SELECT * FORM iris.test"'),
    good: dnn.replace('train.epoch = 10', 'validation.select = "SELECT * FROM iris.test"'),
  },
  'unknown-metric': {
    code: 'SF315',
    severity: 'error',
    title: 'a metric is not known',
    explanation:
      "XGBoost models are measured with the metrics of scikit-learn (`accuracy_score`, `mean_squared_error`), TensorFlow models with those of Keras (`Accuracy`, `MeanSquaredError`), and `eval_metric` of XGBoost takes XGBoost's own (`auc`, `ndcg@5`). Capital letters count. It is a warning for models that another program trained and for classes of the user's own, which may have metrics of their own.",
    bad: evaluate.replace('accuracy_score', 'Accuracy'),
    good: evaluate,
  },
  'optimize-variables': {
    code: 'SF316',
    severity: 'error',
    title: '`variables` can not be read',
    explanation:
      'The attribute says what to find: `"amount(product)"` looks for one amount for each product, `"shipment(plants, markets)"` for one for each pair, and `"product"` for a value in place of the column. Several columns need a name for what is found, other than theirs.',
    bad: optimize.replace('amount(product)', 'amount(product'),
    good: optimize,
  },
  'optimize-expression': {
    code: 'SF317',
    severity: 'error',
    title: 'an objective or a constraint can not be solved',
    explanation:
      'An objective is a number made of columns, variables and SUM; a constraint is one comparison of two such numbers. Constraints are separated by commas, and all of them hold. Other functions are computed in the SELECT.',
    bad: optimize.replace('<= 80,', ','),
    good: optimize,
  },
  'unchecked-attribute': {
    code: 'SF318',
    severity: 'warning',
    title: 'an attribute is handed on without a check',
    explanation:
      "The estimator is a class of the user's own, and the attribute has a prefix that only its image can know. It is handed to the step as it is written. If it was meant for the training, it begins with `train.`; for the class, with `model.`.",
    bad: custom.replace('train.batch_size = 8', 'engine.batch_size = 8'),
    good: custom,
  },
  'estimator-gone': {
    code: 'SF319',
    severity: 'error',
    title: 'an estimator no longer exists',
    explanation:
      'BoostedTreesClassifier and BoostedTreesRegressor were part of `tf.estimator`, which TensorFlow dropped with its release 2.16. XGBoost trains boosted trees: `XGBClassifier` and `XGBRegressor` take their place, with `max_depth`, `learning_rate` and `train.num_boost_round` for `max_depth`, `learning_rate` and `n_trees`. The other estimators of TensorFlow are made of Keras layers now and stay.',
    bad: trees,
    good: trees
      .replace('BoostedTreesClassifier', 'XGBClassifier')
      .replace('model.n_trees', 'train.num_boost_round'),
  },
} as const satisfies Record<string, CodeEntry>
