/** Programs as the grammar allows them: meaningless ones of every construct, ordinary SQL, and sound ones that are compiled. */
import fc from 'fast-check'
import type { DialectName } from '../../../src/dialects/table.ts'
import type { AttributeSpec, AttributeTable, Estimator } from '../../../src/engines/engine.ts'
import { type EngineName, engineNames, engines } from '../../../src/engines/table.ts'
import { extendedStatement } from '../program-generator.ts'
import { generateProgram, programText } from '../sql-generator.ts'
import type { Random } from '../sql-random.ts'
import { verbForms } from '../verb-forms.ts'
import { oddTexts } from './odd-text.ts'

export function grammarProgram(random: Random): { readonly text: string; readonly dialect?: DialectName } {
  if (random.chance(0.02)) return { text: programText(generateProgram(random.below(1e9))), dialect: 'sqlite' }
  const count = 1 + random.below(random.chance(0.9) ? 5 : 25)
  const free = random.pick([0, 0.2, 1])
  const statements = Array.from({ length: count }, () =>
    random.chance(free) ? freeStatement(random) : soundStatement(random),
  )
  return { text: statements.join(random.pick(['\n', '\n\n', ' ', '-- c\n'])) }
}

/** Drawn many at a time, since drawing one costs as much as ten. */
function freeStatement(random: Random): string {
  const [statement = ''] = fc.sample(extendedStatement, { seed: random.below(2 ** 31), numRuns: 1 })
  return statement
}

const tables = ['t', 'u', 'db.t', '`odd name`', 'v', 'T'] as const
const models = ['m', 'n', 'db.m', 'pinned'] as const
const columns = ['a', 'b', 'c', 'y', '`odd col`'] as const

function soundStatement(random: Random): string {
  const kinds = [
    train,
    train,
    predict,
    predict,
    evaluate,
    explain,
    optimize,
    run,
    ordinary,
    ordinary,
    ordinary,
    show,
    asDocumented,
  ]
  return `${random.pick(kinds)?.(random)};`
}

function query(random: Random): string {
  const list = random.chance(0.5) ? '*' : random.shuffled(columns).slice(0, 3).join(', ')
  const from = random.pick([
    random.pick(tables),
    random.pick(tables),
    `${random.pick(tables)} AS x JOIN ${random.pick(tables)} AS z ON x.a = z.a`,
    `(SELECT * FROM ${random.pick(tables)}) AS d`,
  ])
  const rest = random.pick([
    '',
    '',
    ' WHERE a > 1',
    ` WHERE b = '${random.pick(oddTexts).replace(/['\\]/g, '')}'`,
    ' ORDER BY a LIMIT 10',
    ' GROUP BY a',
  ])
  const common = random.maybe(0.1, `WITH w AS (SELECT * FROM ${random.pick(tables)}) `)
  return `${common}SELECT ${list} FROM ${from}${rest}`
}

function train(random: Random): string {
  const engine = random.pick<EngineName>([...engineNames] as [EngineName, ...EngineName[]])
  const estimator = random.pick(estimatorsOf.get(engine) ?? [])
  const image = random.maybe(0.1, 'repo/img:1.0/')
  const attributes: AttributeTable = estimator?.train.attributes ?? {}
  const required = Object.entries(attributes).filter(([, spec]) => spec.required !== undefined)
  const chosen = [...required, ...random.shuffled(Object.entries(attributes)).slice(0, random.below(4))]
  const unique = new Map(chosen)
  const pairs = [...unique].map(([key, spec]) => `${key} = ${attributeValue(random, spec)}`)
  const list = random.maybe(0.4, `\nCOLUMN ${columnList(random)}`)
  const using = random.maybe(0.1, ` USING ${random.pick(models)}`)
  const head = `${query(random)}\nTO TRAIN ${image}${estimator?.name}`
  return `${head}${pairs.length > 0 ? ` WITH ${pairs.join(', ')}` : ''}${list}\nLABEL ${random.pick(columns)}${using} INTO ${random.pick(models)}`
}

const estimatorsOf: ReadonlyMap<EngineName, readonly Estimator[]> = new Map(
  engineNames.map((name) => [
    name,
    engines[name].estimators.flatMap((one) => engines[name].estimator(one) ?? []),
  ]),
)

