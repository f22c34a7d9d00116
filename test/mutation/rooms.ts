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
    tests: [
      'cli/examples',
      'config/settings',
      'argo/yaml',
      'argo/output',
      'compile/memoize',
      'diagnostics/errors',
      'argo/argo',
    ],
  },
  analysis: {
    mutate: ['src/analysis/*.ts'],
    tests: [
      'diagnostics/errors',
      'compile/compile',
      'analysis/effects',
      'analysis/columns',
      'checks/checks',
      'graph/graph',
      'lint/rules',
      'analysis/resolution',
      'analysis/catalog',
    ],
  },
  graph: { mutate: ['src/graph/*.ts'], tests: ['graph/graph', 'compile/compile', 'diagnostics/errors'] },
  grammar: {
    mutate: ['grammar/*.ts', '!grammar/cst.ts'],
    tests: [
      'diagnostics/errors',
      'compile/compile',
      'analysis/effects',
      'analysis/columns',
      'checks/checks',
      'compile/corpus',
      'syntax/parse',
    ],
    corpus: true,
  },
  plan: {
    mutate: ['src/plan/*.ts'],
    tests: ['plan/partition', 'cli/examples', 'compile/compile', 'compile/memoize', 'plan/fuse', 'argo/argo'],
  },
}
