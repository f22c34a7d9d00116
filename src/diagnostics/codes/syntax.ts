/** SF1: statements that can't be read. */
import { verbWords } from '../../../grammar/verbs.ts'
import type { CodeEntry } from './code.ts'

const train =
  'SELECT * FROM iris.train\nTO TRAIN DNNClassifier\nWITH model.n_classes = 3, model.hidden_units = [10]\nLABEL class\nINTO my_model;'

export const syntaxCodes = {
  'syntax-error': {
    code: 'SF101',
    severity: 'error',
    title: 'a statement can not be read',
    explanation:
      'The statement stops making sense at the marked place. The message says what could have stood there. Statements before and after it are read all the same.',
    bad: train.replace('INTO my_model', 'INTO'),
    good: train,
  },
  'unknown-verb': {
    code: 'SF102',
    severity: 'error',
    title: 'TO is followed by an unknown verb',
    explanation: `A query can be put TO ${verbWords.slice(0, -1).join(', ')} or ${verbWords.at(-1)}. The nearest of them is offered.`,
    bad: train.replace('TRAIN', 'TRIAN'),
    good: train,
  },
  'not-a-query': {
    code: 'SF103',
    severity: 'error',
    title: 'what stands before TO is not a query',
    explanation:
      'Training, prediction and the other verbs take the rows of a SELECT (or WITH … SELECT, or VALUES). Another statement before TO gives no rows. Make a query of it, or end it with a semicolon.',
    bad: `DESCRIBE iris.train\n${train.slice(train.indexOf('TO'))}`,
    good: train,
  },
  'missing-semicolon': {
    code: 'SF104',
    severity: 'error',
    title: 'two statements run into each other',
    explanation:
      'SHOW TRAIN is a statement of its own and follows no SELECT. The statement before it was not ended with a semicolon.',
    bad: `${train}\nSELECT * FROM iris.test SHOW TRAIN my_model;`,
    good: `${train}\nSELECT * FROM iris.test; SHOW TRAIN my_model;`,
  },
  'missing-comma': {
    code: 'SF105',
    severity: 'error',
    title: 'a comma is missing between attributes',
    explanation:
      'The attributes after WITH are separated by commas, also when each stands on a line of its own.',
    bad: train.replace('3, model', '3 model'),
    good: train,
  },
  'missing-clause': {
    code: 'SF106',
    severity: 'error',
    title: 'a clause that the statement needs is missing',
    explanation:
      'TRAIN needs INTO, PREDICT needs USING, EVALUATE needs LABEL and INTO, MAXIMIZE and MINIMIZE need WITH and INTO. Without it the step would run and then have nowhere to put its result, or nothing to work with.',
    bad: train.replace('\nINTO my_model', ''),
    good: train,
  },
  'misplaced-clause': {
    code: 'SF107',
    severity: 'error',
    title: 'a clause does not belong here',
    explanation:
      'Each verb takes its own clauses, each of them once (COLUMN may be repeated with FOR). What was written would have been ignored, so it is refused.',
    bad: `${train}\nSELECT * FROM iris.test TO EXPLAIN my_model LABEL class;`,
    good: `${train}\nSELECT * FROM iris.test TO EXPLAIN my_model;`,
  },
  'reserved-word': {
    code: 'SF108',
    severity: 'error',
    title: 'a word of the language stands where a name should',
    explanation:
      'Inside the clause after TO these words are reserved: SELECT FROM WHERE LIMIT TRAIN PREDICT EXPLAIN EVALUATE RUN MAXIMIZE MINIMIZE USING WITH CMD COLUMN FOR LABEL INTO CONSTRAINT AND OR NOT AS TO SHOW GROUP BY. A column or model of that name is written in quotes: LABEL "label".',
    bad: train.replace('LABEL class', 'LABEL label'),
    good: train.replace('LABEL class', 'LABEL "label"'),
  },
  'empty-select': {
    code: 'SF109',
    severity: 'error',
    title: 'a SELECT lists nothing',
    explanation:
      'A SELECT needs something to select. Only PostgreSQL allows an empty list, and there it means rows without columns.',
    bad: 'SELECT FROM iris.train;',
    good: 'SELECT * FROM iris.train;',
  },
  'foreign-syntax': {
    code: 'SF110',
    severity: 'error',
    title: 'this is not SQL of any dialect known here',
    explanation:
      'Text that no supported database takes: `...` for something left out, or CREATE MODEL from other products. Write out what was left out; train with SELECT … TO TRAIN.',
    bad: "CREATE MODEL my_model OPTIONS(model_type = 'linear_reg') AS SELECT * FROM iris.train;",
    good: train,
  },
  'repeated-attribute': {
    code: 'SF111',
    severity: 'error',
    title: 'an attribute is given twice',
    explanation: 'Each attribute may be given once. Which of the two values was meant can only be guessed.',
    bad: train.replace('model.n_classes = 3', 'model.n_classes = 3, model.n_classes = 4'),
    good: train,
  },
} as const satisfies Record<string, CodeEntry>
