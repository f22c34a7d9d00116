/**
 * The base of the SQL rules: names, the tables of a FROM list, and what is noted of the tokens between.
 */
import { EmbeddedActionsParser, type IToken, type TokenType, tokenMatcher } from 'chevrotain'
import { Draft, type NameDraft, type TargetDraft } from './draft.ts'
import { LazyLookahead } from './lookahead.ts'
import type { ShapedOperation } from './operation.ts'
import * as t from './tokens.ts'

type Rule = (...args: never[]) => void
type NameRule = () => NameDraft

export class TableRules extends EmbeddedActionsParser {
  /** Where the facts of this run go. */
  draft: Draft = new Draft()
  /** This run reads the inside of a bracketed part. */
  inside = false

  /** The checks of the grammar itself cost half of a cold start; a test makes them. */
  constructor(skipValidations = true) {
    super(t.vocabulary, {
      lookaheadStrategy: new LazyLookahead({ maxLookahead: 1 }),
      maxLookahead: 1,
      skipValidations,
    })
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
            {
              GATE: () => this.startsHintPurpose(),
              ALT: () => {
                this.CONSUME(t.For)
                this.CONSUME2(t.Anything)
                this.OPTION(() => this.CONSUME(t.By))
                this.OPTION2(() => this.CONSUME(t.Group))
              },
            },
            {
              ALT: () => {
                this.note(this.CONSUME3(t.Anything))
                this.passOver(1, t.InFrom, isPlainInFrom)
              },
            },
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
          const rows = this.LA(1).tokenType === t.From && name[0]?.tokenType === t.Rows
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

  /** Looks at a token that was passed over: a bracketed part to read later, `IN t`, `LIMIT 0`. */
  protected note(token: IToken): void {
    if (this.RECORDING_PHASE) return
    const type = token.tokenType
    if (type === t.Group) {
      this.draft.groups.push({ token: token as t.GroupToken, role: 'expression' })
    } else if (type === t.In) {
      this.noteIn()
    } else if (type === t.Where) {
      this.draft.filtered = true
    } else if (type === t.Limit) {
      this.draft.limit = this.LA(2).tokenType === t.Comma ? undefined : this.LA(1)
    }
  }

  /**
   * Notes tokens of a category for as long as they come: `MANY(() => this.note(this.CONSUME(category)))`. Most tokens of a
   * program are passed over like that, and the general way of repeating costs several times as much.
   *
   * @param index tells it from other repetitions of its rule
   * @param goesOn asked before each token, which is `LA(1)`
   * @param look what to do with each token instead of noting it, when it is `LA(0)`
   */
  protected passOver(
    index: number,
    category: TokenType,
    goesOn?: (token: IToken) => boolean,
    look?: (token: IToken) => void,
  ): void {
    if (this.RECORDING_PHASE) {
      this.many(index, () => this.consume(index, category))
      return
    }
    for (let token = this.LA(1); tokenMatcher(token, category); ) {
      if (goesOn && !goesOn(token)) return
      const passed = token
      token = this.SKIP_TOKEN()
      if (look) look(passed)
      else this.note(passed)
    }
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

  /** Rules say it when they begin, so that it is known of a statement that is not understood to its end. */
  protected does(operation: ShapedOperation): void {
    this.ACTION(() => {
      this.draft.operation = operation
    })
  }

  private endsTables(): boolean {
    const type = this.LA(1)
    if (type.tokenType === t.Comma) return false
    if (tokenMatcher(type, t.JoinWord)) return false
    const next = this.LA(2).tokenType
    if (type.tokenType === t.On) return t.upserts.has(next)
    if (type.tokenType === t.Using) return next !== t.Group
    if (type.tokenType === t.For) return !t.forInFrom.has(next)
    return !tokenMatcher(type, t.InFrom)
  }

  private isHint(): boolean {
    const last = this.LA(3).tokenType
    return t.hints.has(this.LA(2).tokenType) && (last === t.Index || last === t.Key)
  }

  /** `USE INDEX FOR ORDER BY (i)`: begins no join, and is not where the FROM list ends. */
  private startsHintPurpose(): boolean {
    return this.LA(1).tokenType === t.For && t.hintPurposes.has(this.LA(2).tokenType)
  }

  /** `LEFT JOIN`, but not the function `LEFT(…)`. */
  private startsJoin(): boolean {
    const type: TokenType = this.LA(1).tokenType
    if (type === t.Join || type === t.StraightJoin) return true
    return tokenMatcher(this.LA(1), t.JoinWord) && this.LA(2).tokenType !== t.Group
  }
}

/** Within a FROM list it means neither another table nor the end of the list. */
function isPlainInFrom({ tokenType: type }: IToken): boolean {
  return type !== t.On && type !== t.Using && type !== t.For && type !== t.Lateral
}
