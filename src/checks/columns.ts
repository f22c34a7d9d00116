/** COLUMN: functions that exist, that the engine has, with the arguments they take. */
import { counted } from '../diagnostics/counted.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { meant, oneOf } from '../diagnostics/suggest.ts'
import type { Engine } from '../engines/engine.ts'
import type { CallExpression, ColumnClause, Expression, Identifier } from '../syntax/ast.ts'
import { dotted } from '../syntax/constants.ts'
import { judges } from './column-arguments.ts'
import { type ColumnFunction, columnFunctions } from './column-functions.ts'
import { patternFault } from './column-patterns.ts'

export function checkColumns(clauses: readonly ColumnClause[], engine: Engine, report: Report): void {
  const walk = new ColumnWalk(engine, report)
  for (const { columns } of clauses) for (const column of columns) walk.entry(column)
}

class ColumnWalk {
  readonly #engine: Engine
  readonly #report: Report

  constructor(engine: Engine, report: Report) {
    this.#engine = engine
    this.#report = report
  }

  /** One entry of the list: a column, `*`, or a function. */
  entry(expression: Expression): void {
    if (expression.kind === 'star') return
    if (expression.kind === 'call') this.#call(expression)
    else if (!this.#named(expression)) {
      this.#report({
        name: 'column-arguments',
        message: 'a feature column is the name of a column, or a function of one',
        span: expression.span,
        help: 'compute other values in the SELECT, and give the result a name with AS',
      })
    }
  }

  /** A column by its name; false when it is something else. */
  #named(expression: Expression): boolean {
    if (expression.kind === 'string') this.#pattern(expression.value, expression)
    else if (expression.kind === 'name') {
      const plain = expression.parts.some(({ quote }) => quote === '`' || quote === '[')
      if (!plain) this.#pattern(expression.parts.map(({ value }) => value).join('.'), expression)
    } else return false
    return true
  }

  #pattern(text: string, { span }: Expression): void {
    const fault = patternFault(text)
    if (fault === undefined) return
    this.#report({
      name: 'column-pattern',
      message: `\`${text}\` is neither the name of a column nor a regular expression: ${fault}`,
      span,
      help: 'a name that is not plain is read as a regular expression over the columns of the SELECT',
    })
  }

  #call(call: CallExpression): void {
    const name = call.function.value.toUpperCase()
    const facts = Object.hasOwn(columnFunctions, name) ? columnFunctions[name] : undefined
    if (!facts) this.#unknown(call)
    else if (!this.#engine.columnFunctions.includes(name)) this.#unsupported(name, call.function)
    else if (this.#count(call, name, facts)) this.#arguments(call, name, facts)
  }

  #arguments(call: CallExpression, name: string, facts: ColumnFunction): void {
    call.arguments.forEach((argument, index) => {
      const spec = facts.arguments[index]
      if (spec?.kind === 'column') this.#column(argument, name, facts)
      else if (spec?.kind === 'keys') this.#keys(argument, name, facts)
      else if (spec) {
        const fault = judges[spec.kind](argument)
        if (fault)
          this.#fault(`the ${spec.name} of ${name} ${fault.message}`, fault.at ?? argument, facts, fault.help)
      }
    })
    this.#keyed(call, name)
  }

  #unknown({ function: { value, span } }: CallExpression): void {
    const names = this.#engine.columnFunctions
    this.#report({
      name: 'unknown-column-function',
      message: `\`${value}\` is no column function`,
      span,
      help: meant(value, names) ?? `expected ${oneOf(names)}`,
    })
  }

  #unsupported(name: string, { span }: Identifier): void {
    this.#report({
      name: 'unsupported-column',
      message: `${this.#engine.title} has no ${name} columns`,
      span,
      help: `${this.#engine.title} takes columns as they are, or in ${oneOf(this.#engine.columnFunctions)}`,
    })
  }

  #count(call: CallExpression, name: string, facts: ColumnFunction): boolean {
    const given = call.arguments.length
    const most = facts.arguments.length
    if (given >= facts.required && given <= most) return true
    const range = `${most === facts.required ? '' : `${facts.required} to `}${counted(most, 'argument')}`
    const count = given === 0 ? 'none is' : given === 1 ? 'one is' : `${given} are`
    const message = `${name} takes ${range}, and ${count} given`
    this.#fault(message, call, facts, name === 'CROSS' ? bracketed(call) : undefined)
    return false
  }

  /** The column that a function is about, or the function in its place. */
  #column(argument: Expression, name: string, facts: ColumnFunction): void {
    if (argument.kind === 'call') this.#inner(argument, name, facts)
    else if (facts.functionsOnly || !this.#named(argument)) {
      const inside = facts.functionsOnly ? oneOf(facts.wraps) : 'the name of a column'
      this.#fault(`${name} takes ${inside} as its first argument`, argument, facts)
    }
  }

  #inner(call: CallExpression, outer: string, facts: ColumnFunction): void {
    const name = call.function.value.toUpperCase()
    // What the engine does not have, or nobody knows, is said once, by the inner call itself.
    const supported = Object.hasOwn(columnFunctions, name) && this.#engine.columnFunctions.includes(name)
    if (!supported || facts.wraps.includes(name)) {
      this.#call(call)
      return
    }
    const wraps = facts.wraps.filter((other) => this.#engine.columnFunctions.includes(other))
    const inside = wraps.length > 0 ? `a column or ${oneOf(wraps)}` : 'a column'
    this.#fault(
      `${outer} takes ${facts.functionsOnly ? oneOf(wraps) : inside}, not ${name}`,
      call.function,
      facts,
    )
  }

  #keys(argument: Expression, name: string, facts: ColumnFunction): void {
    if (argument.kind !== 'list') {
      this.#fault(`the columns of ${name} must be a list`, argument, facts)
      return
    }
    const given = argument.items.length
    if (given < 2) {
      this.#fault(
        `${name} combines two columns or more, and ${given === 1 ? 'one' : 'none'} is given`,
        argument,
        facts,
      )
    }
    for (const item of argument.items) this.#column(item, name, facts)
  }

  /** Keys with weights are whole numbers. */
  #keyed(call: CallExpression, name: string): void {
    const [type, keys] = [call.arguments[3], call.arguments[4]]
    if ((name !== 'DENSE' && name !== 'SPARSE') || !type || !keys) return
    const text = type.kind === 'string' ? type.value : type.kind === 'name' ? type.parts[0]?.value : undefined
    if (text === undefined || !/^(float|string)$/i.test(text)) return
    this.#report({
      name: 'column-arguments',
      message: `the type of ${name} must be \`int\` when a delimiter of keys is given, not \`${text}\``,
      span: type.span,
      labels: [{ span: keys.span, message: 'this separates a key from its value' }],
      help: 'keys are places in the vector, so they are whole numbers; the last argument is the type of the values',
    })
  }

  #fault(message: string, { span }: { readonly span: Span }, { form }: ColumnFunction, help?: string): void {
    this.#report({
      name: 'column-arguments',
      message,
      span,
      help: help ?? `it is written \`${form}\``,
    })
  }
}

/** `CROSS(a, b, c)` lacks its brackets and its size. */
function bracketed(call: CallExpression): string | undefined {
  const names = call.arguments.map((argument) => (argument.kind === 'name' ? dotted(argument) : undefined))
  if (names.length < 3 || names.includes(undefined)) return undefined
  return `put the columns in brackets and give a size: \`CROSS([${names.join(', ')}], 1000)\``
}
