/** The dependency graph against a plain definition of it: conflicts of accesses, closed and reduced by brute force. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalog, Resources, resourceText } from '../../src/effects/resource.ts'
import { buildGraph, type Node, type OrderingConstraint } from '../../src/graph/build.ts'
import { components } from '../../src/graph/components.ts'
import type { Reason } from '../../src/graph/graph.ts'
import { toGraphlib } from '../../src/graph/graphlib.ts'
import { reduce } from '../../src/graph/reduce.ts'
import { analyze } from '../../src/index.ts'

type Pair = readonly [from: number, to: number]

const resources = new Resources()
const table = (key: string) => resources.of('table', key)
const reason = (key: string): Reason => ({ kind: 'read-after-write', resource: table(key) })

/** `reachable[to]` has every node that a path leads from. */
function closure(size: number, pairs: readonly Pair[]): Set<number>[] {
  const before = Array.from({ length: size }, (): number[] => [])
  for (const [from, to] of pairs) before[to]?.push(from)
  const reachable: Set<number>[] = []
  for (let node = 0; node < size; node++) {
    const all = new Set<number>()
    for (const from of before[node] ?? []) {
      all.add(from)
      for (const other of reachable[from] ?? []) all.add(other)
    }
    reachable.push(all)
  }
  return reachable
}

/** Pairs that no path through another node implies. */
function needed(size: number, pairs: readonly Pair[]): string[] {
  const reachable = closure(size, pairs)
  const through = (from: number, to: number): boolean =>
    [...(reachable[to] ?? [])].some((middle) => middle !== from && (reachable[middle]?.has(from) ?? false))
  return [...new Set(pairs.filter(([from, to]) => !through(from, to)).map((pair) => pair.join(' ')))].sort()
}

const dag = fc.integer({ min: 1, max: 24 }).chain((size) =>
  fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 80 }).map((pairs) => ({
    size,
    pairs: pairs.filter(([a, b]) => a !== b).map(([a, b]): Pair => [Math.min(a, b), Math.max(a, b)]),
  })),
)

