/** Which statements make one step, as they share a session, and what can't be part of such a step. */
import { headline } from '../analysis/headline.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Binding, Sessions } from '../effects/sessions.ts'
import { components } from '../graph/components.ts'
import type { Graph } from '../graph/graph.ts'
import type { Program } from '../syntax/ast.ts'

/**
 * For each statement its group. Bound statements belong together, and so does every statement that
 * would have to run between two of them: a component of the graph with the bound ones contracted.
 */
export function groupStatements(graph: Graph, sessions: Sessions): Int32Array {
  const from: number[] = []
  const to: number[] = []
  for (const edge of graph.edges) {
    from.push(edge.from)
    to.push(edge.to)
  }
  for (const binding of sessions.bindings) {
    from.push(binding.from, binding.to)
    to.push(binding.to, binding.from)
  }
  return components(graph.size, from, to)
}

/** A model can not be trained or used inside a step that shares a session. */
export function checkGroups(program: Program, sessions: Sessions, groups: Int32Array, report: Report): void {
  const ofGroup = new Map<number, Binding>()
  const ofStatement = new Map<number, Binding>()
  for (const binding of sessions.bindings) {
    keepFirst(ofGroup, groups[binding.from] ?? -1, binding)
    keepFirst(ofStatement, binding.from, binding)
    keepFirst(ofStatement, binding.to, binding)
  }
  program.statements.forEach((statement, index) => {
    if (statement.kind === 'sql' || statement.kind === 'broken') return
    const binding = ofGroup.get(groups[index] ?? -1)
    if (!binding) return
    const own = ofStatement.get(index) ?? binding
    const origin = program.statements[own.from === index ? own.to : own.from]
    const what = own.resource.key
    const through = own.from !== index && own.to !== index
    report({
      name: 'session-split',
      message: through
        ? `this would have to run in the middle of a session that shares a ${nameOf(what)}`
        : `this can't share the ${nameOf(what)} of another step's session`,
      span: statement.head,
      labels: origin
        ? [
            {
              span: headline(program, origin),
              message: `the ${nameOf(what)} belongs to this statement's session`,
            },
          ]
        : [],
      help: advice(what),
    })
  })
}

function keepFirst(map: Map<number, Binding>, key: number, binding: Binding): void {
  if (!map.has(key)) map.set(key, binding)
}

function nameOf(what: string): string {
  return what.startsWith('@') ? `user variable ${what}` : what
}

function advice(what: string): string {
  if (what === 'transaction') return 'COMMIT before this statement'
  if (what === 'temporary table') return 'make it an ordinary table, and drop it at the end'
  if (what === 'table lock') return 'UNLOCK TABLES before this statement'
  return 'write the value into the statement, or into a table'
}
