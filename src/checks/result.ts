/** `TO PREDICT db.table.column`: the table and the column that the predictions go to. */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { PredictStatement } from '../syntax/ast.ts'
import { dotted } from '../syntax/constants.ts'

/** `project.schema.table.column` is the longest form there is. */
const most = 4

/** `label` is that of the model, when it is known: predictions are its values. */
export function checkResult({ result }: PredictStatement, label: string | undefined, report: Report): void {
  const { parts, span } = result
  const text = dotted(result)
  const empty = parts.some(({ value }) => value === '')
  if (!empty && parts.length >= 2 && parts.length <= most) return
  const column = label ?? (text === 'prediction' ? 'predicted' : 'prediction')
  const named = parts.map(({ value }) => value).filter((value) => value !== '')
  if (empty) {
    const form = named.length > 1 ? named.join('.') : `${named[0] ?? 'my_result'}.${column}`
    report({
      name: 'result-column',
      message: `\`${text}\` has an empty part`,
      span,
      help: `write \`${form}\``,
    })
  } else if (parts.length > most) {
    report({
      name: 'result-column',
      message: `\`${text}\` has ${parts.length} parts, more than the name of a column can have`,
      span,
      help: `the form is \`table.column\` or \`database.table.column\`, as in \`${named.slice(-3).join('.')}\``,
    })
  } else {
    const quoted = text.includes('.')
    report({
      name: 'result-column',
      message: `\`${text}\` names no column for the predictions to go to`,
      span,
      help: quoted
        ? `leave out the quotes: \`${text}\``
        : `write \`${text}.${column}\`: a table and, behind a dot, its column`,
    })
  }
}
