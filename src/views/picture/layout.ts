/** Places for a picture, by Graphviz. It is given numbers and sizes only, so no text of users is ever its language. */
import { widthOf } from '../../diagnostics/render/text.ts'
import type { Picture, PictureNode } from './picture.ts'

/** In pixels; y grows downwards. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A box by its centre. */
export interface Box extends Point {
  readonly width: number
  readonly height: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** For each node. */
  readonly boxes: readonly Box[]
  /** For each edge the points of a Bézier curve: a start, then three for each part. */
  readonly curves: readonly (readonly Point[])[]
}

export const lineHeight = 17
const characterWidth = 7.3
const padding = 12
const inch = 72

/** A picture that is too large to be one. */
export class TooLargeError extends Error {
  override name = 'TooLargeError'
}

/** Above this, places take minutes to find, and nobody could read them. */
const mostNodes = 10_000

/** @throws TooLargeError */
export async function layoutOf(picture: Picture): Promise<Layout> {
  if (picture.nodes.length > mostNodes) throw new TooLargeError(`it has ${picture.nodes.length} boxes`)
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz')
  const graphviz = await Graphviz.load()
  let plain: string
  try {
    plain = graphviz.layout(dot(picture), 'plain', 'dot')
  } catch (error) {
    // Long chains are deeper than its stack.
    throw new TooLargeError(`Graphviz gives up: ${error instanceof Error ? error.message : String(error)}`)
  }
  return read(plain, picture)
}

/** Wide enough for its longest line in a font whose characters are all as wide. */
function sizeOf({ lines }: PictureNode): { width: number; height: number } {
  const widest = Math.max(3, ...lines.map(widthOf))
  return { width: widest * characterWidth + 2 * padding, height: lines.length * lineHeight + padding }
}

function dot({ nodes, edges }: Picture): string {
  const lines = ['digraph { graph [rankdir=TB, nodesep=0.3, ranksep=0.45, nslimit=2, mclimit=0.5]']
  // Labels would only be measured: the boxes are ours.
  lines.push('node [shape=box, fixedsize=true, label=""] edge [arrowhead=none]')
  nodes.forEach((node, at) => {
    const { width, height } = sizeOf(node)
    lines.push(`${at} [width=${(width / inch).toFixed(3)}, height=${(height / inch).toFixed(3)}]`)
  })
  for (const { from, to } of edges) lines.push(`${from} -> ${to}`)
  lines.push('}')
  return lines.join('\n')
}

/** Graphviz's plain form: a line for each thing, in inches from the lower left corner. */
function read(plain: string, { nodes, edges }: Picture): Layout {
  const boxes: Box[] = nodes.map(() => ({ x: 0, y: 0, width: 0, height: 0 }))
  const curves: Point[][] = edges.map(() => [])
  const place = new Map(edges.map(({ from, to }, at) => [`${from} ${to}`, at]))
  let [width, height] = [0, 0]
  for (const line of plain.split('\n')) {
    const fields = line.split(' ')
    const number = (at: number): number => Math.round(Number(fields[at]) * inch * 10) / 10
    const point = (at: number): Point => ({
      x: number(at),
      y: Math.round((height - number(at + 1)) * 10) / 10,
    })
    if (fields[0] === 'graph') [width, height] = [number(2), number(3)]
    else if (fields[0] === 'node')
      boxes[Number(fields[1])] = { ...point(2), width: number(4), height: number(5) }
    else if (fields[0] === 'edge') {
      const curve = curves[place.get(`${fields[1]} ${fields[2]}`) ?? -1]
      for (let at = 0; at < Number(fields[3]); at++) curve?.push(point(4 + 2 * at))
    }
  }
  return { width, height, boxes, curves }
}
