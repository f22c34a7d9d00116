/** The graph as a Mermaid flowchart: a box for each statement, the shared resource on each arrow. */
import type { Analysis } from '../analyze.ts'
import { resources, title } from './words.ts'

export function render(analysis: Analysis): string {
  const lines = ['flowchart TD']
  analysis.program.statements.forEach((statement, index) => {
    const [open, close] = statement.kind === 'sql' ? ['[', ']'] : ['([', '])']
    lines.push(`  s${index + 1}${open}"${escaped(title(analysis, index))}"${close}`)
  })
  for (const edge of analysis.graph.edges) {
    lines.push(`  s${edge.from + 1} -->|"${escaped(resources(edge))}"| s${edge.to + 1}`)
  }
  return `${lines.join('\n')}\n`
}

/** Mermaid reads HTML entities inside quotes, and nothing else of HTML's is wanted. */
function escaped(text: string): string {
  return text.replace(/[^ \p{L}\p{N}.,:_/()=+-]/gu, (character) => `#${character.codePointAt(0) ?? 63};`)
}
