/** What is offered at a cursor, which `|` marks: in whole statements, unfinished ones and broken ones. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CompletionItem, type Range, TextEdit } from 'vscode-languageserver-types'
import { ClauseGrammar } from '../../grammar/clause.ts'
import * as t from '../../grammar/tokens.ts'
import type { DialectName } from '../../src/dialects/table.ts'
import { dialects } from '../../src/dialects/table.ts'
import type { ProgramColumns } from '../../src/effects/columns.ts'
import { engines } from '../../src/engines/table.ts'
import { lint } from '../../src/lint/lint.ts'
import { estimatorOffers } from '../../src/lsp/completion/estimators.ts'
import { expectedAfter } from '../../src/lsp/completion/follow.ts'
import { type CompletionContext, complete, completionTriggers } from '../../src/lsp/completion.ts'
import type { Lock } from '../../src/metadata/lock.ts'
import { corpus } from '../support/corpus.ts'

type More = Partial<Omit<CompletionContext, 'text' | 'offset' | 'analysis'>> & {
  readonly dialect?: DialectName
  /** The text that the analysis is of, when it is an older one. */
  readonly old?: string
}

function cursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf('|')
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset }
}

function items(marked: string, { dialect = 'mysql', old, ...more }: More = {}): CompletionItem[] {
  const { text, offset } = cursor(marked)
  return complete({ text, offset, analysis: lint(old ?? text, { dialect }), ...more })
}

function labels(marked: string, more: More = {}): string[] {
  return items(marked, more).map(({ label }) => label)
}

function rangeOf({ textEdit }: CompletionItem): Range {
  if (!TextEdit.is(textEdit)) throw new Error('an item without an edit')
  return textEdit.range
}

function offsetOf(text: string, { line, character }: Range['start']): number {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/)
  return lines.slice(0, line).join('').length + character
}

/** The text after an offer was taken, with snippets as they stand. */
function taken(marked: string, label: string, more: More = {}): string {
  const { text } = cursor(marked)
  const item = items(marked, { plain: true, ...more }).find((one) => one.label === label)
  if (!item) throw new Error(`${label} is not offered, only ${labels(marked, more).join(', ')}`)
  const range = rangeOf(item)
  const [start, end] = [offsetOf(text, range.start), offsetOf(text, range.end)]
  return text.slice(0, start) + (item.textEdit?.newText ?? '') + text.slice(end)
}

const xgboost = 'SELECT a, b AS bee, c y FROM t TO TRAIN xgboost.gbtree'
const deep = 'SELECT a, b AS bee, c y FROM t TO TRAIN DNNClassifier'
const wide = 'SELECT a, b AS bee, c y FROM t TO TRAIN DNNLinearCombinedClassifier'
const solve = 'SELECT product, price FROM t TO MAXIMIZE SUM(price * amount)'

