/** What some codes need besides a program: a store that fails, a limit that is small. */
import type { CodeName } from '../../src/diagnostics/codes.ts'
import { defaultSettings, MemoryStore, type MetadataReader, type Settings } from '../../src/index.ts'

export interface Situation {
  readonly settings?: Settings
  readonly store?: MetadataReader
}

const failing: MetadataReader = {
  url: 'mysql://reader:***@db.example/models',
  readMetadata: async () => {
    throw new Error('connection refused')
  },
  listModels: async () => [],
}

const old = new MemoryStore({
  my_model: {
    formatVersion: 1,
    originalSql: 'SELECT * FROM iris.train TO TRAIN xgboost.gbtree …',
    select: 'SELECT * FROM iris.train',
    estimator: 'xgboost.gbtree',
    engine: 'xgboost',
    attributes: {},
    features: {},
    label: 'class',
    into: 'my_model',
  },
})

export const situations: Partial<Record<CodeName, Situation>> = {
  'store-failed': { store: failing },
  'trained-later': { store: old },
  'model-not-found': { store: old },
  'too-large': {
    settings: { ...defaultSettings, limits: { ...defaultSettings.limits, workflowBytes: 800 } },
  },
}
