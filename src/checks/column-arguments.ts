/** Is an argument of a column function what it should be? One function for each kind of argument. */
import { meant, oneOf } from '../diagnostics/suggest.ts'
import type { Expression } from '../syntax/ast.ts'
import { type Constant, constantOf, written } from '../syntax/constants.ts'
import { type ArgumentKind, combiners, dataTypes } from './column-functions.ts'

/** What is wrong with an argument: the end of a sentence that begins with its name. */
interface Fault {
  readonly message: string
  readonly help?: string
  /** A part of the argument, where only that is wrong. */
  readonly at?: Expression
}

type Judge = (argument: Expression) => Fault | undefined

/** Columns and keys are judged by the walk in `columns.ts`, which knows the functions. */
export const judges: {
  readonly [K in Exclude<ArgumentKind, 'column' | 'keys'>]: Judge
} = {
  shape: (argument) => {
    const constant = constantOf(argument)
    if (isSize(constant) || textOf(constant)?.toLowerCase() === 'none') return undefined
    const message = `must be a whole number above 0, a list of them, or none, not ${shown(constant)}`
    if (argument.kind !== 'list') return { message }
    const at = argument.items.find((item) => !isSize(constantOf(item)))
    return at
      ? {
          message: `must hold whole numbers above 0, not ${shown(constantOf(at))}`,
          at,
        }
      : undefined
  },
  delimiter: (argument) => {
    const constant = constantOf(argument)
    const text = textOf(constant)
    const quoted = constant?.kind === 'string' && constant.quoted
    if (text !== undefined && (quoted ? text !== '' : text.toLowerCase() === 'comma')) return undefined
    const message = `must be the word COMMA or a quoted text, not ${shown(constant)}`
    return text === undefined || text === ''
      ? { message }
      : { message, help: `write \`"${text}"\` in quotes, or \`COMMA\`` }
  },
  dtype: (argument) => judgeWord(argument, dataTypes, true),
  'weight-dtype': (argument) => judgeWord(argument, ['float'], true),
  combiner: (argument) => judgeWord(argument, combiners, false),
  size: (argument) => {
    const constant = constantOf(argument)
    return isSize(constant)
      ? undefined
      : { message: `must be a whole number above 0, not ${shown(constant)}` }
  },
  boundaries: (argument) => {
    if (argument.kind !== 'list') {
      const constant = constantOf(argument)
      return isNumber(constant) ? undefined : { message: `must be a list of numbers, not ${shown(constant)}` }
    }
    if (argument.items.length === 0) return { message: 'must hold at least one number' }
    return judgeAscending(argument.items)
  },
  ignored: () => undefined,
}

function judgeAscending(items: readonly Expression[]): Fault | undefined {
  let before = Number.NEGATIVE_INFINITY
  for (const item of items) {
    const constant = constantOf(item)
    if (!isNumber(constant)) return { message: `must be numbers, not ${shown(constant)}`, at: item }
    if (!(constant.value > before)) {
      return {
        message: `must rise from each number to the next, and \`${written(constant)}\` follows \`${before}\``,
        help:
          constant.value === before
            ? 'leave out the repeated number'
            : 'put the boundaries in ascending order',
        at: item,
      }
    }
    before = constant.value
  }
  return undefined
}

function judgeWord(argument: Expression, words: readonly string[], anyCase: boolean): Fault | undefined {
  const constant = constantOf(argument)
  const text = textOf(constant)
  if (text !== undefined && words.includes(anyCase ? text.toLowerCase() : text)) return undefined
  const help = text === undefined ? undefined : meant(text, words)
  return {
    message: `must be ${oneOf(words)}, not ${shown(constant)}`,
    ...(help === undefined ? {} : { help }),
  }
}

function isNumber(constant: Constant | undefined): constant is Extract<Constant, { kind: 'int' | 'float' }> {
  return (constant?.kind === 'int' || constant?.kind === 'float') && Number.isFinite(constant.value)
}

function isSize(constant: Constant | undefined): boolean {
  return constant?.kind === 'int' && constant.value > 0
}

function textOf(constant: Constant | undefined): string | undefined {
  return constant?.kind === 'string' ? constant.value : undefined
}

function shown(constant: Constant | undefined): string {
  return constant ? `\`${written(constant)}\`` : 'something that is no constant'
}