/** Text with the cursor, labels in their order that are offered, labels that are not. */
const cases: readonly (readonly [string, readonly string[], (readonly string[])?])[] = [
  // Beginnings of statements.
  ['|', ['SELECT', 'SELECT … TO TRAIN', 'SHOW TRAIN', 'CREATE']],
  ['SELECT 1;\n|', ['SELECT', 'SHOW TRAIN']],
  ['SELECT 1;\nSH|\nSELECT 2;', ['SELECT', 'SHOW TRAIN']],
  ['|SELECT 1', ['SELECT']],
  // Words of SQL, and the way into the clause.
  ['SELECT a |', ['FROM', 'AS'], ['TO TRAIN', 'WHERE']],
  ['SELECT * FROM t |', ['TO TRAIN', 'TO PREDICT', 'AS', 'JOIN', 'WHERE'], ['SELECT', 'ON']],
  ['SELECT * FROM t JOIN u |', ['TO TRAIN', 'ON']],
  ['SELECT * FROM t WHERE a = 1 |', ['TO TRAIN', 'AND', 'ORDER BY']],
  ['SELECT * FROM t ORDER BY a LIMIT 10 |', ['TO TRAIN', 'OFFSET']],
  ['SELECT * FROM t TO |', ['TRAIN', 'PREDICT', 'EVALUATE', 'EXPLAIN', 'RUN', 'MAXIMIZE', 'MINIMIZE']],
  ['SELECT * FROM t TO PRE|', ['TRAIN', 'PREDICT']],
  ['SELECT * FROM t\nTO T|RAIN xgboost.gbtree INTO m;', ['TRAIN']],
  ['SELECT * FROM (SELECT a FROM t |', ['WHERE'], ['TO TRAIN']],
  ['INSERT INTO t SELECT * FROM u |', ['WHERE'], ['TO TRAIN']],
  ['ALTER TABLE t RENAME TO |', [], ['TRAIN']],
  ['INSERT INTO t |', ['SELECT', 'VALUES']],
  ['CREATE |', ['TABLE', 'VIEW']],
  ['SHOW |', ['TRAIN', 'TABLES']],
  ['UPDATE t |', ['SET'], ['FROM']],
  ['SELECT a FROM t GROUP |', ['BY']],
  ['SELECT a FROM t LEFT |', ['JOIN']],
  ['SELECT a FROM t WHERE a IS |', ['NULL', 'NOT NULL']],
  ['SELECT a FROM t AS |', [], ['TO TRAIN']],
  ['CREATE TABLE t AS |', ['SELECT']],
  ['WITH x AS (SELECT 1) |', ['SELECT']],
  ['WITH x AS (|', ['SELECT']],
  ['SELECT * FROM (|', ['SELECT']],
  ['SELECT COUNT(| FROM (SELECT a FROM t) x', ['a'], ['SELECT']],
  ['SELECT a FROM t WHERE a = (|', ['NOT', 'SELECT', 'COUNT']],
  ['DROP TABLE IF |', ['EXISTS']],
  ['INSERT INTO t (|', [], ['SELECT']],
  ['CREATE TABLE t (a INT, |', [], ['t']],
  ['SELECT a, (SELECT b FROM t WHERE c > (1 + |', ['COUNT']],
  // Nothing in strings, comments, numbers.
  ["SELECT 'a|", [], ['FROM']],
  ["SELECT 'a|' FROM t", [], ['FROM']],
  ['SELECT a -- |\nFROM t', [], ['FROM']],
  ['SELECT a /* | */ FROM t', [], ['FROM']],
  ['SELECT a /* |', [], ['FROM']],
  ['SELECT a FROM t LIMIT 10|', [], ['TO TRAIN']],
  [`${xgboost} WITH validation.select="SELECT * FROM |"`, [], ['t']],
  [
    `${xgboost} WITH validation.select="SELECT *\nFROM |\nWHERE a = 1" LABEL y INTO m;`,
    [],
    ['t', 'objective'],
  ],
  // Estimators.
  ['SELECT * FROM t TO TRAIN |', ['xgboost.gbtree', 'DNNClassifier', 'KMeans'], ['BoostedTreesClassifier']],
  ['SELECT * FROM t TO TRAIN hub/img:v1/DNN|', ['hub/img:v1/DNNClassifier']],
  // Clauses that the verb takes and that are not there.
  [`${xgboost} |`, ['WITH', 'COLUMN', 'LABEL', 'USING', 'INTO'], ['CMD', 'CONSTRAINT', 'objective']],
  [`${xgboost} WITH eta=0.1 |`, ['COLUMN', 'LABEL', 'USING', 'INTO'], ['WITH']],
  [`${xgboost} WITH eta=0.1 | INTO m;`, ['COLUMN', 'LABEL'], ['WITH', 'INTO']],
  ['SELECT * FROM t TO PREDICT r.c |', ['WITH', 'USING'], ['LABEL', 'INTO']],
  ['SELECT * FROM t TO RUN img |', ['CMD', 'INTO'], ['WITH']],
  [`${solve} |`, ['CONSTRAINT', 'WITH', 'USING', 'INTO'], ['COLUMN']],
  // Attributes.
  [`${xgboost} WITH |`, ['objective', 'num_class', 'eta', 'train.num_boost_round', 'gamma'], ['model.eta']],
  [`${xgboost} WITH objective="reg:gamma", |`, ['eta'], ['num_class']],
  [`${xgboost} WITH model.|`, ['model.eta']],
  [`${xgboost} WITH eta=0.1, |`, ['objective'], ['eta', 'learning_rate']],
  [`${xgboost} WITH |, eta=0.1 INTO m;`, ['objective'], ['eta', 'learning_rate']],
  [`${xgboost} WITH objective="multi:softmax", |`, ['num_class', 'eta'], ['objective']],
  [`${xgboost} WITH eta = , max_de| LABEL y`, ['max_depth'], ['eta']],
  [`${deep} WITH |`, ['model.hidden_units', 'model.n_classes'], ['objective', 'eta']],
  [`${deep} WITH model.optimizer="adam", optimizer.|`, ['optimizer.beta_1'], ['optimizer.rho']],
  [`SELECT * FROM t TO TRAIN hub/img/DNNClassifier WITH |`, ['model.hidden_units']],
  ['SELECT * FROM t TO EXPLAIN m WITH |', ['summary.plot_type', 'label_col'], ['objective']],
  [`${solve} WITH |`, ['variables', 'var_type', 'data.batch_size'], ['objective']],
  ['SELECT * FROM t TO PREDICT r.c WITH |', ['predict.batch_size']],
  // Values.
  [`${xgboost} WITH objective=|`, ['reg:squarederror', 'binary:logistic']],
  [`${xgboost} WITH objective = "bin|"`, ['binary:logistic'], ['auc']],
  [`${xgboost} WITH objective = "bin|\nLABEL y INTO m;\nSELECT 1;`, ['binary:logistic']],
  [`${deep} WITH model.batch_norm=|`, ['true', 'false']],
  [`${deep} WITH model.optimizer=|`, ['Adagrad', 'Adam']],
  [`${deep} WITH model.hidden_units=|`, ['[64, 32]']],
  [`${deep} WITH train.epoch=|`, ['1']],
  [`${solve} WITH var_type="|"`, ['Binary', 'NonNegativeIntegers']],
  [`${xgboost} WITH validation.metrics="accuracy_score,f1|"`, ['f1_score'], ['accuracy_score', 'Accuracy']],
  [`${deep} WITH validation.metrics="|`, ['Accuracy', 'AUC'], ['accuracy_score']],
  ['SELECT * FROM t TO EXPLAIN m WITH summary.plot_type=|', ['dot', 'violin']],
  // Columns.
  [`${deep} COLUMN |`, ['a', 'bee', 'y', 'DENSE', 'CROSS', '*'], ['b', 'INTO']],
  [`${deep} COLUMN a, | LABEL y INTO m;`, ['bee', 'DENSE', 'a'], ['y']],
  [`${xgboost} COLUMN |`, ['a', 'DENSE'], ['CROSS', 'EMBEDDING']],
  [`${deep} COLUMN DENSE(|`, ['a', 'bee'], ['DENSE', 'COMMA']],
  [`${deep} COLUMN DENSE(a, 4, |`, ['COMMA'], ['a']],
  [`${deep} COLUMN DENSE(a, 4, COMMA, |)`, ['float', 'int', 'string']],
  [`${deep} COLUMN CROSS([a, |`, ['bee', 'DENSE'], ['CROSS']],
  [`${deep} COLUMN EMBEDDING(|`, ['a', 'CATEGORY_ID'], ['EMBEDDING']],
  [`${deep} COLUMN EMBEDDING(CATEGORY_ID(a, 10), 8, |`, ['sum', 'mean', 'sqrtn']],
  [`${deep} COLUMN WEIGHTED_CATEGORY(|`, ['CATEGORY_ID'], ['a']],
  [`${deep} COLUMN a |`, ['COLUMN', 'LABEL'], ['FOR']],
  [`${wide} COLUMN a |`, ['FOR', 'COLUMN', 'LABEL']],
  [`${wide} COLUMN a FOR |`, ['dnn_feature_columns', 'linear_feature_columns'], ['a']],
  [`${deep} LABEL |`, ['a', 'bee', 'y'], ['DENSE']],
  [`${deep} COLUMN a, bee LABEL | INTO m`, ['y', 'a', 'bee']],
  ['SELECT t.a, u.`x y` FROM t JOIN u ON t.i = u.i TO TRAIN DNNClassifier LABEL |', ['a', 'x y']],
  ['SELECT * FROM (SELECT p, q AS r FROM t) x TO TRAIN DNNClassifier LABEL |', ['p', 'r'], ['q']],
  ['WITH w AS (SELECT p FROM t), v (n) AS (SELECT 1) SELECT * FROM w, v TO TRAIN A LABEL |', ['p', 'n']],
  // Amounts.
  ['SELECT price FROM t TO MAXIMIZE |', ['price', 'SUM']],
  [`${solve} CONSTRAINT SUM(| WITH variables="amount(product)"`, ['amount', 'product', 'price'], ['SUM']],
  [`${solve} CONSTRAINT amount <= 3 |`, ['GROUP BY', 'WITH', 'INTO'], ['CONSTRAINT']],
  [`${solve} CONSTRAINT amount <= 3 GROUP |`, ['BY']],
  [`${solve} CONSTRAINT amount <= 3 GROUP BY |`, ['product'], ['SUM']],
  // In the SELECT itself.
  ['SELECT | FROM (SELECT a, b FROM t) x', ['*', 'a', 'b', 'x', 'DISTINCT'], ['FROM']],
  ['SELECT x.| FROM (SELECT a, b FROM t) x, (SELECT c) y', ['x.a', 'x.b'], ['c', 'DISTINCT']],
  ['SELECT a, | FROM (SELECT a, b FROM t) x WHERE', ['a', 'b']],
  ['SELECT a FROM (SELECT a, b FROM t) x WHERE |', ['a', 'b', 'NOT'], ['AND']],
  ['SELECT a + b AS s FROM (SELECT a, b FROM t) x ORDER BY |', ['a', 'b', 's']],
  ['SELECT * FROM (SELECT | FROM (SELECT n) z) x', ['n']],
  ['WITH w AS (SELECT 1 AS one) SELECT * FROM |', ['w']],
]

