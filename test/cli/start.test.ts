/** What the command loads to do its work. `test/bench/start.ts` says what that is worth. */
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { CommandFolder } from '../support/command.ts'
import { projectRoot } from '../support/shared.ts'

const folder = new CommandFolder({
  'five.sql': `CREATE TABLE db.sample AS SELECT a, b, c FROM db.source;
SELECT a, b, c FROM db.sample TO TRAIN xgboost.gbtree WITH objective = "reg:linear" LABEL c INTO model;
SELECT a, b FROM db.fresh TO PREDICT db.result.c USING model;
INSERT INTO db.report SELECT 1, count(*) FROM db.result;
DROP TABLE db.sample;`,
})
afterAll(() => folder.remove())

interface Loaded {
  /** Of the project, by their place in it. */
  readonly own: readonly string[]
  readonly packages: readonly string[]
  readonly builtins: readonly string[]
}

async function loaded(main: string, ...args: string[]): Promise<Loaded> {
  const hook = join(projectRoot, 'test/support/loaded.ts')
  const { ended } = folder.spawn(process.execPath, ['--import', hook, join(projectRoot, main), ...args], {
    LOADED: join(folder.path, 'loaded'),
  })
  expect((await ended).err).not.toContain('error')
  const all = folder.read('loaded').split('\n')
  const files = all.filter((name) => name.startsWith('file:')).map((url) => fileURLToPath(url))
  return {
    own: files
      .filter((path) => !path.includes('/node_modules/'))
      .map((path) => relative(projectRoot, path))
      .filter((path) => !path.startsWith('test/')),
    packages: [
      ...new Set(files.flatMap((path) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
    ],
    builtins: all.filter((name) => name.startsWith('node:')),
  }
}

/** What no workflow needs to be written. */
const elsewhere =
  /^src\/(lint|lsp|views|server|runner|submission|stores\/(mysql|oss|sqlite|format|table|memory)|config\/file)/

describe('loads no more than it needs', () => {
  test('--version', async () => {
    const { own, packages } = await loaded('src/main.ts', '--version')
    expect([...own].sort()).toEqual([
      'src/cli/errors.ts',
      'src/cli/input.ts',
      'src/cli/streams.ts',
      'src/main.ts',
      'src/version.ts',
    ])
    expect(packages).toEqual([])
  })

  test.each([['--help'], ['compile', '--help'], ['help', 'lint']])('%s %s', async (...args) => {
    const { own, packages } = await loaded('src/main.ts', ...args)
    expect(own.filter((path) => !/^src\/(cli\/[\w-]+|main|version)\.ts$/.test(path)).sort()).toEqual([
      'src/cli/submission/services.ts',
      'src/config/kinds.ts',
      'src/config/targets.ts',
      'src/config/url.ts',
      'src/datasources/table.ts',
      'src/diagnostics/render/text.ts',
      'src/diagnostics/suggest.ts',
      'src/dialects/literals.ts',
      'src/dialects/table.ts',
      'src/keys.ts',
    ])
    expect(packages).toEqual(['commander'])
  })

  test.each(['compile', 'plan'])('%s', async (command) => {
    const { own, packages, builtins } = await loaded('src/main.ts', command, 'five.sql')
    const shown = /^src\/views\/(plan-text|words)/
    expect(own.filter((path) => elsewhere.test(path) && !(command === 'plan' && shown.test(path)))).toEqual(
      [],
    )
    expect(packages.filter((name) => !/^(@?chevrotain(\/.*)?|commander)$/.test(name))).toEqual([])
    expect(builtins).not.toContain('node:sqlite')
  })

  test('lint', async () => {
    const { own, packages, builtins } = await loaded('src/main.ts', 'lint', 'five.sql')
    expect(own.filter((path) => /^src\/(lsp|views|server|submission|stores\/.*\/)/.test(path))).toEqual([])
    expect(packages).not.toContain('yaml')
    expect(builtins).not.toContain('node:sqlite')
  })
})

const isBuilt = existsSync(join(projectRoot, 'dist/main.js'))

describe.skipIf(!isBuilt)(`as it is built${isBuilt ? '' : ' (there is no dist: npm run build)'}`, () => {
  test.each([
    { args: ['--version'], files: 3 },
    { args: ['--help'], files: 4 },
    { args: ['compile', 'five.sql'], files: 5 },
  ])('$args: few files, and no package', async ({ args, files }) => {
    const { own, packages, builtins } = await loaded('dist/main.js', ...args)
    expect(own.length).toBeLessThanOrEqual(files)
    expect(packages).toEqual([])
    expect(builtins.filter((name) => /^node:(child_process|crypto|sqlite|http)/.test(name))).toEqual([])
  })

  test.each([
    [['--help']],
    [['--version']],
    [['compile', 'five.sql']],
    [['lint', 'five.sql']],
    [['explain']],
  ])('%s: does what the sources do', async (args) => {
    const [built, source] = ['dist/main.js', 'src/main.ts'].map((main) =>
      folder.spawn(process.execPath, [join(projectRoot, main), ...args]),
    )
    expect(await built?.ended).toEqual(await source?.ended)
  })
})
