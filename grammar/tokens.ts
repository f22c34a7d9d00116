/**
 * The words of the language. A token type says in which stretches of ordinary SQL it may stand
 * without a meaning of its own: that is what lets one tolerant grammar read five dialects.
 */
import { createToken, type IToken, type TokenType } from 'chevrotain'

function category(name: string): TokenType {
  return createToken({ name, pattern: /(?!)/ })
}

/** May name a table, a column or a model. */
export const Identifier = category('Identifier')
/** Means nothing between SELECT and FROM. */
export const InSelect = category('InSelect')
/** Means nothing between one table of a FROM list and the next. */
export const InFrom = category('InFrom')
/** Means nothing after the FROM list: in WHERE, GROUP BY, ORDER BY … */
export const InRest = category('InRest')
/** Every token: for the stretches that are kept as text. */
export const Anything = category('Anything')
/** Starts the part of a query that comes after its FROM list. */
export const ClauseStart = category('ClauseStart')
/** LEFT, INNER, NATURAL …: stands before JOIN. */
export const JoinWord = category('JoinWord')
/** UNION, INTERSECT, EXCEPT, MINUS. */
export const SetOperator = category('SetOperator')

/** A name in the clause after TO: bare, back-quoted, or in the quotes of a string. */
export const ClauseName = category('ClauseName')

const everywhere = [InSelect, InFrom, InRest]

function token(name: string, categories: TokenType[], label = name): TokenType {
  return createToken({ name, label, pattern: /(?!)/, categories: [Anything, ...categories] })
}

// Kinds of text.
export const Word = token('Word', [Identifier, ClauseName, ...everywhere], 'a word')
export const Quoted = token('Quoted', [Identifier, ClauseName, ...everywhere], 'a quoted name')
export const Text = token('Text', [ClauseName, ...everywhere], 'a string')
export const Numeral = token('Numeral', everywhere, 'a number')
export const Variable = token('Variable', everywhere, 'a variable')
export const Operator = token('Operator', everywhere, 'an operator')
/** A bracketed part, folded into one token; its contents are parsed on their own. */
export const Group = token('Group', everywhere, '( … )')

// Punctuation.
export const Comma = token('Comma', [InSelect, InRest], ',')
export const Dot = token('Dot', everywhere, '.')
export const Star = token('Star', everywhere, '*')
export const Equals = token('Equals', everywhere, '=')
export const LeftParen = token('LeftParen', [], '(')
export const RightParen = token('RightParen', [], ')')
export const LeftBracket = token('LeftBracket', everywhere, '[')
export const RightBracket = token('RightBracket', everywhere, ']')

/** Marks by their text; whatever else is no word, string or number is an operator. */
export const marks: Readonly<Record<string, TokenType>> = {
  ',': Comma,
  '.': Dot,
  '*': Star,
  '=': Equals,
  '(': LeftParen,
  ')': RightParen,
  '[': LeftBracket,
  ']': RightBracket,
}

/** Keywords by their text in capitals. */
export const keywords: Map<string, TokenType> = new Map()

/** `LOW_PRIORITY` → `LowPriority` */
function typeName(text: string): string {
  return text
    .split('_')
    .map((part) => part[0] + part.slice(1).toLowerCase())
    .join('')
}

function keyword(text: string, categories: TokenType[]): TokenType {
  const type = token(typeName(text), categories, text)
  keywords.set(text, type)
  return type
}

const word = (text: string): TokenType => keyword(text, [Identifier, ...everywhere])
const starts = (text: string): TokenType => keyword(text, [ClauseStart, InSelect, InRest])
const joins = (text: string): TokenType => keyword(text, [JoinWord, InSelect, InRest])

