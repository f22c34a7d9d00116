/**
 * The verbs behind TO, each with its words and with what stands right behind it. The scanner finds the end of the SELECT by
 * these words, the clause reserves them, and `clause.ts` makes a rule of each verb.
 */

/** What a verb is about: one word, quoted or not; a name that may be dotted; an expression. */
export type SubjectKind = 'word' | 'name' | 'expression'

interface VerbSyntax {
  readonly words: readonly string[]
  readonly subject: SubjectKind
}

export const verbs = {
  /** `TRAIN image:tag/DNNClassifier` */
  train: { words: ['TRAIN'], subject: 'word' },
  /** `PREDICT db.table.column` */
  predict: { words: ['PREDICT'], subject: 'name' },
  /** `EVALUATE my_model` */
  evaluate: { words: ['EVALUATE'], subject: 'name' },
  /** `EXPLAIN my_model` */
  explain: { words: ['EXPLAIN'], subject: 'name' },
  /** `RUN image:tag` */
  run: { words: ['RUN'], subject: 'word' },
  /** `MAXIMIZE SUM(price * amount)` */
  optimize: { words: ['MAXIMIZE', 'MINIMIZE'], subject: 'expression' },
} as const satisfies Readonly<Record<string, VerbSyntax>>

export type VerbName = keyof typeof verbs
export type VerbWord = (typeof verbs)[VerbName]['words'][number]

export const verbNames: readonly VerbName[] = Object.keys(verbs) as VerbName[]
export const verbWords: readonly VerbWord[] = Object.values(verbs).flatMap(({ words }) => words)
