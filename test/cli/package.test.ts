/** What users install: the files of the package, what runs when it is installed, and a library that needs no Node. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../support/shared.ts'

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8')
const manifest: Manifest = JSON.parse(read('package.json'))
const isBuilt = existsSync(join(projectRoot, 'dist/index.js'))

describe.skipIf(!isBuilt)(`the package${isBuilt ? '' : ' (there is no dist: npm run build)'}`, () => {
  const [pack] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: projectRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ files: { path: string }[]; size: number; unpackedSize: number }]
  const files = pack.files.map(({ path }) => path)

  test('holds what is built, its documentation, and nothing else', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'package.json',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/main.js',
        'dist/THIRD-PARTY-NOTICES.txt',
      ]),
    )
    for (const file of files)
      expect(file).toMatch(
        /^(LICENSE|README\.md|package\.json|dist\/.+|docs\/[\w-]+\.md|src\/notebook\/(README\.md|pyproject\.toml|sqlflow_magic\/\w+\.py))$/,
      )
    process.stdout.write(
      `the package: ${files.length} files, ${Math.round(pack.size / 1024)} KiB packed, ${Math.round(pack.unpackedSize / 1024)} KiB unpacked, ${Object.keys(manifest.dependencies).length} dependencies\n`,
    )
  })

  test('names no place of the machine that built it', () => {
    for (const file of files.filter((path) => path.startsWith('dist/'))) {
      expect(read(file).includes(projectRoot), file).toBe(false)
    }
  })

  test('runs nothing when it is installed', () => {
    // `prepare` is for those who work on it: npm does not run it for an installation from a registry.
    for (const name of ['preinstall', 'install', 'postinstall'])
      expect(manifest.scripts).not.toHaveProperty(name)
  })

  /** Modules that are loaded with a file, and what else it imports at once. */
  function loaded(entry: string): { files: Set<string>; others: Set<string> } {
    const found = { files: new Set<string>(), others: new Set<string>() }
    const waiting = [entry]
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (found.files.has(file)) continue
      found.files.add(file)
      for (const [, from = ''] of read(file).matchAll(
        /^(?:import|export)\b(?:[\w\s{},*$]*?\bfrom)?\s*["']([^'"]+)["']/gm,
      )) {
        if (from.startsWith('.')) waiting.push(join(dirname(file), from))
        else found.others.add(from)
      }
    }
    return found
  }

  test('the library loads without Node, drivers and Graphviz', () => {
    const { others } = loaded('dist/index.js')
    expect([...others].filter((name) => isBuiltin(name))).toEqual([])
    expect([...others].sort()).toEqual(['chevrotain', 'graphlib'])
  })

  test('each dependency is used, and each import is a dependency', () => {
    const form =
      /(?:^(?:import|export)\b[^;'"]*?from\s*|^import\s*|\bimport\()["']((?:@[\w-]+\/)?[a-z][\w.:-]*(?:\/[\w./-]+)?)["']/gm
    const imported = new Set<string>()
    for (const file of files.filter((path) => /^dist\/.*\.js$/.test(path))) {
      for (const [, name = ''] of read(file).matchAll(form)) {
        if (!isBuiltin(name))
          imported.add(
            name
              .split('/')
              .slice(0, name.startsWith('@') ? 2 : 1)
              .join('/'),
          )
      }
    }
    expect([...imported].sort()).toEqual(Object.keys(manifest.dependencies).sort())
  })
})
