/** Words that several pictures of a program share. */
import type { Analysis } from '../analyze.ts'
import { fitted, visible } from '../diagnostics/render/text.ts'
import { everything, resourceText } from '../effects/resource.ts'
import type { Edge, Reason } from '../graph/graph.ts'

const longest = 60
/** Of a statement of megabytes no more is looked at. */
const mostRead = 1000

/** `3: SELECT * FROM iris.train …` */
export function title({ source, program }: Analysis, index: number): string {
  const statement = program.statements[index]
  const { start, end } = statement?.span ?? { start: 0, end: 0 }
  const text = source.shown
    .slice(start, Math.min(end, start + mostRead))
    .replace(/\s+/g, ' ')
    .trim()
  return `${index + 1}: ${fitted(visible(text), longest)}`
}

/** The resources that two statements share, each once. */
export function resources(edge: Edge): string {
  const names = edge.reasons.map(({ resource }) =>
    resource === everything ? 'unknown effects' : visible(resourceText(resource)),
  )
  return [...new Set(names)].join(', ')
}

/** Why one statement waits for another, with the later one as subject: "reads table iris.train". */
export function reasonText({ kind, resource }: Reason): string {
  const what = resourceText(resource).replace(':', ' ')
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
