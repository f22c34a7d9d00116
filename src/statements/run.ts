/** `SELECT … TO RUN image CMD "program", … INTO table, …` */
import { lines, printIdentifier, printName, printString } from '../syntax/print.ts'
import { dotted } from './names.ts'
import type { Verb } from './statement.ts'

export const run: Verb<'run'> = {
  subject: 'image',
  clauses: { CMD: {}, INTO: { names: 'table', several: true } },
  usage: {
    RUN: {
      form: 'RUN <image:tag>\nCMD "<program.py>"\nINTO <result_table>',
      documentation: 'Runs a program of an image on the rows.',
    },
  },
  build: (base, image, clauses) => ({
    kind: 'run',
    ...base,
    image,
    command: clauses.command(),
    into: clauses.results(),
  }),
  print: ({ image, command, into }) =>
    lines(
      `TO RUN ${printIdentifier(image)}`,
      command.length > 0 ? `CMD ${command.map(({ value }) => printString(value)).join(', ')}` : '',
      into.length > 0 ? `INTO ${into.map(printName).join(', ')}` : '',
    ),
  touches: ({ query, into }) => ({ scopes: [query.scope], results: into }),
  words: ({ image }) => ['run', image.value.split('/').at(-1)?.split(/[:@]/)[0] ?? ''],
  query: ({ query }) => query,
  attributes: () => [],
  image: ({ image }) => image,
  opaque: true,
  program: 'run',
  spec: ({ image, command, into }) => ({
    image: image.value,
    command: command.map((argument) => argument.value),
    into: into.map(dotted),
  }),
  outline: ({ image, into }) => ({
    name: ['RUN', ...into.slice(0, 1).map(dotted)].join(' '),
    detail: image.value,
    brings: 'result',
  }),
}
