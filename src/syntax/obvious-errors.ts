/**
 * Faults that can be told without understanding the statement: brackets that do not match, a clause
 * after something that is no query, a semicolon that was forgotten, a sketch instead of SQL.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { nearest, oneOf } from '../diagnostics/suggest.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { ownsTo } from './cut.ts'
import { keywordId } from './keywords.ts'
import { kind, type Tokens } from './tokens.ts'

export interface Candidate {
  readonly text: string
  readonly tokens: Tokens
  readonly first: number
  readonly last: number
  readonly clause: number
  readonly isQuery: boolean
  readonly head: string
  readonly dialect: Dialect
}

const TO = keywordId('TO')
const AS = keywordId('AS')
const SHOW = keywordId('SHOW')
const TRAIN = keywordId('TRAIN')
const FROM = keywordId('FROM')
const COMMA = 44
const verbs = ['TRAIN', 'PREDICT', 'EVALUATE', 'EXPLAIN', 'RUN', 'MAXIMIZE', 'MINIMIZE']
/** `INTERVAL '1-2' YEAR TO MONTH` */
const intervalUnits = /^(year|quarter|month|day|hour|minute|second)$/i

/** True when the statement is broken beyond use; the reason has been reported. */
export function reportBroken(statement: Candidate, report: Report): boolean {
  // Each looks for one fault; the first one found says enough about the statement.
  return (
    unbalanced(statement, report) ||
    sketched(statement, report) ||
    notAQuery(statement, report) ||
    emptySelect(statement, report) ||
    dangling(statement, report) ||
    gluedShowTrain(statement, report) ||
    unknownVerb(statement, report)
  )
}

function unbalanced({ tokens, first, last }: Candidate, report: Report): boolean {
  for (let index = first; index < last; index++) {
    const type = tokens.kind[index]
    if ((type !== kind.open && type !== kind.close) || (tokens.mate[index] ?? -1) >= 0) continue
    report({
      name: 'unbalanced-bracket',
      message: type === kind.open ? 'this bracket is never closed' : 'this bracket closes nothing',
      span: spanOf(tokens, index),
      help:
        type === kind.open
          ? 'add the missing `)` before the end of the statement'
          : 'remove it, or add the missing `(` before it',
    })
    return true
  }
  return false
}

function sketched({ text, tokens, first, last }: Candidate, report: Report): boolean {
  for (let index = first; index < last; index++) {
    if (tokens.kind[index] !== kind.operator || (tokens.end[index] ?? 0) - (tokens.start[index] ?? 0) !== 3)
      continue
    if (!text.startsWith('...', tokens.start[index])) continue
    report({
      name: 'foreign-syntax',
      message: '`...` is not SQL',
      span: spanOf(tokens, index),
      help: 'something was left out here: write it in full',
    })
    return true
  }
  return false
}

function notAQuery(statement: Candidate, report: Report): boolean {
  const { tokens, text, first, clause, isQuery, head } = statement
  const isBare = clause === first && head === 'TO'
  if (!isBare && (clause <= first || isQuery)) return false
  const verb = wordAt(statement, clause + 1).toUpperCase()
  const comment = text.startsWith('//', tokens.start[first])
  report({
    name: 'not-a-query',
    message: comment
      ? 'a line that begins with `//` is no comment in SQL'
      : isBare
        ? `there is no query before TO ${verb}`
        : `only a query can be put TO ${verb}, not ${head}`,
    span: spanOf(tokens, first),
    labels: isBare
      ? []
      : [{ span: spanOf(tokens, clause, clause + 1), message: 'this needs a SELECT before it' }],
    help: comment ? 'begin comments with `--`' : `write SELECT … FROM … before TO ${verb}`,
  })
  return true
}

function emptySelect(statement: Candidate, report: Report): boolean {
  const { tokens, first, last, clause, head, dialect } = statement
  if (head !== 'SELECT' || dialect.emptySelect) return false
  const next = first + 1
  if (next < last && next !== clause && tokens.keyword[next] !== FROM) return false
  report({
    name: 'empty-select',
    message: 'this SELECT selects nothing',
    span: spanOf(tokens, first),
    help: 'list the columns, or write SELECT *',
  })
  return true
}

