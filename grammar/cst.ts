// Generated from grammar/clause.ts by `npm run generate`. Not edited by hand.
import type { CstNode, ICstVisitor, IToken } from "chevrotain";

export interface ClauseCstNode extends CstNode {
  name: "clause";
  children: ClauseCstChildren;
}

export type ClauseCstChildren = {
  extended?: ExtendedCstNode[];
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

export interface ExtendedCstNode extends CstNode {
  name: "extended";
  children: ExtendedCstChildren;
}

export type ExtendedCstChildren = {
  To: IToken[];
  verb: VerbCstNode[];
  part?: PartCstNode[];
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

export interface PartCstNode extends CstNode {
  name: "part";
  children: PartCstChildren;
}

export type PartCstChildren = {
  withPart?: WithPartCstNode[];
  columnPart?: ColumnPartCstNode[];
  labelPart?: LabelPartCstNode[];
  usingPart?: UsingPartCstNode[];
  intoPart?: IntoPartCstNode[];
  cmdPart?: CmdPartCstNode[];
  constraintPart?: ConstraintPartCstNode[];
};

export interface WithPartCstNode extends CstNode {
  name: "withPart";
  children: WithPartCstChildren;
}

export type WithPartCstChildren = {
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

export interface ColumnPartCstNode extends CstNode {
  name: "columnPart";
  children: ColumnPartCstChildren;
}

export type ColumnPartCstChildren = {
  Column: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
  For?: IToken[];
  ClauseName?: IToken[];
};

export interface LabelPartCstNode extends CstNode {
  name: "labelPart";
  children: LabelPartCstChildren;
}

export type LabelPartCstChildren = {
  Label: IToken[];
  ClauseName: IToken[];
};

export interface UsingPartCstNode extends CstNode {
  name: "usingPart";
  children: UsingPartCstChildren;
}

export type UsingPartCstChildren = {
  Using: IToken[];
  name: NameCstNode[];
};

export interface IntoPartCstNode extends CstNode {
  name: "intoPart";
  children: IntoPartCstChildren;
}

export type IntoPartCstChildren = {
  Into: IToken[];
  name: NameCstNode[];
  Comma?: IToken[];
};

export interface CmdPartCstNode extends CstNode {
  name: "cmdPart";
  children: CmdPartCstChildren;
}

export type CmdPartCstChildren = {
  Cmd: IToken[];
  Text: IToken[];
  Comma?: IToken[];
};

export interface ConstraintPartCstNode extends CstNode {
  name: "constraintPart";
  children: ConstraintPartCstChildren;
}

export type ConstraintPartCstChildren = {
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
  clause(children: ClauseCstChildren, param?: IN): OUT;
  showTrain(children: ShowTrainCstChildren, param?: IN): OUT;
  extended(children: ExtendedCstChildren, param?: IN): OUT;
  verb(children: VerbCstChildren, param?: IN): OUT;
  train(children: TrainCstChildren, param?: IN): OUT;
  predict(children: PredictCstChildren, param?: IN): OUT;
  evaluate(children: EvaluateCstChildren, param?: IN): OUT;
  explain(children: ExplainCstChildren, param?: IN): OUT;
  run(children: RunCstChildren, param?: IN): OUT;
  optimize(children: OptimizeCstChildren, param?: IN): OUT;
  part(children: PartCstChildren, param?: IN): OUT;
  withPart(children: WithPartCstChildren, param?: IN): OUT;
  attribute(children: AttributeCstChildren, param?: IN): OUT;
  columnPart(children: ColumnPartCstChildren, param?: IN): OUT;
  labelPart(children: LabelPartCstChildren, param?: IN): OUT;
  usingPart(children: UsingPartCstChildren, param?: IN): OUT;
  intoPart(children: IntoPartCstChildren, param?: IN): OUT;
  cmdPart(children: CmdPartCstChildren, param?: IN): OUT;
  constraintPart(children: ConstraintPartCstChildren, param?: IN): OUT;
  constraint(children: ConstraintCstChildren, param?: IN): OUT;
  name(children: NameCstChildren, param?: IN): OUT;
  expression(children: ExpressionCstChildren, param?: IN): OUT;
  operator(children: OperatorCstChildren, param?: IN): OUT;
  operand(children: OperandCstChildren, param?: IN): OUT;
  list(children: ListCstChildren, param?: IN): OUT;
  bracketed(children: BracketedCstChildren, param?: IN): OUT;
  nameOrCall(children: NameOrCallCstChildren, param?: IN): OUT;
}
