/** One contract, every store. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryStore } from '../src/index.ts'
import { SqliteStore } from '../src/stores/sqlite/sqlite.ts'
import { storeContract } from './support/stores/contract.ts'

storeContract('in memory', async () => {
  const store = new MemoryStore()
  return { open: async () => store, remove: async () => {} }
})

storeContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-'))
  // An empty file is a database without tables.
  writeFileSync(join(folder, 'models.db'), '')
  return {
    open: async () => new SqliteStore(join(folder, 'models.db')),
    remove: async () => rmSync(folder, { recursive: true }),
  }
})
