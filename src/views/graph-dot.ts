/** The graph in Graphviz's language. */
import type { Analysis } from '../analyze.ts'
import { resources, title } from './words.ts'

export function render(analysis: Analysis): string {
  const lines = [
    'digraph program {',
    '  node [shape=box, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
  ]
  analysis.program.statements.forEach((statement, index) => {
    const style = statement.kind === 'sql' ? '' : ', style=rounded'
    lines.push(`  s${index + 1} [label=${quoted(title(analysis, index))}${style}];`)
  })
  for (const edge of analysis.graph.edges) {
    lines.push(`  s${edge.from + 1} -> s${edge.to + 1} [label=${quoted(resources(edge))}];`)
  }
  return `${lines.join('\n')}\n}\n`
}

function quoted(text: string): string {
  // A lone backslash would begin one of Graphviz's own escapes.
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}
