/**
 * Statements that change rows: INSERT, UPDATE, DELETE, MERGE; also the bodies of CTEs and what EXPLAIN
 * explains. What they write goes into the draft.
 */
import { type IToken, tokenMatcher } from 'chevrotain'
import type { TableDraft } from './draft.ts'
import { QueryRules } from './query.ts'
import * as t from './tokens.ts'

type Rule = (...args: never[]) => void

export class ManipulationRules extends QueryRules {
  /** A query, or a statement that changes rows; either may begin with its CTEs. Also the body of a CTE. */
  readonly manipulation: Rule = this.RULE('manipulation', () => {
    let isCompound = false
    this.OPTION(() => {
      this.SUBRULE(this.withClause)
      isCompound = true
    })
    this.OR([
      { ALT: () => this.SUBRULE(this.insert) },
      { ALT: () => this.SUBRULE(this.update) },
      { ALT: () => this.SUBRULE(this.delete) },
      { ALT: () => this.SUBRULE(this.merge) },
      {
        ALT: () => {
          isCompound = false
          this.does({ kind: 'select' })
          this.SUBRULE(this.queryBody)
        },
      },
    ])
    if (isCompound) this.does({ kind: 'compound' })
  })

  /** `EXPLAIN [words] statement`; `EXPLAIN ANALYZE` runs it. */
  readonly explained: Rule = this.RULE('explained', () => {
    this.CONSUME(t.Explain)
    this.MANY({
      GATE: () => !this.startsManipulation(),
      DEF: () => this.note(this.CONSUME(t.Anything)),
    })
    this.OPTION(() => this.SUBRULE(this.manipulation))
  })

  readonly insert: Rule = this.RULE('insert', () => {
    this.SUBRULE(this.insertHead)
    this.MANY(() =>
      this.OR({
        DEF: [
          { GATE: () => this.startsQuery(), ALT: () => this.SUBRULE(this.query) },
          {
            ALT: () => {
              this.note(this.CONSUME(t.Anything))
              this.passOver(1, t.Anything, () => !this.startsQuery())
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
    )
  })

  /** `UPDATE a JOIN b … SET a.x = …`, `UPDATE t SET … FROM u` */
  readonly update: Rule = this.RULE('update', () => {
    this.CONSUME(t.Update)
    this.does({ kind: 'update' })
    this.MANY({ GATE: () => this.isModifier(), DEF: () => this.CONSUME(t.Anything) })
    this.SUBRULE(this.tables)
    const updated = this.ACTION(() => this.draft.tables.splice(0))
    this.CONSUME(t.SetWord)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.assignment) })
    this.OPTION(() => this.SUBRULE(this.from))
    this.SUBRULE(this.rest)
    this.ACTION(() => {
      const { assigned, filtered } = this.draft
      for (const table of updated) {
        const called = table.alias ?? table.name[table.name.length - 1]
        const touched =
          updated.length === 1 ||
          assigned.some((left) => left.length < 2 || this.same(left[left.length - 2], called))
        // A table of a multi-table UPDATE is looked at even where it is not changed.
        if (updated.length > 1) this.draft.tables.push(table)
        if (touched) {
          this.target({
            action: 'write',
            object: 'table',
            name: table.name,
            ...(filtered ? { reads: true } : {}),
          })
        }
      }
    })
  })

  /** `a.x = …`, `(a, b) = (…)` */
  readonly assignment: Rule = this.RULE('assignment', () => {
    this.OR([
      {
        ALT: () => {
          const left = this.SUBRULE(this.name)
          this.ACTION(() => this.draft.assigned.push(left))
        },
      },
      { ALT: () => this.note(this.CONSUME(t.Group)) },
    ])
    this.passOver(
      1,
      t.InSelect,
      (token) => token.tokenType !== t.Comma && !tokenMatcher(token, t.ClauseStart),
      (token) => {
        this.note(token)
        if (tokenMatcher(token, t.Identifier)) this.draft.filtered = true
      },
    )
  })

  /** `DELETE FROM t WHERE …`, `DELETE a, b FROM …`, `DELETE FROM a USING …` */
  readonly delete: Rule = this.RULE('delete', () => {
    this.CONSUME(t.Delete)
    this.does({ kind: 'delete' })
    this.MANY({
      GATE: () => t.deleteModifiers.has(this.LA(1).tokenType),
      DEF: () => this.CONSUME(t.Identifier),
    })
    this.OPTION(() => this.SUBRULE(this.deleteNames))
    this.CONSUME(t.From)
    this.SUBRULE(this.tables)
    const listed = this.ACTION(() => this.draft.tables.splice(0))
    this.OPTION2(() => {
      this.CONSUME(t.Using)
      this.SUBRULE2(this.tables)
    })
    this.SUBRULE(this.rest)
    this.ACTION(() => this.deleteFrom(listed))
  })

  readonly deleteNames: Rule = this.RULE('deleteNames', () => {
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.SUBRULE(this.name)
        this.OPTION(() => {
          this.CONSUME(t.Dot)
          this.CONSUME(t.Star)
        })
        this.ACTION(() => this.draft.deleted.push(name))
      },
    })
  })

  /** `MERGE INTO t USING s ON … WHEN MATCHED THEN …` */
  readonly merge: Rule = this.RULE('merge', () => {
    this.CONSUME(t.Merge)
    this.does({ kind: 'merge' })
    this.OPTION(() => this.CONSUME(t.Into))
    const name = this.SUBRULE(this.name)
    this.target({ action: 'write', object: 'table', name, reads: true })
    this.OPTION2(() => this.SUBRULE(this.alias))
    this.CONSUME(t.Using)
    this.SUBRULE(this.tableItem)
    this.passOver(1, t.Anything)
  })

  private deleteFrom(listed: readonly TableDraft[]): void {
    const { deleted, filtered } = this.draft
    const using = [...this.draft.tables]
    // With names before FROM, the list after it is what is read; with USING, the other way round.
    const names =
      deleted.length > 0 ? deleted : using.length > 0 ? listed.map((table) => table.name) : undefined
    if (deleted.length > 0) this.draft.tables.push(...listed)
    const known = deleted.length > 0 ? listed : using
    for (const name of names ?? listed.slice(0, 1).map((table) => table.name)) {
      const match = known.find((table) =>
        this.same(table.alias ?? table.name[table.name.length - 1], name[name.length - 1]),
      )
      const reads = filtered || names !== undefined
      this.target({
        action: 'write',
        object: 'table',
        name: match?.name ?? name,
        ...(reads ? { reads } : {}),
      })
    }
  }

  /** The same name: that depends on more than the types of tokens. */
  private same(a: IToken | undefined, b: IToken | undefined): boolean {
    this.draft.comparesNames = true
    return a !== undefined && b !== undefined && unquoted(a.image) === unquoted(b.image)
  }

  protected startsManipulation(): boolean {
    const type = this.LA(1).tokenType
    return (
      type === t.Insert || type === t.Update || type === t.Delete || type === t.Merge || this.startsQuery()
    )
  }
}

function unquoted(image: string): string {
  return image.replace(/^[`"[]|[`"\]]$/g, '').toLowerCase()
}
