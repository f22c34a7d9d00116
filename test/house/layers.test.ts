/** Imports go one way, and nothing but the shells and stores touches Node. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../support/shared.ts'

/** A room may import only from itself and from rooms before it. */
const order = [
  'grammar',
  'src/version',
  'src/diagnostics',
  'src/dialects',
  'src/config',
  'src/syntax',
  'src/metadata/json',
  'src/engines',
  'src/statements',
  'src/metadata',
  'src/stores',
  'src/effects',
  'src/graph',
  'src/analysis',
  'src/checks',
  'src/plan',
  'src/incremental',
  'src/analyze',
  'src/runtime',
  'src/backends',
  'src/runner',
  'src/submission',
  'src/compile',
  'src/lint',
  'src/views',
  'src/server',
  'src/lsp',
  'src/index',
  'src/host',

  'src/cli',
  'src/main',
]

/** Where a lower room names a type of a higher one, or takes a small pure helper from it, and why that is so. */
const exceptions = new Set([
  // Values of attributes are needed wherever attributes are written down.
  'src/metadata -> src/checks',
])

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

function files(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)))
}

function imports(file: string): Import[] {
  const text = readFileSync(join(projectRoot, file), 'utf8')
  return [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'([^']+)'/gm)].map((match) => ({
    from: file,
    to: match[2] ?? '',
    typeOnly: match[1] !== undefined,
  }))
}

function roomOf(path: string): number {
  const clean = path.replace(/\.ts$/, '')
  let best = -1
  order.forEach((room, at) => {
    if (clean !== room && !clean.startsWith(`${room}/`)) return
    if (best < 0 || room.length > (order[best] ?? '').length) best = at
  })
  return best
}

const all = [...files('grammar'), ...files('src')].flatMap(imports)

test('every file has a room', () => {
  expect([...files('grammar'), ...files('src')].filter((file) => roomOf(file) < 0)).toEqual([])
})

test('imports go from later rooms to earlier ones', () => {
  const wrong = all
    .filter(({ to, typeOnly }) => to.startsWith('.') && !typeOnly)
    .map(({ from, to }) => ({ from, to: join(dirname(from), to) }))
    .filter(({ from, to }) => roomOf(to) > roomOf(from))
    .filter(({ from, to }) => !exceptions.has(`${order[roomOf(from)]} -> ${order[roomOf(to)]}`))
    .map(({ from, to }) => `${from} -> ${to}`)
  expect(wrong).toEqual([])
})

test('only the shells import Node, and no driver is imported outside the stores', () => {
  const shells = /^src\/(cli\/|main|host|stores\/)/
  expect(
    all
      .filter(({ from, to }) => to.startsWith('node:') && !shells.test(from))
      .map(({ from, to }) => `${from} -> ${to}`),
  ).toEqual([])
  const drivers = new Set(['mysql2', 'ali-oss', 'mysql2/promise'])
  expect(
    all.filter(({ from, to }) => drivers.has(to) && !from.startsWith('src/stores/')).map(({ from }) => from),
  ).toEqual([])
})

test('a statement kind imports no pass, store or back end', () => {
  const forbidden = /src\/(analysis|stores|backends|plan|checks)/
  const wrong = all.filter(
    ({ from, to }) => from.startsWith('src/statements/') && forbidden.test(join(dirname(from), to)),
  )
  expect(wrong).toEqual([])
})
