/** SF2: models, their producers and their uses. */
import type { CodeEntry } from './code.ts'

const train =
  'SELECT * FROM iris.train\nTO TRAIN xgboost.gbtree\nWITH objective = "multi:softmax", num_class = 3\nLABEL class\nINTO my_model;'
const predict = 'SELECT * FROM iris.test\nTO PREDICT iris.result.class\nUSING my_model;'

export const modelCodes = {
  'model-dropped': {
    code: 'SF201',
    severity: 'error',
    title: 'a model is used after it was dropped',
    explanation:
      'A model in a database is the table of its name: DROP TABLE drops the model, RENAME moves it. The statement that uses it comes later in the program and would find nothing. Move the DROP behind the last use, or train again in between.',
    bad: `${train}\nDROP TABLE my_model;\n${predict}`,
    good: `${train}\n${predict}\nDROP TABLE my_model;`,
  },
  'trained-later': {
    code: 'SF202',
    severity: 'warning',
    title: 'a model is used before the program trains it',
    explanation:
      'The use stands before the TRAIN that makes a model of this name, so it refers to a model of an earlier day. The training waits for the use and then replaces that model. If the new model was meant, move the TRAIN up.',
    bad: `${predict}\n${train}`,
    good: `${train}\n${predict}`,
  },
  'model-not-found': {
    code: 'SF203',
    severity: 'error',
    title: 'a model is not known',
    explanation:
      "No earlier TRAIN of the program makes a model of this name, and the model store does not have it (or no store was given). The image and the engine of the step are part of the model's metadata, so the step can not be made without it.",
    bad: predict.replace('my_model', 'my_modle'),
    good: `${train}\n${predict}`,
  },
  'store-failed': {
    code: 'SF204',
    severity: 'error',
    title: 'the model store could not be read',
    explanation:
      'The store that should hold the model did not answer, refused, or took longer than the deadline. Nothing is wrong with the program itself. Check the address and the credentials, or train the model in the same program.',
    bad: predict,
    good: `${train}\n${predict}`,
  },
  'not-a-model': {
    code: 'SF205',
    severity: 'error',
    title: 'a table is used as a model',
    explanation:
      'Models live in tables, but not every table is a model: the program itself makes the table of this name with ordinary SQL or as a result table, so there is no model behind it when it is used.',
    bad: `CREATE TABLE my_model (id INT);\n${predict}`,
    good: `${train}\n${predict}`,
  },
  'engine-mismatch': {
    code: 'SF206',
    severity: 'error',
    title: 'training continues from a model of another engine',
    explanation:
      'TRAIN … USING continues from a trained model. An XGBoost booster can not continue from a TensorFlow model, nor the other way round. Continue with an estimator of the same engine, or leave USING out.',
    bad: `${train}\nSELECT * FROM iris.train\nTO TRAIN DNNClassifier\nWITH model.n_classes = 3, model.hidden_units = [10]\nLABEL class\nUSING my_model\nINTO my_dnn;`,
    good: `${train}\nSELECT * FROM iris.train\nTO TRAIN xgboost.gbtree\nWITH objective = "multi:softmax", num_class = 3\nLABEL class\nUSING my_model\nINTO my_second;`,
  },
  'unreadable-model': {
    code: 'SF207',
    severity: 'error',
    title: 'a model in the store is of no use',
    explanation:
      'The store has a model of this name, but its metadata can not be used: the data contradict themselves (a block is missing, a length is larger than what is there), a newer release wrote them, or the model was trained by something that no image holds. Train the model again, or restore it from a copy.',
    bad: predict,
    good: `${train}\n${predict}`,
  },
  'model-altered': {
    code: 'SF208',
    severity: 'warning',
    title: 'ordinary SQL changes the table of a model',
    explanation:
      'The table of this name holds a trained model. Rows inserted, updated or deleted by ordinary SQL damage it, and the next use fails when it loads the model. Write to another table.',
    bad: `${train}\nINSERT INTO my_model VALUES (1, 2);\n${predict}`,
    good: `${train}\n${predict}`,
  },
  'stale-lock': {
    code: 'SF209',
    severity: 'warning',
    title: 'a model is not as it was pinned',
    explanation:
      'sqlflow.lock.json holds the metadata of models that were trained elsewhere, so that a program compiles the same offline. The store now has other metadata for this model: it was trained again or replaced. The program is compiled with what the store says. With --locked this is an error. If the new model is meant, run `sqlflowc model pin` on the program and commit the file.',
    bad: predict,
    good: `${train}\n${predict}`,
  },
  'not-pinned': {
    code: 'SF210',
    severity: 'error',
    title: 'a model is not pinned',
    explanation:
      'With --locked every model that the program does not train itself must be in sqlflow.lock.json, so that nothing but what was reviewed is compiled. Run `sqlflowc model pin` on the program and commit the file.',
    bad: predict,
    good: `${train}\n${predict}`,
  },
} as const satisfies Record<string, CodeEntry>
