/**
 * How fast a program is analysed (text, statements with their places, effects, graph), beside other readers of SQL in the
 * same run, and a floor: a loop that looks at each character. What comes after the graph (links, metadata of models,
 * checks) has a line of its own.
 *
 *     node test/bench/throughput.ts [STATEMENTS]
 *
 * The others read ordinary SQL only: they get the program without the clauses of models. They are installed below
 * `peers/` by the first run.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { analyseEffects } from '../../src/analysis/effects.ts'
import { analyseSessions } from '../../src/analysis/sessions.ts'
import { dialects } from '../../src/dialects/table.ts'
import { Resources } from '../../src/effects/resource.ts'
import { orderStatements } from '../../src/graph/order.ts'
import { analyze } from '../../src/index.ts'
import { parse } from '../../src/parser/parse.ts'
import { type Contender, inTurns } from './measure.ts'
import { mixed } from './programs.ts'

const count = Number(process.argv[2]?.match(/^\d+$/)?.[0] ?? 10_000)
const { text, ordinary } = mixed(count)

interface Reader extends Contender {
  readonly gives: string
  readonly bytes: number
  /** The ratio that is wanted, of the analysis to this. */
  readonly goal?: number
}

function characters(): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) sum += text.charCodeAt(at)
  return sum
}

function toGraph(): unknown {
  const dialect = dialects.mysql
  const report = (): void => {}
  const program = parse(text, dialect, report)
  const resources = new Resources()
  const effects = analyseEffects(program, { dialect, models: 'tables', resources, report })
  const sessions = analyseSessions(program, effects, dialect, resources)
  return orderStatements(effects, sessions, resources)
}

const own: readonly Reader[] = [
  {
    name: 'sqlflowc, analysis',
    gives: 'statements, effects, the graph',
    bytes: text.length,
    run: toGraph,
  },
  {
    name: 'sqlflowc, with all checks',
    gives: 'links, metadata, mistakes too',
    bytes: text.length,
    run: () => analyze(text),
  },
  {
    name: 'sqlflowc, parsing alone',
    gives: 'statements',
    bytes: text.length,
    run: () => parse(text, dialects.mysql, () => {}),
  },
  { name: 'a loop over the characters', gives: 'nothing', bytes: text.length, run: characters },
]

/** What is used of the packages; they bring no types that are worth a dependency. */
interface Peers {
  readonly splitter: { splitQuery(text: string, options: object): string[]; mysqlSplitterOptions: object }
  readonly postgres: { loadModule(): Promise<void>; parseSync(text: string): object }
  readonly sqlParser: { Parser: new () => { tableList(text: string, options: object): string[] } }
  readonly rust: { init(): Promise<void>; validate(text: string, dialect: string): void }
  readonly polyglot: { tokenize(text: string, dialect: string): { readonly success: boolean } }
}

/** A wasm module that is none of Node's: loaded as a module, by the name that the peers' folder gives it. */
async function moduleOf<T>(load: NodeJS.Require, name: string): Promise<T> {
  return (await import(pathToFileURL(load.resolve(name)).href)) as T
}

function tried(read: () => void): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}

async function peers(): Promise<Reader[]> {
  const folder = join(import.meta.dirname, 'peers')
  if (!existsSync(join(folder, 'node_modules')))
    execFileSync('npm', ['install', '--no-package-lock', '--ignore-scripts'], {
      cwd: folder,
      stdio: 'inherit',
    })
  const load = createRequire(join(folder, 'package.json'))
  const splitter = load('dbgate-query-splitter') as Peers['splitter']
  const postgres = load('libpg-query') as Peers['postgres']
  const sqlParser = new (load('node-sql-parser/build/mysql.js') as Peers['sqlParser']).Parser()
  const rust = await moduleOf<Peers['rust']>(load, '@guanmingchiu/sqlparser-ts')
  const polyglot = await moduleOf<Peers['polyglot']>(load, '@polyglot-sql/sdk')
  await Promise.all([postgres.loadModule(), rust.init()])
  const statements = splitter.splitQuery(ordinary, splitter.mysqlSplitterOptions)
  const bytes = ordinary.length
  return [
    {
      name: 'dbgate-query-splitter',
      gives: 'where statements end',
      goal: 1,
      bytes: text.length,
      run: () => splitter.splitQuery(text, splitter.mysqlSplitterOptions),
    },
    { name: 'libpg-query', gives: 'a tree', goal: 1.7, bytes, run: () => postgres.parseSync(ordinary) },
    {
      // A statement at a time: of a script it would read nothing behind the first statement that it refuses.
      name: 'sqlparser-ts (Rust), validate',
      gives: 'nothing but errors',
      bytes,
      run: () => statements.map((statement) => tried(() => rust.validate(statement, 'mysql'))),
    },
    {
      name: 'polyglot, tokenize',
      gives: 'tokens',
      bytes,
      run: () => statements.map((statement) => polyglot.tokenize(statement, 'mysql').success),
    },
    {
      // A statement at a time is the faster way to use it.
      name: 'node-sql-parser with tableList',
      gives: 'tables',
      goal: 10,
      bytes,
      run: () => statements.map((statement) => sqlParser.tableList(statement, { database: 'MySQL' })),
    },
  ]
}

const { diagnostics } = analyze(text)
const wrong = diagnostics.filter(({ severity }) => severity === 'error')
if (wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join('\n'))

const readers = [...own, ...(await peers())]
const times = await inTurns(readers)
const speeds = readers.map(({ bytes }, at) => bytes / (times[at] ?? 0) / 1000)
const analysis = speeds[0] ?? 0
console.log(`${count} statements, ${(text.length / 1e6).toFixed(2)} MB`)
for (const [at, { name, gives, goal }] of readers.entries()) {
  const speed = speeds[at] ?? 0
  const ratio = `${(analysis / speed).toFixed(2)} ×${goal === undefined ? '' : ` (goal ${goal})`}`
  console.log(
    `${name.padEnd(32)} ${speed.toFixed(1).padStart(7)} MB/s   the analysis is ${ratio.padEnd(18)} ${gives}`,
  )
}
