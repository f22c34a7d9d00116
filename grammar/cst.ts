// Generated from grammar/clause.ts by `npm run generate`. Not edited by hand.
import type { CstNode, ICstVisitor, IToken } from "chevrotain";

export interface ExtendedCstNode extends CstNode {
  name: "extended";
  children: ExtendedCstChildren;
}

export type ExtendedCstChildren = {
  toVerb?: ToVerbCstNode[];
  showTrain?: ShowTrainCstNode[];
};

export interface ShowTrainCstNode extends CstNode {
  name: "showTrain";
  children: ShowTrainCstChildren;
}

export type ShowTrainCstChildren = {
  Show: IToken[];
  Train: IToken[];
  name: NameCstNode[];
};

export interface ToVerbCstNode extends CstNode {
  name: "toVerb";
  children: ToVerbCstChildren;
}

export type ToVerbCstChildren = {
  To: IToken[];
  verb: VerbCstNode[];
  clause?: ClauseCstNode[];
};

export interface TrainCstNode extends CstNode {
  name: "train";
  children: TrainCstChildren;
}

export type TrainCstChildren = {
  Train: IToken[];
  ClauseName: IToken[];
};

export interface PredictCstNode extends CstNode {
  name: "predict";
  children: PredictCstChildren;
}

export type PredictCstChildren = {
  Predict: IToken[];
  name: NameCstNode[];
};

export interface EvaluateCstNode extends CstNode {
  name: "evaluate";
  children: EvaluateCstChildren;
}

export type EvaluateCstChildren = {
  Evaluate: IToken[];
  name: NameCstNode[];
};

export interface ExplainCstNode extends CstNode {
  name: "explain";
  children: ExplainCstChildren;
}

export type ExplainCstChildren = {
  Explain: IToken[];
  name: NameCstNode[];
};

export interface RunCstNode extends CstNode {
  name: "run";
  children: RunCstChildren;
}

export type RunCstChildren = {
  Run: IToken[];
  ClauseName: IToken[];
};

export interface OptimizeCstNode extends CstNode {
  name: "optimize";
  children: OptimizeCstChildren;
}

export type OptimizeCstChildren = {
  Maximize?: IToken[];
  Minimize?: IToken[];
  expression: ExpressionCstNode[];
};

export interface VerbCstNode extends CstNode {
  name: "verb";
  children: VerbCstChildren;
}

export type VerbCstChildren = {
  train?: TrainCstNode[];
  predict?: PredictCstNode[];
  evaluate?: EvaluateCstNode[];
  explain?: ExplainCstNode[];
  run?: RunCstNode[];
  optimize?: OptimizeCstNode[];
};

export interface ClauseCstNode extends CstNode {
  name: "clause";
  children: ClauseCstChildren;
}

export type ClauseCstChildren = {
  withClause?: WithClauseCstNode[];
  columnClause?: ColumnClauseCstNode[];
  labelClause?: LabelClauseCstNode[];
  usingClause?: UsingClauseCstNode[];
  intoClause?: IntoClauseCstNode[];
  cmdClause?: CmdClauseCstNode[];
  constraintClause?: ConstraintClauseCstNode[];
};

export interface WithClauseCstNode extends CstNode {
  name: "withClause";
  children: WithClauseCstChildren;
}

export type WithClauseCstChildren = {
  With: IToken[];
  attribute: AttributeCstNode[];
  Comma?: IToken[];
};

export interface AttributeCstNode extends CstNode {
  name: "attribute";
  children: AttributeCstChildren;
}

