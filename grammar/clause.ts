/**
 * The clause that SQLFlow adds to SQL: `TO TRAIN …`, `TO PREDICT …`, `SHOW TRAIN …`. One rule a clause,
 * in the order of the language's manual. It takes a little more than is legal (every clause after
 * every verb, in any order, any number of times) so that `src/syntax/clauses.ts` can say what is wrong.
 */
import { type CstNode, CstParser, type IParserErrorMessageProvider, type ParserMethod } from 'chevrotain'
import { LazyLookahead } from './lookahead.ts'
import * as t from './tokens.ts'
import { type SubjectKind, type VerbWord, verbNames, verbs } from './verbs.ts'

type Rule = ParserMethod<[], CstNode>

export class ClauseGrammar extends CstParser {
  /** @param recoveryEnabled goes on after an error, to find the next one; costs much even where there is none */
  constructor(
    recoveryEnabled: boolean,
    errorMessageProvider?: IParserErrorMessageProvider,
    skipValidations = true,
  ) {
    super(t.clauseVocabulary, {
      recoveryEnabled,
      maxLookahead: 2,
      lookaheadStrategy: new LazyLookahead({ maxLookahead: 2 }),
      skipValidations,
      ...(errorMessageProvider ? { errorMessageProvider } : {}),
    })
    this.performSelfAnalysis()
  }

  /** `TO verb … clauses`, or `SHOW TRAIN model` */
  readonly extended: Rule = this.RULE('extended', () => {
    this.OR([{ ALT: () => this.SUBRULE(this.toVerb) }, { ALT: () => this.SUBRULE(this.showTrain) }])
  })

  /** `SHOW TRAIN my_model` */
  readonly showTrain: Rule = this.RULE('showTrain', () => {
    this.CONSUME(t.Show)
    this.CONSUME(t.verb.TRAIN)
    this.SUBRULE(this.name)
  })

  readonly toVerb: Rule = this.RULE('toVerb', () => {
    this.CONSUME(t.To)
    this.SUBRULE(this.verb)
    this.MANY(() => this.SUBRULE(this.clause))
  })

  /** One rule for each line of `verbs.ts`: `TRAIN image:tag/DNNClassifier`. */
  readonly verb: Rule = this.RULE('verb', this.#anyVerb())

  readonly clause: Rule = this.RULE('clause', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.withClause) },
      { ALT: () => this.SUBRULE(this.columnClause) },
      { ALT: () => this.SUBRULE(this.labelClause) },
      { ALT: () => this.SUBRULE(this.usingClause) },
      { ALT: () => this.SUBRULE(this.intoClause) },
      { ALT: () => this.SUBRULE(this.cmdClause) },
      { ALT: () => this.SUBRULE(this.constraintClause) },
    ])
  })

  /** `WITH model.n_classes = 3, train.epoch = 10` */
  readonly withClause: Rule = this.RULE('withClause', () => {
    this.CONSUME(t.With)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.attribute) })
  })

  readonly attribute: Rule = this.RULE('attribute', () => {
    this.CONSUME(t.ClauseName)
    this.CONSUME(t.Equals)
    this.SUBRULE(this.expression)
  })

  /** `COLUMN a, DENSE(b, 4) [FOR linear_feature_columns]` */
  readonly columnClause: Rule = this.RULE('columnClause', () => {
    this.CONSUME(t.Column)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) })
    this.OPTION(() => {
      this.CONSUME(t.For)
      this.CONSUME(t.ClauseName)
    })
  })

  /** `LABEL class` */
  readonly labelClause: Rule = this.RULE('labelClause', () => {
    this.CONSUME(t.Label)
    this.CONSUME(t.ClauseName)
  })

  /** `USING my_model` */
  readonly usingClause: Rule = this.RULE('usingClause', () => {
    this.CONSUME(t.Using)
    this.SUBRULE(this.name)
  })

  /** `INTO my_model`; after RUN also `INTO a, b` */
  readonly intoClause: Rule = this.RULE('intoClause', () => {
    this.CONSUME(t.Into)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.name) })
  })

  /** `CMD "binning.py", "--bins=10"` */
  readonly cmdClause: Rule = this.RULE('cmdClause', () => {
    this.CONSUME(t.Cmd)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Text) })
  })

  /** `CONSTRAINT SUM(amount) <= capacity GROUP BY plants, …` */
  readonly constraintClause: Rule = this.RULE('constraintClause', () => {
    this.CONSUME(t.ConstraintWord)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.constraint) })
  })

  readonly constraint: Rule = this.RULE('constraint', () => {
    this.SUBRULE(this.expression)
    this.OPTION(() => {
      this.CONSUME(t.GroupWord)
      this.CONSUME(t.By)
      this.SUBRULE(this.name)
    })
  })

  /** `db.table`; each part may be quoted */
  readonly name: Rule = this.RULE('name', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Dot, DEF: () => this.CONSUME(t.ClauseName) })
  })

  /** Operands and operators in a row; `src/syntax/expressions.ts` groups them by precedence. */
  readonly expression: Rule = this.RULE('expression', () => {
    this.SUBRULE(this.operand)
    this.MANY(() => {
      this.SUBRULE(this.operator)
      this.SUBRULE2(this.operand)
    })
  })

  readonly operator: Rule = this.RULE('operator', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Sign) },
      { ALT: () => this.CONSUME(t.Star) },
      { ALT: () => this.CONSUME(t.Comparison) },
      { ALT: () => this.CONSUME(t.Equals) },
      { ALT: () => this.CONSUME(t.And) },
      { ALT: () => this.CONSUME(t.Or) },
    ])
  })

  readonly operand: Rule = this.RULE('operand', () => {
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(t.Sign) }, { ALT: () => this.CONSUME(t.Not) }]))
    this.OR2([
      { ALT: () => this.CONSUME(t.Numeral) },
      { ALT: () => this.CONSUME(t.Star) },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.bracketed) },
      { ALT: () => this.SUBRULE(this.nameOrCall) },
    ])
  })

  /** `[10, 20]` */
  readonly list: Rule = this.RULE('list', () => {
    this.CONSUME(t.LeftBracket)
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) })
    this.CONSUME(t.RightBracket)
  })

  readonly bracketed: Rule = this.RULE('bracketed', () => {
    this.CONSUME(t.LeftParen)
    this.SUBRULE(this.expression)
    this.CONSUME(t.RightParen)
  })

  /** `price`, `"a string"`, `DENSE(c, 4)` */
  readonly nameOrCall: Rule = this.RULE('nameOrCall', () => {
    this.SUBRULE(this.name)
    this.OPTION(() => {
      this.CONSUME(t.LeftParen)
      this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) })
      this.CONSUME(t.RightParen)
    })
  })

  #anyVerb(): () => void {
    const alternatives = verbNames.map((name) => {
      const { words, subject } = verbs[name]
      const rule = this.RULE(name, this.#oneVerb(words, subject))
      return { ALT: () => this.SUBRULE(rule) }
    })
    return () => this.OR(alternatives)
  }

  #oneVerb(words: readonly VerbWord[], subject: SubjectKind): () => void {
    const either = words.map((word) => ({ ALT: () => this.CONSUME(t.verb[word]) }))
    return () => {
      if (either.length > 1) this.OR(either)
      else either[0]?.ALT()
      if (subject === 'word') this.CONSUME(t.ClauseName)
      else this.SUBRULE(subject === 'name' ? this.name : this.expression)
    }
  }
}
