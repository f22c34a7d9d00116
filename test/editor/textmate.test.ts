/** The colours of programs: scopes that the TextMate grammar gives to chosen words, by the engine that VS Code uses. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import oniguruma from 'vscode-oniguruma'
import textmate from 'vscode-textmate'
import { examples } from '../tools/examples.ts'
import { textMateGrammar } from '../tools/textmate.ts'

const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')
await oniguruma.loadWASM(readFileSync(wasm))
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => textmate.parseRawGrammar(textMateGrammar(), 'sqlflow.tmLanguage.json'),
})
const grammar = await registry.loadGrammar('source.sqlflow')
if (!grammar) throw new Error('no grammar')

interface Coloured {
  readonly text: string
  readonly scope: string
}

/** Each stretch of the text with its innermost scope. */
function coloured(program: string): Coloured[] {
  const out: Coloured[] = []
  let state = textmate.INITIAL
  for (const line of program.split('\n')) {
    const { tokens, ruleStack } = grammar?.tokenizeLine(line, state) ?? { tokens: [], ruleStack: state }
    for (const { startIndex, endIndex, scopes } of tokens) {
      out.push({ text: line.slice(startIndex, endIndex), scope: scopes.at(-1) ?? '' })
    }
    state = ruleStack
  }
  return out
}

/** The scope of the stretch that is, or begins with, a word. */
function scopeOf(program: string, word: string): string {
  const all = coloured(program)
  const found = all.find(({ text }) => text === word) ?? all.find(({ text }) => text.includes(word))
  return found?.scope.replace(/\.sqlflow$/, '') ?? 'nowhere'
}

const train = `-- comment
SELECT a, COUNT(*) FROM db.iris WHERE @x > 1.5e3 # other
TO TRAIN hub.io/team/img:v1/DNNClassifier
WITH model.hidden_units = [10, 20], model.batch_norm=true,
  validation.select="SELECT * FROM t WHERE to = ""x"" -- no"
COLUMN DENSE(a, 4, COMMA), b FOR linear_feature_columns
LABEL \`class\` /* note */
INTO my_model;
SELECT label FROM train WHERE run = 'x'`

describe('scopes', () => {
  test.each([
    ['-- comment', 'comment.line.double-dash'],
    ['# other', 'comment.line.number-sign'],
    ['/*', 'comment.block'],
    ['SELECT', 'keyword.other'],
    ['COUNT', 'entity.name.function'],
    ['@x', 'variable.other.user'],
    ['1.5e3', 'constant.numeric'],
    ['TO', 'keyword.control'],
    ['TRAIN', 'keyword.control'],
    ['hub.io/team/img:v1', 'entity.name.namespace.image'],
    ['DNNClassifier', 'support.class.estimator'],
    ['WITH', 'keyword.other.clause'],
    ['model.hidden_units', 'entity.other.attribute-name'],
    ['10', 'constant.numeric'],
    ['true', 'constant.language'],
    ['validation.select', 'entity.other.attribute-name'],
    ['SELECT * FROM t WHERE to = ', 'string.quoted.double'],
    ['""', 'constant.character.escape'],
    [' -- no', 'string.quoted.double'],
    ['COLUMN', 'keyword.other.clause'],
    ['DENSE', 'support.function.column'],
    ['COMMA', 'constant.language'],
    ['FOR', 'keyword.other.clause'],
    ['linear_feature_columns', 'variable.parameter'],
    ['LABEL', 'keyword.other.clause'],
    ['`class`', 'variable.other.quoted'],
    ['INTO', 'keyword.other.clause'],
  ])('%s is %s', (word, scope) => {
    expect(scopeOf(train, word)).toBe(scope)
  })

  test.each([
    ['SHOW TRAIN m;', 'TRAIN', 'keyword.control'],
    ['select 1 to train my.Own into m', 'my.Own', 'entity.name.class.estimator'],
    ['SELECT 1 TO TRAIN\n  xgboost.gbtree', 'xgboost.gbtree', 'support.class.estimator'],
    ['SELECT 1 TO RUN hub/img:1 CMD "a.py"', 'hub/img:1', 'entity.name.namespace.image'],
    ['SELECT 1 TO RUN hub/img:1 CMD "a.py"', 'CMD', 'keyword.other.clause'],
    ['SELECT 1 TO MAXIMIZE SUM(a) CONSTRAINT SUM(b) <= 3 GROUP BY p', 'GROUP BY', 'keyword.other.clause'],
    ['SELECT 1 TO MAXIMIZE SUM(a) CONSTRAINT a = 3 WITH b = 2', 'b', 'entity.other.attribute-name'],
    ['SELECT 1 TO EXPLAIN m;\nSELECT label', 'SELECT', 'keyword.other'],
    ['SELECT 1 TO EXPLAIN m;\nSELECT label', 'label', 'source'],
    ['SELECT train, t.order FROM run', ' train, t.order ', 'source'],
    ['SELECT [a b] FROM t', '[a b]', 'variable.other.quoted'],
    ['SELECT $x$ it is $x$ FROM t', ' it is ', 'string.unquoted.dollar'],
    ["SELECT 'it''s' FROM t", 'FROM', 'keyword.other'],
    ["SELECT 'it\\'s' FROM t", 'FROM', 'keyword.other'],
    ['DELIMITER //', '//', 'punctuation.terminator'],
    ['CREATE TABLE t (a INT)', 'INT', 'storage.type'],
    ['ALTER TABLE t RENAME TO train', ' train', 'source'],
  ])('in %s, %s is %s', (program, word, scope) => {
    expect(scopeOf(program, word)).toBe(scope)
  })

  test('the examples end outside of every clause and string', () => {
    for (const { name, program } of examples()) {
      const last = coloured(`${program}\n;SELECT`).at(-1)
      expect(last, name).toEqual({ text: 'SELECT', scope: 'keyword.other.sqlflow' })
    }
  })
})

test('the grammar lies where the extension looks for it', () => {
  const path = join(import.meta.dirname, '../../src/editor/vscode/syntaxes/sqlflow.tmLanguage.json')
  expect(readFileSync(path, 'utf8')).toBe(textMateGrammar())
})
