/** Imports go one way, and nothing but the command and the stores touches Node. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { components } from '../../src/graph/components.ts'
import { rooms, roomsOfNode } from '../support/rooms.ts'
import { projectRoot } from '../support/shared.ts'

interface Import {
  readonly from: string
  /** A file of the project by its path, else the package. */
  readonly to: string
}

function files(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)))
}

/** `import … from`, `import type`, `export … from`, `import '…'`, `import('…')` also in a type, `getBuiltinModule('…')`. */
const imported = /(?:\bfrom|\bimport|\bimport\s*\(|\bgetBuiltinModule\()\s*'([^']+)'/g

function imports(file: string): Import[] {
  const text = readFileSync(join(projectRoot, file), 'utf8')
  return [...text.matchAll(imported)].map(([, path = '']) => ({
    from: file,
    to: path.startsWith('.') ? join(dirname(file), path) : path,
  }))
}

/** The index of the innermost room, or -1. */
function roomOf(path: string): number {
  const clean = path.replace(/\.ts$/, '')
  const around = rooms.filter((room) => clean === room || clean.startsWith(`${room}/`))
  return rooms.indexOf(around.sort((a, b) => b.length - a.length)[0] ?? '')
}

const sources = [...files('grammar'), ...files('src')]
const all = sources.flatMap(imports)

function shown(wrong: readonly Import[]): string[] {
  return wrong.map(({ from, to }) => `${from} -> ${to}`)
}

test('every file has a room, and every room has a file', () => {
  expect(sources.filter((file) => roomOf(file) < 0)).toEqual([])
  expect(rooms.filter((_, at) => !sources.some((file) => roomOf(file) === at))).toEqual([])
})

test('imports go from later rooms to earlier ones', () => {
  const known = new Set(sources)
  expect(shown(all.filter(({ from, to }) => known.has(to) && roomOf(to) > roomOf(from)))).toEqual([])
})

test('imports of every kind are seen', () => {
  const to = new Set(all.filter(({ from }) => from === 'src/cli/session.ts').map((one) => one.to))
  expect(to).toContain('src/config/problem.ts')
  expect(all.some((one) => one.from === 'src/stores/table.ts' && one.to === 'src/stores/oss/oss.ts')).toBe(
    true,
  )
  expect(all.some((one) => one.from === 'src/index.ts' && one.to === 'src/syntax/ast.ts')).toBe(true)
})

test('no files import each other in a circle', () => {
  const index = new Map(sources.map((file, at) => [file, at]))
  const edges = all.filter(({ to }) => index.has(to))
  const found = components(
    sources.length,
    edges.map(({ from }) => index.get(from) ?? -1),
    edges.map(({ to }) => index.get(to) ?? -1),
  )
  const isWithin = ({ from, to }: Import): boolean =>
    found[index.get(from) ?? -1] === found[index.get(to) ?? -1]
  expect(shown(edges.filter(isWithin))).toEqual([])
})

test('only the command and the stores touch Node, and no driver is imported outside the stores', () => {
  const mayTouch = roomsOfNode.map((room) => rooms.indexOf(room))
  expect(
    shown(all.filter(({ from, to }) => to.startsWith('node:') && !mayTouch.includes(roomOf(from)))),
  ).toEqual([])
  const drivers = new Set(['mysql2', 'ali-oss', 'mysql2/promise'])
  expect(shown(all.filter(({ from, to }) => drivers.has(to) && !from.startsWith('src/stores/')))).toEqual([])
})

test('a statement kind imports no store', () => {
  const wrong = all.filter(
    ({ from, to }) => from.startsWith('src/statements/') && to.startsWith('src/stores/'),
  )
  expect(shown(wrong)).toEqual([])
})
