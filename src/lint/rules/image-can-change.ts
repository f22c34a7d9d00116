/** An image without a tag, or with `latest`, is another one after the next push. */
import { isImage } from '../../checks/image.ts'
import type { Span } from '../../diagnostics/source.ts'
import { namedImage } from '../../statements/table.ts'
import type { Rule } from '../rule.ts'

const train = (image: string): string =>
  `SELECT amount, items, days FROM shop.orders\nTO TRAIN ${image}/DeliveryModel\nWITH train.epoch = 10\nLABEL days\nINTO delivery;`
const run = (image: string): string =>
  `SELECT * FROM shop.orders\nTO RUN ${image}\nCMD "clean.py"\nINTO shop.clean_orders;`

export const imageCanChange: Rule = {
  name: 'image-can-change',
  code: 'SF413',
  severity: 'note',
  title: 'an image is named without a tag that stays',
  explanation:
    'Without a tag `latest` is pulled, and `latest` is whatever was pushed last. The model keeps the name of its image: when it predicts next month, it runs in the image of next month, whose code may build or load it differently, and nobody can train the model of today again. Name a tag that is never pushed twice, such as a version; best is a digest, `name@sha256:…`, which can not be pushed twice. Nothing fails today, so this is a note.',
  bad: train('my_registry/my_models:latest'),
  good: train('my_registry/my_models:1.4'),
  more: {
    bad: [train('my_registry/my_models'), train('registry.shop:5000/my_models'), run('my_registry/tools')],
    good: [
      train('registry.shop:5000/my_models:v1'),
      train(`my_registry/my_models@sha256:${'0123456789abcdef'.repeat(4)}`),
      run('my_registry/tools:2026-01-01'),
      train('my_registry/my_models:1.4').replace('my_registry/my_models:1.4/', ''),
    ],
  },
  check(context, report) {
    const told = new Set<string>()
    const look = (image: string, span: Span): void => {
      if (told.has(image) || !isImage(image) || image.includes('@')) return
      const tag = /:([^:/]+)$/.exec(image)?.[1]
      if (tag !== undefined && tag !== 'latest') return
      told.add(image)
      report({
        message: tag
          ? `the image \`${image}\` is whatever was pushed last`
          : `the image \`${image}\` has no tag, so \`latest\` is pulled: whatever was pushed last`,
        span,
        help: 'name a version as its tag, or a digest: the model is to be used in the image that it was trained in',
      })
    }
    for (const statement of context.statements) {
      const image = namedImage(statement)
      if (image) look(image.value, image.span)
    }
  },
}
