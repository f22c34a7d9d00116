/** What a visitor meets first: packages that can be installed anywhere, and no name that somebody else could take. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { defaultSettings } from '../../src/index.ts'
import { projectRoot } from '../support/shared.ts'

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8')

describe('the lock', () => {
  interface Locked {
    readonly resolved?: string
    readonly dependencies?: Readonly<Record<string, string>>
    readonly optionalDependencies?: Readonly<Record<string, string>>
  }
  const packages: Readonly<Record<string, Locked>> = JSON.parse(read('package-lock.json')).packages

  /** Where npm would look for it, from the package outwards. */
  function isLocked(name: string, user: string): boolean {
    const folders =
      user === ''
        ? ['']
        : user.split('/node_modules/').map((_, at, all) => `${all.slice(0, at + 1).join('/node_modules/')}/`)
    return ['', ...folders].some((folder) => `${folder}node_modules/${name}` in packages)
  }

  test('holds the packages of every platform, or `npm ci` fails', () => {
    const missing = Object.entries(packages).flatMap(([user, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !isLocked(name, user))
        .map((name) => `${name}, for ${user}`),
    )
    expect(missing).toEqual([])
  })

  test('names no registry', () => {
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  })
})

/** All that is read by people, or shown to them. */
function* texts(folder: string): Generator<string> {
  for (const entry of readdirSync(join(projectRoot, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* texts(path)
    else if (/\.(md|ts|js|py|json|ya?ml|ipynb|toml)$|Dockerfile$/.test(entry.name)) yield path
  }
}

describe('names that nobody owns', () => {
  test('are not offered for installation: whoever takes them first would be run', () => {
    const offers = [
      /\bnpx (?!--no-install)(?:-{1,2}\S+ )+sqlflowc\b/,
      /\bnpm (?:install|i|add|exec)(?: -{1,2}\S+)* sqlflowc(?![/.\w])/,
      /--package sqlflowc\b/,
      /additional_dependencies:.*\bsqlflowc\b/,
      /\bpip install(?: -{1,2}\S+)* sqlflow/,
    ]
    const pages = ['README.md', 'ARCHITECTURE.md', '.pre-commit-hooks.yaml', '.github/workflows/release.yml']
    for (const path of [...pages, ...texts('docs'), ...texts('src'), ...texts('examples')])
      for (const offer of offers) expect(offer.exec(read(path))?.[0], path).toBeUndefined()
  })

  test('are no image that a cluster would fetch', () => {
    expect(defaultSettings.images.default).toMatch(/^localhost\//)
  })
})

test('who publishes is named by the workflow, as npm demands of a statement of provenance', () => {
  const { steps }: { steps: readonly { run?: string }[] } = parse(read('.github/workflows/release.yml')).jobs
    .publish
  const at = (command: RegExp): number => steps.findIndex(({ run = '' }) => command.test(run))
  expect(at(/npm pkg set repository\.url="git\+\$address\.git"/)).toBeGreaterThan(-1)
  expect(at(/npm publish --provenance/)).toBeGreaterThan(at(/npm pkg set/))
  expect(JSON.parse(read('package.json')).repository.url).toMatch(/^git\+https:\/\/[\w.]+\.example\//)
})
