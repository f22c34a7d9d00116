/**
 * Diagnostics as HTML, for notebooks: the same lines as on a terminal, with colours that can be read in light and in the
 * dark. Styles are inline, as a page that shows a notebook may keep no others.
 */
import type { Diagnostic } from '../diagnostic.ts'
import { type FindSource, render as renderPretty } from './pretty.ts'

const styles: Readonly<Record<string, string>> = {
  31: 'color:#d1242f;font-weight:600',
  33: 'color:#a8620b;font-weight:600',
  36: 'color:#0b7d93;font-weight:600',
  1: 'font-weight:600',
  34: 'color:#7a828c',
}

/** The colours are the renderer's own: it lets no other sequence of a terminal through. */
export function render(diagnostics: readonly Diagnostic[], sourceOf: FindSource): string {
  const text = renderPretty(diagnostics, sourceOf, { color: true }).trimEnd()
  const html = escapedHtml(text)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences of terminals begin with one
    .replace(/\u001b\[(\d+)m/g, (_, code: string) =>
      code === '0' ? '</span>' : `<span style="${styles[code] ?? ''}">`,
    )
  return preformatted(html)
}

/** Why something failed: its first line says it. */
export function renderFailure(text: string): string {
  const [first = '', ...more] = text.split('\n').map(escapedHtml)
  return preformatted([`<span style="${styles['31']}">${first}</span>`, ...more].join('\n'))
}

/**
 * Text of which every line keeps its place: carets stand below words, so all letters are of one width, whatever the page that
 * shows the notebook, or what it was exported to, says of `pre`. @param html that is escaped
 */
export function preformatted(html: string): string {
  return `<pre style="font-family:ui-monospace,monospace;white-space:pre;overflow-x:auto;line-height:1.35;margin:0">${html}</pre>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapedHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
