/**
 * The clause that SQLFlow adds to SQL: `TO TRAIN …`, `TO PREDICT …`, `SHOW TRAIN …`. One rule a clause,
 * in the order of the language's manual. It takes a little more than is legal (every clause after
 * every verb, in any order, any number of times) so that `src/syntax/build-ast.ts` can say what is wrong.
 */
import { type CstNode, CstParser, type IParserErrorMessageProvider, type ParserMethod } from 'chevrotain'
import { LazyLookahead } from './lookahead.ts'
import * as t from './tokens.ts'

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
  readonly clause: Rule = this.RULE('clause', () => {
    this.OR([{ ALT: () => this.SUBRULE(this.extended) }, { ALT: () => this.SUBRULE(this.showTrain) }])
  })

  /** `SHOW TRAIN my_model` */
  readonly showTrain: Rule = this.RULE('showTrain', () => {
    this.CONSUME(t.Show)
    this.CONSUME(t.Train)
    this.SUBRULE(this.name)
  })

  readonly extended: Rule = this.RULE('extended', () => {
    this.CONSUME(t.To)
    this.SUBRULE(this.verb)
    this.MANY(() => this.SUBRULE(this.part))
  })

  readonly verb: Rule = this.RULE('verb', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.train) },
      { ALT: () => this.SUBRULE(this.predict) },
      { ALT: () => this.SUBRULE(this.evaluate) },
      { ALT: () => this.SUBRULE(this.explain) },
      { ALT: () => this.SUBRULE(this.run) },
      { ALT: () => this.SUBRULE(this.optimize) },
    ])
  })

  /** `TRAIN image:tag/DNNClassifier` */
  readonly train: Rule = this.RULE('train', () => {
    this.CONSUME(t.Train)
    this.CONSUME(t.ClauseName)
  })

  /** `PREDICT db.table.column` */
  readonly predict: Rule = this.RULE('predict', () => {
    this.CONSUME(t.Predict)
    this.SUBRULE(this.name)
  })

  /** `EVALUATE my_model` */
  readonly evaluate: Rule = this.RULE('evaluate', () => {
    this.CONSUME(t.Evaluate)
    this.SUBRULE(this.name)
  })

  /** `EXPLAIN my_model` */
  readonly explain: Rule = this.RULE('explain', () => {
    this.CONSUME(t.Explain)
    this.SUBRULE(this.name)
  })

  /** `RUN image:tag` */
  readonly run: Rule = this.RULE('run', () => {
    this.CONSUME(t.Run)
    this.CONSUME(t.ClauseName)
  })

  /** `MAXIMIZE SUM(price * amount)` */
  readonly optimize: Rule = this.RULE('optimize', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Maximize) }, { ALT: () => this.CONSUME(t.Minimize) }])
    this.SUBRULE(this.expression)
  })

  readonly part: Rule = this.RULE('part', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.withPart) },
      { ALT: () => this.SUBRULE(this.columnPart) },
      { ALT: () => this.SUBRULE(this.labelPart) },
      { ALT: () => this.SUBRULE(this.usingPart) },
      { ALT: () => this.SUBRULE(this.intoPart) },
      { ALT: () => this.SUBRULE(this.cmdPart) },
      { ALT: () => this.SUBRULE(this.constraintPart) },
    ])
  })

  /** `WITH model.n_classes = 3, train.epoch = 10` */
  readonly withPart: Rule = this.RULE('withPart', () => {
    this.CONSUME(t.With)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.attribute) })
  })

  readonly attribute: Rule = this.RULE('attribute', () => {
    this.CONSUME(t.ClauseName)
    this.CONSUME(t.Equals)
    this.SUBRULE(this.expression)
  })

  /** `COLUMN a, DENSE(b, 4) [FOR linear_feature_columns]` */
  readonly columnPart: Rule = this.RULE('columnPart', () => {
    this.CONSUME(t.Column)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) })
    this.OPTION(() => {
      this.CONSUME(t.For)
      this.CONSUME(t.ClauseName)
    })
  })

  /** `LABEL class` */
  readonly labelPart: Rule = this.RULE('labelPart', () => {
    this.CONSUME(t.Label)
    this.CONSUME(t.ClauseName)
  })

  /** `USING my_model` */
  readonly usingPart: Rule = this.RULE('usingPart', () => {
    this.CONSUME(t.Using)
    this.SUBRULE(this.name)
  })

  /** `INTO my_model`; after RUN also `INTO a, b` */
  readonly intoPart: Rule = this.RULE('intoPart', () => {
    this.CONSUME(t.Into)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.name) })
  })

  /** `CMD "binning.py", "--bins=10"` */
  readonly cmdPart: Rule = this.RULE('cmdPart', () => {
    this.CONSUME(t.Cmd)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Text) })
  })

  /** `CONSTRAINT SUM(amount) <= capacity GROUP BY plants, …` */
  readonly constraintPart: Rule = this.RULE('constraintPart', () => {
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

  /** Operands and operators in a row; `build-ast.ts` groups them by precedence. */
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
}
