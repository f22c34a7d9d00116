/**
 * Queries of ordinary SQL, by shape: enough to know the tables, CTEs and sub-queries of any SELECT
 * in five dialects, and indifferent to everything else. A bracketed part is one token here (`Group`)
 * and is read on its own afterwards, so that nothing recurses however deep the brackets go.
 */
import { type IToken, type TokenType, tokenMatcher } from 'chevrotain'
import { TableRules } from './tables.ts'
import * as t from './tokens.ts'

type Rule = (...args: never[]) => void

export class QueryRules extends TableRules {
  /** `[WITH …] term {UNION term}` */
  readonly query: Rule = this.RULE('query', () => {
    this.OPTION(() => this.SUBRULE(this.withClause))
    this.SUBRULE(this.queryBody)
  })

  readonly queryBody: Rule = this.RULE('queryBody', () => {
    this.SUBRULE(this.queryTerm)
    this.MANY(() => {
      this.CONSUME(t.SetOperator)
      this.OPTION(() =>
        this.OR([{ ALT: () => this.CONSUME(t.All) }, { ALT: () => this.CONSUME(t.Distinct) }]),
      )
      this.SUBRULE2(this.queryTerm)
    })
  })

  /** `WITH [RECURSIVE] a [(columns)] AS [NOT MATERIALIZED] (…), b AS (…)` */
  readonly withClause: Rule = this.RULE('withClause', () => {
    this.CONSUME(t.With)
    this.OPTION({
      GATE: () => !tokenMatcher(this.LA(2), t.As),
      DEF: () => {
        this.CONSUME(t.Recursive)
        this.ACTION(() => {
          this.draft.recursive = true
        })
      },
    })
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.commonTable) })
  })

  readonly commonTable: Rule = this.RULE('commonTable', () => {
    const name = this.CONSUME(t.Identifier)
    this.OPTION(() => this.CONSUME(t.Group))
    this.CONSUME(t.As)
    this.OPTION2(() => this.CONSUME(t.Not))
    this.OPTION3(() => this.CONSUME(t.Materialized))
    const group = this.CONSUME2(t.Group)
    this.ACTION(() => this.draft.commonTables.push({ name, group: group as t.GroupToken }))
  })

  readonly queryTerm: Rule = this.RULE('queryTerm', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.select) },
      { ALT: () => this.SUBRULE(this.fromFirst) },
      {
        ALT: () => {
          this.note(this.CONSUME(t.Values))
          this.SUBRULE(this.rest)
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Table)
          const name = this.SUBRULE(this.name)
          this.ACTION(() => this.draft.tables.push({ name }))
          this.SUBRULE2(this.rest)
        },
      },
      {
        ALT: () => {
          this.note(this.CONSUME(t.Group))
          this.SUBRULE3(this.rest)
        },
      },
    ])
  })

  /** `SELECT … [INTO t] [FROM …] …` */
  readonly select: Rule = this.RULE('select', () => {
    this.CONSUME(t.Select)
    let star: IToken | undefined
    this.passOver(1, t.InSelect, undefined, (token) => {
      this.note(token)
      if (token.tokenType === t.Star && listStarts.has(this.LA(-1).tokenType)) star ??= token
    })
    this.OPTION(() => this.SUBRULE(this.into))
    this.OPTION2(() => this.SUBRULE(this.from))
    this.SUBRULE(this.rest)
    this.ACTION(() => {
      const { tables, groups } = this.draft
      const reads = tables.length > 0 || groups.some(({ role }) => role === 'from') || this.draft.unclear
      if (star && !reads) this.draft.starFromNothing ??= star
    })
  })

  /** Hive: `FROM t INSERT OVERWRITE TABLE a SELECT … INSERT INTO b SELECT …` */
  readonly fromFirst: Rule = this.RULE('fromFirst', () => {
    this.SUBRULE(this.from)
    this.SUBRULE(this.rest)
    this.MANY(() => {
      this.OPTION(() => {
        this.SUBRULE(this.insertHead)
        this.does({ kind: 'compound' })
      })
      this.SUBRULE(this.select)
    })
  })

  /** `INSERT [INTO|OVERWRITE] [TABLE] name` or Hive's `INSERT OVERWRITE DIRECTORY 'path'` */
  readonly insertHead: Rule = this.RULE('insertHead', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Insert) }, { ALT: () => this.CONSUME(t.Replace) }])
    this.MANY({
      GATE: () => this.isModifier(),
      DEF: () => this.CONSUME(t.Anything),
    })
    let overwrite = false
    this.OPTION(() =>
      this.OR2([
        { ALT: () => this.CONSUME(t.Into) },
        {
          ALT: () => {
            this.CONSUME(t.Overwrite)
            overwrite = true
          },
        },
      ]),
    )
    this.does({ kind: 'insert', overwrite, partial: false })
    this.OPTION2({
      GATE: () => this.LA(2).tokenType === t.Directory || this.LA(2).tokenType === t.Text,
      DEF: () => this.CONSUME2(t.Anything),
    })
    this.OR3([
      {
        GATE: () => this.LA(1).tokenType === t.Directory || this.LA(1).tokenType === t.Text,
        ALT: () => {
          this.OPTION3(() => this.CONSUME(t.Directory))
          const path = this.CONSUME(t.Text)
          this.target({ action: 'write', object: 'file', name: [path] })
          this.does({ kind: 'insert', overwrite, partial: true })
        },
      },
      {
        ALT: () => {
          this.OPTION4(() => this.CONSUME(t.Table))
          const name = this.SUBRULE(this.name)
          this.target({ action: 'write', object: 'table', name })
          if (this.LA(1).tokenType === t.Partition) this.does({ kind: 'insert', overwrite, partial: true })
          this.passOver(3, t.Anything, ({ tokenType }) => tokenType !== t.Values && !this.startsQuery())
        },
      },
    ])
  })

  /** `INTO t`, `INTO OUTFILE 'f'`, `INTO @x, @y` */
  readonly into: Rule = this.RULE('into', () => {
    this.CONSUME(t.Into)
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: () => this.CONSUME(t.Variable) },
        {
          GATE: () => this.LA(2).tokenType === t.Text,
          ALT: () => {
            this.CONSUME(t.Identifier)
            const path = this.CONSUME(t.Text)
            this.target({ action: 'write', object: 'file', name: [path] })
          },
        },
        {
          ALT: () => {
            const temporary = this.temporaryAhead()
            this.MANY({
              GATE: () => this.isModifier() || this.LA(1).tokenType === t.Table,
              DEF: () => this.CONSUME(t.Anything),
            })
            const name = this.SUBRULE(this.name)
            this.target({ action: 'create', object: 'table', name, ...(temporary ? { temporary } : {}) })
          },
        },
      ],
    })
  })

  /** An expression in brackets: only what is bracketed inside it matters, and `IN t`. */
  readonly expression: Rule = this.RULE('expression', () => {
    this.passOver(1, t.Anything)
  })

  /** WHERE, GROUP BY, ORDER BY, LIMIT, FOR UPDATE, ON CONFLICT … up to a UNION. */
  readonly rest: Rule = this.RULE('rest', () => {
    this.MANY(() =>
      this.OR([
        { ALT: () => this.SUBRULE(this.into) },
        {
          ALT: () => {
            this.note(this.CONSUME(t.InRest))
            this.passOver(1, t.InRest)
          },
        },
      ]),
    )
  })

  protected startsQuery(): boolean {
    const type = this.LA(1).tokenType
    if (type === t.Select) return true
    const next = this.LA(2)
    if (type === t.With) {
      if (next.tokenType === t.Recursive) return true
      // WITH SERDEPROPERTIES and WITH DATA begin no query.
      const third = this.LA(3).tokenType
      return third === t.As || (third === t.Group && this.LA(4).tokenType === t.As)
    }
    return type === t.Table && tokenMatcher(next, t.Identifier)
  }

  protected temporaryAhead(): boolean {
    for (let ahead = 1; ahead < 6; ahead++) {
      const type = this.LA(ahead).tokenType
      if (t.temporary.has(type)) return true
      if (type === t.Table) return false
    }
    return false
  }

  /** A word such as IGNORE or TEMPORARY, which stands before the name that matters. */
  protected isModifier(): boolean {
    const next = this.LA(2)
    const named = tokenMatcher(next, t.Identifier) || next.tokenType === t.Into || next.tokenType === t.Table
    return t.modifiers.has(this.LA(1).tokenType) && (named || next.tokenType === t.Or)
  }
}

/** What an item of a select list stands after. */
const listStarts = new Set<TokenType>([t.Select, t.Comma, t.Distinct, t.All])
