/** Beginnings of statements, and what stands from TO on as a whole, with places to fill in. */
import { showTrainUsage } from '../../statements/show-train.ts'
import type { Usage } from '../../statements/statement.ts'
import { verbTable } from '../../statements/table.ts'
import type { Offer } from './offers.ts'

/** By the verb's word. */
const usages: readonly (readonly [word: string, usage: Usage])[] = Object.values(verbTable).flatMap(
  ({ usage }) => Object.entries<Usage>(usage),
)

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
  const whole = usages.map(
    ([verb, { form, documentation }]): Offer => ({
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
    snippet: `${filled(showTrainUsage.form)};$0`,
    documentation: showTrainUsage.documentation,
  }
  return [...words.slice(0, 1).map(keyword), ...whole, show, ...words.slice(1).map(keyword)]
}

/** What makes a SELECT an extended statement; `before` is `TO ` where that is not written yet. */
export function extendedSnippets(before: string): Offer[] {
  return usages.map(([verb, { form, documentation }]) => ({
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
