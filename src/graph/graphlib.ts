/** The graph in the form other tools take: graphlib's, for layout, traversal and pictures. */
import { Graph as GraphlibGraph } from 'graphlib'
import type { Graph } from './graph.ts'

/** Nodes are statement numbers as text (never names of users), edges carry their reasons as label. */
export function toGraphlib(graph: Graph): GraphlibGraph {
  const out = new GraphlibGraph({ directed: true })
  for (let node = 0; node < graph.size; node++) out.setNode(String(node))
  for (const edge of graph.edges) out.setEdge(String(edge.from), String(edge.to), edge.reasons)
  return out
}