// Queries.
export const Select = keyword('SELECT', [])
export const From = keyword('FROM', [InRest])
export const Into = keyword('INTO', [])
export const With = keyword('WITH', [InSelect, InFrom, InRest])
export const Recursive = word('RECURSIVE')
export const As = keyword('AS', everywhere)
export const Materialized = word('MATERIALIZED')
export const Values = keyword('VALUES', [InSelect, InRest])
export const Table = keyword('TABLE', everywhere)
export const All = keyword('ALL', everywhere)
export const Distinct = keyword('DISTINCT', everywhere)
keyword('UNION', [SetOperator])
keyword('INTERSECT', [SetOperator])
keyword('EXCEPT', [SetOperator])
keyword('MINUS', [SetOperator, Identifier])
export const Join = keyword('JOIN', [JoinWord, InSelect, InRest])
export const StraightJoin = joins('STRAIGHT_JOIN')
joins('LEFT')
joins('RIGHT')
joins('INNER')
export const Outer = joins('OUTER')
joins('CROSS')
joins('FULL')
joins('NATURAL')
joins('SEMI')
joins('ANTI')
export const On = keyword('ON', everywhere)
export const Using = keyword('USING', everywhere)
export const Lateral = keyword('LATERAL', everywhere)
export const View = word('VIEW')
export const In = keyword('IN', everywhere)
export const Where = starts('WHERE')
export const GroupWord = starts('GROUP')
starts('HAVING')
const OrderWord = starts('ORDER')
export const Limit = starts('LIMIT')
starts('FETCH')
keyword('OFFSET', [ClauseStart, Identifier, InSelect, InRest])
starts('WINDOW')
starts('QUALIFY')
starts('RETURNING')
starts('CLUSTER')
starts('DISTRIBUTE')
starts('SORT')
export const For = keyword('FOR', [InSelect, InFrom, InRest])

// Statements.
export const Insert = keyword('INSERT', [InSelect])
export const Replace = word('REPLACE')
export const Update = keyword('UPDATE', [InFrom, InRest, InSelect])
export const Delete = keyword('DELETE', [InRest])
export const Merge = word('MERGE')
export const SetWord = keyword('SET', [InSelect, InRest])
export const Create = keyword('CREATE', [])
export const Drop = keyword('DROP', [])
export const Alter = keyword('ALTER', [])
export const Rename = word('RENAME')
export const Truncate = word('TRUNCATE')
export const Load = word('LOAD')
export const Copy = word('COPY')
keyword('LOCK', [ClauseStart, InSelect, InRest])
export const Explain = word('EXPLAIN')
export const Overwrite = word('OVERWRITE')
export const Directory = word('DIRECTORY')
export const Partition = word('PARTITION')
export const Only = word('ONLY')
export const If = word('IF')
export const Not = keyword('NOT', everywhere)
export const Exists = keyword('EXISTS', everywhere)
export const Like = keyword('LIKE', everywhere)
export const References = keyword('REFERENCES', everywhere)
export const Index = word('INDEX')
export const Database = word('DATABASE')
export const Schema = word('SCHEMA')
keyword('WHEN', everywhere)
export const To = keyword('TO', everywhere)
export const Column = word('COLUMN')

// Words that open and close the bodies of routines.
for (const text of [
  'BEGIN',
  'END',
  'CASE',
  'LOOP',
  'WHILE',
  'REPEAT',
  'ATOMIC',
  'PROCEDURE',
  'FUNCTION',
  'TRIGGER',
  'EVENT',
  'PACKAGE',
]) {
  word(text)
}

// The extended part.
export const Train = word('TRAIN')
export const Predict = word('PREDICT')
export const Evaluate = word('EVALUATE')
export const Run = word('RUN')
export const Maximize = word('MAXIMIZE')
export const Minimize = word('MINIMIZE')
export const Show = word('SHOW')
export const Label = word('LABEL')
export const Cmd = word('CMD')
export const ConstraintWord = word('CONSTRAINT')
export const By = word('BY')
export const And = keyword('AND', everywhere)
export const Or = keyword('OR', everywhere)

/**
 * Words that mean something in one place only and are names everywhere else. They are told apart by their types like the
 * keywords, so that what the rules do with a row of tokens depends on nothing but the types of these tokens.
 */
export const watched: Map<string, TokenType> = new Map()

function watch(text: string): TokenType {
  const type = token(typeName(text), [Identifier, ...everywhere], text)
  watched.set(text, type)
  return type
}

const watchAll = (texts: string): TokenType[] => texts.split(' ').map(watch)

