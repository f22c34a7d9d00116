/** What some codes need besides a program: a store that fails, a limit that is small. */
import type { CodeName } from '../../src/diagnostics/codes.ts'
import {
  defaultSettings,
  MemoryStore,
  type Metadata,
  type MetadataReader,
  type Settings,
} from '../../src/index.ts'
import type { Lock } from '../../src/metadata/lock.ts'
import { StoreError } from '../../src/stores/errors.ts'

export interface Situation {
  readonly locked?: boolean
  readonly lock?: Lock
  readonly settings?: Settings
  readonly store?: MetadataReader
  readonly datasource?: string
  /** Where the program itself is not to blame: what is otherwise. */
  readonly mended?: Situation
}

const failing: MetadataReader = {
  url: 'mysql://reader:***@db.example/models',
  readMetadata: async () => {
    throw new Error('connection refused')
  },
  listModels: async () => [],
}

const trained: Metadata = {
  formatVersion: 1,
  originalSql: 'SELECT * FROM iris.train TO TRAIN xgboost.gbtree …',
  select: 'SELECT * FROM iris.train',
  estimator: 'xgboost.gbtree',
  engine: 'xgboost',
  attributes: {},
  features: {},
  label: 'class',
  into: 'my_model',
}

const old = new MemoryStore({ my_model: trained })

const damaged: MetadataReader = {
  url: 'mysql://reader:***@db.example/models',
  readMetadata: async () => {
    throw new StoreError('damaged', 'block 3 is missing; the next one is 5')
  },
  listModels: async () => [],
}

/** The model of `old`, in an image of its own. */
const inImage = (image: string): Metadata => ({ ...trained, image })
const retrained = new MemoryStore({ my_model: inImage('team/models:1.5') })
const pinned: Lock = new Map([
  ['my_model', { store: retrained.url, digest: '', metadata: inImage('team/models:1.4') }],
])

export const situations: Partial<Record<CodeName, Situation>> = {
  'not-memoized': {
    settings: {
      ...defaultSettings,
      workflow: { ...defaultSettings.workflow, memoize: { cache: 'sqlflow-done', maxAge: '24h' } },
    },
  },
  'store-failed': { store: failing },
  'unreadable-model': { store: damaged },
  'stale-lock': { store: retrained, lock: pinned },
  'not-pinned': { store: old, locked: true },
  'trained-later': { store: old },
  'model-not-found': { store: old },
  'unsupported-data-source': { datasource: 'hive://reader:secret@db.example:10000/iris', mended: {} },
  'too-large': {
    settings: { ...defaultSettings, limits: { ...defaultSettings.limits, workflowBytes: 800 } },
  },
}
