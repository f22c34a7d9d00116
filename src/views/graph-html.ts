/** The program as one page that needs nothing else: its source and its picture side by side. */

import type { Analysis } from '../analyze.ts'
import { counted } from '../diagnostics/counted.ts'
import { words } from '../statements/table.ts'
import { pageScript, pageScriptHash, pageStyle } from './page/assets.ts'
import { type View, viewsOf } from './page/views.ts'
import { escaped, pictureStyle } from './picture/svg.ts'
import { reasonText } from './words.ts'

export async function render(analysis: Analysis): Promise<string> {
  const { source, program, graph } = analysis
  const views = await viewsOf(analysis)
  const name = source.path.split(/[/\\]/).at(-1) ?? ''
  const count = `${counted(program.statements.length, 'statement')}, ${counted(graph.edges.length, 'edge')}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${pageScriptHash}'">
<title>${escaped(name)}</title>
<style>${pageStyle}${pictureStyle}</style>
</head>
<body>
<header><h1>${escaped(name)}</h1><small>${count}</small><small><kbd>j</kbd> <kbd>k</kbd> next, last · <kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> zoom · <kbd>/</kbd> find · <kbd>Esc</kbd> back</small><span id="trail"></span><input id="search" type="search" placeholder="find" aria-label="find a statement"></header>
<main id="source" tabindex="0" aria-label="source"><pre class="numbers" aria-hidden="true">${lineNumbers(source.text)}</pre><pre>${sourceText(analysis)}</pre></main>
<section id="graph" aria-label="picture"></section>
<section id="details" aria-live="polite"></section>
${views.map(template).join('\n')}
<script type="application/json" id="data">${data(analysis)}</script>
<script>${pageScript}</script>
</body>
</html>
`
}

function template({ name, title, statements, svg }: View): string {
  return `<template data-view="${name}" data-title="${escaped(title)}" data-statements="${statements.join(' ')}">${svg}</template>`
}

function lineNumbers(text: string): string {
  const count = text.split('\n').length
  return Array.from({ length: count }, (_, at) => at + 1).join('\n')
}

/** The text as it is, each statement in an element of its own. */
function sourceText({ program, source: { shown } }: Analysis): string {
  let html = ''
  let at = 0
  program.statements.forEach(({ span }, index) => {
    html += `${escapedLines(shown.slice(at, span.start))}<span data-statement="${index}">${escapedLines(shown.slice(span.start, span.end))}</span>`
    at = span.end
  })
  return html + escapedLines(shown.slice(at))
}

function escapedLines(text: string): string {
  return text.split(/\r?\n/).map(escaped).join('\n')
}

/** What the page says of each statement. No text of users can end the element that it stands in. */
function data({ program, source, effects, graph }: Analysis): string {
  const waits = program.statements.map((): [number, string][] => [])
  for (const { from, to, reasons } of graph.edges) {
    waits[to]?.push([from, [...new Set(reasons.map(reasonText))].join(', ')])
  }
  const statements = program.statements.map((statement, index) => ({
    title: `${index + 1} ${words(statement).join(' ')}`,
    line: source.locate(statement.span).line,
    reads: [...new Set([...(effects[index]?.reads ?? []), ...(effects[index]?.modelReads ?? [])])],
    writes: [...new Set([...(effects[index]?.writes ?? []), ...(effects[index]?.modelWrites ?? [])])],
    unknown: effects[index]?.unknown ?? '',
    waits: waits[index],
  }))
  return JSON.stringify(statements).replace(
    /[<>&\u2028\u2029\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
