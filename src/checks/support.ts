/** What the language has and no step of this release can do: found here, it would fail only when the step runs. */
import { headline } from '../analysis/headline.ts'
import { defaultSettings, type Images } from '../config/settings.ts'
import { parseUrl, redact } from '../config/url.ts'
import { dataSource, schemesWhere, stepsOpen } from '../datasources/table.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Models, ModelUse } from '../effects/models.ts'
import { frameworkOf } from '../engines/data/frameworks.ts'
import { type EngineName, engineOf, engines } from '../engines/table.ts'
import { isKeyOf, listed } from '../keys.ts'
import { programs } from '../runtime/programs.ts'
import { touches } from '../statements/table.ts'
import type { Program, Statement, TrainStatement } from '../syntax/ast.ts'
import { estimatorSpan } from './spans.ts'

/** A data source that steps can't open, said once: at the first statement. */
export function checkDataSource(program: Program, url: string | undefined, report: Report): void {
  const [first] = program.statements
  if (url === undefined || !first) return
  const { scheme } = parseUrl(url)
  const source = dataSource(scheme)
  if (source && stepsOpen(source)) return
  const known = schemesWhere(stepsOpen).map((name) => `${name}:`)
  report({
    name: 'unsupported-data-source',
    message: `steps can't open ${redact(url)}: they work on ${listed(known)}`,
    span: headline(program, first),
    help: `to have the program looked at only, leave the data source out and name its dialect: --dialect ${source?.dialect ?? 'NAME'}`,
  })
}

/** @param images of steps whose statements name none */
export function checkSupport(program: Program, { uses }: Models, images: Images, report: Report): void {
  program.statements.forEach((statement, index) => {
    const use = uses[index]
    if (statement.kind === 'train') checkEstimator(statement, images, report)
    if (use) checkUse(statement, use, report)
    const engine = statement.kind === 'train' ? engineOf(statement.estimator.name) : use?.metadata.engine
    if (engine) checkProgramOf(statement, engine, program, report)
  })
}

function checkEstimator(statement: TrainStatement, images: Images, report: Report): void {
  const { name, image } = statement.estimator
  if (image !== undefined) return
  const engine = engineOf(name)
  const { owner } = engines[engine].estimator(name) ?? {}
  if (owner !== undefined) {
    report({
      name: 'unsupported-step',
      message: `\`${name}\` is an algorithm of ${owner}, which steps of this release don't run`,
      span: estimatorSpan(statement.estimator),
      help: 'take another estimator, or a class of another image: TO TRAIN my_registry/my_image:1.0/MyClass',
    })
    return
  }
  const framework = frameworkOf(name)
  const isOwnImage = images[engine] !== undefined || images.default !== defaultSettings.images.default
  if (framework === undefined || isOwnImage) return
  report({
    name: 'unknown-framework',
    message: `steps don't run ${framework}: \`${name}\` is taken for a class of the image, and the usual image has none of that name`,
    span: estimatorSpan(statement.estimator),
    help: `name an image that has it: TO TRAIN my_registry/my_image:1.0/${name}`,
  })
}

/** SHOW TRAIN looks at metadata alone. */
function checkUse(statement: Statement, { model, from, metadata }: ModelUse, report: Report): void {
  if (from === 'program' || metadata['sqlflow'] === undefined || statement.kind === 'show-train') return
  report({
    name: 'unsupported-step',
    message: `the model \`${model}\` was saved by SQLFlow, and steps can't load its files`,
    span: touches(statement).usesModel?.span ?? statement.span,
    help: 'train it again with sqlflowc; `sqlflowc model show` has the statement that trained it',
  })
}

/** The kinds of statements that each engine needs a program of its own for. */
const kindsByEngine: ReadonlySet<string> = new Set(
  Object.keys(programs).flatMap((name) => name.split('.').slice(1)),
)

function checkProgramOf(statement: Statement, engine: EngineName, program: Program, report: Report): void {
  if (!kindsByEngine.has(statement.kind) || isKeyOf(programs, `${engine}.${statement.kind}`)) return
  report({
    name: 'unsupported-step',
    message: `no step can ${statement.kind} a model of ${engine}: this release has no such program`,
    span: headline(program, statement),
    help: 'take an estimator of another engine',
  })
}
