/**
 * Statements of ordinary SQL, one rule for each shape. What a statement does to the objects it names
 * goes into the draft; the rest is passed over. A statement that no rule begins is left to
 * `src/syntax/utility-statements.ts`, which knows them (USE, SET, SHOW …) by their first words.
 */
import { EOF, tokenMatcher } from 'chevrotain'
import { DefinitionRules } from './definition.ts'
import type { NameDraft } from './draft.ts'
import * as t from './tokens.ts'

type Rule = (...args: never[]) => void

export class SqlGrammar extends DefinitionRules {
  /** Ends the construction; Chevrotain wants it after the last rule. */
  selfAnalyse(): void {
    this.performSelfAnalysis()
  }

  readonly statement: Rule = this.RULE('statement', () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.explained) },
        { ALT: () => this.SUBRULE(this.create) },
        { ALT: () => this.SUBRULE(this.drop) },
        { ALT: () => this.SUBRULE(this.alter) },
        { ALT: () => this.SUBRULE(this.rename) },
        { ALT: () => this.SUBRULE(this.truncate) },
        { ALT: () => this.SUBRULE(this.load) },
        { ALT: () => this.SUBRULE(this.copy) },
        { ALT: () => this.SUBRULE(this.manipulation) },
      ],
      IGNORE_AMBIGUITIES: true,
    })
  })

  /** `DROP TABLE IF EXISTS a, b CASCADE` */
  readonly drop: Rule = this.RULE('drop', () => {
    this.CONSUME(t.Drop)
    this.MANY({ GATE: () => this.isCreateModifier(), DEF: () => this.CONSUME(t.Anything) })
    const object = this.OR([
      { ALT: () => this.CONSUME(t.Table) && ('table' as const) },
      { ALT: () => this.CONSUME(t.View) && ('view' as const) },
      { ALT: () => this.CONSUME(t.Index) && ('index' as const) },
      { ALT: () => this.CONSUME(t.Database) && ('database' as const) },
      { ALT: () => this.CONSUME(t.Schema) && ('database' as const) },
    ])
    const conditional = this.SUBRULE(this.condition)
    this.does({ kind: 'drop', object, ifExists: conditional, cascade: false })
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.SUBRULE(this.name)
        this.target({ action: 'drop', object, name, conditional })
      },
    })
    this.OPTION(() => {
      this.CONSUME(t.On)
      const table = this.SUBRULE2(this.name)
      this.target({ action: 'alter', object: 'table', name: table })
    })
    this.MANY2(() => {
      if (this.CONSUME2(t.Anything).tokenType === t.Cascade)
        this.does({ kind: 'drop', object, ifExists: conditional, cascade: true })
    })
  })

  /** `ALTER TABLE t … RENAME TO u`, `ALTER VIEW v AS SELECT …` */
  readonly alter: Rule = this.RULE('alter', () => {
    this.CONSUME(t.Alter)
    this.MANY({ GATE: () => this.isCreateModifier(), DEF: () => this.CONSUME(t.Anything) })
    const object = this.OR([
      { ALT: () => this.CONSUME(t.Table) && ('table' as const) },
      { ALT: () => this.CONSUME(t.View) && ('view' as const) },
      { ALT: () => this.CONSUME(t.Database) && ('database' as const) },
      { ALT: () => this.CONSUME(t.Schema) && ('database' as const) },
    ])
    const ifExists = this.SUBRULE(this.condition)
    this.does({ kind: 'alter', object, ifExists, movesRows: false })
    this.OPTION({ GATE: () => tokenMatcher(this.LA(2), t.Identifier), DEF: () => this.CONSUME(t.Only) })
    const name = this.SUBRULE(this.name)
    const rewritesSchema = this.LA(1).tokenType === t.Rename || this.LA(1).tokenType === t.Drop
    this.target({ action: 'alter', object, name, rewritesSchema })
    this.MANY2(() =>
      this.OR2({
        DEF: [
          { GATE: () => this.startsRename(), ALT: () => this.SUBRULE(this.renameTo, { ARGS: [name] }) },
          {
            GATE: () => this.namesTable(),
            ALT: () => {
              const word = this.CONSUME2(t.Anything)
              const other = this.SUBRULE2(this.name)
              // EXCHANGE PARTITION … WITH TABLE u changes u as well.
              if (word.tokenType === t.Table) this.target({ action: 'alter', object: 'table', name: other })
              else
                this.ACTION(() =>
                  this.draft.tables.push({ name: other, reference: word.tokenType === t.References }),
                )
            },
          },
          { GATE: () => this.startsQuery(), ALT: () => this.SUBRULE(this.query) },
          {
            ALT: () => {
              const word = this.CONSUME3(t.Anything)
              if (t.moves.has(word.tokenType)) this.does({ kind: 'alter', object, ifExists, movesRows: true })
              this.define(word)
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
    )
  })

  readonly renameTo: (from: NameDraft) => void = this.RULE('renameTo', (from: NameDraft) => {
    this.CONSUME(t.Rename)
    this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(t.To) }, { ALT: () => this.CONSUME(t.As) }]))
    const to = this.SUBRULE(this.name)
    this.target({ action: 'rename', object: 'table', name: from, to })
  })

  /** MySQL: `RENAME TABLE a TO b, c TO d` */
  readonly rename: Rule = this.RULE('rename', () => {
    this.CONSUME(t.Rename)
    this.CONSUME(t.Table)
    this.does({ kind: 'rename' })
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.SUBRULE(this.name)
        this.CONSUME(t.To)
        const to = this.SUBRULE2(this.name)
        this.target({ action: 'rename', object: 'table', name, to })
      },
    })
  })

  readonly truncate: Rule = this.RULE('truncate', () => {
    this.CONSUME(t.Truncate)
    this.does({ kind: 'truncate' })
    this.OPTION(() => this.CONSUME(t.Table))
    this.OPTION2({ GATE: () => tokenMatcher(this.LA(2), t.Identifier), DEF: () => this.CONSUME(t.Only) })
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.SUBRULE(this.name)
        this.target({ action: 'write', object: 'table', name })
      },
    })
    this.MANY(() => this.CONSUME(t.Anything))
  })

  /** `LOAD DATA [LOCAL] INFILE 'f' INTO TABLE t …` */
  readonly load: Rule = this.RULE('load', () => {
    this.CONSUME(t.Load)
    this.does({ kind: 'load' })
    this.MANY({ GATE: () => this.LA(1).tokenType !== t.Into, DEF: () => this.CONSUME(t.Anything) })
    this.CONSUME(t.Into)
    this.OPTION(() => this.CONSUME(t.Table))
    const name = this.SUBRULE(this.name)
    this.target({ action: 'write', object: 'table', name })
    this.passOver(2, t.Anything)
  })

  /** PostgreSQL: `COPY t FROM 'f'`, `COPY (SELECT …) TO 'f'` */
  readonly copy: Rule = this.RULE('copy', () => {
    this.CONSUME(t.Copy)
    this.does({ kind: 'copy' })
    this.OR([
      { ALT: () => this.note(this.CONSUME(t.Group)) },
      {
        ALT: () => {
          const name = this.SUBRULE(this.name)
          this.OPTION(() => this.CONSUME2(t.Group))
          const reads = this.LA(1).tokenType === t.To
          if (reads) this.ACTION(() => this.draft.tables.push({ name }))
          else this.target({ action: 'write', object: 'table', name })
        },
      },
    ])
    this.MANY(() => this.CONSUME(t.Anything))
  })

  /** RENAME of the table itself, not of a column, index or partition. */
  private startsRename(): boolean {
    if (this.LA(1).tokenType !== t.Rename) return false
    const second = this.LA(2)
    if (second.tokenType === t.To || second.tokenType === t.As) return this.LA(3).tokenType !== t.Partition
    if (!tokenMatcher(second, t.Identifier)) return false
    const last = this.LA(3).tokenType === t.Dot ? 5 : 3
    const after = this.LA(last).tokenType
    return after === t.Comma || after === EOF
  }
}
