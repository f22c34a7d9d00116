/**
 * Statements of ordinary SQL, one rule for each shape. What a statement does to the objects it names
 * goes into the draft; the rest is passed over. A statement that no rule begins is left to
 * `src/syntax/simple-sql.ts`, which knows the small ones (USE, SET, SHOW …) by their first words.
 */
import { type IToken, tokenMatcher } from 'chevrotain'
import type { GroupRole, NameDraft, TableDraft } from './draft.ts'
import { QueryRules } from './query.ts'
import * as t from './tokens.ts'

type Rule = (...args: never[]) => void

export class SqlGrammar extends QueryRules {
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

  /** A query, or a statement that changes rows; either may begin with its CTEs. Also the body of a CTE. */
  readonly manipulation: Rule = this.RULE('manipulation', () => {
    this.OPTION(() => this.SUBRULE(this.withClause))
    this.OR([
      { ALT: () => this.SUBRULE(this.insert) },
      { ALT: () => this.SUBRULE(this.update) },
      { ALT: () => this.SUBRULE(this.delete) },
      { ALT: () => this.SUBRULE(this.merge) },
      { ALT: () => this.SUBRULE(this.queryBody) },
    ])
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
          { ALT: () => this.note(this.CONSUME(t.Anything)) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
    )
  })

  /** `UPDATE a JOIN b … SET a.x = …`, `UPDATE t SET … FROM u` */
  readonly update: Rule = this.RULE('update', () => {
    this.CONSUME(t.Update)
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
          assigned.some((left) => left.length < 2 || same(left[left.length - 2], called))
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
    this.MANY({
      GATE: () => !tokenMatcher(this.LA(1), t.ClauseStart) && this.LA(1).tokenType !== t.Comma,
      DEF: () => {
        const token = this.CONSUME(t.InSelect)
        this.note(token)
        this.ACTION(() => {
          if (tokenMatcher(token, t.Identifier)) this.draft.filtered = true
        })
      },
    })
  })

