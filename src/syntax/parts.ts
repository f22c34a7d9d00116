/** The clauses of one extended statement by name: which its verb takes, which are missing, what they hold. */
import type { IToken } from 'chevrotain'
import type * as cst from '../../grammar/cst.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Attribute, ColumnClause, Constraint, Identifier, Name, Query, StringLiteral } from './ast.ts'
import { buildExpression, buildName, clauseIdentifier, textValue } from './expressions.ts'
import { spanOf } from './shallow-parse.ts'

type PartName = 'WITH' | 'COLUMN' | 'LABEL' | 'USING' | 'INTO' | 'CMD' | 'CONSTRAINT'

/** The clauses each verb takes, in the order of the manual; those after the bar are required. */
export const grammarOfVerb: Readonly<
  Record<string, { takes: readonly PartName[]; needs: readonly PartName[] }>
> = {
  TRAIN: { takes: ['WITH', 'COLUMN', 'LABEL', 'USING', 'INTO'], needs: ['INTO'] },
  PREDICT: { takes: ['WITH', 'USING'], needs: ['USING'] },
  EVALUATE: { takes: ['WITH', 'LABEL', 'INTO'], needs: ['LABEL', 'INTO'] },
  EXPLAIN: { takes: ['WITH', 'USING', 'INTO'], needs: [] },
  RUN: { takes: ['CMD', 'INTO'], needs: [] },
  MAXIMIZE: { takes: ['CONSTRAINT', 'WITH', 'USING', 'INTO'], needs: ['WITH', 'INTO'] },
  MINIMIZE: { takes: ['CONSTRAINT', 'WITH', 'USING', 'INTO'], needs: ['WITH', 'INTO'] },
}

const example: Readonly<Record<PartName, string>> = {
  WITH: 'WITH variables="amount(product)", var_type="NonNegativeIntegers"',
  COLUMN: 'COLUMN a, b',
  LABEL: 'LABEL class',
  USING: 'USING my_model',
  INTO: 'INTO my_result',
  CMD: 'CMD "program.py"',
  CONSTRAINT: 'CONSTRAINT SUM(amount) <= 100',
}

const purpose: Readonly<Record<string, string>> = {
  'TRAIN INTO': 'the trained model needs a name',
  'PREDICT USING': 'a prediction needs a model',
  'EVALUATE LABEL': 'predictions are compared with the column that holds the truth',
  'EVALUATE INTO': 'the metrics need a table to go to',
}

export interface ClauseContext {
  readonly query: Query | undefined
  readonly span: Span
  /** The parser had nothing to say, so what is missing is really missing. */
  readonly sound: boolean
  readonly report: Report
}

/** The clauses of one statement, by name. */
export class Parts {
  readonly #nodes = new Map<PartName, cst.PartCstChildren[]>()
  readonly #heads = new Map<PartName, IToken[]>()
  readonly #verb: string
  readonly #span: Span
  readonly #context: ClauseContext

  constructor(nodes: readonly cst.PartCstNode[], verb: IToken, span: Span, context: ClauseContext) {
    this.#verb = verb.image.toUpperCase()
    this.#span = span
    this.#context = context
    for (const { children } of nodes) {
      const head = headOf(children)
      // Recovery can put in a token that is not there.
      if (!head || head.image === '') continue
      const name = head.image.toUpperCase() as PartName
      this.#nodes.set(name, [...(this.#nodes.get(name) ?? []), children])
      this.#heads.set(name, [...(this.#heads.get(name) ?? []), head])
    }
  }

