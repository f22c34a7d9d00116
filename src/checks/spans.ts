/** Exact places inside tokens that the tree keeps whole. */
import type { Span } from '../diagnostics/source.ts'
import type { EstimatorName, Expression } from '../syntax/ast.ts'

/** The part behind the last slash of `image/Estimator`. */
export function estimatorSpan({ image, name, span }: EstimatorName): Span {
  const length = (image === undefined ? 0 : image.length + 1) + name.length
  // A quoted name has its quotes in the span, and perhaps escapes, so it is left whole.
  return span.end - span.start === length ? { start: span.end - name.length, end: span.end } : span
}

/** One of several names in a text: `AUC` in `"Accuracy, AUC"`. */
export function partSpan(expression: Expression, part: string): Span {
  const { span } = expression
  if (expression.kind === 'list') {
    return expression.items.find((item) => plainText(item) === part)?.span ?? span
  }
  const text = plainText(expression)
  if (text === undefined) return span
  const quotes = expression.kind === 'string' ? 1 : 0
  // Escapes make the token longer than the text; then places inside it can't be told.
  if (span.end - span.start !== text.length + 2 * quotes) return span
  let start = span.start + quotes
  for (const piece of text.split(',')) {
    if (piece.trim() === part) {
      const at = start + piece.indexOf(part)
      return { start: at, end: at + part.length }
    }
    start += piece.length + 1
  }
  return span
}

function plainText(expression: Expression): string | undefined {
  if (expression.kind === 'string') return expression.value
  return expression.kind === 'name' ? expression.parts.map(({ value }) => value).join('.') : undefined
}