  /** `DELETE FROM t WHERE …`, `DELETE a, b FROM …`, `DELETE FROM a USING …` */
  readonly delete: Rule = this.RULE('delete', () => {
    this.CONSUME(t.Delete)
    this.MANY({
      GATE: () => deleteModifiers.has(this.LA(1).image?.toUpperCase()),
      DEF: () => this.CONSUME(t.Word),
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
    this.OPTION(() => this.CONSUME(t.Into))
    const name = this.SUBRULE(this.name)
    this.target({ action: 'write', object: 'table', name, reads: true })
    this.OPTION2(() => this.SUBRULE(this.alias))
    this.CONSUME(t.Using)
    this.SUBRULE(this.tableItem)
    this.MANY(() => this.note(this.CONSUME(t.Anything)))
  })

  readonly create: Rule = this.RULE('create', () => {
    this.CONSUME(t.Create)
    const temporary = this.temporaryAhead()
    this.MANY({ GATE: () => this.isCreateModifier(), DEF: () => this.CONSUME(t.Anything) })
    this.OR([
      { ALT: () => this.SUBRULE(this.createTable, { ARGS: [temporary] }) },
      { ALT: () => this.SUBRULE(this.createIndex) },
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(t.Database) }, { ALT: () => this.CONSUME(t.Schema) }])
          const conditional = this.SUBRULE(this.condition)
          const name = this.SUBRULE(this.name)
          this.target({ action: 'create', object: 'database', name, conditional })
          this.MANY2(() => this.CONSUME2(t.Anything))
        },
      },
    ])
  })

  readonly createTable: (temporary: boolean) => void = this.RULE('createTable', (temporary: boolean) => {
    const object = this.OR([
      { ALT: () => this.CONSUME(t.Table) && ('table' as const) },
      { ALT: () => this.CONSUME(t.View) && ('view' as const) },
    ])
    const conditional = this.SUBRULE(this.condition)
    const name = this.SUBRULE(this.name)
    this.target({ action: 'create', object, name, conditional, temporary })
    this.SUBRULE(this.definition)
  })

  /** What follows the name in CREATE TABLE and ALTER TABLE: columns, options, LIKE, a query. */
  readonly definition: Rule = this.RULE('definition', () => {
    this.MANY(() =>
      this.OR({
        DEF: [
          {
            GATE: () => this.namesTable(),
            ALT: () => {
              const word = this.CONSUME(t.Anything)
              const name = this.SUBRULE(this.name)
              this.ACTION(() => this.draft.tables.push({ name, reference: word.tokenType === t.References }))
            },
          },
          { GATE: () => this.startsQuery(), ALT: () => this.SUBRULE(this.query) },
          { ALT: () => this.define(this.CONSUME2(t.Anything)) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
    )
  })

  readonly createIndex: Rule = this.RULE('createIndex', () => {
    this.CONSUME(t.Index)
    this.MANY({
      GATE: () => /^concurrently$/i.test(this.LA(1).image) || this.LA(1).tokenType === t.If,
      DEF: () => {
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.If)
              this.CONSUME(t.Not)
              this.CONSUME(t.Exists)
            },
          },
          { ALT: () => this.CONSUME(t.Word) },
        ])
      },
    })
    this.OPTION(() => {
      const name = this.SUBRULE(this.name)
      this.target({ action: 'create', object: 'index', name })
    })
    this.MANY2({ GATE: () => this.LA(1).tokenType !== t.On, DEF: () => this.CONSUME(t.Anything) })
    this.CONSUME(t.On)
    this.OPTION2({ GATE: () => tokenMatcher(this.LA(2), t.Identifier), DEF: () => this.CONSUME(t.Only) })
    const table = this.SUBRULE2(this.name)
    this.target({ action: 'alter', object: 'table', name: table })
    this.MANY3(() => this.note(this.CONSUME2(t.Anything)))
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
    this.MANY2(() => this.CONSUME2(t.Anything))
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
    this.SUBRULE(this.condition)
    this.OPTION({ GATE: () => tokenMatcher(this.LA(2), t.Identifier), DEF: () => this.CONSUME(t.Only) })
    const name = this.SUBRULE(this.name)
    this.target({ action: 'alter', object, name })
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
          { ALT: () => this.define(this.CONSUME3(t.Anything)) },
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
    this.MANY({ GATE: () => this.LA(1).tokenType !== t.Into, DEF: () => this.CONSUME(t.Anything) })
    this.CONSUME(t.Into)
    this.OPTION(() => this.CONSUME(t.Table))
    const name = this.SUBRULE(this.name)
    this.target({ action: 'write', object: 'table', name })
    this.MANY2(() => this.note(this.CONSUME2(t.Anything)))
  })

  /** PostgreSQL: `COPY t FROM 'f'`, `COPY (SELECT …) TO 'f'` */
  readonly copy: Rule = this.RULE('copy', () => {
    this.CONSUME(t.Copy)
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

  /** `IF EXISTS`, `IF NOT EXISTS` */
  readonly condition: () => boolean = this.RULE('condition', () => {
    let conditional = false
    this.OPTION({
      GATE: () => this.LA(2).tokenType === t.Exists || this.LA(2).tokenType === t.Not,
      DEF: () => {
        this.CONSUME(t.If)
        this.OPTION2(() => this.CONSUME(t.Not))
        this.CONSUME(t.Exists)
        conditional = true
      },
    })
    return conditional
  })

  private define(token: IToken): void {
    this.ACTION(() => {
      if (token.tokenType === t.Group) {
        this.draft.groups.push({ token: token as t.GroupToken, role: this.definitionRole() })
      } else if (token.tokenType === t.Partition && this.LA(1).image?.toUpperCase() === 'OF') {
        // PostgreSQL: the parent table shows the rows of its partitions.
        if (tokenMatcher(this.LA(2), t.Identifier))
          this.target({ action: 'alter', object: 'table', name: [this.LA(2)] })
      }
    })
  }

  /** Columns are defined in the first bracket; what is bracketed inside it are expressions. */
  private definitionRole(): GroupRole {
    const before = this.LA(-1).image?.toUpperCase()
    if (before === 'INHERITS') return 'from'
    return this.inside || before === 'CHECK' ? 'expression' : 'definition'
  }

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
        same(table.alias ?? table.name[table.name.length - 1], name[name.length - 1]),
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

  private startsManipulation(): boolean {
    const type = this.LA(1).tokenType
    return (
      type === t.Insert || type === t.Update || type === t.Delete || type === t.Merge || this.startsQuery()
    )
  }

  private isCreateModifier(): boolean {
    const type = this.LA(1)
    if (createModifiers.has(type.image?.toUpperCase() ?? '')) return type.tokenType !== t.View
    return tokenMatcher(type, t.Equals) || type.tokenType === t.Variable || type.tokenType === t.Quoted
  }

  /** LIKE t, REFERENCES t, WITH TABLE t. */
  private namesTable(): boolean {
    const type = this.LA(1).tokenType
    if (type !== t.Like && type !== t.References && type !== t.Table) return false
    return tokenMatcher(this.LA(2), t.Identifier)
  }

  /** RENAME of the table itself, not of a column, index or partition. */
  private startsRename(): boolean {
    if (this.LA(1).tokenType !== t.Rename) return false
    const second = this.LA(2)
    if (second.tokenType === t.To || second.tokenType === t.As) return this.LA(3).tokenType !== t.Partition
    if (!tokenMatcher(second, t.Identifier)) return false
    const last = this.LA(3).tokenType === t.Dot ? 5 : 3
    const after = this.LA(last).tokenType
    return after === t.Comma || this.LA(last).image === undefined || this.LA(last).image === ''
  }
}

function same(a: IToken | undefined, b: IToken | undefined): boolean {
  return a !== undefined && b !== undefined && unquoted(a.image) === unquoted(b.image)
}

function unquoted(image: string): string {
  return image.replace(/^[`"[]|[`"\]]$/g, '').toLowerCase()
}

const deleteModifiers = new Set(['LOW_PRIORITY', 'QUICK', 'IGNORE'])

const createModifiers = new Set([
  'OR',
  'REPLACE',
  'TEMP',
  'TEMPORARY',
  'LOCAL',
  'GLOBAL',
  'EXTERNAL',
  'UNLOGGED',
  'VIRTUAL',
  'UNIQUE',
  'FULLTEXT',
  'SPATIAL',
  'CLUSTERED',
  'MATERIALIZED',
  'RECURSIVE',
  'ALGORITHM',
  'UNDEFINED',
  'MERGE',
  'TEMPTABLE',
  'DEFINER',
  'CURRENT_USER',
  'SQL',
  'SECURITY',
  'INVOKER',
  'TRANSACTIONAL',
  'MANAGED',
  'FOREIGN',
])