describe('offers', () => {
  for (const [marked, wanted, unwanted = []] of cases) {
    test(marked, () => {
      const offered = labels(marked)
      expect(offered.filter((label) => wanted.includes(label))).toEqual(wanted)
      expect(offered.filter((label) => unwanted.includes(label))).toEqual([])
      if (wanted.length === 0) expect(offered).toEqual([])
    })
  }
})

describe('names of the program', () => {
  const program = `CREATE TABLE raw (a INT);
CREATE TABLE gone (a INT);
DROP TABLE gone;
SELECT * FROM db.rows TO TRAIN hub/img:v2/DNNClassifier WITH model.hidden_units=[4] LABEL y INTO first;
SELECT * FROM raw TO TRAIN xgboost.gbtree WITH objective="reg:squarederror" LABEL y INTO second;
`
  const lock: Lock = new Map([
    [
      'pinned',
      {
        store: 'mysql://host/models',
        digest: 'sha256:0',
        metadata: {
          formatVersion: 1,
          originalSql: '',
          select: '',
          image: 'hub/other:1',
          estimator: 'XGBClassifier',
          engine: 'xgboost',
          attributes: {},
          features: {},
          into: 'pinned',
        },
      },
    ],
  ])

  test('models: the latest training first, then those of the lock', () => {
    for (const use of ['SHOW TRAIN |', 'SELECT * FROM x TO PREDICT r.c USING |', 'SELECT 1 TO EXPLAIN |;'])
      expect(labels(program + use, { lock })).toEqual(['second', 'first', 'pinned'])
    const [second, , pinned] = items(`${program}SHOW TRAIN |`, { lock })
    expect(second?.detail).toBe('xgboost.gbtree, trained in line 5')
    expect(pinned?.detail).toBe('XGBClassifier, pinned from mysql://host/models')
  })

  test('models: those that are used elsewhere come last', () => {
    expect(labels(`${program}SHOW TRAIN far.away; SHOW TRAIN |`)).toEqual(['second', 'first', 'far.away'])
  })

  test('models: not those that are trained later, and not those that were dropped', () => {
    expect(labels(`SHOW TRAIN |;\n${program}`)).toEqual([])
    expect(labels(`${program}DROP TABLE second; SHOW TRAIN |`)).toEqual(['first'])
  })

  test('tables: the nearest first, without dropped ones and models', () => {
    expect(labels(`${program}SELECT * FROM |`)).toEqual(['raw', 'db.rows'])
    expect(labels(`${program}SELECT * FROM a JOIN |`)).toEqual(['raw', 'db.rows'])
    expect(labels(`${program}INSERT INTO |`)).toEqual(['raw', 'db.rows'])
    expect(labels(`${program}SELECT * FROM raw TO EVALUATE first LABEL y INTO |`)).toContain('raw')
    expect(taken(`${program}SELECT * FROM db.r|`, 'db.rows')).toBe(`${program}SELECT * FROM db.rows`)
  })

  test('images that are used elsewhere', () => {
    expect(labels(`${program}SELECT * FROM raw TO RUN |`, { lock })).toEqual(['hub/img:v2', 'hub/other:1'])
    expect(labels(`${program}SELECT * FROM raw TO TRAIN |`)).toContain('hub/img:v2/')
  })

  test('attributes and metrics are those of the engine of the model', () => {
    const evaluate = (model: string): string =>
      `${program}SELECT * FROM raw TO EVALUATE ${model} WITH validation.metrics="|`
    expect(labels(evaluate('first'))).not.toContain('accuracy_score')
    expect(labels(evaluate('second'))).not.toContain('Accuracy')
    expect(labels(evaluate('pinned'), { lock })).not.toContain('Accuracy')
    expect(labels(evaluate('unknown'))).toEqual(expect.arrayContaining(['Accuracy', 'accuracy_score']))
  })

  test('columns that are known of tables', () => {
    const columns: ProgramColumns = {
      ofQuery: () => undefined,
      ofTable: (table) =>
        table === 'iris' ? [{ name: 'petal', type: 'double' }, { name: 'class' }] : undefined,
    }
    for (const marked of [
      'SELECT * FROM iris TO TRAIN DNNClassifier LABEL |',
      'SELECT i.* FROM iris AS i TO TRAIN DNNClassifier WITH = = COLUMN |',
      'SELECT | FROM iris',
      'SELECT i.| FROM iris i',
    ]) {
      const found = items(marked, { columns }).find(({ label }) => label.endsWith('petal'))
      expect(found?.detail, marked).toBe('double')
    }
  })
})