/** Words that need something after them, as a comma does, and words that can't be that. */
const needy = new Set(['WHERE', 'HAVING', 'BY', 'AND', 'OR'].map((word) => keywordId(word)))
const clauseWords = new Set(
  ['FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'UNION'].map((word) => keywordId(word)),
)

/** `SELECT a, FROM t`, `… WHERE ORDER BY a`, `… GROUP BY` at the end. */
function dangling(statement: Candidate, report: Report): boolean {
  const { text, tokens, first, last, clause, isQuery } = statement
  if (!isQuery) return false
  const end = clause >= 0 ? clause : last
  for (let at = first; at < end; at++) {
    const keyword = tokens.keyword[at] ?? 0
    const start = tokens.start[at] ?? 0
    if (keyword === 0 ? text.charCodeAt(start) !== COMMA : !needy.has(keyword)) continue
    if (tokens.kind[at] === kind.text || text[start - 1] === '.') continue
    const closes = at + 1 >= end || tokens.kind[at + 1] === kind.close
    if (!closes && !clauseWords.has(tokens.keyword[at + 1] ?? 0)) continue
    const word = wordAt(statement, at).toUpperCase()
    const next = closes ? '' : wordAt(statement, at + 1).toUpperCase()
    report({
      name: 'syntax-error',
      message: closes ? `nothing follows \`${word}\`` : `\`${next}\` can't follow \`${word}\``,
      span: spanOf(tokens, at),
      help:
        word === ','
          ? 'remove the comma, or write what should follow it'
          : `write what belongs to ${word}, or remove it`,
    })
    return true
  }
  return false
}

/** `SELECT … FROM t SHOW TRAIN m`: two statements with no semicolon between. */
function gluedShowTrain(statement: Candidate, report: Report): boolean {
  const { tokens, first, last, clause, head } = statement
  if (clause >= 0 || head === 'SHOW' || last - first < 4) return false
  // The model's name may be dotted: db.model.
  for (let at = last - 3; at > first && at >= last - 7; at--) {
    if (tokens.keyword[at] !== SHOW || tokens.keyword[at + 1] !== TRAIN) continue
    report({
      name: 'missing-semicolon',
      message: 'SHOW TRAIN is a statement of its own',
      span: spanOf(tokens, at, at + 1),
      labels: [{ span: spanOf(tokens, first), message: 'this statement is not ended' }],
      help: 'put a `;` before SHOW TRAIN',
    })
    return true
  }
  return false
}

/** `SELECT … TO TRIAN …` */
function unknownVerb(statement: Candidate, report: Report): boolean {
  const { tokens, text, first, last, clause, isQuery, head } = statement
  if (clause >= 0 || !isQuery || ownsTo.has(head)) return false
  let depth = 0
  for (let index = first; index < last; index++) {
    if (tokens.kind[index] === kind.open) depth++
    else if (tokens.kind[index] === kind.close) depth--
    if (depth > 0 || tokens.keyword[index] !== TO) continue
    const before = text.charAt((tokens.start[index] ?? 1) - 1)
    if (before === '.' || tokens.keyword[index - 1] === AS) continue
    if (intervalUnits.test(wordAt(statement, index - 1)) || intervalUnits.test(wordAt(statement, index + 1)))
      continue
    reportVerb(statement, index, report)
    return true
  }
  return false
}

function reportVerb(statement: Candidate, to: number, report: Report): void {
  const { tokens, last } = statement
  const word = to + 1 < last ? wordAt(statement, to + 1) : ''
  const close = word ? nearest(word, verbs, 1)[0] : undefined
  report({
    name: 'unknown-verb',
    message: word ? `\`TO ${word}\` is not known` : 'TO is not followed by what to do',
    span: word ? spanOf(tokens, to + 1) : spanOf(tokens, to),
    help: close ? `perhaps \`TO ${close}\` was meant` : `after TO comes ${oneOf(verbs)}`,
  })
}

function wordAt({ text, tokens }: Candidate, index: number): string {
  return index < 0 ? '' : text.slice(tokens.start[index], tokens.end[index])
}

function spanOf(tokens: Tokens, from: number, to: number = from): Span {
  return { start: tokens.start[from] ?? 0, end: tokens.end[to] ?? 0 }
}
