/** The host in memory: files in a map, output in strings. */
import type { Host } from '../../src/host.ts'
import { type Behaviour, type MemoryMachine, memoryMachine } from './memory-machine.ts'

export interface MemoryHost extends Host {
  readonly files: Map<string, string | Uint8Array>
  readonly written: { out: string; err: string }
  readonly machine: MemoryMachine
}

export function memoryHost(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  {
    env = {},
    stdin = '',
    terminal = false,
    behaviour,
  }: {
    env?: Readonly<Record<string, string>>
    stdin?: string
    terminal?: boolean
    behaviour?: Behaviour
  } = {},
): MemoryHost {
  const map = new Map(Object.entries(files))
  const written = { out: '', err: '' }
  const bytes = (content: string | Uint8Array): Uint8Array =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content
  return {
    env,
    files: map,
    written,
    stdoutIsTerminal: terminal,
    stderrIsTerminal: terminal,
    machine: memoryMachine(map, behaviour),
    exists: async (path) => map.has(path),
    kind: async (path) => {
      if (map.has(path)) return 'file'
      return path === '.' || [...map.keys()].some((key) => key.startsWith(`${path}/`)) ? 'folder' : undefined
    },
    entries: async (path) => {
      const prefix = path === '.' ? '' : `${path}/`
      const below = [...map.keys()]
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
      const names = new Map(below.map((key) => [key.split('/', 1)[0] ?? '', key.includes('/')]))
      return [...names].map(([name, isFolder]) => ({ name, isFolder }))
    },
    readFile: async (path) => {
      const content = map.get(path)
      if (content === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return bytes(content)
    },
    readStdin: async () => bytes(stdin),
    writeFile: async (path, text) => {
      if (path.startsWith('/full/')) throw Object.assign(new Error('write'), { code: 'ENOSPC' })
      map.set(path, text)
    },
    out: (text) => {
      written.out += text
    },
    err: (text) => {
      written.err += text
    },
  }
}
