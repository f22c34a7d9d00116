/** Images: they go into the workflow as they are written, so they must be names that can be pulled. */

import type { Report } from '../diagnostics/diagnostic.ts'
import type { ModelUse } from '../effects/models.ts'
import { namedImage, touches } from '../statements/table.ts'
import type { Statement } from '../syntax/ast.ts'

/** The reference grammar of container images: [host[:port]/]path[:tag][@digest]. */
const part = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const host =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?'
const reference = new RegExp(
  `^(?:${host}/)?${part}(?:/${part})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$`,
)

export function isImage(text: string): boolean {
  return text.length <= 512 && reference.test(text)
}

export function checkImage(statement: Statement, use: ModelUse | undefined, report: Report): void {
  checkImageOfModel(statement, use, report)
  const named = namedImage(statement)
  if (!named || isImage(named.value)) return
  report({
    name: 'invalid-image',
    message: `\`${named.value}\` is not the name of an image`,
    span: named.span,
    help: 'an image is named registry/repository:tag, with a lower-case repository; a digest has 64 hexadecimal digits',
  })
}

/** Who can write to a store must not write a workflow: the image of a model trained elsewhere is text of others. */
function checkImageOfModel(statement: Statement, use: ModelUse | undefined, report: Report): void {
  const image = use?.metadata.image
  if (!use || use.from === 'program' || image === undefined || isImage(image)) return
  report({
    name: 'invalid-image',
    message: `\`${image}\`, the image of the model \`${use.model}\`, is not the name of an image`,
    span: touches(statement).usesModel?.span ?? statement.span,
    help: 'train the model again in an image that can be pulled, or pin it again when the lock file was changed by hand',
  })
}
