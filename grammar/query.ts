/**
 * Queries of ordinary SQL, by shape: enough to know the tables, CTEs and sub-queries of any SELECT
 * in five dialects, and indifferent to everything else. A bracketed part is one token here (`Group`)
 * and is read on its own afterwards, so that nothing recurses however deep the brackets go.
 */
import { EmbeddedActionsParser, type IToken, type TokenType, tokenMatcher } from 'chevrotain'
import { Draft, type NameDraft, type TargetDraft } from './draft.ts'
import * as t from './tokens.ts'

type Rule = (...args: never[]) => void
type NameRule = () => NameDraft

/** MySQL's hints may be listed with commas, like tables. */
const hints = new Set(['USE', 'IGNORE', 'FORCE'])
/** `FOR SYSTEM_TIME AS OF`, `USE INDEX FOR JOIN`: FOR inside the FROM list. */
const forInFrom = new Set(['SYSTEM_TIME', 'SYSTEM_VERSION', 'VERSION', 'TIMESTAMP', 'JOIN', 'ORDER', 'GROUP'])
const upserts = new Set(['DUPLICATE', 'CONFLICT'])

export class QueryRules extends EmbeddedActionsParser {
  /** Where the facts of this run go. */
  draft: Draft = new Draft()
  /** This run reads the inside of a bracketed part. */
  inside = false

  /** The checks of the grammar itself cost half of a cold start; a test makes them. */
  constructor(skipValidations = true) {
    super(t.vocabulary, { maxLookahead: 1, skipValidations })
  }

  /** `db.t` */
  readonly name: NameRule = this.RULE('name', () => {
    const parts: IToken[] = [this.CONSUME(t.Identifier)]
    this.MANY({
      GATE: () => this.LA(2).tokenType !== t.Star,
      DEF: () => {
        this.CONSUME(t.Dot)
        parts.push(this.CONSUME2(t.Identifier))
      },
    })
    return parts
  })

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
    this.MANY(() => {
      const before = this.LA(0)
      const token = this.CONSUME(t.InSelect)
      this.note(token)
      this.ACTION(() => {
        if (token.tokenType === t.Star && listStarts.has(before.tokenType)) star ??= token
      })
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
      this.OPTION(() => this.SUBRULE(this.insertHead))
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
    this.OPTION(() =>
      this.OR2([{ ALT: () => this.CONSUME(t.Into) }, { ALT: () => this.CONSUME(t.Overwrite) }]),
    )
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
        },
      },
      {
        ALT: () => {
          this.OPTION4(() => this.CONSUME(t.Table))
          const name = this.SUBRULE(this.name)
          this.target({ action: 'write', object: 'table', name })
          this.MANY2({
            GATE: () => !this.startsQuery() && this.LA(1).tokenType !== t.Values,
            DEF: () => this.note(this.CONSUME3(t.Anything)),
          })
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

  /** `FROM a JOIN b ON …, c` */
  readonly from: Rule = this.RULE('from', () => {
    this.CONSUME(t.From)
    this.SUBRULE(this.tables)
  })

  /** The list itself; also what stands in `(a JOIN b)`. */
  readonly tables: Rule = this.RULE('tables', () => {
    this.SUBRULE(this.tableItem)
    this.MANY({
      GATE: () => !this.endsTables(),
      DEF: () =>
        this.OR({
          DEF: [
            {
              GATE: () => this.LA(1).tokenType === t.Comma && !this.isHint(),
              ALT: () => {
                this.CONSUME(t.Comma)
                this.SUBRULE2(this.tableItem)
              },
            },
            {
              GATE: () => this.startsJoin(),
              ALT: () => {
                this.AT_LEAST_ONE({ GATE: () => this.startsJoin(), DEF: () => this.CONSUME(t.JoinWord) })
                this.SUBRULE3(this.tableItem)
              },
            },
            {
              GATE: () => this.LA(2).tokenType === t.View,
              ALT: () => this.SUBRULE(this.lateralView),
            },
            { ALT: () => this.note(this.CONSUME(t.Anything)) },
          ],
          IGNORE_AMBIGUITIES: true,
        }),
    })
  })

  /** Hive: `LATERAL VIEW [OUTER] explode(x) t AS a, b` */
  readonly lateralView: Rule = this.RULE('lateralView', () => {
    this.CONSUME(t.Lateral)
    this.CONSUME(t.View)
    this.OPTION(() => this.CONSUME(t.Outer))
    this.SUBRULE(this.name)
    this.note(this.CONSUME(t.Group))
    this.OPTION2(() => this.CONSUME(t.Identifier))
    this.OPTION3(() => {
      this.CONSUME(t.As)
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME2(t.Identifier) })
    })
  })

