/** Steps in order and in parts of limited size, against plain definitions of what both must be. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Digraph, partition, shapeOf, shapeOfParts } from '../../src/plan/partition.ts'
import { topological } from '../../src/plan/topological.ts'

type Pair = readonly [from: number, to: number]

const digraph = (size: number, pairs: readonly Pair[]): Digraph => ({
  size,
  from: pairs.map(([from]) => from),
  to: pairs.map(([, to]) => to),
})

/** Graphs with at most about as many edges as nodes, so that several components are common. */
const graphs = fc.integer({ min: 1, max: 40 }).chain((size) =>
  fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: size }).map((pairs) => ({
    size,
    pairs: pairs.filter(([a, b]) => a !== b).map(([a, b]): Pair => [Math.min(a, b), Math.max(a, b)]),
  })),
)

const chain = (size: number): Digraph =>
  digraph(
    size,
    Array.from({ length: size - 1 }, (_, at): Pair => [at, at + 1]),
  )

describe('partition', () => {
  test('each node is in one part, no part holds too much, and parts wait for earlier ones only', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.integer({ min: 2, max: 12 }),
        fc.boolean(),
        ({ size, pairs }, nodes, weighed) => {
          const weightOf = (node: number): number => 1 + (node % 5)
          const { parts } = partition(
            digraph(size, pairs),
            weighed ? { nodes, weight: 10, weightOf } : { nodes },
          )
          expect(parts.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, at) => at))
          for (const part of parts) {
            expect(part.length).toBeGreaterThan(0)
            expect(part.length).toBeLessThanOrEqual(nodes)
            expect(part).toEqual([...part].sort((a, b) => a - b))
            if (weighed) expect(part.reduce((sum, node) => sum + weightOf(node), 0)).toBeLessThanOrEqual(10)
          }
          const partOf = (node: number): number => parts.findIndex((part) => part.includes(node))
          for (const [from, to] of pairs) expect(partOf(from)).toBeLessThanOrEqual(partOf(to))
        },
      ),
      { numRuns: 500, seed: 1 },
    )
  })

  test('what is heavier than a part may be has a part of its own', () => {
    const { parts } = partition(chain(3), { nodes: 5, weight: 10, weightOf: (node) => (node === 1 ? 50 : 1) })
    expect(parts).toEqual([[0], [1], [2]])
  })

  test('small components share parts, and are not cut', () => {
    const triples = Array.from({ length: 6 }, (_, at): Pair[] => [
      [3 * at, 3 * at + 1],
      [3 * at + 1, 3 * at + 2],
    ]).flat()
    const { parts } = partition(digraph(18, triples), { nodes: 7 })
    expect(parts).toEqual([0, 6, 12].map((start) => Array.from({ length: 6 }, (_, at) => start + at)))
  })

  test('a long chain is cut into about as few parts as there can be', () => {
    expect(partition(chain(100), { nodes: 10 }).parts).toHaveLength(10)
    expect(partition(chain(101), { nodes: 10 }).parts).toHaveLength(11)
  })

  test('it is cut where the fewest edges cross', () => {
    // Two thick bundles that one edge joins.
    const bundle = (start: number): Pair[] =>
      Array.from({ length: 6 }, (_, at): Pair[] => [
        [start, start + 1 + at],
        [start + 1 + at, start + 7],
      ]).flat()
    const graph = digraph(16, [...bundle(0), [7, 8], ...bundle(8)])
    const { parts } = partition(graph, { nodes: 10 })
    expect(parts.map((part) => part.length)).toEqual([8, 8])
  })
})

describe('shape', () => {
  /** When each node begins if all take one unit of time: as soon as those before it have ended. */
  function begins(size: number, pairs: readonly Pair[]): number[] {
    const begin: number[] = []
    for (let node = 0; node < size; node++) {
      begin.push(Math.max(0, ...pairs.flatMap(([from, to]) => (to === node ? [(begin[from] ?? 0) + 1] : []))))
    }
    return begin
  }

  const shape = (begin: readonly number[]) => ({
    criticalPath: Math.max(...begin) + 1,
    width: Math.max(...begin.map((at) => begin.filter((other) => other === at).length)),
  })

  test('the longest chain, and the most that run at once', () => {
    fc.assert(
      fc.property(graphs, ({ size, pairs }) => {
        const expected = shape(begins(size, pairs))
        const graph = digraph(size, pairs)
        expect(shapeOf(graph)).toEqual(expected)
        // In one part, and with a part for each node, nothing waits longer.
        const nodes = Array.from({ length: size }, (_, node) => node)
        expect(shapeOfParts(graph, { parts: [nodes] })).toEqual(expected)
        expect(shapeOfParts(graph, { parts: nodes.map((node) => [node]) })).toEqual(expected)
      }),
      { numRuns: 300, seed: 2 },
    )
  })

  test('a part waits for whole parts', () => {
    // 0 → 1 → 2 in a part; 3 waits for 0 only, but for its part.
    const pairs: Pair[] = [
      [0, 1],
      [1, 2],
      [0, 3],
      [3, 4],
    ]
    const parts = [
      [0, 1, 2],
      [3, 4],
    ]
    expect(shapeOfParts(digraph(5, pairs), { parts })).toEqual({ criticalPath: 5, width: 1 })
    expect(
      shapeOfParts(digraph(5, pairs.slice(2)), {
        parts: [
          [1, 2],
          [0, 3, 4],
        ],
      }),
    ).toEqual({
      criticalPath: 3,
      width: 3,
    })
  })
})

describe('topological', () => {
  test('always the smallest that is free', () => {
    fc.assert(
      fc.property(graphs, fc.integer(), ({ size, pairs }, seed) => {
        // The numbers of the nodes say nothing of the order here.
        const shuffled = Array.from({ length: size }, (_, node) => node).sort(
          (a, b) => Math.sin(seed + a) - Math.sin(seed + b),
        )
        const moved = pairs.map(([from, to]): Pair => [shuffled[from] ?? 0, shuffled[to] ?? 0])
        const expected: number[] = []
        while (expected.length < size) {
          const free = Array.from({ length: size }, (_, node) => node).find(
            (node) =>
              !expected.includes(node) && moved.every(([from, to]) => to !== node || expected.includes(from)),
          )
          expected.push(free ?? -1)
        }
        const { from, to } = digraph(size, moved)
        expect(topological(size, from, to)).toEqual(expected)
      }),
      { numRuns: 300, seed: 3 },
    )
  })

  test('a cycle is a bug, and told as one', () => {
    expect(() => topological(2, [0, 1], [1, 0])).toThrow('bug: the plan has a cycle')
  })
})
