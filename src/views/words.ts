/** Words that several pictures of a program share. */
import type { Analysis } from '../compile.ts'
import type { Edge, Reason } from '../graph/graph.ts'

const longest = 60

/** `3: SELECT * FROM iris.train …` */
export function title({ source, program }: Analysis, index: number): string {
  const statement = program.statements[index]
  const text = statement ? source.slice(statement.span).replace(/\s+/g, ' ').trim() : ''
  return `${index + 1}: ${text.length > longest ? `${text.slice(0, longest - 1)}…` : text}`
}

/** The resources that two statements share, each once. */
export function resources(edge: Edge): string {
  return [
    ...new Set(edge.reasons.map((reason) => (reason.resource === '*' ? 'unknown effects' : reason.resource))),
  ].join(', ')
}

/** Why one statement waits for another, with the later one as subject: "reads table iris.train". */
export function reasonText({ kind, resource }: Reason): string {
  const what = resource.replace(':', ' ')
  switch (kind) {
    case 'read-after-write':
      return `reads ${what}`
    case 'write-after-read':
      return `changes ${what}, which is read before`
    case 'write-after-write':
      return `changes ${what} again`
    case 'session-state':
      return `needs the same ${what}`
    case 'unknown-effects':
      return 'may touch the same, as not all effects are known'
  }
}
