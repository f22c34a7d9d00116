// Which files are mutated, room by room, and the tests that their mutants must not survive: quick ones, in one process,
// without a server, a browser, an engine or a network. Those that notice most come first.

export interface Room {
  readonly mutate: readonly string[]
  readonly tests: readonly string[]
  /** Whether the tests read the shared corpus. Elsewhere it is left out: compiling Argo's CRDs takes seconds. */
  readonly corpus?: true
}

export const rooms: Readonly<Record<string, Room>> = {
  argo: {
    mutate: ['src/backends/argo/*.ts'],
    tests: ['examples', 'settings', 'yaml', 'argo-output', 'memoize', 'errors', 'argo'],
  },
  analysis: {
    mutate: ['src/analysis/*.ts'],
    tests: [
      'errors',
      'compile',
      'effects',
      'columns',
      'checks',
      'graph',
      'lint-rules',
      'resolution',
      'catalog',
    ],
  },
  graph: { mutate: ['src/graph/*.ts'], tests: ['graph', 'compile', 'errors'] },
  grammar: {
    mutate: ['grammar/*.ts', '!grammar/cst.ts'],
    tests: ['errors', 'compile', 'effects', 'columns', 'checks', 'corpus', 'parse'],
    corpus: true,
  },
  plan: {
    mutate: ['src/plan/*.ts'],
    tests: ['partition', 'examples', 'compile', 'memoize', 'fuse', 'argo'],
  },
}