describe('reduction', () => {
  const reduced = ({ size, pairs }: { size: number; pairs: readonly Pair[] }) =>
    reduce(
      size,
      pairs.map(([from]) => from),
      pairs.map(([, to]) => to),
      (at) => reason(`${at % 3}`),
    )

  test('keeps what nothing else implies, and nothing more', () => {
    fc.assert(
      fc.property(dag, ({ size, pairs }) => {
        const edges = reduced({ size, pairs })
        expect(edges.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(needed(size, pairs))
        // Sorted by `to`, then by `from`; each with all its reasons, each once.
        expect(edges).toEqual([...edges].sort((a, b) => a.to - b.to || a.from - b.from))
        for (const { from, to, reasons } of edges) {
          const given = pairs.flatMap(([a, b], at) => (a === from && b === to ? [`${at % 3}`] : []))
          expect(reasons.map(({ resource }) => resource.key).sort()).toEqual([...new Set(given)].sort())
        }
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  // Sets of ancestors are rows of words: some nodes are in the first, in the second, in both.
  test.each([0, 20, 60, 5000])(
    'of a large graph: the same order, few edges more than needed (%i nodes before it)',
    (offset) => {
      fc.assert(
        fc.property(dag, ({ size, pairs }) => {
          // Beyond some thousand nodes another search takes over.
          const moved = pairs.map(([from, to]): Pair => [from + offset, to + offset])
          const edges = reduced({ size: size + offset, pairs: moved }).map(
            ({ from, to }): Pair => [from - offset, to - offset],
          )
          expect(closure(size, edges)).toEqual(closure(size, pairs))
          const given = new Set(pairs.map((pair) => pair.join(' ')))
          for (const edge of edges) expect(given.has(edge.join(' '))).toBe(true)
          expect(edges.map((edge) => edge.join(' ')).sort()).toEqual(needed(size, pairs))
        }),
        { numRuns: 60, seed: 2 },
      )
    },
  )

  test('a path that no statement’s latest predecessor is on is found in a large graph, too', () => {
    const other = 5000
    // Each of a chain also waits for a statement of its own, right before it.
    const chain = Array.from({ length: 12 }, (_, at) => other + 2 * at)
    const pairs = chain.slice(1).flatMap((node, at): Pair[] => [
      [chain[at] ?? 0, node],
      [node - 1, node],
    ])
    const last = (chain.at(-1) ?? 0) + 1
    const implied = [0, 3, 4, 9].map((at): Pair => [chain[at] ?? 0, last])
    const edges = reduced({ size: last + 1, pairs: [...pairs, ...implied, [last - 1, last]] })
    expect(edges.map(({ from, to }) => [from, to])).toEqual([...pairs, [last - 1, last]])
  })

  test('chains, ladders and fans of 20,000 nodes are reduced to what they are', () => {
    const size = 20_000
    const chain = Array.from({ length: size - 1 }, (_, at): Pair => [at, at + 1])
    const skips = Array.from({ length: size - 7 }, (_, at): Pair => [at, at + 7])
    const far = Array.from({ length: 2000 }, (_, at): Pair => [at * 5, size - 1 - at])
    const edges = reduced({ size, pairs: [...chain, ...skips, ...far] })
    expect(edges.map(({ from, to }) => [from, to])).toEqual(chain)
    const fan = Array.from({ length: size - 2 }, (_, at): Pair[] => [
      [0, at + 1],
      [at + 1, size - 1],
    ]).flat()
    expect(reduced({ size, pairs: [...fan, [0, size - 1]] })).toHaveLength(fan.length)
  })
})

describe('accesses', () => {
  const use = fc.record({
    resource: fc.constantFrom(table('a'), table('b'), table('c'), catalog),
    write: fc.boolean(),
  })
  const node: fc.Arbitrary<Node> = fc.record({
    uses: fc.array(use, { maxLength: 3 }),
    barrier: fc.boolean().map((is) => is),
    exempt: fc.constant(false),
  })
  /** Barriers are rare in programs; so often nothing else would be seen. */
  const nodes = fc.array(
    node.chain((made) => fc.nat(9).map((at) => ({ ...made, barrier: made.barrier && at === 0 }))),
    { maxLength: 20 },
  )

  /** Two nodes must keep their order when one writes what the other touches, or one may touch anything. */
  function conflict(a: Node, b: Node): boolean {
    if (a.barrier || b.barrier) return true
    return a.uses.some((one) =>
      b.uses.some((other) => one.resource === other.resource && (one.write || other.write)),
    )
  }

  test('the order of every conflict is kept, and no other', () => {
    fc.assert(
      fc.property(nodes, (list) => {
        const pairs: Pair[] = list.flatMap((later, to) =>
          list
            .slice(0, to)
            .flatMap((earlier, from): Pair[] => (conflict(earlier, later) ? [[from, to]] : [])),
        )
        const { edges, size } = buildGraph(list, [])
        expect(size).toBe(list.length)
        expect(
          closure(
            size,
            edges.map(({ from, to }): Pair => [from, to]),
          ),
        ).toEqual(closure(size, pairs))
        expect(edges.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(needed(size, pairs))
      }),
      { numRuns: 1000, seed: 3 },
    )
  })

  test.each([
    [true, false, 'read-after-write'],
    [false, true, 'write-after-read'],
    [true, true, 'write-after-write'],
  ] as const)('%s then %s: %s', (first, second, kind) => {
    const node = (write: boolean): Node => ({
      uses: [{ resource: table('t'), write }],
      barrier: false,
    })
    const model = resources.of('model', 't')
    const { edges } = buildGraph([node(first), node(second)], [], new Map([[table('t'), model]]))
    expect(edges).toEqual([{ from: 0, to: 1, reasons: [{ kind, resource: model }] }])
  })

  test('two reads have no order, and what is exempt has none', () => {
    const read: Node = { uses: [{ resource: table('t'), write: false }], barrier: false }
    const write: Node = { uses: [{ resource: table('t'), write: true }], barrier: false }
    expect(buildGraph([read, read], []).edges).toEqual([])
    expect(buildGraph([write, { uses: [], barrier: true, exempt: true }, read], []).edges).toHaveLength(1)
  })

  test('constraints are kept whatever the accesses say', () => {
    const nothing: Node = { uses: [], barrier: false }
    const resource = resources.of('session', 'transaction')
    const constraint: OrderingConstraint = { from: 0, to: 2, reason: { kind: 'session-state', resource } }
    expect(buildGraph([nothing, nothing, nothing], [constraint]).edges).toEqual([
      { from: 0, to: 2, reasons: [constraint.reason] },
    ])
  })

  test('one statement may name one table twice, with its database and without', () => {
    const { graph } = analyze(
      'UPDATE t, db.t AS u SET t.a = 1, u.b = 2;\nINSERT INTO t SELECT * FROM db.t;\nRENAME TABLE t TO db.t;',
    )
    expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  test('each edge says why: the list of all tables, or effects that are not known', () => {
    const why = (text: string) =>
      analyze(text).graph.edges.flatMap(({ reasons }) =>
        reasons.map(({ kind, resource }) => ({ kind, resource: resourceText(resource) })),
      )
    const made = 'CREATE TABLE a (x INT);'
    expect(why(`${made} SHOW TABLES;`)).toEqual([{ kind: 'read-after-write', resource: 'catalog' }])
    expect(why('SELECT 1 TO TRAIN a.B LABEL y INTO d.m; DROP TABLE d.m;')).toEqual([
      { kind: 'write-after-write', resource: 'model:d.m' },
    ])
    expect(why(`SHOW TABLES; ${made}`)).toEqual([{ kind: 'write-after-read', resource: 'catalog' }])
    expect(why(`SELECT 1; FROBNICATE; SELECT 2;`)).toEqual([
      { kind: 'unknown-effects', resource: '*' },
      { kind: 'unknown-effects', resource: '*' },
    ])
  })

  test.each([16, 17])(
    'a bare name may be any of %i tables called so, each of which keeps its order',
    (count) => {
      const tables = Array.from({ length: count }, (_, i) => `CREATE TABLE d${i}.t (x INT);`).join('\n')
      const { graph } = analyze(`${tables}\nSELECT * FROM t;\nSELECT * FROM other.s;\nDROP TABLE d3.t;`)
      const pairs = graph.edges.map(({ from, to }): Pair => [from, to])
      const before = closure(graph.size, pairs)
      expect([...(before[count] ?? [])].sort((a, b) => a - b)).toEqual(
        Array.from({ length: count }, (_, i) => i),
      )
      expect(before[count + 1]).toEqual(new Set())
      expect(before[count + 2]).toContain(count)
    },
  )
})

test('as a graph of graphlib it has the same nodes and edges', () => {
  const { graph } = analyze('CREATE TABLE a (x INT); SELECT 1; SELECT * FROM a;')
  const made = toGraphlib(graph)
  expect(made.isDirected()).toBe(true)
  expect(made.nodes()).toEqual(['0', '1', '2'])
  expect(made.edges()).toEqual([{ v: '0', w: '2' }])
  expect(made.edge('0', '2')).toMatchObject([
    { kind: 'read-after-write', resource: { kind: 'table', key: 'a' } },
  ])
})

test('components: nodes that lead to each other, and no others', () => {
  const graph = fc
    .integer({ min: 1, max: 12 })
    .chain((size) =>
      fc
        .array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 24 })
        .map((pairs) => ({ size, pairs })),
    )
  fc.assert(
    fc.property(graph, ({ size, pairs }) => {
      const reach = Array.from({ length: size }, (_, node) => new Set([node]))
      for (let round = 0; round < size; round++)
        for (const [from, to] of pairs) for (const node of reach[to] ?? []) reach[from]?.add(node)
      const found = components(
        size,
        pairs.map(([from]) => from),
        pairs.map(([, to]) => to),
      )
      for (let a = 0; a < size; a++)
        for (let b = 0; b < size; b++)
          expect(found[a] === found[b]).toBe((reach[a]?.has(b) && reach[b]?.has(a)) ?? false)
    }),
    { numRuns: 500, seed: 4 },
  )
})
