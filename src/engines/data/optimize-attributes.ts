/** Attributes of MAXIMIZE and MINIMIZE, which belong to no engine. */
import type { Schema } from '../engine.ts'

/** https://pyomo.readthedocs.io/en/stable/pyomo_modeling_components/Sets.html#predefined-virtual-sets */
const signs = ['', 'Positive', 'Negative', 'NonPositive', 'NonNegative']
const domains = ['Binary', ...['Integers', 'Reals'].flatMap((domain) => signs.map((sign) => sign + domain))]

export const optimizeSchema: Schema = {
  attributes: {
    variables: {
      type: 'string',
      required: 'it names what is to be found',
      example: '"amount(product)"',
      doc: 'What to find: `name(column, …)`, one value for each row; or a column.',
    },
    var_type: {
      type: 'string',
      values: domains,
      required: 'it says which numbers the variables may be',
      example: '"NonNegativeIntegers"',
      doc: 'Which numbers the variables may be.',
    },
    'data.enable_slice': {
      type: 'bool',
      default: false,
      doc: 'Cut the data into parts that are solved apart.',
    },
    'data.batch_size': { type: 'int', min: -1, default: -1, doc: 'Rows of one part; -1 is all.' },
    'worker.num': { type: 'int', min: 1, default: 1, doc: 'Machines that solve together.' },
    'worker.core': { type: 'int', min: 1, default: 8, doc: 'CPUs of each machine.' },
    'worker.memory': { type: 'int', min: 1, default: 4096, doc: 'Memory of each machine in MiB.' },
  },
  open: [{ prefix: 'solver.', doc: 'An option of the solver.' }],
  families: [],
}