export type AttributeCstChildren = {
  ClauseName: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface ColumnClauseCstNode extends CstNode {
  name: "columnClause";
  children: ColumnClauseCstChildren;
}

export type ColumnClauseCstChildren = {
  Column: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
  For?: IToken[];
  ClauseName?: IToken[];
};

export interface LabelClauseCstNode extends CstNode {
  name: "labelClause";
  children: LabelClauseCstChildren;
}

export type LabelClauseCstChildren = {
  Label: IToken[];
  ClauseName: IToken[];
};

export interface UsingClauseCstNode extends CstNode {
  name: "usingClause";
  children: UsingClauseCstChildren;
}

export type UsingClauseCstChildren = {
  Using: IToken[];
  name: NameCstNode[];
};

export interface IntoClauseCstNode extends CstNode {
  name: "intoClause";
  children: IntoClauseCstChildren;
}

export type IntoClauseCstChildren = {
  Into: IToken[];
  name: NameCstNode[];
  Comma?: IToken[];
};

export interface CmdClauseCstNode extends CstNode {
  name: "cmdClause";
  children: CmdClauseCstChildren;
}

export type CmdClauseCstChildren = {
  Cmd: IToken[];
  Text: IToken[];
  Comma?: IToken[];
};

export interface ConstraintClauseCstNode extends CstNode {
  name: "constraintClause";
  children: ConstraintClauseCstChildren;
}

export type ConstraintClauseCstChildren = {
  Constraint: IToken[];
  constraint: ConstraintCstNode[];
  Comma?: IToken[];
};

export interface ConstraintCstNode extends CstNode {
  name: "constraint";
  children: ConstraintCstChildren;
}

export type ConstraintCstChildren = {
  expression: ExpressionCstNode[];
  Group?: IToken[];
  By?: IToken[];
  name?: NameCstNode[];
};

export interface NameCstNode extends CstNode {
  name: "name";
  children: NameCstChildren;
}

export type NameCstChildren = {
  ClauseName: IToken[];
  Dot?: IToken[];
};

export interface ExpressionCstNode extends CstNode {
  name: "expression";
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  operand: (OperandCstNode)[];
  operator?: OperatorCstNode[];
};

export interface OperatorCstNode extends CstNode {
  name: "operator";
  children: OperatorCstChildren;
}

export type OperatorCstChildren = {
  Sign?: IToken[];
  Star?: IToken[];
  Comparison?: IToken[];
  Equals?: IToken[];
  And?: IToken[];
  Or?: IToken[];
};

export interface OperandCstNode extends CstNode {
  name: "operand";
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  Sign?: IToken[];
  Not?: IToken[];
  Numeral?: IToken[];
  Star?: IToken[];
  list?: ListCstNode[];
  bracketed?: BracketedCstNode[];
  nameOrCall?: NameOrCallCstNode[];
};

export interface ListCstNode extends CstNode {
  name: "list";
  children: ListCstChildren;
}

export type ListCstChildren = {
  LeftBracket: IToken[];
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
  RightBracket: IToken[];
};

export interface BracketedCstNode extends CstNode {
  name: "bracketed";
  children: BracketedCstChildren;
}

export type BracketedCstChildren = {
  LeftParen: IToken[];
  expression: ExpressionCstNode[];
  RightParen: IToken[];
};

export interface NameOrCallCstNode extends CstNode {
  name: "nameOrCall";
  children: NameOrCallCstChildren;
}

export type NameOrCallCstChildren = {
  name: NameCstNode[];
  LeftParen?: IToken[];
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
  RightParen?: IToken[];
};

export interface ICstNodeVisitor<IN, OUT> extends ICstVisitor<IN, OUT> {
  extended(children: ExtendedCstChildren, param?: IN): OUT;
  showTrain(children: ShowTrainCstChildren, param?: IN): OUT;
  toVerb(children: ToVerbCstChildren, param?: IN): OUT;
  train(children: TrainCstChildren, param?: IN): OUT;
  predict(children: PredictCstChildren, param?: IN): OUT;
  evaluate(children: EvaluateCstChildren, param?: IN): OUT;
  explain(children: ExplainCstChildren, param?: IN): OUT;
  run(children: RunCstChildren, param?: IN): OUT;
  optimize(children: OptimizeCstChildren, param?: IN): OUT;
  verb(children: VerbCstChildren, param?: IN): OUT;
  clause(children: ClauseCstChildren, param?: IN): OUT;
  withClause(children: WithClauseCstChildren, param?: IN): OUT;
  attribute(children: AttributeCstChildren, param?: IN): OUT;
  columnClause(children: ColumnClauseCstChildren, param?: IN): OUT;
  labelClause(children: LabelClauseCstChildren, param?: IN): OUT;
  usingClause(children: UsingClauseCstChildren, param?: IN): OUT;
  intoClause(children: IntoClauseCstChildren, param?: IN): OUT;
  cmdClause(children: CmdClauseCstChildren, param?: IN): OUT;
  constraintClause(children: ConstraintClauseCstChildren, param?: IN): OUT;
  constraint(children: ConstraintCstChildren, param?: IN): OUT;
  name(children: NameCstChildren, param?: IN): OUT;
  expression(children: ExpressionCstChildren, param?: IN): OUT;
  operator(children: OperatorCstChildren, param?: IN): OUT;
  operand(children: OperandCstChildren, param?: IN): OUT;
  list(children: ListCstChildren, param?: IN): OUT;
  bracketed(children: BracketedCstChildren, param?: IN): OUT;
  nameOrCall(children: NameOrCallCstChildren, param?: IN): OUT;
}
