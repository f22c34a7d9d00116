/** The linter cries no wolf: not over the corpus of real programs, nor the examples, nor sound programs of each dialect. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DialectName } from '../../src/dialects/table.ts'
import { lint } from '../../src/lint/lint.ts'
import { corpus } from '../support/corpus.ts'
import { projectRoot } from '../support/shared.ts'

const { programs, missing } = corpus()

test.skipIf(missing !== undefined)(`no rule finds an error in a program marked ok${missing ?? ''}`, () => {
  const wrong = programs
    .filter((program) => program.expect === 'ok')
    .flatMap(({ file, text, dialect }) =>
      lint(text, { dialect, path: file })
        .diagnostics.filter(({ code, severity }) => severity === 'error' && code.startsWith('SF4'))
        .map(({ code, message }) => `${file}: ${code} ${message}`),
    )
  expect(wrong).toEqual([])
})

test.skipIf(missing !== undefined)('no rule stumbles over what is cut off or unbalanced', () => {
  const dialects: DialectName[] = ['mysql', 'sqlite', 'hive', 'maxcompute', 'postgresql']
  programs.forEach(({ text }, index) => {
    const half = Math.floor(text.length / 2)
    const dialect = dialects[index % dialects.length] ?? 'mysql'
    lint(text.slice(0, half), { dialect })
    lint(`${text.slice(0, half)}('${text.slice(half)}`, { dialect })
  })
})

const folder = join(projectRoot, 'examples')
const examples = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.sql'),
)

test.each(examples)('nothing is wrong in examples/%s', (file) => {
  const { diagnostics } = lint(readFileSync(join(folder, file), 'utf8'), { path: file })
  expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([])
})

const train = (query: string, model = 'm'): string =>
  `${query} TO TRAIN XGBRegressor WITH max_depth = 3 LABEL b INTO ${model};`
const evaluate = (query: string): string => `${query} TO EVALUATE m LABEL b INTO e;`

const sound: readonly (readonly [what: string, dialect: DialectName, text: string])[] = [
  [
    'one partition a day',
    'hive',
    `INSERT OVERWRITE TABLE f PARTITION (dt = '1') SELECT a, b FROM raw WHERE dt = '1';
${train("SELECT a, b FROM f WHERE dt = '1'")}
${evaluate("SELECT a, b FROM f WHERE dt = '2'")}
SELECT * FROM f WHERE dt = '3' TO PREDICT p.b USING m;`,
  ],
  ['a part by buckets', 'hive', train('SELECT a, b FROM t TABLESAMPLE(BUCKET 3 OUT OF 32 ON id) s')],
  [
    'partitions by name',
    'mysql',
    `${train('SELECT a, b FROM t PARTITION (p0)')}\n${evaluate('SELECT a, b FROM t PARTITION (p1)')}`,
  ],
  ['a sample with a seed', 'postgresql', train('SELECT a, b FROM t TABLESAMPLE SYSTEM (10) REPEATABLE (3)')],
  [
    'split by a hash',
    'postgresql',
    `CREATE TABLE tr AS SELECT * FROM t WHERE abs(hashtext(id::text)) % 10 < 8;
CREATE TABLE te AS SELECT * FROM t WHERE abs(hashtext(id::text)) % 10 >= 8;
${train('SELECT a, b FROM tr')}
${evaluate('SELECT a, b FROM te')}`,
  ],
  [
    'views of two parts',
    'sqlite',
    `CREATE VIEW tr AS SELECT * FROM t WHERE k = 1;
CREATE VIEW te AS SELECT * FROM t WHERE k = 2;
${train('SELECT a, b FROM tr')}
${evaluate('SELECT a, b FROM te')}`,
  ],
  [
    'copies that lose different rows',
    'mysql',
    `CREATE TABLE tr AS SELECT * FROM t;
CREATE TABLE te AS SELECT * FROM t;
DELETE FROM tr WHERE k = 1;
DELETE FROM te WHERE k <> 1;
${train('SELECT a, b FROM tr')}
${evaluate('SELECT a, b FROM te')}`,
  ],
  [
    'all that is not in the training',
    'mysql',
    `CREATE TABLE tr AS SELECT * FROM t ORDER BY id LIMIT 800;
CREATE TABLE te AS SELECT * FROM t WHERE id NOT IN (SELECT id FROM tr);
${train('SELECT a, b FROM tr')}
${evaluate('SELECT a, b FROM te')}`,
  ],
  [
    'all but the rows of the training',
    'mysql',
    `${train('SELECT a, b FROM t WHERE k = 1')}\n${evaluate('SELECT a, b FROM t EXCEPT SELECT a, b FROM t WHERE k = 1')}`,
  ],
  [
    'a model that replaces another by its name',
    'mysql',
    `${train('SELECT a, b FROM t', 'm_new')}
RENAME TABLE m TO m_old, m_new TO m;
DROP TABLE m_old;
SELECT a FROM x TO PREDICT r.b USING m;`,
  ],
  [
    'a model that goes on day by day',
    'maxcompute',
    `${train('SELECT a, b FROM day1')}\n${train('SELECT a, b FROM day2', 'm').replace('INTO', 'USING m INTO')}`,
  ],
  [
    'predictions of one model as a feature of the next',
    'mysql',
    `SELECT a, y FROM t TO TRAIN XGBRegressor LABEL y INTO m1;
SELECT * FROM t2 TO PREDICT r.guess USING m1;
SELECT a, guess, y FROM r TO TRAIN XGBRegressor LABEL y INTO m2;`,
  ],
  [
    'the champion predicts and the challenger is trained',
    'mysql',
    `${train('SELECT a, b FROM t', 'churn_challenger')}\nSELECT a FROM x TO PREDICT r.b USING churn_champion;`,
  ],
]

describe('nothing is found in a sound program', () => {
  test.each(sound)('%s (%s)', (_, dialect, text) => {
    const { diagnostics } = lint(text, { dialect })
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
  })
})
