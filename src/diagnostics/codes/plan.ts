/** SF6: the plan, the workflow and the settings; SF9: our own faults. */
import type { CodeEntry } from './code.ts'

const train = (image: string): string =>
  `SELECT * FROM iris.train\nTO TRAIN ${image}/xgboost.gbtree\nWITH objective = "reg:squarederror"\nLABEL class\nINTO my_model;`

export const planCodes = {
  'invalid-image': {
    code: 'SF601',
    severity: 'error',
    title: 'this can not be the name of an image',
    explanation:
      'An image is named registry/repository:tag or registry/repository@sha256:digest, in lower case. It goes into the workflow as it is written, so what could not be pulled, or would be read as a template of Argo, is refused here.',
    bad: train('My_Registry//Image'),
    good: train('my_registry/image:1.0'),
  },
  'too-large': {
    code: 'SF602',
    severity: 'error',
    title: "the workflow does not fit into Argo's limits",
    explanation:
      'Kubernetes keeps a workflow as one object of limited size, and a pod has its step in one variable of limited size (limits.podBytes); one step alone is larger than that. The text of a statement is part of its step: a statement that carries its data (a long INSERT … VALUES) is the usual reason. Load the data from a file or table instead.',
    bad: `INSERT INTO t VALUES ('${'x'.repeat(400)}');`,
    good: 'INSERT INTO t SELECT * FROM s;',
  },
  'ignored-setting': {
    code: 'SF603',
    severity: 'warning',
    title: 'a setting has no effect',
    explanation:
      'A variable or setting of SQLFlow has no counterpart here. The message says what to use instead.',
    bad: 'SELECT 1;',
    good: 'SELECT 1;',
  },
  'invalid-setting': {
    code: 'SF604',
    severity: 'error',
    title: 'a setting can not be used',
    explanation:
      'A flag, a SQLFLOW_ variable or a line of sqlflow.yaml has a value of the wrong kind, or a name that is not known. The JSON Schema that is published with the package lists all settings; editors can check sqlflow.yaml with it.',
    bad: 'SELECT 1;',
    good: 'SELECT 1;',
  },
  'not-memoized': {
    code: 'SF605',
    severity: 'note',
    title: 'a step can not be skipped, though there is a cache',
    explanation:
      'With `workflow.memoize.cache`, Argo skips a step that was done before. That is safe only where all that the outcome hangs on is part of the key: the statement, the image, the compiler, and the versions of the tables and models that it reads. A version is known when a memoized step of the program makes the table, when `tables.versions` in sqlflow.yaml tells it, or `-- sqlflow-version: …` above the statement. A step that adds to a table, that has no table to show for it, or that asks for the time, is run each time.',
    bad: 'DROP TABLE IF EXISTS today;\nCREATE TABLE today AS SELECT * FROM orders;',
    good: 'DROP TABLE IF EXISTS today;\n-- sqlflow-version: 2026-11-22\nCREATE TABLE today AS SELECT * FROM orders;',
  },
  'unsupported-data-source': {
    code: 'SF606',
    severity: 'error',
    title: 'steps can not open the data source',
    explanation:
      'A step connects to the data source with a driver in Python, and this release has drivers for some kinds of databases only. On any other the workflow would be made, and its first step would fail. Programs in the dialects of the others are read, checked and drawn all the same: leave the data source out and name the dialect.',
    bad: 'SELECT * FROM iris.train;',
    good: 'SELECT * FROM iris.train;',
  },
  'unsupported-step': {
    code: 'SF607',
    severity: 'error',
    title: 'no step of this release can do this',
    explanation:
      'SQLFlow handed some of its work to services that are not part of this: the algorithms of PAI (`KMeans`, `RandomForests`) run on PAI alone. The files of models that SQLFlow saved are of its own Python, and steps can not load them; their metadata can be shown. Train the model again with an estimator that steps run.',
    bad: 'SELECT * FROM iris.train\nTO TRAIN RandomForests\nWITH tree_num = 3\nLABEL class\nINTO my_model;',
    good: 'SELECT * FROM iris.train\nTO TRAIN XGBRFClassifier\nWITH num_class = 3\nLABEL class\nINTO my_model;',
  },
  'unknown-framework': {
    code: 'SF608',
    severity: 'warning',
    title: 'an estimator of a framework that steps do not run',
    explanation:
      'The beginning of the name is that of a framework which no engine here runs, so the estimator is taken for a class of the image, with the interface of a Keras model. The usual image has no such class, and training would fail. Name an image that has one, before the estimator or with images.default in sqlflow.yaml.',
    bad: 'SELECT * FROM iris.train\nTO TRAIN lightgbm.LGBMClassifier\nWITH model.n_estimators = 10\nLABEL class\nINTO my_model;',
    good: 'SELECT * FROM iris.train\nTO TRAIN my_registry/boosting:1.0/lightgbm.LGBMClassifier\nWITH model.n_estimators = 10\nLABEL class\nINTO my_model;',
  },
  'internal-error': {
    code: 'SF901',
    severity: 'error',
    title: 'a fault of the compiler itself',
    explanation:
      'Something that can not happen has happened. The program is not to blame. Please report it with the program that shows it.',
    bad: 'SELECT 1;',
    good: 'SELECT 1;',
  },
} as const satisfies Record<string, CodeEntry>
