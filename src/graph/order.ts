/** Effects and sessions to the graph: who must wait for whom. */
import type { Effects } from '../effects/effects.ts'
import type { Resources } from '../effects/resource.ts'
import type { Sessions } from '../effects/sessions.ts'
import { buildGraph, type OrderingConstraint } from './build.ts'
import type { Graph } from './graph.ts'
import { graphNodes, modelNames } from './nodes.ts'

/** @param resources those that the effects were made with */
export function orderStatements(
  effects: readonly Effects[],
  sessions: Sessions,
  resources: Resources,
): Graph {
  const nodes = graphNodes(effects, sessions.carried, resources)
  return buildGraph(nodes, constraintsOf(sessions), modelNames(effects, resources))
}

/** Statements that share a session keep their order in it. */
function constraintsOf({ bindings }: Sessions): OrderingConstraint[] {
  return bindings.map(({ from, to, resource }) => ({
    from,
    to,
    reason: { kind: 'session-state', resource },
  }))
}
