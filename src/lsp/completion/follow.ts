/**
 * What may follow some tokens by the clause's grammar. Walks the grammar's own productions, as a machine that is
 * in several places at once, so completion can't drift from the parser. (Chevrotain has had no content assist
 * since its version 13.)
 */
import {
  Alternation,
  Alternative,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
} from 'chevrotain'
import { ClauseGrammar } from '../../../grammar/clause.ts'

/** A token that may come next, and the rules that it would stand in, the outermost first. */
export interface Expected {
  readonly type: TokenType
  readonly rules: readonly string[]
}

/** What is still to be read: a production, and then the rest. */
interface Todo {
  readonly step: Step
  readonly rules: readonly string[]
  readonly rest: Todo | undefined
}

/** `again`: one round of a repetition is done, and another one may come. */
type Step = IProduction | { readonly again: readonly IProduction[]; readonly separator?: TokenType }

/** A terminal that may come next, and what comes behind it. */
interface Next extends Expected {
  readonly rest: Todo | undefined
}

let start: Rule | undefined

export function expectedAfter(tokens: readonly TokenType[]): Expected[] {
  start ??= new ClauseGrammar(false).getGAstProductions()['extended']
  if (!start) return []
  let places = reach([sequence(start.definition, [start.name], undefined)])
  for (const token of tokens) {
    places = reach(places.filter(({ type }) => accepts(type, token)).map(({ rest }) => rest))
  }
  return places
}

function accepts(wanted: TokenType, token: TokenType): boolean {
  return wanted === token || token.CATEGORIES?.includes(wanted) === true
}

/** The terminals that can be read first. */
function reach(from: readonly (Todo | undefined)[]): Next[] {
  const found: Next[] = []
  const waiting = [...from]
  for (let todo = waiting.pop(); todo || waiting.length > 0; todo = waiting.pop()) {
    if (!todo) continue
    const { step, rules, rest } = todo
    if (step instanceof Terminal) found.push({ type: step.terminalType, rules, rest })
    else waiting.push(...steps(step, rules, rest))
  }
  return found
}

/** What stands in the place of a step, one level further in. */
function steps(step: Step, rules: readonly string[], rest: Todo | undefined): (Todo | undefined)[] {
  if ('again' in step) {
    const { again, separator } = step
    const next: Todo = { step, rules, rest }
    const round = sequence(again, rules, next)
    return [rest, separator ? { step: new Terminal({ terminalType: separator }), rules, rest: round } : round]
  }
  if (step instanceof NonTerminal) {
    const rule = step.referencedRule
    return [sequence(rule.definition, [...rules, rule.name], rest)]
  }
  if (step instanceof Alternation) return step.definition.map((one) => ({ step: one, rules, rest }))
  if (step instanceof Alternative) return [sequence(step.definition, rules, rest)]
  if (step instanceof Option) return [rest, sequence(step.definition, rules, rest)]
  if (step instanceof RepetitionMandatory || step instanceof RepetitionMandatoryWithSeparator)
    return [sequence(step.definition, rules, { step: repeated(step), rules, rest })]
  if (step instanceof Repetition || step instanceof RepetitionWithSeparator)
    return [rest, sequence(step.definition, rules, { step: repeated(step), rules, rest })]
  return []
}

function repeated(step: { readonly definition: IProduction[]; readonly separator?: TokenType }): Step {
  return { again: step.definition, ...(step.separator ? { separator: step.separator } : {}) }
}

/** Productions one after the other, as the one place that they begin at. */
function sequence(
  productions: readonly IProduction[],
  rules: readonly string[],
  rest: Todo | undefined,
): Todo | undefined {
  return productions.reduceRight<Todo | undefined>((after, step) => ({ step, rules, rest: after }), rest)
}
