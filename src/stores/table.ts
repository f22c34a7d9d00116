/** Stores by the scheme of their URL. */
import { parseUrl } from '../config/url.ts'
import { MemoryStore } from './memory.ts'
import { readModels } from './models-file.ts'
import type { Store } from './store.ts'

type ReadFile = (path: string) => Promise<Uint8Array>
type Opener = (url: string, readFile: ReadFile) => Promise<Store>

const openers: Readonly<Record<string, Opener>> = {
  memory: async (url, readFile) => {
    const path = url.slice('memory:'.length)
    const models = path === '' ? new Map() : readModels(new TextDecoder().decode(await readFile(path)), path)
    return new MemoryStore(models, url)
  },
}

/** Schemes of stores that come with a later release, to say so instead of "unknown". */
const announced = new Set(['mysql', 'tidb', 'sqlite', 'oss'])

/** Opens the store at a URL. Rejects with a message for users when it can't. */
export async function openStore(url: string, readFile: ReadFile): Promise<Store> {
  const { scheme, redacted } = parseUrl(url)
  const open = openers[scheme]
  if (open) return open(url, readFile)
  if (announced.has(scheme)) {
    throw new Error(
      `models can't be read from ${redacted} by this release yet; memory:FILE.json reads them from a file`,
    )
  }
  throw new Error(
    `${redacted} is no model store; known are ${Object.keys(openers)
      .map((name) => `${name}:`)
      .join(', ')}`,
  )
}
