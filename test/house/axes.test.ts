/** Closed axes are tables: nothing else lists the names of their members, or asks for one by its name. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { backends } from '../../src/backends/table.ts'
import { serviceNames } from '../../src/cli/submission/services.ts'
import { workflowKinds } from '../../src/config/kinds.ts'
import { targetNames } from '../../src/config/targets.ts'
import { type DriverName, dataSources } from '../../src/datasources/table.ts'
import { dialectNames } from '../../src/dialects/table.ts'
import { engineNames, engines } from '../../src/engines/table.ts'
import { projectRoot } from '../support/shared.ts'

const schemes = Object.keys(dataSources)

interface Axis {
  readonly title: string
  readonly names: readonly string[]
  /** Where its names are at home. */
  readonly table: string
  /** Where one of them means something else, and what. */
  readonly elsewhere?: Readonly<Record<string, string>>
  /** Its names are ordinary words as well, which a sentence may have. */
  readonly areWords?: true
}

const axes: readonly Axis[] = [
  {
    title: 'dialects',
    names: dialectNames,
    table: 'src/dialects/table.ts',
    elsewhere: {
      'src/datasources/table.ts': 'whose dialect a data source speaks',
    },
  },
  {
    title: 'schemes',
    names: schemes,
    table: 'src/datasources/table.ts',
    elsewhere: {
      'src/dialects/table.ts': 'the dialect of a program that nobody says one of',
    },
  },
  {
    title: 'engines',
    names: engineNames,
    table: 'src/engines/table.ts',
    elsewhere: Object.fromEntries(
      engineNames
        .filter((name) => engines[name].pythonModules.includes(name))
        .map((name) => [`src/engines/${name}.ts`, 'its module in Python']),
    ),
  },
  {
    title: 'targets',
    names: targetNames,
    table: 'src/config/targets.ts',
    elsewhere: {
      'src/cli/submission/argo-command.ts': 'the command of that name',
    },
  },
  {
    title: 'services',
    names: serviceNames,
    table: 'src/cli/submission/services.ts',
    areWords: true,
    elsewhere: {
      'src/cli/submission/argo-command.ts': 'the command of that name',
      'src/cli/submission/kubectl.ts': 'the command of that name',
      'src/config/targets.ts': 'the target of that name',
    },
  },
]

/** Prose for readers, which says what is true of some members. */
const prose = /^src\/(diagnostics\/codes|lint\/rules)\//

interface Text {
  readonly file: string
  readonly line: number
  readonly text: string
}

const texts: readonly Text[] = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => textsOf(`src/${name}`))

function textsOf(path: string): Text[] {
  const source = readFileSync(join(projectRoot, path), 'utf8')
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true)
  const found: Text[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) {
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push({ file: path, line, text: node.text })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** `mysql:, tidb: and sqlite:`; no part of a longer name or a path. */
function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w./-])${name}(?![\\w-])`, 'i').test(text)
}

describe.each(axes.map((axis) => [axis.title, axis] as const))(
  '%s',
  (_, { names, table, elsewhere = {}, areWords }) => {
    const others = texts.filter(({ file }) => file !== table)
    const placed = ({ file, line, text }: Text): string => `${file}:${line} ${text}`

    test('no text outside the table is the name of one', () => {
      const asked = others.filter(({ file, text }) => names.includes(text) && !Object.hasOwn(elsewhere, file))
      expect(asked.map(placed)).toEqual([])
    })

    test('no text outside the table lists several', () => {
      const lists = others
        .filter(({ file }) => !prose.test(file))
        .filter(({ text }) => !areWords && names.filter((name) => mentions(text, name)).length > 1)
      expect(lists.map(placed)).toEqual([])
    })

    test('what is allowed is needed', () => {
      const needless = Object.keys(elsewhere).filter(
        (file) => !texts.some((one) => one.file === file && names.includes(one.text)),
      )
      expect(needless).toEqual([])
    })
  },
)

test('the kinds of objects are listed once', () => {
  const lists = texts.filter(({ text }) => text === workflowKinds[2]).map(({ file }) => file)
  expect(new Set(lists)).toEqual(
    new Set(['src/config/kinds.ts', 'src/config/load.ts', 'src/backends/argo/objects.ts']),
  )
})

test('each target has a back end, each driver a folder of stores or a file', () => {
  expect(Object.keys(backends)).toEqual(targetNames)
  for (const target of targetNames) expect(readdirSync(join(projectRoot, 'src/backends'))).toContain(target)
  const drivers = new Set(
    Object.values(dataSources).flatMap(({ driver }): DriverName[] => (driver ? [driver] : [])),
  )
  const stores = readdirSync(join(projectRoot, 'src/stores')).map((name) => name.replace(/\.ts$/, ''))
  for (const driver of drivers) expect(stores).toContain(driver)
})
