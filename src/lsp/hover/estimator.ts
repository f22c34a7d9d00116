/** Of an estimator: whose it is, and what it asks of the other clauses. */
import { engineOf, engines } from '../../engines/table.ts'
import { code, list } from '../markdown.ts'
import { contains } from '../program.ts'
import type { Explanation, HoverPlace } from './explanation.ts'

export function estimatorHover({ program, statement, offset }: HoverPlace): Explanation | undefined {
  const train = program.statements[statement]
  if (train?.kind !== 'train' || !contains(train.estimator.span, offset)) return undefined
  const { name, image, span } = train.estimator
  const engineName = engineOf(name)
  const engine = engines[engineName]
  const estimator = engine.estimator(name)
  const { images } = program.surroundings.settings
  const facts = [
    estimator?.builtIn === true
      ? `an estimator of ${engine.title}`
      : `a class of its image's own, run with ${engine.title}`,
    image === undefined
      ? `runs in ${code(images[engineName] ?? images.default)}, the image of the settings`
      : `runs in ${code(image)}`,
    ...(estimator?.label === 'required' ? ['needs a LABEL'] : []),
    ...Object.entries(estimator?.adds ?? {}).map(
      ([key, value]) => `${code(`${key} = ${JSON.stringify(value)}`)} when absent`,
    ),
    ...(estimator?.gone
      ? [`can no longer be trained: ${estimator.gone.because}; ${code(estimator.gone.instead)} can`]
      : []),
  ]
  return { span, text: `**estimator** ${code(estimator?.name ?? name)}\n\n${list(facts)}` }
}