  readonly tableItem: Rule = this.RULE('tableItem', () => {
    this.OPTION(() => this.CONSUME(t.Lateral))
    this.OPTION2({
      GATE: () => tokenMatcher(this.LA(2), t.Identifier),
      DEF: () => this.CONSUME(t.Only),
    })
    this.OR([
      {
        ALT: () => {
          const group = this.CONSUME(t.Group)
          this.ACTION(() => this.draft.groups.push({ token: group as t.GroupToken, role: 'from' }))
          this.OPTION4(() => this.SUBRULE2(this.alias))
        },
      },
      {
        ALT: () => {
          const name = this.SUBRULE(this.name)
          const rows = this.LA(1).tokenType === t.From && /^rows$/i.test(name[0]?.image ?? '')
          // PostgreSQL: ROWS FROM (f(1), g(2))
          this.OPTION5({ GATE: () => rows, DEF: () => this.CONSUME(t.From) })
          const isCall = this.LA(1).tokenType === t.Group
          let alias: IToken | undefined
          this.OPTION3({
            GATE: () => !isCall,
            DEF: () => {
              alias = this.SUBRULE(this.alias)
            },
          })
          this.ACTION(() => {
            if (!isCall) this.draft.tables.push(alias ? { name, alias } : { name })
          })
        },
      },
      {
        // A parameter, a string, `TABLE(f())`: whatever it is, it names no table that could be known.
        ALT: () => {
          const token = this.OR2([
            { ALT: () => this.CONSUME(t.Variable) },
            { ALT: () => this.CONSUME(t.Text) },
            { ALT: () => this.CONSUME(t.Operator) },
            { ALT: () => this.CONSUME(t.Table) },
          ])
          this.ACTION(() => {
            if (token.tokenType !== t.Table) this.draft.unclear ??= token
          })
        },
      },
    ])
  })

  readonly alias: () => IToken = this.RULE('alias', () => {
    this.OPTION(() => this.CONSUME(t.As))
    return this.OR([{ ALT: () => this.CONSUME(t.Identifier) }, { ALT: () => this.CONSUME(t.Text) }])
  })

  /** An expression in brackets: only what is bracketed inside it matters, and `IN t`. */
  readonly expression: Rule = this.RULE('expression', () => {
    this.MANY(() => this.note(this.CONSUME(t.Anything)))
  })

  /** WHERE, GROUP BY, ORDER BY, LIMIT, FOR UPDATE, ON CONFLICT … up to a UNION. */
  readonly rest: Rule = this.RULE('rest', () => {
    this.MANY(() =>
      this.OR([{ ALT: () => this.SUBRULE(this.into) }, { ALT: () => this.note(this.CONSUME(t.InRest)) }]),
    )
  })

  /** Looks at a token that was passed over: a bracketed part to read later, `IN t`, `LIMIT 0`. */
  protected note(token: IToken): void {
    this.ACTION(() => {
      const type = token.tokenType
      if (type === t.Group) {
        this.draft.groups.push({ token: token as t.GroupToken, role: 'expression' })
      } else if (type === t.In) {
        this.noteIn()
      } else if (type === t.Where) {
        this.draft.filtered = true
      } else if (type === t.Limit) {
        this.draft.empty = this.LA(1).image === '0' && this.LA(2).tokenType !== t.Comma
      }
    })
  }

  /** `x IN t` and `x IN TABLE t`. */
  private noteIn(): void {
    let ahead = this.LA(1).tokenType === t.Table ? 2 : 1
    const inList = ahead === 1
    const name: IToken[] = []
    for (; tokenMatcher(this.LA(ahead), t.Identifier); ahead += 2) {
      name.push(this.LA(ahead))
      if (this.LA(ahead + 1).tokenType !== t.Dot) break
    }
    if (name.length > 0 && this.LA(ahead + 1).tokenType !== t.Group) this.draft.tables.push({ name, inList })
  }

  protected target(target: TargetDraft): void {
    this.ACTION(() => this.draft.targets.push(target))
  }

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
      const image = this.LA(ahead).image?.toUpperCase()
      if (image === 'TEMPORARY' || image === 'TEMP') return true
      if (this.LA(ahead).tokenType === t.Table) return false
    }
    return false
  }

  /** A word such as IGNORE or TEMPORARY, which stands before the name that matters. */
  protected isModifier(): boolean {
    const next = this.LA(2)
    const named = tokenMatcher(next, t.Identifier) || next.tokenType === t.Into || next.tokenType === t.Table
    return modifiers.has(this.LA(1).image?.toUpperCase() ?? '') && (named || next.tokenType === t.Or)
  }

  private endsTables(): boolean {
    const type = this.LA(1)
    if (type.tokenType === t.Comma) return false
    if (tokenMatcher(type, t.JoinWord)) return false
    const next = this.LA(2).image?.toUpperCase() ?? ''
    if (type.tokenType === t.On) return upserts.has(next)
    if (type.tokenType === t.Using) return this.LA(2).tokenType !== t.Group
    if (type.tokenType === t.For) return !forInFrom.has(next)
    return !tokenMatcher(type, t.InFrom)
  }

  private isHint(): boolean {
    return hints.has(this.LA(2).image?.toUpperCase() ?? '') && /^(index|key)$/i.test(this.LA(3).image ?? '')
  }

  /** `LEFT JOIN`, but not the function `LEFT(…)`. */
  private startsJoin(): boolean {
    const type: TokenType = this.LA(1).tokenType
    if (type === t.Join || type === t.StraightJoin) return true
    return tokenMatcher(this.LA(1), t.JoinWord) && this.LA(2).tokenType !== t.Group
  }
}

/** What an item of a select list stands after. */
const listStarts = new Set<TokenType>([t.Select, t.Comma, t.Distinct, t.All])

const modifiers = new Set([
  'LOW_PRIORITY',
  'HIGH_PRIORITY',
  'DELAYED',
  'QUICK',
  'IGNORE',
  'TEMP',
  'TEMPORARY',
  'LOCAL',
  'GLOBAL',
  'UNLOGGED',
  'OR',
  'REPLACE',
  'ROLLBACK',
  'ABORT',
  'FAIL',
])