function attributeValue(random: Random, { type, values, example, min, max }: AttributeSpec): string {
  if (random.chance(0.05)) return random.pick(['-1', '"x"', '[1, "a"]', 'name', '1e400', 'f(1)', '2 + 2'])
  if (example !== undefined && random.chance(0.5)) return JSON.stringify(example)
  const one = random.pick(values ?? [])
  if (one !== undefined) return typeof one === 'number' ? String(one) : `"${one}"`
  if (type === 'int') return String(Math.min(max ?? 100, (min ?? 1) + random.below(5)))
  if (type === 'float') return random.pick(['0.5', '1', '1e-3', '.25'])
  if (type === 'bool') return random.pick(['true', 'false', 'True'])
  if (type === 'int-list') return '[64, 32]'
  if (type === 'list') return '["a", 1]'
  return JSON.stringify(random.pick(oddTexts))
}

function columnList(random: Random): string {
  const name = random.pick(columns)
  const forms = [
    name,
    `NUMERIC(${name}, ${random.below(9)})`,
    `DENSE(${name}, 4, COMMA)`,
    `SPARSE(${name}, 100)`,
    `CATEGORY_ID(${name}, 10)`,
    `CATEGORY_HASH(${name}, 10)`,
    `EMBEDDING(CATEGORY_ID(${name}, 10), 4, mean)`,
    `INDICATOR(CATEGORY_ID(${name}, 10))`,
    `BUCKET(NUMERIC(${name}, 1), [1, 2, 3])`,
    `CROSS([${name}, b], 10)`,
    `WEIGHTED_CATEGORY(${name})`,
    '*',
  ]
  return Array.from({ length: 1 + random.below(3) }, () => random.pick(forms)).join(', ')
}

const predict = (random: Random): string =>
  `${query(random)} TO PREDICT ${random.pick(tables)}.${random.pick(columns)}${random.maybe(0.2, ' WITH predict.batch_size = 8')} USING ${random.pick(models)}`
const evaluate = (random: Random): string =>
  `${query(random)} TO EVALUATE ${random.pick(models)} WITH validation.metrics = "${random.pick(['accuracy_score', 'Accuracy', 'AUC'])}" LABEL ${random.pick(columns)} INTO ${random.pick(tables)}`
const explain = (random: Random): string =>
  `${query(random)} TO EXPLAIN ${random.pick(models)} WITH summary.plot_type = ${random.pick(['dot', 'bar', '"violin"'])}${random.maybe(0.4, ' USING TreeExplainer')}${random.maybe(0.4, ` INTO ${random.pick(tables)}`)}`
const optimize = (random: Random): string =>
  `${query(random)} TO ${random.pick(['MAXIMIZE', 'MINIMIZE'])} SUM((a - b) * y) CONSTRAINT SUM(b * y) <= ${random.below(100)}${random.maybe(0.3, ' GROUP BY c')}, y ${random.pick(['>=', '<', '='])} 1 WITH variables = "y(c)", var_type = "NonNegativeIntegers" USING glpk INTO ${random.pick(tables)}`
const run = (random: Random): string =>
  `${query(random)} TO RUN repo/img:1.0 CMD "prog.py", ${JSON.stringify(random.pick(oddTexts))}${random.maybe(0.5, ` INTO ${random.pick(tables)}`)}`
const asDocumented = (random: Random): string => `${query(random)}\n${random.pick([...verbForms.values()])}`
const show = (random: Random): string => `SHOW TRAIN ${random.pick(models)}`

function ordinary(random: Random): string {
  const [table, other] = [random.pick(tables), random.pick(tables)]
  return random.pick([
    query(random),
    `CREATE TABLE ${table} AS ${query(random)}`,
    `CREATE TABLE IF NOT EXISTS ${table} (a INT, b VARCHAR(10), c FLOAT, y INT)`,
    `INSERT INTO ${table} ${query(random)}`,
    `INSERT INTO ${table} VALUES (1, 'x', 2.5, 0), (2, '${random.pick(oddTexts).replace(/['\\]/g, '')}', NULL, 1)`,
    `UPDATE ${table} SET a = (SELECT MAX(a) FROM ${other})`,
    `DELETE FROM ${table} WHERE a IN (SELECT a FROM ${other})`,
    `DROP TABLE IF EXISTS ${table}`,
    `ALTER TABLE ${table} RENAME TO ${other}`,
    `CREATE VIEW ${table} AS ${query(random)}`,
    `CREATE TEMPORARY TABLE ${table} AS ${query(random)}`,
    'BEGIN',
    'COMMIT',
    'USE db',
    'SET @v = 1',
    `CALL p(${table})`,
  ])
}
