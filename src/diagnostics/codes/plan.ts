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
      'Kubernetes keeps a workflow as one object of limited size, and one step alone is larger than that. The text of a statement is part of its step: a statement that carries its data (a long INSERT … VALUES) is the usual reason. Load the data from a file or table instead.',
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
