/**
 * CREATE of tables, views, indexes and databases, and what their definitions name: columns that refer to
 * other tables, LIKE, a query.
 */
import { type IToken, type TokenType, tokenMatcher } from 'chevrotain'
import type { GroupRole } from './draft.ts'
import { ManipulationRules } from './manipulation.ts'
import type { CreateOperation } from './operation.ts'
import * as t from './tokens.ts'

type Rule = (...args: never[]) => void

/** What is known of a CREATE before its object. */
type Created = Omit<CreateOperation, 'object'>

const plainly: Created = {
  kind: 'create',
  orReplace: false,
  ifNotExists: false,
  temporary: false,
  as: false,
  partOfOther: false,
  external: false,
}

export class DefinitionRules extends ManipulationRules {
  /** `IF EXISTS`, `IF NOT EXISTS` */
  readonly condition: () => boolean = this.RULE('condition', () => {
    let conditional = false
    this.OPTION({
      GATE: () => this.LA(2).tokenType === t.Exists || this.LA(2).tokenType === t.Not,
      DEF: () => {
        this.CONSUME(t.If)
        this.OPTION2(() => this.CONSUME(t.Not))
        this.CONSUME(t.Exists)
        conditional = true
      },
    })
    return conditional
  })

  readonly create: Rule = this.RULE('create', () => {
    this.CONSUME(t.Create)
    const temporary = this.temporaryAhead()
    const words = new Set<TokenType>()
    this.MANY({
      GATE: () => this.isCreateModifier(),
      DEF: () => words.add(this.CONSUME(t.Anything).tokenType),
    })
    const modified: Created = {
      ...plainly,
      temporary,
      orReplace: words.has(t.Replace),
      external: words.has(t.External) || words.has(t.Foreign),
    }
    this.OR([
      { ALT: () => this.SUBRULE(this.createTable, { ARGS: [temporary, modified] }) },
      {
        ALT: () => {
          this.does({ ...modified, object: 'index' })
          this.SUBRULE(this.createIndex)
        },
      },
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(t.Database) }, { ALT: () => this.CONSUME(t.Schema) }])
          const conditional = this.SUBRULE(this.condition)
          const name = this.SUBRULE(this.name)
          this.does({ ...modified, object: 'database', ifNotExists: conditional })
          this.target({ action: 'create', object: 'database', name, conditional })
          this.MANY2(() => this.CONSUME2(t.Anything))
        },
      },
    ])
  })

  readonly createTable: (temporary: boolean, modified: Created) => void = this.RULE(
    'createTable',
    (temporary: boolean, modified: Created) => {
      const object = this.OR([
        { ALT: () => this.CONSUME(t.Table) && ('table' as const) },
        { ALT: () => this.CONSUME(t.View) && ('view' as const) },
      ])
      const conditional = this.SUBRULE(this.condition)
      this.does({ ...modified, object, ifNotExists: conditional })
      const name = this.SUBRULE(this.name)
      this.target({ action: 'create', object, name, conditional, temporary })
      this.SUBRULE(this.definition)
    },
  )

  /** What follows the name in CREATE TABLE and ALTER TABLE: columns, options, LIKE, a query. */
  readonly definition: Rule = this.RULE('definition', () => {
    this.MANY(() =>
      this.OR({
        DEF: [
          {
            GATE: () => this.namesTable(),
            ALT: () => {
              const word = this.CONSUME(t.Anything)
              const name = this.SUBRULE(this.name)
              this.ACTION(() => this.draft.tables.push({ name, reference: word.tokenType === t.References }))
            },
          },
          {
            GATE: () => this.startsQuery(),
            ALT: () => {
              this.isCreated({ as: true })
              this.SUBRULE(this.query)
            },
          },
          { ALT: () => this.define(this.CONSUME2(t.Anything)) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
    )
  })

  readonly createIndex: Rule = this.RULE('createIndex', () => {
    this.CONSUME(t.Index)
    this.MANY({
      GATE: () => this.LA(1).tokenType === t.Concurrently || this.LA(1).tokenType === t.If,
      DEF: () => {
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.If)
              this.CONSUME(t.Not)
              this.CONSUME(t.Exists)
            },
          },
          { ALT: () => this.CONSUME(t.Concurrently) },
        ])
      },
    })
    this.OPTION(() => {
      const name = this.SUBRULE(this.name)
      this.target({ action: 'create', object: 'index', name })
    })
    this.MANY2({ GATE: () => this.LA(1).tokenType !== t.On, DEF: () => this.CONSUME(t.Anything) })
    this.CONSUME(t.On)
    this.OPTION2({ GATE: () => tokenMatcher(this.LA(2), t.Identifier), DEF: () => this.CONSUME(t.Only) })
    const table = this.SUBRULE2(this.name)
    this.target({ action: 'alter', object: 'table', name: table })
    this.passOver(3, t.Anything)
  })

  protected define(token: IToken): void {
    if (this.RECORDING_PHASE) return
    const type = token.tokenType
    const next = this.LA(1).tokenType
    if (t.elsewhere.has(type)) this.isCreated({ external: true })
    if (type === t.Inherits) this.isCreated({ partOfOther: true })
    if (type === t.As && (next === t.Group || next === t.Values)) this.isCreated({ as: true })
    if (type === t.Group) {
      this.draft.groups.push({ token: token as t.GroupToken, role: this.definitionRole() })
    } else if (type === t.Partition && next === t.Of) {
      this.isCreated({ partOfOther: true })
      // PostgreSQL: the parent table shows the rows of its partitions.
      if (tokenMatcher(this.LA(2), t.Identifier))
        this.target({ action: 'alter', object: 'table', name: [this.LA(2)] })
    }
  }

  /** Something more of what CREATE makes; ALTER and the insides of brackets make nothing. */
  private isCreated(more: Partial<CreateOperation>): void {
    this.ACTION(() => {
      const { operation } = this.draft
      if (operation?.kind === 'create') this.draft.operation = { ...operation, ...more }
    })
  }

  /** Columns are defined in the first bracket; what is bracketed inside it are expressions. */
  private definitionRole(): GroupRole {
    const before = this.LA(-1).tokenType
    if (before === t.Inherits) return 'from'
    return this.inside || before === t.Check ? 'expression' : 'definition'
  }

  protected isCreateModifier(): boolean {
    const type = this.LA(1)
    if (t.createModifiers.has(type.tokenType)) return type.tokenType !== t.View
    return tokenMatcher(type, t.Equals) || type.tokenType === t.Variable || type.tokenType === t.Quoted
  }

  /** LIKE t, REFERENCES t, WITH TABLE t. */
  protected namesTable(): boolean {
    const type = this.LA(1).tokenType
    if (type !== t.Like && type !== t.References && type !== t.Table) return false
    return tokenMatcher(this.LA(2), t.Identifier)
  }
}
