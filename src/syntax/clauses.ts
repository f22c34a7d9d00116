/** The clauses of one extended statement by name: which its verb takes, which are missing, what they hold. */
import type { IToken } from 'chevrotain'
import type * as cst from '../../grammar/cst.ts'
import type { ReportError } from '../diagnostics/reported.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Attribute, ColumnClause, Constraint, Identifier, Name, StringLiteral } from './ast.ts'
import { buildExpression, buildName, clauseIdentifier, textValue } from './expressions.ts'
import { spanOf } from './shallow-parse.ts'

/** The clauses by their words, in the order of the manual, and the rules of the grammar that read them. */
const rules = {
  WITH: 'withClause',
  COLUMN: 'columnClause',
  LABEL: 'labelClause',
  USING: 'usingClause',
  INTO: 'intoClause',
  CMD: 'cmdClause',
  CONSTRAINT: 'constraintClause',
} as const satisfies Readonly<Record<string, keyof cst.ClauseCstChildren>>

export type ClauseName = keyof typeof rules

export const clauseNames: readonly ClauseName[] = Object.keys(rules) as ClauseName[]

const names: ReadonlySet<string> = new Set(clauseNames)

export function isClauseName(word: string): word is ClauseName {
  return names.has(word)
}

/** How a verb takes a clause. */
export interface ClauseUse {
  /** The statement means nothing without it. */
  readonly required?: { readonly example: string; readonly purpose?: string }
  /** Several names may be listed in it. */
  readonly several?: boolean
}

/** The clauses that a verb takes, in the order of the manual. */
export type ClauseUses<Use extends ClauseUse = ClauseUse> = Readonly<Partial<Record<ClauseName, Use>>>

export interface ClauseContext {
  /** `TRAIN` */
  readonly verb: string
  readonly uses: ClauseUses
  /** The words `TO TRAIN`, to point at what is missing. */
  readonly head: Span
  /** The parser had nothing to say, so what is missing is really missing. */
  readonly sound: boolean
  readonly report: ReportError
}

interface Found {
  /** The clause's word. */
  readonly head: IToken
  readonly children: cst.ClauseCstChildren
}

/** The clauses of one statement, by name. */
export class Clauses {
  readonly attributes: readonly Attribute[]
  readonly #found = new Map<ClauseName, Found[]>()
  readonly #context: ClauseContext

  constructor(nodes: readonly cst.ClauseCstNode[], context: ClauseContext) {
    this.#context = context
    for (const { children } of nodes) {
      const head = headOf(children)
      const name = head?.image.toUpperCase() ?? ''
      // Recovery can put in a token that is not there.
      if (!head || !isClauseName(name)) continue
      const before = this.#found.get(name)
      if (before) before.push({ head, children })
      else this.#found.set(name, [{ head, children }])
    }
    this.attributes = this.#attributes()
  }

  /** Says what is too much and what is missing; true when nothing is missing. */
  check(): boolean {
    const { uses, sound } = this.#context
    for (const [name, found] of this.#found) this.#checkPlace(name, found)
    const missing = clauseNames.filter((name) => uses[name]?.required && !this.#found.has(name))
    if (sound) for (const name of missing) this.#reportMissing(name)
    return missing.length === 0
  }

  #checkPlace(name: ClauseName, [first, second]: readonly Found[]): void {
    const { verb, uses, report } = this.#context
    if (first && !uses[name]) {
      report({
        name: 'misplaced-clause',
        message: `TO ${verb} takes no ${name} clause`,
        span: spanOf(first.head),
        help: `TO ${verb} takes ${Object.keys(uses).join(', ')}`,
      })
    } else if (first && second && name !== 'COLUMN') {
      report({
        name: 'misplaced-clause',
        message: `${name} is written twice in one statement`,
        span: spanOf(second.head),
        labels: [{ span: spanOf(first.head), message: `the first ${name}` }],
        help:
          name === 'WITH' ? 'list all attributes after one WITH, separated by commas' : 'keep one of them',
      })
    }
  }

  #reportMissing(name: ClauseName): void {
    const { verb, uses, head, report } = this.#context
    const { purpose, example = name } = uses[name]?.required ?? {}
    report({
      name: 'missing-clause',
      message: `TO ${verb} has no ${name} clause${purpose === undefined ? '' : `: ${purpose}`}`,
      span: head,
      help: `add \`${example}\` to the statement`,
    })
  }

  #first(name: ClauseName): cst.ClauseCstChildren | undefined {
    return this.#found.get(name)?.[0]?.children
  }

  #attributes(): Attribute[] {
    const out: Attribute[] = []
    const seen = new Map<string, Span>()
    for (const node of this.#first('WITH')?.withClause?.[0]?.children.attribute ?? []) {
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
    const clauses = (this.#found.get('COLUMN') ?? []).map(({ children }): ColumnClause | undefined => {
      const clause = children.columnClause?.[0]?.children
      const columns = (clause?.expression ?? []).map(buildExpression).filter((column) => column !== undefined)
      const head = clause?.Column?.[0]
      const last = columns[columns.length - 1]
      if (!head || !last) return undefined
      const named = clause.ClauseName?.[0]
      const target = named ? clauseIdentifier(named) : undefined
      const span = { start: head.startOffset, end: target?.span.end ?? last.span.end }
      return { kind: 'column-clause', columns, span, ...(target ? { target } : {}) }
    })
    return clauses.filter((clause) => clause !== undefined)
  }

  label(): Identifier | undefined {
    const token = this.#first('LABEL')?.labelClause?.[0]?.children.ClauseName?.[0]
    return token ? clauseIdentifier(token) : undefined
  }

  /** The names after INTO. */
  results(): Name[] {
    const nodes = this.#first('INTO')?.intoClause?.[0]?.children.name ?? []
    return nodes.map(buildName).filter((name) => name !== undefined)
  }

  result(): Name | undefined {
    return this.results()[0]
  }

  using(): Name | undefined {
    return buildName(this.#first('USING')?.usingClause?.[0]?.children.name?.[0])
  }

  /** The first word after USING, where it names no model. */
  usedWord(): Identifier | undefined {
    const token = this.#first('USING')?.usingClause?.[0]?.children.name?.[0]?.children.ClauseName?.[0]
    return token ? clauseIdentifier(token) : undefined
  }

  command(): StringLiteral[] {
    const tokens = this.#first('CMD')?.cmdClause?.[0]?.children.Text ?? []
    return tokens.map((token) => ({ kind: 'string', value: textValue(token.image), span: spanOf(token) }))
  }

  constraints(): Constraint[] {
    const nodes = this.#first('CONSTRAINT')?.constraintClause?.[0]?.children.constraint ?? []
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
function headOf(clause: cst.ClauseCstChildren): IToken | undefined {
  return (
    clause.withClause?.[0]?.children.With?.[0] ??
    clause.columnClause?.[0]?.children.Column?.[0] ??
    clause.labelClause?.[0]?.children.Label?.[0] ??
    clause.usingClause?.[0]?.children.Using?.[0] ??
    clause.intoClause?.[0]?.children.Into?.[0] ??
    clause.cmdClause?.[0]?.children.Cmd?.[0] ??
    clause.constraintClause?.[0]?.children.Constraint?.[0]
  )
}
