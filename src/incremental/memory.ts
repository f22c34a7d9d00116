/**
 * What an editor keeps of a program from one version to the next, so that an edit costs what it changes. Each part gives
 * what its pass gives (a test compares them after any edits), and all of it is good for one set of options.
 */

import { checkAlone } from '../checks/program.ts'
import { type Finding, moved, type Report } from '../diagnostics/diagnostic.ts'
import type { Effects } from '../effects/effects.ts'
import type { ModelUse } from '../effects/models.ts'
import type { Resources } from '../effects/resource.ts'
import type { Sessions } from '../effects/sessions.ts'
import type { Graph } from '../graph/graph.ts'
import { orderStatements } from '../graph/order.ts'
import { metadataFromTrain } from '../metadata/from-train.ts'
import type { Metadata } from '../metadata/metadata.ts'
import type { Statement } from '../syntax/ast.ts'
import { EffectsMemory } from './effects.ts'
import { Reparser } from './reparse.ts'

interface Checked {
  readonly use: ModelUse | undefined
  readonly findings: readonly Finding[]
  /** Where the statement stood. */
  readonly start: number
}

interface Described {
  readonly base: Metadata | undefined
  readonly metadata: Metadata
}

interface Ordered {
  readonly effects: readonly Effects[]
  /** What sessions add to the order, as text. */
  readonly sessions: string
  readonly graph: Graph
}

export class Memory {
  readonly reader: Reparser = new Reparser()
  readonly effects: EffectsMemory = new EffectsMemory()
  readonly #checked = new WeakMap<Statement, Checked>()
  readonly #described = new WeakMap<Statement, Described>()
  #ordered: Ordered | undefined

  graph(effects: readonly Effects[], sessions: Sessions, resources: Resources): Graph {
    const added = JSON.stringify([[...sessions.carried], sessions.bindings])
    if (this.#ordered?.effects !== effects || this.#ordered.sessions !== added) {
      const graph = orderStatements(effects, sessions, resources)
      this.#ordered = { effects, sessions: added, graph }
    }
    return this.#ordered.graph
  }

  /** The same as `metadataFromTrain`. */
  describe(statement: Statement<'train'>, text: string, base: Metadata | undefined): Metadata {
    const known = this.#described.get(statement)
    if (known && known.base === base) return known.metadata
    const metadata = metadataFromTrain(statement, text, base)
    this.#described.set(statement, { base, metadata })
    return metadata
  }

  /** The same as `checkAlone`. */
  check(statement: Statement, use: ModelUse | undefined, report: Report): void {
    let known = this.#checked.get(statement)
    if (!known || !isSame(known.use, use)) {
      const findings: Finding[] = []
      // Copied, since spans of the statement are moved in place.
      checkAlone(statement, use, (finding) => findings.push(moved(finding, 0)))
      known = { use, findings, start: statement.span.start }
      this.#checked.set(statement, known)
    }
    for (const finding of known.findings) report(moved(finding, statement.span.start - known.start))
  }
}

function isSame(one: ModelUse | undefined, other: ModelUse | undefined): boolean {
  return (
    one?.metadata === other?.metadata &&
    one?.model === other?.model &&
    one?.from === other?.from &&
    one?.store === other?.store
  )
}
