/**
 * Faults that can be told without understanding the statement: brackets that do not match, a clause
 * after something that is no query, a semicolon that was forgotten, a sketch instead of SQL.
 */
import { verbWords } from '../../grammar/verbs.ts'
import type { ReportError, Reported } from '../diagnostics/reported.ts'
import type { Span } from '../diagnostics/source.ts'
import { nearest, oneOf } from '../diagnostics/suggest.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { ownsTo } from '../syntax/cut.ts'
import { keywordId } from '../syntax/keywords.ts'
import { kind, type Tokens } from '../syntax/tokens.ts'

export interface Candidate {
  readonly text: string
  readonly tokens: Tokens
  readonly first: number
  readonly last: number
  readonly extension: number
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
/** `INTERVAL '1-2' YEAR TO MONTH` */
const intervalUnits = /^(year|quarter|month|day|hour|minute|second)$/i

/** Something where the statement is broken beyond use. */
export function checkBeforeParse(statement: Candidate, report: ReportError): Reported | undefined {
  // Each looks for one fault; the first one found says enough about the statement.
  return (
    unbalanced(statement, report) ??
    sketched(statement, report) ??
    notAQuery(statement, report) ??
    emptySelect(statement, report) ??
    dangling(statement, report) ??
    gluedShowTrain(statement, report) ??
    unknownVerb(statement, report)
  )
}

function unbalanced({ tokens, first, last }: Candidate, report: ReportError): Reported | undefined {
  for (let index = first; index < last; index++) {
    const type = tokens.kind[index]
    if ((type !== kind.open && type !== kind.close) || (tokens.mate[index] ?? -1) >= 0) continue
    return report({
      name: 'unbalanced-bracket',
      message: type === kind.open ? 'this bracket is never closed' : 'this bracket closes nothing',
      span: spanOf(tokens, index),
      help:
        type === kind.open
          ? 'add the missing `)` before the end of the statement'
          : 'remove it, or add the missing `(` before it',
    })
  }
  return undefined
}

function sketched({ text, tokens, first, last }: Candidate, report: ReportError): Reported | undefined {
  for (let index = first; index < last; index++) {
    if (tokens.kind[index] !== kind.operator || (tokens.end[index] ?? 0) - (tokens.start[index] ?? 0) !== 3)
      continue
    if (!text.startsWith('...', tokens.start[index])) continue
    return report({
      name: 'foreign-syntax',
      message: '`...` is not SQL',
      span: spanOf(tokens, index),
      help: 'something was left out here: write it in full',
    })
  }
  return undefined
}

function notAQuery(statement: Candidate, report: ReportError): Reported | undefined {
  const { tokens, text, first, extension, isQuery, head } = statement
  const isBare = extension === first && head === 'TO'
  if (!isBare && (extension <= first || isQuery)) return undefined
  const verb = wordAt(statement, extension + 1).toUpperCase()
  const comment = text.startsWith('//', tokens.start[first])
  return report({
    name: 'not-a-query',
    message: comment
      ? 'a line that begins with `//` is no comment in SQL'
      : isBare
        ? `there is no query before TO ${verb}`
        : `only a query can be put TO ${verb}, not ${head}`,
    span: spanOf(tokens, first),
    labels: isBare
      ? []
      : [{ span: spanOf(tokens, extension, extension + 1), message: 'this needs a SELECT before it' }],
    help: comment ? 'begin comments with `--`' : `write SELECT … FROM … before TO ${verb}`,
  })
}

function emptySelect(statement: Candidate, report: ReportError): Reported | undefined {
  const { tokens, first, last, extension, head, dialect } = statement
  if (head !== 'SELECT' || dialect.emptySelect) return undefined
  const next = first + 1
  if (next < last && next !== extension && tokens.keyword[next] !== FROM) return undefined
  return report({
    name: 'empty-select',
    message: 'this SELECT selects nothing',
    span: spanOf(tokens, first),
    help: 'list the columns, or write SELECT *',
  })
}

/** Words that need something after them, as a comma does, and words that can't be that. */
const needy = new Set(['WHERE', 'HAVING', 'BY', 'AND', 'OR'].map((word) => keywordId(word)))
const clauseWords = new Set(
  ['FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'UNION'].map((word) => keywordId(word)),
)

/** `SELECT a, FROM t`, `… WHERE ORDER BY a`, `… GROUP BY` at the end. */
function dangling(statement: Candidate, report: ReportError): Reported | undefined {
  const { text, tokens, first, last, extension, isQuery } = statement
  if (!isQuery) return undefined
  const end = extension >= 0 ? extension : last
  for (let at = first; at < end; at++) {
    const keyword = tokens.keyword[at] ?? 0
    const start = tokens.start[at] ?? 0
    if (keyword === 0 ? text.charCodeAt(start) !== COMMA : !needy.has(keyword)) continue
    if (tokens.kind[at] === kind.text || text[start - 1] === '.') continue
    const closes = at + 1 >= end || tokens.kind[at + 1] === kind.close
    if (!closes && !clauseWords.has(tokens.keyword[at + 1] ?? 0)) continue
    const word = wordAt(statement, at).toUpperCase()
    const next = closes ? '' : wordAt(statement, at + 1).toUpperCase()
    return report({
      name: 'syntax-error',
      message: closes ? `nothing follows \`${word}\`` : `\`${next}\` can't follow \`${word}\``,
      span: spanOf(tokens, at),
      help:
        word === ','
          ? 'remove the comma, or write what should follow it'
          : `write what belongs to ${word}, or remove it`,
    })
  }
  return undefined
}

/** `SELECT … FROM t SHOW TRAIN m`: two statements with no semicolon between. */
function gluedShowTrain(statement: Candidate, report: ReportError): Reported | undefined {
  const { tokens, first, last, extension, head } = statement
  if (extension >= 0 || head === 'SHOW' || last - first < 4) return undefined
  // The model's name may be dotted: db.model.
  for (let at = last - 3; at > first && at >= last - 7; at--) {
    if (tokens.keyword[at] !== SHOW || tokens.keyword[at + 1] !== TRAIN) continue
    return report({
      name: 'missing-semicolon',
      message: 'SHOW TRAIN is a statement of its own',
      span: spanOf(tokens, at, at + 1),
      labels: [{ span: spanOf(tokens, first), message: 'this statement is not ended' }],
      help: 'put a `;` before SHOW TRAIN',
    })
  }
  return undefined
}

/** `SELECT … TO TRIAN …` */
function unknownVerb(statement: Candidate, report: ReportError): Reported | undefined {
  const { tokens, text, first, last, extension, isQuery, head } = statement
  if (extension >= 0 || !isQuery || ownsTo.has(head)) return undefined
  let depth = 0
  for (let index = first; index < last; index++) {
    if (tokens.kind[index] === kind.open) depth++
    else if (tokens.kind[index] === kind.close) depth--
    if (depth > 0 || tokens.keyword[index] !== TO) continue
    const before = text.charAt((tokens.start[index] ?? 1) - 1)
    if (before === '.' || tokens.keyword[index - 1] === AS) continue
    if (intervalUnits.test(wordAt(statement, index - 1)) || intervalUnits.test(wordAt(statement, index + 1)))
      continue
    return reportVerb(statement, index, report)
  }
  return undefined
}

function reportVerb(statement: Candidate, to: number, report: ReportError): Reported {
  const { tokens, last } = statement
  const word = to + 1 < last ? wordAt(statement, to + 1) : ''
  const close = word ? nearest(word, verbWords, 1)[0] : undefined
  return report({
    name: 'unknown-verb',
    message: word ? `\`TO ${word}\` is not known` : 'TO is not followed by what to do',
    span: word ? spanOf(tokens, to + 1) : spanOf(tokens, to),
    help: close ? `perhaps \`TO ${close}\` was meant` : `after TO comes ${oneOf(verbWords)}`,
  })
}

function wordAt({ text, tokens }: Candidate, index: number): string {
  return index < 0 ? '' : text.slice(tokens.start[index], tokens.end[index])
}

function spanOf(tokens: Tokens, from: number, to: number = from): Span {
  return { start: tokens.start[from] ?? 0, end: tokens.end[to] ?? 0 }
}
