/** What linting costs beside reading the program alone: one file of 10,000 statements, and 1,000 files of 12. */

import { dialects } from '../../src/dialects/table.ts'
import { lint } from '../../src/lint/lint.ts'
import { parse } from '../../src/parser/parse.ts'

/** Four statements that do what programs do, with names of their own. */
function statements(at: number): string {
  return `-- Part ${at}.
CREATE TABLE db.sample_${at} AS SELECT a, b, c FROM db.source_${at} WHERE day = '2024-01-01';
SELECT a, b, c FROM db.sample_${at}
TO TRAIN xgboost.gbtree
WITH objective = "multi:softmax", num_class = 3, train.num_boost_round = 10
COLUMN a, b
LABEL c
INTO model_${at};
SELECT a, b FROM db.fresh_${at} TO PREDICT db.result_${at}.c USING model_${at};
INSERT INTO db.report SELECT ${at}, count(*) FROM db.result_${at};
`
}

function program(count: number, from = 0): string {
  return Array.from({ length: count / 4 }, (_, at) => statements(from + at)).join('\n')
}

/** The median of some rounds, in milliseconds, after a few that warm up. */
function timed(work: () => void, rounds = 9): number {
  for (let round = 0; round < 3; round++) work()
  return median(
    Array.from({ length: rounds }, () => {
      const start = performance.now()
      work()
      return performance.now() - start
    }),
  )
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0
}

function parseAlone(text: string): void {
  parse(text, dialects.mysql, () => {})
}

function line(what: string, time: number, alone: number): void {
  const ratio = alone === 0 ? '' : `  ${(time / alone).toFixed(1)} × parsing`
  console.log(`${what.padEnd(44)} ${time.toFixed(1).padStart(8)} ms${ratio}`)
}

const large = program(10_000)
const parsing = timed(() => parseAlone(large))
line('10,000 statements in one file, parsed alone', parsing, 0)
line(
  '10,000 statements in one file, linted',
  timed(() => lint(large)),
  parsing,
)

const files = Array.from({ length: 1000 }, (_, at) => program(12, at * 3))
const parsingFiles = timed(() => files.forEach(parseAlone), 5)
line('1,000 files of 12 statements, parsed alone', parsingFiles, 0)
const lintingFiles = timed(() => {
  for (const text of files) lint(text)
}, 5)
line('1,000 files of 12 statements, linted', lintingFiles, parsingFiles)
