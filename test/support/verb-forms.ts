/** Each verb as its descriptor's form has it, with what stands in the places that are to be filled in. */
import type { Usage } from '../../src/statements/statement.ts'
import { verbTable } from '../../src/statements/table.ts'

export const verbForms: ReadonlyMap<string, string> = new Map(
  Object.values(verbTable).flatMap(({ usage }) =>
    Object.entries<Usage>(usage).map(([word, { form }]) => [word, `TO ${form.replace(/[<>](?!=)/g, '')}`]),
  ),
)
