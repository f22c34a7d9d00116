/** A picture with places, as SVG: readable without a style sheet of others, in the dark, and by machines that read aloud. */
import { visible } from '../../diagnostics/render/text.ts'
import { type Box, type Layout, lineHeight, type Point } from './layout.ts'
import type { Picture, PictureEdge, PictureNode } from './picture.ts'

const margin = 16

export interface SvgOptions {
  /** What the picture is called. */
  readonly label: string
  /** Nodes of the picture as they are called outside it: for a part of a larger one. */
  readonly idOf?: (node: number) => string
  /** The style sheet is the page's. */
  readonly bare?: boolean
}

export function svgOf(picture: Picture, layout: Layout, options: SvgOptions): string {
  const { width, height } = { width: layout.width + 2 * margin, height: layout.height + 2 * margin }
  const idOf = options.idOf ?? String
  const edges = picture.edges.map((edge, at) => edgeOf(edge, layout.curves[at] ?? [], idOf))
  const nodes = picture.nodes.map((node, at) => nodeOf(node, layout.boxes[at], idOf(at)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="program" role="img" aria-label="${escaped(options.label)}" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="12">`,
    ...(options.bare ? [] : [`<style>${pictureStyle}</style>`]),
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8Z"/></marker></defs>`,
    ...edges,
    ...nodes,
    '</svg>',
  ].join('\n')
}

/** Colours that can be told apart in light and in the dark, and by those who don't see red and green apart. */
export const pictureStyle = `.program{--ink:#1c2024;--faint:#5c6670;--paper:#fff;--sql:#eef1f4;--table:#e3effb;--model:#fdf0d8;--step:#e5e0f7;--broken:#fbe3e3;--line:#7b8794;background:var(--paper)}
@media(prefers-color-scheme:dark){.program{--ink:#e7eaee;--faint:#a7b0ba;--paper:#16191d;--sql:#262b31;--table:#1b3350;--model:#4a3a17;--step:#39305f;--broken:#562a2a;--line:#8a949f}}
.program rect,.program .can{fill:var(--sql);stroke:var(--line)}.program .table .can{fill:var(--table)}.program .model rect{fill:var(--model)}.program .step rect{fill:var(--step)}.program .broken rect{fill:var(--broken)}
.program text{fill:var(--ink);text-anchor:middle}.program text+text{fill:var(--faint)}.program .edge path{fill:none;stroke:var(--line);stroke-width:1.2}.program .order path{stroke-dasharray:4 3}.program .tip{fill:var(--line);stroke:none}
.program .edge .grip{stroke:transparent;stroke-width:10}`

function nodeOf(node: PictureNode, box: Box | undefined, id: string): string {
  if (!box) return ''
  const { x, y, width, height } = box
  const [left, top] = [round(x - width / 2), round(y - height / 2)]
  const lines = node.lines.map((line, at) => {
    const base = round(y + (at - (node.lines.length - 1) / 2) * lineHeight + 4)
    return `<text x="${x}" y="${base}"${at === 0 ? ' font-weight="600"' : ''}>${escaped(line)}</text>`
  })
  const shape =
    node.kind === 'table'
      ? can(left, top, width, height)
      : `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="${node.kind === 'model' ? 14 : 4}"/>`
  return `<g class="node ${classOf(node)}" data-node="${id}"><title>${escaped(node.title)}</title>${shape}${lines.join('')}</g>`
}

function classOf({ kind, statementKind }: PictureNode): string {
  if (kind !== 'statement') return kind
  return statementKind === 'sql' || statementKind === 'broken' ? statementKind : 'step'
}

/** What databases are drawn as. */
function can(left: number, top: number, width: number, height: number): string {
  const lid = 4
  const bottom = round(top + height - lid)
  const right = round(left + width)
  const arc = (x: number, y: number, sweep: number): string => `A${width / 2} ${lid} 0 0 ${sweep} ${x} ${y}`
  const sides = `M${left} ${top + lid}${arc(right, top + lid, 1)}V${bottom}${arc(left, bottom, 1)}Z`
  return `<path class="can" d="${sides}M${left} ${top + lid}${arc(right, top + lid, 0)}"/>`
}

function edgeOf(
  { from, to, kind, title }: PictureEdge,
  curve: readonly Point[],
  idOf: (node: number) => string,
): string {
  const [start, ...others] = curve
  if (!start) return ''
  const at = ({ x, y }: Point): string => `${x} ${y}`
  const path = `M${at(start)}C${others.map(at).join(' ')}`
  // A line that is thin to see is broad to point at.
  return `<g class="edge ${kind}" data-from="${idOf(from)}" data-to="${idOf(to)}"><title>${escaped(title)}</title><path d="${path}" marker-end="url(#arrow)"/><path class="grip" d="${path}"/></g>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** For text and quoted attributes. What XML can't hold is shown by its number, or as a box. */
export function escaped(text: string): string {
  return visible(text)
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
}
