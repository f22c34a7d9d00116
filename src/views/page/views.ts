/** What a page shows at a time: the whole program, or of a large one an overview and its parts. */

import type { Analysis } from '../../analyze.ts'
import { counted } from '../../diagnostics/counted.ts'
import { partition } from '../../plan/partition.ts'
import { layoutOf } from '../picture/layout.ts'
import { type Picture, type PictureEdge, type PictureNode, pictureOf } from '../picture/picture.ts'
import { svgOf } from '../picture/svg.ts'

export interface View {
  readonly name: string
  readonly title: string
  /** The statements that only this view shows. */
  readonly statements: readonly number[]
  readonly svg: string
}

/** More statements than this are no picture any more. */
const mostStatements = 250
const statementsOfPart = 60
const mostParts = 300

export async function viewsOf(analysis: Analysis): Promise<View[]> {
  const { program, graph } = analysis
  const size = program.statements.length
  const picture = pictureOf(analysis)
  if (size <= mostStatements) {
    return [
      await viewOf(
        'all',
        'whole program',
        picture,
        picture.nodes.map((_, node) => String(node)),
        [],
      ),
    ]
  }
  const { parts } = partition(
    { size, from: graph.edges.map(({ from }) => from), to: graph.edges.map(({ to }) => to) },
    { nodes: Math.max(statementsOfPart, Math.ceil(size / mostParts)) },
  )
  const views = [
    await viewOf(
      'overview',
      'whole program',
      overview(analysis, parts),
      parts.map((_, part) => `part${part}`),
      [],
    ),
  ]
  for (const [part, { nodes, edges, ids }] of partsOf(picture, parts, size).entries()) {
    const statements = parts[part] ?? []
    views.push(await viewOf(`part${part}`, namesOf(statements), { nodes, edges }, ids, statements))
  }
  return views
}

async function viewOf(
  name: string,
  title: string,
  picture: Picture,
  ids: readonly string[],
  statements: readonly number[],
): Promise<View> {
  const svg = svgOf(picture, await layoutOf(picture), {
    label: title,
    bare: true,
    idOf: (node) => ids[node] ?? '',
  })
  return { name, title, statements, svg }
}

/** "statements 1–60": the first and the last, whatever lies between. */
function namesOf(statements: readonly number[]): string {
  return `statements ${(statements[0] ?? 0) + 1}–${(statements.at(-1) ?? 0) + 1}`
}

/** A node for each part, an edge where something of the one waits for something of the other. */
function overview({ program, graph }: Analysis, parts: readonly (readonly number[])[]): Picture {
  const partOf = partOfEach(parts, program.statements.length)
  const nodes = parts.map((statements): PictureNode => {
    const kinds = new Map<string, number>()
    for (const index of statements) {
      const kind = program.statements[index]?.kind ?? ''
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
    const counts = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')
    return {
      kind: 'part',
      lines: [namesOf(statements), counts],
      title: `${namesOf(statements)}: ${counts}; opens`,
    }
  })
  const counts = new Map<string, number>()
  for (const { from, to } of graph.edges) {
    const key = `${partOf[from]} ${partOf[to]}`
    if (partOf[from] !== partOf[to]) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const edges = [...counts].map(([key, count]): PictureEdge => {
    const [from = 0, to = 0] = key.split(' ').map(Number)
    return { from, to, kind: 'order', title: counted(count, 'edge') }
  })
  return { nodes, edges }
}

/** Of each part its statements, with the tables and models that they touch. */
function partsOf(
  picture: Picture,
  parts: readonly (readonly number[])[],
  size: number,
): (Picture & { ids: string[] })[] {
  const partOf = partOfEach(parts, size)
  const edgesOf = parts.map((): PictureEdge[] => [])
  for (const edge of picture.edges) {
    const ends = [edge.from, edge.to].filter((node) => node < size).map((node) => partOf[node] ?? 0)
    // Between statements of two parts an edge is the overview's.
    if (new Set(ends).size === 1) edgesOf[ends[0] ?? 0]?.push(edge)
  }
  return parts.map((statements, part) => {
    const edges = edgesOf[part] ?? []
    const nodes = [...new Set([...statements, ...edges.flatMap(({ from, to }) => [from, to])])]
    const place = new Map(nodes.map((node, at) => [node, at]))
    return {
      nodes: nodes.flatMap((node) => picture.nodes[node] ?? []),
      edges: edges.map((edge) => ({ ...edge, from: place.get(edge.from) ?? 0, to: place.get(edge.to) ?? 0 })),
      ids: nodes.map(String),
    }
  })
}

function partOfEach(parts: readonly (readonly number[])[], size: number): Int32Array {
  const partOf = new Int32Array(size)
  parts.forEach((statements, part) => {
    for (const statement of statements) partOf[statement] = part
  })
  return partOf
}
