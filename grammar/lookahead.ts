/**
 * Chevrotain's lookahead, made for each place in a grammar when it is first come to: a program of a few statements comes to
 * few of them, and making all took half of what its parsers take to build.
 */
import { type ILookaheadStrategy, LLkLookaheadStrategy } from 'chevrotain'

type ForAlternation = ILookaheadStrategy['buildLookaheadForAlternation']
type ForOptional = ILookaheadStrategy['buildLookaheadForOptional']

export class LazyLookahead extends LLkLookaheadStrategy {
  override buildLookaheadForAlternation(options: Parameters<ForAlternation>[0]): ReturnType<ForAlternation> {
    return madeWhenCalled(() => super.buildLookaheadForAlternation(options))
  }

  override buildLookaheadForOptional(options: Parameters<ForOptional>[0]): ReturnType<ForOptional> {
    return madeWhenCalled(() => super.buildLookaheadForOptional(options))
  }
}

type Decide = (this: Running, ...args: never[]) => unknown

/** A parser, with what it keeps for the rule that it is in. */
interface Running {
  readonly currRuleLookaheadFuncs?: unknown[]
}

function madeWhenCalled<Made extends Decide>(make: () => Made): Made {
  let made: Made | undefined
  const first = function (this: Running, ...args: Parameters<Made>) {
    made ??= make()
    // Takes its own place, since a call that goes through it is slower by a third. Where Chevrotain keeps its functions
    // elsewhere one day, that is all that happens.
    const kept = this.currRuleLookaheadFuncs
    const at = kept?.indexOf(first) ?? -1
    if (kept && at >= 0) kept[at] = made
    return made.apply(this, args)
  } as Made
  return first
}
