/** SF0: the text as such. */
import type { CodeEntry } from './code.ts'

export const inputCodes = {
  'not-text': {
    code: 'SF001',
    severity: 'error',
    title: 'the file is not UTF-8 text',
    explanation:
      'Programs are UTF-8. A file in another encoding would be read with wrong characters inside names and strings, so it is refused where the first invalid byte stands. Save the file as UTF-8; most editors have this under "save with encoding".',
    bad: 'SELECT 1;',
    good: 'SELECT 1;',
  },
  'nothing-to-run': {
    code: 'SF002',
    severity: 'warning',
    title: 'the program has no statement',
    explanation:
      'The text is empty or holds nothing but comments and semicolons. A plan of it is empty; a workflow needs at least one step, so compiling it is refused and nothing is written.',
    bad: '-- SELECT * FROM iris.train;\n',
    good: 'SELECT * FROM iris.train;\n',
  },
  'unclosed-quote': {
    code: 'SF003',
    severity: 'error',
    title: 'a quote is never closed',
    explanation:
      'A string or a quoted name begins here and the text ends before its closing quote. Only the rest of the line is taken for it, so that the statements below are still read. Close the quote; inside a string write it twice.',
    bad: "SELECT * FROM iris.train WHERE name = 'setosa;\nSELECT 1;",
    good: "SELECT * FROM iris.train WHERE name = 'setosa';\nSELECT 1;",
  },
  'unclosed-comment': {
    code: 'SF004',
    severity: 'error',
    title: 'a comment is never closed',
    explanation:
      'A comment begins with /* and the text ends before its */. Everything after it was taken for a comment, so statements may be missing from what else is reported. Close the comment.',
    bad: 'SELECT 1;\n/* the rest is for later\nSELECT 2;',
    good: 'SELECT 1;\n/* the rest is for later */\nSELECT 2;',
  },
  'unbalanced-bracket': {
    code: 'SF005',
    severity: 'error',
    title: 'brackets do not match',
    explanation:
      'Within one statement every ( needs its ), and the body of a routine needs an END for its BEGIN. No database takes a statement in which they do not match.',
    bad: 'SELECT COUNT(* FROM iris.train;',
    good: 'SELECT COUNT(*) FROM iris.train;',
  },
  'nested-too-deep': {
    code: 'SF006',
    severity: 'error',
    title: 'an expression is nested too deep',
    explanation:
      'Expressions in the clause after TO may be up to 100 brackets deep and 1,000 operators long. Ordinary SQL has no such limit. Compute part of the expression in the SELECT and name the result.',
    bad: `SELECT * FROM t TO TRAIN DNNClassifier WITH model.hidden_units = ${'['.repeat(101)}1${']'.repeat(101)} LABEL y INTO m;`,
    good: 'SELECT * FROM t TO TRAIN DNNClassifier WITH model.hidden_units = [1] LABEL y INTO m;',
  },
  'unknown-variable': {
    code: 'SF007',
    severity: 'error',
    title: 'a notebook has no variable of this name',
    explanation:
      'In a notebook, :name stands for the value of a Python variable. No variable of this name has a value yet. Assign one in a cell before this one, or mend the name.',
    bad: 'SELECT * FROM iris.train WHERE sepal_length > :least;',
    good: 'SELECT * FROM iris.train WHERE sepal_length > 5;',
  },
  'unwritable-value': {
    code: 'SF008',
    severity: 'error',
    title: 'the value of a variable has no form in SQL',
    explanation:
      'In a notebook, :name stands for the value of a Python variable: a number, a text, a truth value, None, bytes, a date, a time stamp, or a list of these. Other objects, numbers that are not finite, empty lists in SQL, and None or bytes among the attributes after WITH have no form that a database or the compiler reads. Make a value of one of these types in Python first.',
    bad: 'SELECT * FROM iris.train WHERE class IN :classes;',
    good: 'SELECT * FROM iris.train WHERE class IN (1, 2);',
  },
} as const satisfies Record<string, CodeEntry>
