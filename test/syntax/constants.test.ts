// What the expressions after WITH are worth.

import { expect, test } from 'vitest'
import type { Expression } from '../../src/syntax/ast.ts'
import { type Constant, constantOf, namesOf, toJson, written } from '../../src/syntax/constants.ts'
import { statementsOf } from '../support/checked.ts'

function expressionOf(text: string): Expression {
  const [statement] = statementsOf(`SELECT * FROM t TO TRAIN m.M WITH k = ${text} INTO m`)
  const value = statement?.kind === 'train' ? statement.attributes[0]?.value : undefined
  if (!value) throw new Error(`no value in ${text}`)
  return value
}

function worth(text: string): Constant | undefined {
  return constantOf(expressionOf(text))
}

test('numbers keep their kind', () => {
  const cases: Record<string, [Constant['kind'], number]> = {
    '3': ['int', 3],
    '3.0': ['float', 3],
    '1e-7': ['float', 1e-7],
    '-1': ['int', -1],
    '-0.5': ['float', -0.5],
    '- -2': ['int', 2],
    '+4': ['int', 4],
    '(3)': ['int', 3],
    '1 + 2 * 3': ['int', 7],
    '1 + 0.5': ['float', 1.5],
    '6 / 3': ['float', 2],
    '-7 % 3': ['int', 2],
    inf: ['float', Number.POSITIVE_INFINITY],
    '-Infinity': ['float', Number.NEGATIVE_INFINITY],
    NaN: ['float', Number.NaN],
  }
  for (const [text, [kind, value]] of Object.entries(cases))
    expect([text, worth(text)]).toEqual([text, { kind, value }])
})

test('words, texts and truth values', () => {
  expect(worth('TRUE')).toEqual({ kind: 'bool', value: true })
  expect(worth('fALSE')).toEqual({ kind: 'bool', value: false })
  expect(worth('NOT true')).toEqual({ kind: 'bool', value: false })
  expect(worth('"true"')).toEqual({ kind: 'string', value: 'true', quoted: true })
  expect(worth('`nan`')).toEqual({ kind: 'string', value: 'nan', quoted: true })
  expect(worth('reg:squarederror')).toEqual({ kind: 'string', value: 'reg:squarederror', quoted: false })
  expect(worth('db.t')).toEqual({ kind: 'string', value: 'db.t', quoted: false })
  expect(worth('"3"')).toEqual({ kind: 'string', value: '3', quoted: true })
})

test('lists of anything', () => {
  expect(toJson(expressionOf('[]'))).toEqual([])
  expect(toJson(expressionOf('[1, -2, 0.5, "a", b, true, [3]]'))).toEqual([1, -2, 0.5, 'a', 'b', true, [3]])
  expect(worth('[1, f(x)]')).toBeUndefined()
})

test('what is not constant', () => {
  for (const text of ['f(x)', '"a" + 1', '1 / 0', '1 % 0', '-"a"', '1 < 2', 'a AND b', 'NOT 3']) {
    expect([text, worth(text)]).toEqual([text, undefined])
  }
})

test('JSON', () => {
  expect(toJson(expressionOf('nan'))).toBe('nan')
  expect(toJson(expressionOf('[inf, -inf]'))).toEqual(['inf', '-inf'])
  expect(toJson(expressionOf('DENSE(c, [2, 3])'))).toEqual({ function: 'DENSE', arguments: ['c', [2, 3]] })
  expect(toJson(expressionOf('a - 1'))).toEqual({ operator: '-', left: 'a', right: 1 })
  expect(toJson(expressionOf('-a'))).toEqual({ operator: '-', operand: 'a' })
})

test('long sums do not exhaust the stack', () => {
  const sum = Array.from({ length: 900 }, () => '1').join(' + ')
  expect(worth(sum)).toEqual({ kind: 'int', value: 900 })
  expect(JSON.stringify(toJson(expressionOf(`a + ${sum}`))).length).toBeGreaterThan(900)
})

test('values as they were written', () => {
  const cases = ['3', '3.0', '-1', '"a b"', 'abc', 'true', '[1, "a", b]', 'nan']
  for (const text of cases) {
    const value = worth(text)
    expect(value && written(value)).toBe(text)
  }
})

test('names separated by commas', () => {
  const names = (text: string): string[] | undefined => {
    const value = worth(text)
    return value && namesOf(value)
  }
  expect(names('"Accuracy, AUC,"')).toEqual(['Accuracy', 'AUC'])
  expect(names('["a", b]')).toEqual(['a', 'b'])
  expect(names('3')).toBeUndefined()
  expect(names('[1]')).toBeUndefined()
})
