/**
 * What a statement says is read once, by its parse. Rooms behind it ask for the operation, for words, or walk tokens: a regular expression over
 * the text of a statement takes comments, strings and names for what they are not.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { projectRoot } from '../support/shared.ts'

const rooms = ['src/lint', 'src/plan', 'src/analysis', 'src/effects', 'src/graph']

/** Files with regular expressions, and what these look at: never the text of a statement. */
const others: Readonly<Record<string, string>> = {
  'src/lint/ignore-comments.ts': 'comments, which no token has',
  'src/lint/model-kind.ts': 'names of estimators and objectives',
  'src/lint/rules/fraction-as-class.ts': 'types of columns, names of estimators and objectives',
  'src/lint/rules/image-can-change.ts': 'references of images',
  'src/lint/rules/metric-of-other-kind.ts': 'names of metrics',
  'src/lint/rules/model-misspelt.ts': 'names of models',
  'src/lint/rules/objective-of-other-kind.ts': 'types of columns, names of estimators and objectives',
  'src/plan/memoize.ts': 'comments between statements',
  'src/plan/names.ts': 'names for steps',
}

/** Methods of strings that make a regular expression of what they are given. */
const making = new Set(['match', 'matchAll', 'search'])

function files(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)))
}

/** Regular expressions in a file, with the lines they stand on. */
function expressions(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const isMade =
      (ts.isIdentifier(node) && node.text === 'RegExp') ||
      (ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        making.has(node.expression.name.text))
    if (isMade || ts.isRegularExpressionLiteral(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
      found.push(`${file}:${line + 1} ${node.getText(source)}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const found = new Map(
  rooms
    .flatMap(files)
    .map((file) => [file, expressions(file, readFileSync(join(projectRoot, file), 'utf8'))]),
)

test('no regular expression is applied to the text of statements', () => {
  const unknown = [...found].filter(([file]) => !(file in others)).flatMap(([, list]) => list)
  expect(unknown).toEqual([])
})

test('every exception is needed', () => {
  const needless = Object.keys(others).filter((file) => !found.get(file)?.length)
  expect(needless).toEqual([])
})

test('the check sees literals, constructors and methods that make one', () => {
  const seen = (text: string): number => expressions('made-up.ts', text).length
  expect(seen('if (/^drop/i.test(text)) lose()')).toBe(1)
  expect(seen('const words: RegExp = new RegExp(text)')).toBe(2)
  expect(seen("text.search('drop')")).toBe(1)
  expect(seen("// /^drop/ in a comment\nconst a = b / c / d, e = '/^drop/'")).toBe(0)
})