export const Key = watch('KEY')
export const Rows = watch('ROWS')
export const Of = watch('OF')
export const Inherits = watch('INHERITS')
export const Check = watch('CHECK')
export const Concurrently = watch('CONCURRENTLY')
const Ignore = watch('IGNORE')
const [Local, Global, Unlogged] = [watch('LOCAL'), watch('GLOBAL'), watch('UNLOGGED')]
/** `CREATE TEMP TABLE t` */
export const temporary: ReadonlySet<TokenType> = new Set(watchAll('TEMPORARY TEMP'))
/** `DELETE QUICK FROM t` */
export const deleteModifiers: ReadonlySet<TokenType> = new Set([Ignore, ...watchAll('LOW_PRIORITY QUICK')])
/** Stand before the name that matters: `INSERT IGNORE t`, `SELECT … INTO TEMP t`. */
export const modifiers: ReadonlySet<TokenType> = new Set([
  ...[...deleteModifiers, ...temporary, Local, Global, Unlogged, Or, Replace],
  ...watchAll('HIGH_PRIORITY DELAYED ROLLBACK ABORT FAIL'),
])
export const External = watch('EXTERNAL')
export const Foreign = watch('FOREIGN')
/** Stand between CREATE and what is made. */
export const createModifiers: ReadonlySet<TokenType> = new Set([
  ...[...temporary, Local, Global, Unlogged, Or, Replace, Materialized, Recursive, Merge, External, Foreign],
  ...watchAll('VIRTUAL UNIQUE FULLTEXT SPATIAL CLUSTERED ALGORITHM UNDEFINED TEMPTABLE DEFINER'),
  ...watchAll('CURRENT_USER SQL SECURITY INVOKER TRANSACTIONAL MANAGED'),
])
/** What a table of rows that are kept elsewhere is defined by, behind its columns. */
export const elsewhere: ReadonlySet<TokenType> = new Set(watchAll('LOCATION FEDERATED CONNECTION'))
/** `ALTER TABLE t ATTACH PARTITION p …` */
export const moves: ReadonlySet<TokenType> = new Set(watchAll('ATTACH DETACH EXCHANGE'))
export const Cascade = watch('CASCADE')
/** `EXPLAIN ANALYZE` */
watch('ANALYZE')
/** MySQL's hints may be listed with commas, like tables. */
export const hints: ReadonlySet<TokenType> = new Set([Ignore, ...watchAll('USE FORCE')])
/** What an index is hinted for: `USE INDEX FOR ORDER BY (i)`. */
export const hintPurposes: ReadonlySet<TokenType> = new Set([Join, OrderWord, GroupWord])
/** `FOR SYSTEM_TIME AS OF`, `USE INDEX FOR JOIN`: FOR inside the FROM list. */
export const forInFrom: ReadonlySet<TokenType> = new Set([
  ...hintPurposes,
  ...watchAll('SYSTEM_TIME SYSTEM_VERSION VERSION TIMESTAMP'),
])
/** `ON DUPLICATE KEY UPDATE`, `ON CONFLICT DO …` */
export const upserts: ReadonlySet<TokenType> = new Set(watchAll('DUPLICATE CONFLICT'))

/** A whole bracketed part of ordinary SQL as one token; `first` and `last` bound what is inside. */
export interface GroupToken extends IToken {
  readonly first: number
  readonly last: number
}

/** All token types, as Chevrotain wants them. */
export const vocabulary: TokenType[] = [
  Identifier,
  InSelect,
  InFrom,
  InRest,
  Anything,
  ClauseStart,
  JoinWord,
  SetOperator,
  Word,
  Quoted,
  Text,
  Numeral,
  Variable,
  Operator,
  Group,
  Comma,
  Dot,
  Star,
  Equals,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  ...keywords.values(),
  ...watched.values(),
]

// The clause after TO has fewer words: whatever it does not reserve is a plain word there.
export const Sign = token('Sign', [], '+ or -')
export const Comparison = token('Comparison', [], 'an operator')

/** Words that the clause reserves everywhere, as SQLFlow does; quoted they are names. */
export const reserved: ReadonlySet<TokenType> = new Set([
  To,
  Train,
  Predict,
  Evaluate,
  Explain,
  Run,
  Maximize,
  Minimize,
  Show,
  With,
  Column,
  For,
  Label,
  Using,
  Into,
  Cmd,
  ConstraintWord,
  GroupWord,
  By,
  And,
  Or,
  Not,
  As,
  Select,
  From,
  Where,
  Limit,
])

export const clauseVocabulary: TokenType[] = [
  ClauseName,
  Word,
  Quoted,
  Text,
  Numeral,
  Operator,
  Sign,
  Comparison,
  Comma,
  Dot,
  Star,
  Equals,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  ...reserved,
]
