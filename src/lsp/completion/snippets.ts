/** Beginnings of statements, and extended clauses as a whole, with places to fill in. */
import type { Offer } from './offers.ts'

interface Clause {
  readonly verb: string
  /** What is to be filled in stands between `<` and `>`. */
  readonly form: string
  readonly documentation: string
}

const clauses: readonly Clause[] = [
  {
    verb: 'TRAIN',
    form: 'TRAIN <xgboost.gbtree>\nWITH <objective = "binary:logistic">\nLABEL <label_column>\nINTO <my_model>',
    documentation: 'Trains a model on the rows and saves it under a name.',
  },
  {
    verb: 'PREDICT',
    form: 'PREDICT <result_table.result_column>\nUSING <my_model>',
    documentation: 'Writes the rows and what the model predicts for each of them into a table.',
  },
  {
    verb: 'EVALUATE',
    form: 'EVALUATE <my_model>\nWITH validation.metrics = "<accuracy_score>"\nLABEL <label_column>\nINTO <result_table>',
    documentation: 'Compares predictions with the label and writes metrics into a table.',
  },
  {
    verb: 'EXPLAIN',
    form: 'EXPLAIN <my_model>\nINTO <result_table>',
    documentation: 'Shows how much each feature counts in what the model predicts.',
  },
  {
    verb: 'RUN',
    form: 'RUN <image:tag>\nCMD "<program.py>"\nINTO <result_table>',
    documentation: 'Runs a program of an image on the rows.',
  },
  {
    verb: 'MAXIMIZE',
    form: 'MAXIMIZE SUM(<price * amount>)\nCONSTRAINT SUM(<amount>) <= <100>\nWITH variables = "<amount(product)>", var_type = "<NonNegativeIntegers>"\nINTO <result_table>',
    documentation: 'Finds the amounts that make an expression as large as the constraints allow.',
  },
  {
    verb: 'MINIMIZE',
    form: 'MINIMIZE SUM(<cost * amount>)\nCONSTRAINT SUM(<amount>) >= <100>\nWITH variables = "<amount(product)>", var_type = "<NonNegativeIntegers>"\nINTO <result_table>',
    documentation: 'Finds the amounts that make an expression as small as the constraints allow.',
  },
]

const words = [
  'SELECT',
  'CREATE',
  'INSERT',
  'DROP',
  'UPDATE',
  'DELETE',
  'WITH',
  'USE',
  'SET',
  'ALTER',
  'TRUNCATE',
  'SHOW',
]

/** Where a statement begins. */
export function statementSnippets(): Offer[] {
  const whole = clauses.map(
    ({ verb, form, documentation }): Offer => ({
      label: `SELECT … TO ${verb}`,
      kind: 'statement',
      insert: 'SELECT ',
      snippet: `${filled(`SELECT <*> FROM <my_table>\nTO ${form}`)};$0`,
      documentation,
    }),
  )
  const show: Offer = {
    label: 'SHOW TRAIN',
    kind: 'statement',
    insert: 'SHOW TRAIN ',
    snippet: `${filled('SHOW TRAIN <my_model>')};$0`,
    documentation: 'Shows the statement that trained a model.',
  }
  return [...words.slice(0, 1).map(keyword), ...whole, show, ...words.slice(1).map(keyword)]
}

/** What makes a SELECT an extended statement; `before` is `TO ` where that is not written yet. */
export function extendedSnippets(before: string): Offer[] {
  return clauses.map(({ verb, form, documentation }) => ({
    label: before + verb,
    kind: 'statement',
    insert: `${before}${verb} `,
    snippet: before + filled(form),
    documentation,
  }))
}

function keyword(label: string): Offer {
  return { label, kind: 'keyword', rank: label === 'SELECT' ? 0 : 2 }
}

function filled(form: string): string {
  let count = 0
  return form.replace(/<([^<>=][^<>]*)>/g, (_, text: string) => `\${${++count}:${text}}`)
}
