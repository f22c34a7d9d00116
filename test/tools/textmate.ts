/**
 * The TextMate grammar that colours programs in editors, made from the words of the language and of the engines.
 * One grammar has to do for five dialects, so it takes what most of them share and never runs on over a line
 * where they differ. TextMate reads a line at a time: `TO TRAIN` is known where both words stand in one line.
 */
import { keywords } from '../../grammar/tokens.ts'
import { verbWords } from '../../grammar/verbs.ts'
import { columnFunctions } from '../../src/checks/column-functions.ts'
import { engines } from '../../src/engines/table.ts'
import { clauseNames } from '../../src/syntax/clauses.ts'

const estimators = Object.values(engines).flatMap((engine) => engine.estimators)

/** They are names outside of the clause. */
const extendedOnly = new Set([...verbWords, 'LABEL', 'CMD', 'TO'])
/** The grammar reads SQL by its shape and so knows few of its words; these are for the eye. */
const further =
  'ASC DESC BETWEEN IS NULL THEN ELSE ESCAPE INTERVAL OVER ROWS RANGE PRIMARY KEY FOREIGN UNIQUE DEFAULT CHECK AUTO_INCREMENT TEMPORARY ADD MODIFY CHANGE CASCADE RESTRICT COMMIT ROLLBACK START TRANSACTION SAVEPOINT USE DESCRIBE GRANT REVOKE RLIKE REGEXP ILIKE DIV MOD EXPLAIN'.split(
    ' ',
  )
const types =
  'INT INTEGER BIGINT SMALLINT TINYINT DOUBLE FLOAT REAL DECIMAL NUMERIC BOOLEAN BOOL CHAR VARCHAR TEXT STRING BLOB DATE DATETIME TIMESTAMP TIME ARRAY MAP STRUCT JSON'.split(
    ' ',
  )
const sqlWords = [...new Set([...keywords.keys(), ...further])].filter(
  (word) => !extendedOnly.has(word) || word === 'EXPLAIN',
)

/** Whole words in any case, the longest first, not behind a dot or an `@`. */
function anyOf(words: readonly string[]): string {
  const escaped = words.map((word) => word.replaceAll('.', '\\.'))
  return `(?i)(?<![\\w.@$])(${escaped.sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|')})(?![\\w$])`
}

const word = (text: string): string => `(?<![\\w.@$])(${text})(?![\\w$])`
const include = (...names: string[]): { include: string }[] => names.map((name) => ({ include: `#${name}` }))
const nextClause = `(?i)(?=(?<![\\w.])(?:${clauseNames.join('|')})(?![\\w$])|;)`

/** A clause up to the next one; its word is a keyword. */
function clause(name: string, patterns: readonly object[]): object {
  return {
    name: `meta.${name.toLowerCase()}.sqlflow`,
    begin: `(?i)${word(name)}`,
    beginCaptures: { 1: { name: 'keyword.other.clause.sqlflow' } },
    end: nextClause,
    patterns,
  }
}

const values = include('comments', 'strings', 'quoted-names', 'constants', 'numbers', 'operators')

