/** `SELECT … TO RUN image CMD "program", … INTO table, …` */
import { dotted } from './names.ts'
import type { StatementKind } from './statement.ts'

export const run: StatementKind<'run'> = {
  touches: ({ query, into }) => ({ scopes: [query.scope], results: into }),
  words: ({ image }) => ['run', image.value.split('/').at(-1)?.split(/[:@]/)[0] ?? ''],
  query: ({ query }) => query,
  attributes: () => [],
  spec: ({ image, command, into }) => ({
    image: image.value,
    command: command.map((argument) => argument.value),
    into: into.map(dotted),
  }),
}