describe('edits', () => {
  test.each([
    [
      'SELECT * FROM t TO TRAIN xgboost.gb|tree INTO m',
      'xgboost.dart',
      'SELECT * FROM t TO TRAIN xgboost.dart INTO m',
    ],
    [`${deep} WITH train.ba|`, 'train.batch_size', `${deep} WITH train.batch_size = `],
    [`${deep} WITH train.b| = 3`, 'train.batch_size', `${deep} WITH train.batch_size = 3`],
    [`${xgboost} WITH objective=bin|`, 'binary:logistic', `${xgboost} WITH objective="binary:logistic"`],
    [`${xgboost} WITH objective="reg:|logistic"`, 'binary:hinge', `${xgboost} WITH objective="binary:hinge"`],
    [
      `${xgboost} WITH validation.metrics="f1_score, acc|, x"`,
      'accuracy_score',
      `${xgboost} WITH validation.metrics="f1_score, accuracy_score, x"`,
    ],
    ['SELECT `x y`, b FROM t TO TRAIN A LABEL |', 'x y', 'SELECT `x y`, b FROM t TO TRAIN A LABEL `x y`'],
    ['SELECT `x y`, b FROM t TO TRAIN A LABEL `x|`', 'x y', 'SELECT `x y`, b FROM t TO TRAIN A LABEL `x y`'],
    [
      'SELECT b AS `label` FROM t TO TRAIN A LABEL |',
      'label',
      'SELECT b AS `label` FROM t TO TRAIN A LABEL `label`',
    ],
    [`${deep} COLUMN DEN|(a, 4)`, 'DENSE', `${deep} COLUMN DENSE(a, 4)`],
    ['SELECT x.a|bc FROM (SELECT a) x', 'x.a', 'SELECT x.a FROM (SELECT a) x'],
    ['SELECT 1 AS a\r\nFROM t\rTO TRAIN\nA LABEL |', 'a', 'SELECT 1 AS a\r\nFROM t\rTO TRAIN\nA LABEL a'],
  ])('%s + %s', (marked, label, whole) => {
    expect(taken(marked, label)).toBe(whole)
  })

  test('an item says what is replaced by what, in which order, and what it is', () => {
    const found = items(`${xgboost} WITH eta=0.1,\n  max_d|`).find(({ label }) => label === 'max_depth')
    expect(found).toEqual({
      label: 'max_depth',
      kind: 10,
      sortText: expect.stringMatching(/^0\d{3}$/),
      textEdit: {
        range: { start: { line: 1, character: 2 }, end: { line: 1, character: 7 } },
        newText: `max_depth = \${1:6}`,
      },
      insertTextFormat: 2,
      detail: 'whole number, at least 0, 6 when absent',
      documentation: {
        kind: 'markdown',
        value:
          'The greatest depth of a tree; 0 is no limit.\n\n- `max_depth`: whole number, at least 0\n- when absent: `6`',
      },
    })
  })

  test('a value is proposed only where there is a reason for it', () => {
    const snippets = new Map(
      [...items(`${deep} WITH |`), ...items('SELECT * FROM t TO TRAIN XGBRegressor WITH |')].map((item) => [
        item.label,
        item.textEdit?.newText,
      ]),
    )
    expect(snippets.get('model.hidden_units')).toBe(`model.hidden_units = \${1:[64, 32]}`)
    expect(snippets.get('objective')).toBe(`objective = \${1:"reg:squarederror"}`)
    expect(snippets.get('validation.select')).toBe('validation.select = "$1"')
    expect(snippets.get('optimizer.learning_rate')).toBe('optimizer.learning_rate = $1')
  })

  test('in quotes that were typed, the editor compares with a quoted text', () => {
    const [first] = items('SELECT `x y`, b FROM t TO TRAIN A LABEL `x|`')
    expect(first?.filterText).toBe('`x y')
  })

  test('where snippets are not known, none is sent', () => {
    for (const marked of ['|', 'SELECT 1 FROM t |', `${xgboost} WITH |`, `${deep} COLUMN |`])
      for (const { textEdit, insertTextFormat } of items(marked, { plain: true })) {
        expect(textEdit?.newText).not.toMatch(/\$\{|\$0/)
        expect(insertTextFormat).toBeUndefined()
      }
  })

  test('what asks for offers by itself is one character, and no white space', () => {
    expect(completionTriggers.filter((character) => !/^[^\w\s]$/.test(character))).toEqual([])
  })

  test('estimators have a line each', () => {
    const offers = estimatorOffers('', [])
    expect(offers.filter(({ documentation = '' }) => !documentation.endsWith('.'))).toEqual([])
    expect(offers).toHaveLength(Object.values(engines).flatMap(({ estimators }) => estimators).length)
  })
})

describe.each(Object.keys(dialects) as DialectName[])('in %s', (dialect) => {
  test('statements are found, and clauses are read alike', () => {
    expect(labels('SELECT 1; |', { dialect })).toContain('SHOW TRAIN')
    expect(labels('SELECT * FROM t |', { dialect })).toContain('TO TRAIN')
    expect(labels(`${xgboost} WITH objective="|`, { dialect })).toContain('binary:logistic')
    expect(labels(`${deep} LABEL |`, { dialect })).toEqual(['a', 'bee', 'y'])
    expect(labels("SELECT 'it''s; |' FROM t", { dialect })).toEqual([])
    expect(labels('SELECT 1 -- |', { dialect })).toEqual([])
  })

  test('names are quoted as the dialect does', () => {
    const quote = dialects[dialect].doubleQuotedNames ? '"' : '`'
    const name = `${quote}x y${quote}`
    expect(taken(`SELECT | FROM (SELECT 1 AS ${name}) z`, 'x y', { dialect })).toBe(
      `SELECT ${name} FROM (SELECT 1 AS ${name}) z`,
    )
  })
})

describe('what only some dialects have', () => {
  test.each<[string, DialectName, boolean]>([
    ['SELECT a # |', 'mysql', false],
    ['SELECT a # |', 'hive', true],
    ['SELECT "a|" FROM t', 'mysql', false],
    ['SELECT $x$ it; |$x$ FROM t', 'postgresql', false],
    ['SELECT /* /* */ | */ a', 'postgresql', false],
    ['SELECT [a|] FROM (SELECT a) x', 'sqlite', true],
    ['SELECT "a|" FROM (SELECT a) x', 'postgresql', true],
    ['SELECT @a| FROM t', 'mysql', false],
  ])('%s in %s', (marked, dialect, some) => {
    expect(labels(marked, { dialect }).length > 0).toBe(some)
  })

  test('after DELIMITER a semicolon ends nothing', () => {
    const text = 'DELIMITER //\nSELECT 1; SELECT 2 FROM t //\nDELIMITER ;\nSELECT * FROM u |'
    expect(labels(text)).toContain('TO TRAIN')
  })
})

test('an analysis of a text that was there before serves as well', () => {
  const old =
    'SELECT 1 FROM a TO TRAIN xgboost.gbtree WITH objective="reg:gamma" LABEL y INTO m;\nSELECT 2;\nSELECT 3;'
  const now = old.replace('SELECT 2;', 'SELECT * FROM b TO PREDICT r.c USING |')
  expect(labels(now, { old })).toEqual(['m'])
  expect(labels(`${old}\nSHOW TRAIN |`, { old })).toEqual(['m'])
  expect(labels('SHOW |', { old })).toContain('TRAIN')
  const columns: ProgramColumns = { ofQuery: () => [{ name: 'of another' }], ofTable: () => undefined }
  const added = old.replace('SELECT 2;', 'SELECT a FROM b TO TRAIN A LABEL |;\nSELECT 2;')
  expect(labels(added, { old, columns })).toEqual(['a'])
  expect(labels('|', { old })).toContain('SELECT')
})

test('what may follow is what the parser takes', () => {
  const parser = new ClauseGrammar(false)
  const type = fc.constantFrom(...t.clauseVocabulary.filter((one) => one !== t.ClauseName))
  const token = (tokenType: (typeof t.clauseVocabulary)[number]) => ({
    image: 'x',
    startOffset: 0,
    endOffset: 0,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
  })
  const follows = (types: (typeof t.clauseVocabulary)[number][]) =>
    expectedAfter(types).map((one) => one.type)
  const beginnings = fc.constantFrom(
    [t.To, t.verb.TRAIN, t.Word],
    [t.To, t.verb.PREDICT, t.Word, t.With, t.Word, t.Equals],
    [t.To, t.verb.TRAIN, t.Word, t.Column, t.Word, t.LeftParen],
    [t.To, t.verb.MINIMIZE],
    [t.Show, t.verb.TRAIN],
  )
  fc.assert(
    fc.property(beginnings, fc.array(type, { maxLength: 3 }), (beginning, more) => {
      const types = [...beginning, ...more]
      parser.input = types.map(token)
      parser.extended()
      // Everything read, or stopped only because the text ends.
      const sound = parser.errors.every((error) => error.token.image === '')
      const walked = types.every((one, at) =>
        follows(types.slice(0, at)).some((wanted) => wanted === one || one.CATEGORIES?.includes(wanted)),
      )
      expect(walked).toBe(sound)
    }),
    { numRuns: 300 },
  )
})

describe('at any offset', () => {
  const { programs, missing } = corpus()
  const check = (text: string, offset: number, analysis: ReturnType<typeof lint>): void => {
    const offered = complete({ text, offset, analysis })
    for (const item of offered.slice(0, 1)) {
      const { start, end } = rangeOf(item)
      expect(start.line).toBe(end.line)
      expect(offsetOf(text, start)).toBeLessThanOrEqual(offset)
      expect(offsetOf(text, end)).toBeGreaterThanOrEqual(offset)
    }
    expect(offered.every((item) => rangeOf(item) === rangeOf(offered[0] as CompletionItem))).toBe(true)
    expect(new Set(offered.map(({ label }) => label.toLowerCase())).size).toBe(offered.length)
  }

  test.skipIf(missing !== undefined)(`programs of the corpus and their prefixes ${missing ?? ''}`, () => {
    for (const { text, dialect, file } of programs) {
      const analysis = lint(text, { dialect })
      const step = Math.max(1, Math.floor(text.length / 12))
      for (let offset = 0; offset <= text.length; offset += step) {
        try {
          check(text, offset, analysis)
          check(text.slice(0, offset), offset, analysis)
        } catch (error) {
          throw new Error(`${file} at ${offset}`, { cause: error })
        }
      }
      const half = text.slice(0, text.length >> 1)
      check(half, half.length, lint(half, { dialect }))
    }
  })

  test('texts of odd characters', () => {
    const piece = fc.constantFrom(
      ...'SELECT|FROM|TO TRAIN|WITH|COLUMN|LABEL|(|)|[|]|,|=|.|"|\'|`|;|--|/*|*/|#|\n|a|b.c|1|0x|@v|$x$|DELIMITER //\n|//|é|:|xgboost.gbtree|TO MAXIMIZE|CASE|BEGIN|\\'.split(
        '|',
      ),
    )
    const program = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(' '))
    const name = fc.constantFrom(...(Object.keys(dialects) as DialectName[]))
    fc.assert(
      fc.property(program, name, fc.nat(), fc.boolean(), (text, dialect, at, stale) => {
        const offset = at % (text.length + 1)
        check(text, offset, lint(stale ? text.slice(offset) : text, { dialect }))
      }),
      { numRuns: 1500 },
    )
  })
})