  /** Says what is too much and what is missing; true when nothing is missing. */
  check(): boolean {
    const rules = grammarOfVerb[this.#verb]
    if (!rules) return false
    for (const [name, heads] of this.#heads) {
      const [first, second] = heads
      if (first && !rules.takes.includes(name)) {
        this.#context.report({
          name: 'misplaced-clause',
          message: `TO ${this.#verb} takes no ${name} clause`,
          span: spanOf(first),
          help: `TO ${this.#verb} takes ${rules.takes.join(', ')}`,
        })
      } else if (first && second && name !== 'COLUMN') {
        this.#context.report({
          name: 'misplaced-clause',
          message: `${name} is written twice in one statement`,
          span: spanOf(second),
          labels: [{ span: spanOf(first), message: `the first ${name}` }],
          help:
            name === 'WITH' ? 'list all attributes after one WITH, separated by commas' : 'keep one of them',
        })
      }
    }
    const missing = rules.needs.filter((name) => !this.#nodes.has(name))
    if (this.#context.sound) for (const name of missing) this.#reportMissing(name)
    return missing.length === 0
  }

  #reportMissing(name: PartName): void {
    const why = purpose[`${this.#verb} ${name}`]
    const instead = name === 'INTO' && this.#verb === 'TRAIN' ? 'INTO my_model' : example[name]
    this.#context.report({
      name: 'missing-clause',
      message: `TO ${this.#verb} has no ${name} clause${why ? `: ${why}` : ''}`,
      span: this.#span,
      help: `add \`${instead}\` to the statement`,
    })
  }

  #first(name: PartName): cst.PartCstChildren | undefined {
    return this.#nodes.get(name)?.[0]
  }

  attributes(): Attribute[] {
    const out: Attribute[] = []
    const seen = new Map<string, Span>()
    for (const node of this.#first('WITH')?.withPart?.[0]?.children.attribute ?? []) {
      const token = node.children.ClauseName?.[0]
      const value = buildExpression(node.children.expression?.[0])
      // A name that the parser put in where one is missing stands nowhere.
      if (!token || token.image === '' || !value) continue
      const key = clauseIdentifier(token)
      const before = seen.get(key.value)
      if (before) {
        this.#context.report({
          name: 'repeated-attribute',
          message: `the attribute \`${key.value}\` is given twice`,
          span: key.span,
          labels: [{ span: before, message: 'given first here' }],
          help: 'keep one of them',
        })
        continue
      }
      seen.set(key.value, key.span)
      out.push({ kind: 'attribute', key, value, span: { start: key.span.start, end: value.span.end } })
    }
    return out.slice()
  }

  columns(): ColumnClause[] {
    const clauses = (this.#nodes.get('COLUMN') ?? []).map((part): ColumnClause | undefined => {
      const children = part.columnPart?.[0]?.children
      const columns = (children?.expression ?? [])
        .map(buildExpression)
        .filter((column) => column !== undefined)
      const head = children?.Column?.[0]
      const last = columns[columns.length - 1]
      if (!head || !last) return undefined
      const named = children.ClauseName?.[0]
      const target = named ? clauseIdentifier(named) : undefined
      const span = { start: head.startOffset, end: target?.span.end ?? last.span.end }
      return { kind: 'column-clause', columns, span, ...(target ? { target } : {}) }
    })
    return clauses.filter((clause) => clause !== undefined)
  }

  label(): Identifier | undefined {
    const token = this.#first('LABEL')?.labelPart?.[0]?.children.ClauseName?.[0]
    return token ? clauseIdentifier(token) : undefined
  }

  names(name: 'INTO' | 'USING'): Name[] {
    const part = this.#first(name)
    const nodes = name === 'INTO' ? part?.intoPart?.[0]?.children.name : part?.usingPart?.[0]?.children.name
    return (nodes ?? []).map(buildName).filter((built) => built !== undefined)
  }

  name(name: 'INTO' | 'USING'): Name | undefined {
    const names = this.names(name)
    const second = names[1]
    if (second && this.#verb !== 'RUN') {
      this.#context.report({
        name: 'misplaced-clause',
        message: `TO ${this.#verb} takes one name after ${name}`,
        span: second.span,
        help: 'only TO RUN takes several',
      })
    }
    return names[0]
  }

  identifier(name: 'USING'): Identifier | undefined {
    const token = this.#first(name)?.usingPart?.[0]?.children.name?.[0]?.children.ClauseName?.[0]
    return token ? clauseIdentifier(token) : undefined
  }

  command(): StringLiteral[] {
    const tokens = this.#first('CMD')?.cmdPart?.[0]?.children.Text ?? []
    return tokens.map((token) => ({ kind: 'string', value: textValue(token.image), span: spanOf(token) }))
  }

  constraints(): Constraint[] {
    const nodes = this.#first('CONSTRAINT')?.constraintPart?.[0]?.children.constraint ?? []
    return nodes.flatMap((node) => {
      const expression = buildExpression(node.children.expression?.[0])
      if (!expression) return []
      const groupBy = buildName(node.children.name?.[0])
      const span = { start: expression.span.start, end: groupBy?.span.end ?? expression.span.end }
      return [{ kind: 'constraint' as const, expression, span, ...(groupBy ? { groupBy } : {}) }]
    })
  }
}

/** The word that a clause begins with. */
function headOf(part: cst.PartCstChildren): IToken | undefined {
  return (
    part.withPart?.[0]?.children.With?.[0] ??
    part.columnPart?.[0]?.children.Column?.[0] ??
    part.labelPart?.[0]?.children.Label?.[0] ??
    part.usingPart?.[0]?.children.Using?.[0] ??
    part.intoPart?.[0]?.children.Into?.[0] ??
    part.cmdPart?.[0]?.children.Cmd?.[0] ??
    part.constraintPart?.[0]?.children.Constraint?.[0]
  )
}