export function textMateGrammar(): string {
  const grammar = {
    comment: 'Generated from grammar/tokens.ts and src/engines by `npm run generate`. Not edited by hand.',
    name: 'SQLFlow',
    scopeName: 'source.sqlflow',
    fileTypes: ['sqlflow'],
    patterns: include(
      'comments',
      'strings',
      'clause',
      'show-train',
      'delimiter',
      'quoted-names',
      'bracketed-names',
      'variables',
      'words',
      'types',
      'constants',
      'calls',
      'numbers',
      'operators',
    ),
    repository: {
      comments: {
        patterns: [
          { name: 'comment.line.double-dash.sqlflow', match: '--.*$' },
          // An operator of PostgreSQL has something before it; a comment of MySQL stands apart.
          { name: 'comment.line.number-sign.sqlflow', match: '(?<![^\\s;])#.*$' },
          { name: 'comment.block.sqlflow', begin: '/\\*', end: '\\*/' },
        ],
      },
      strings: {
        patterns: [
          ...[
            ['single', "'"],
            ['double', '"'],
          ].map(([name, quote]) => ({
            name: `string.quoted.${name}.sqlflow`,
            begin: quote,
            end: quote,
            applyEndPatternLast: 1,
            patterns: [{ name: 'constant.character.escape.sqlflow', match: `\\\\.|${quote}${quote}` }],
          })),
          { name: 'string.unquoted.dollar.sqlflow', begin: '(\\$[A-Za-z_]?\\w*\\$)', end: '\\1' },
        ],
      },
      'quoted-names': { patterns: [{ name: 'variable.other.quoted.sqlflow', match: '`(?:[^`]|``)*`' }] },
      // A list begins with a number or a quote, or follows a sign of equality or a bracket.
      'bracketed-names': {
        patterns: [
          { name: 'variable.other.quoted.sqlflow', match: '(?<![\\w\\])])\\[[A-Za-z_][^\\]\\n]*\\]' },
        ],
      },
      variables: {
        patterns: [{ name: 'variable.other.user.sqlflow', match: '@@?(?:`[^`]*`|[\\w.$]+)' }],
      },
      delimiter: {
        patterns: [
          {
            match: '(?i)^\\s*(DELIMITER)[ \\t]+(\\S+)',
            captures: {
              1: { name: 'keyword.other.sqlflow' },
              2: { name: 'punctuation.terminator.sqlflow' },
            },
          },
        ],
      },
      words: { patterns: [{ name: 'keyword.other.sqlflow', match: anyOf(sqlWords) }] },
      types: { patterns: [{ name: 'storage.type.sqlflow', match: anyOf(types) }] },
      constants: {
        patterns: [
          { name: 'constant.language.sqlflow', match: anyOf(['TRUE', 'FALSE', 'NULL', 'NONE', 'COMMA']) },
        ],
      },
      calls: {
        patterns: [{ name: 'entity.name.function.sqlflow', match: '(?<![\\w@$])[A-Za-z_]\\w*(?=\\()' }],
      },
      numbers: {
        patterns: [
          {
            name: 'constant.numeric.sqlflow',
            match: '(?<![\\w$])(?:0[xX][0-9a-fA-F]+|(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)(?![\\w$])',
          },
        ],
      },
      operators: {
        patterns: [{ name: 'keyword.operator.sqlflow', match: '<=|>=|<>|!=|:=|\\|\\||[-+*/%=<>]' }],
      },
      'show-train': {
        patterns: [
          {
            match: `(?i)${word('SHOW')}\\s+(TRAIN)(?![\\w$])`,
            captures: {
              1: { name: 'keyword.control.sqlflow' },
              2: { name: 'keyword.control.sqlflow' },
            },
          },
        ],
      },
      clause: {
        name: 'meta.clause.sqlflow',
        // `ALTER TABLE t RENAME TO train` is SQL.
        begin: `(?i)(?<!RENAME )${word('TO')}\\s+(${verbWords.join('|')})(?![\\w$])`,
        beginCaptures: {
          1: { name: 'keyword.control.sqlflow' },
          2: { name: 'keyword.control.sqlflow' },
        },
        end: '(?=;)',
        patterns: [
          ...include('comments', 'with', 'column', 'constraint', 'other-clauses', 'subject'),
          ...values,
          ...include('calls'),
        ],
      },
      /** What the verb is about, behind it. */
      subject: {
        patterns: [
          {
            match: `(?i)(?<=TRAIN)\\s+(?:([^\\s"'\`;,()]+)(/))?(?:(${estimators.map((name) => name.replaceAll('.', '\\.')).join('|')})(?![\\w.$])|([\\w.]+))`,
            captures: {
              1: { name: 'entity.name.namespace.image.sqlflow' },
              2: { name: 'punctuation.separator.sqlflow' },
              3: { name: 'support.class.estimator.sqlflow' },
              4: { name: 'entity.name.class.estimator.sqlflow' },
            },
          },
          {
            match: '(?i)(?<=RUN)\\s+([^\\s"\'`;,()]+)',
            captures: { 1: { name: 'entity.name.namespace.image.sqlflow' } },
          },
          { name: 'support.class.estimator.sqlflow', match: anyOf(estimators) },
        ],
      },
      with: clause('WITH', [
        ...include('comments'),
        { name: 'entity.other.attribute-name.sqlflow', match: '[A-Za-z_][\\w.]*(?=\\s*=)' },
        ...values,
      ]),
      column: clause('COLUMN', [
        ...include('comments'),
        {
          match: `(?i)${word('FOR')}\\s+([\\w.]+)`,
          captures: {
            1: { name: 'keyword.other.clause.sqlflow' },
            2: { name: 'variable.parameter.sqlflow' },
          },
        },
        {
          name: 'support.function.column.sqlflow',
          match: `${anyOf(Object.keys(columnFunctions))}(?=\\s*\\()`,
        },
        ...values,
      ]),
      constraint: clause('CONSTRAINT', [
        ...include('comments'),
        { name: 'keyword.other.clause.sqlflow', match: '(?i)(?<![\\w.])GROUP\\s+BY(?![\\w$])' },
        ...values,
        ...include('calls'),
      ]),
      'other-clauses': {
        patterns: [
          {
            name: 'keyword.other.clause.sqlflow',
            match: anyOf(clauseNames.filter((name) => !['WITH', 'COLUMN', 'CONSTRAINT'].includes(name))),
          },
        ],
      },
    },
  }
  return `${JSON.stringify(grammar, null, 2)}\n`
}
