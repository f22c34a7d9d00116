/**
 * Where the corpus' labels and this compiler part, each with the reason. Everything else is as labelled;
 * a test fails when an entry is no longer needed.
 */

const noResultColumn =
  'TO PREDICT names a table without a column: the test it is from only parses; the same product refuses it before running'
const otherAttributes = (what: string): string =>
  `${what}: the test it is from only parses; SQLFlow's own attribute check refuses it, after training has begun`
const noHiddenUnits =
  'a DNN without model.hidden_units: the same omission is labelled a semantic error in 0336, and the estimator can not be made without it'

/** Labels held to be wrong. */
export const disagreements: ReadonlyMap<string, string> = new Map([
  ...[
    '0002',
    '0005',
    '0007',
    '0011',
    '0014',
    '0016',
    '0020',
    '0023',
    '0025',
    '0029',
    '0032',
    '0034',
    '0038',
    '0041',
    '0043',
    '0047',
    '0050',
    '0052',
    '0056',
    '0059',
    '0061',
  ].map((id): [string, string] => [id, noResultColumn]),
  ['0162', otherAttributes('train.optimizer is no attribute (model.optimizer is)')],
  ['0594', otherAttributes('num_boost_round lacks its prefix train., and there is no LABEL')],
  ['0617', otherAttributes('num_boost_round lacks its prefix train.')],
  ['0631', otherAttributes('attributes of another training system (train.shuffle, train.grads_to_wait)')],
  ['0388', 'BoostedTreesClassifier, which TensorFlow dropped with tf.estimator: nothing could run the step'],
  ['0189', noHiddenUnits],
  ['0654', noHiddenUnits],
])

const needsTheDatabase = 'the model to continue from, or the table, does not exist: only the database knows'

/** Semantic errors that no text can decide. */
export const undecidable: ReadonlyMap<string, string> = new Map(
  ['0226', '0236', '0242', '0252', '0258', '0268', '0274', '0283', '0572'].map((id) => [
    id,
    needsTheDatabase,
  ]),
)
