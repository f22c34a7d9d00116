/** Programs with hostile names and values, run on SQLite: tables, columns, models and results are called just that. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { payloads } from '../support/hostile/payloads.ts'
import { Ground, makePoints, missing } from '../support/xgboost/steps.ts'

const name = (text: string): string => `"${text.replaceAll('"', '""')}"`
const string = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** No SQLite name or text holds a NUL or half a character, and none of the language a line's end. */
const texts = Object.values(payloads).filter(
  (text) => text.isWellFormed() && !/[\0\r\n]/.test(text) && text.length < 1000,
)

/** Of each sort one, since each is trained with. */
const few = [
  payloads['a tag of Argo'],
  payloads['a command'],
  payloads['quotes'],
  payloads['an order to a terminal'],
  payloads['text that turns'],
  payloads['an injection'],
  payloads['a format'],
  payloads['a path'],
  payloads['a prototype'],
  '[a]<b>,c.d',
].flatMap((text) => text ?? [])

describe.skipIf(missing !== undefined)(`hostile names in steps${missing ? ` (${missing})` : ''}`, () => {
  const ground = new Ground()
  beforeAll(() => makePoints(ground))
  afterAll(() => ground.remove())

  test('tables, columns and values of ordinary SQL', async () => {
    const statements = texts.flatMap((text, at) => [
      `CREATE TABLE ${name(`${text}_${at}`)} (${name(text)} TEXT)`,
      `INSERT INTO ${name(`${text}_${at}`)} VALUES (${string(text)})`,
    ])
    // What shares a transaction runs in one step.
    const runs = await ground.succeed(
      `BEGIN;\n${statements.join(';\n')};\nCOMMIT;\nSELECT * FROM ${name(`${texts[0]}_0`)};`,
    )
    expect(runs).toHaveLength(2)
    texts.forEach((text, at) => {
      expect(ground.rows(`SELECT * FROM ${name(`${text}_${at}`)}`)).toEqual([{ [text]: text }])
    })
  })

  test.each(few)('models, features, labels and results: %j', async (text) => {
    const query = `SELECT a AS ${name(text)}, b, y AS ${name(`${text} y`)} FROM points`
    const before = ground.column('SELECT name FROM sqlite_master').length
    await ground.succeed(`${query} TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror", train.num_boost_round = 1
COLUMN ${clauseName(text)}, b LABEL ${clauseName(`${text} y`)} INTO ${clauseName(`${text} m`)};
${query} TO PREDICT ${clauseName(`${text} r`)}.${clauseName(`${text} p`)} USING ${clauseName(`${text} m`)};
${query} TO EVALUATE ${clauseName(`${text} m`)} WITH validation.metrics = "r2_score" LABEL ${clauseName(`${text} y`)} INTO ${clauseName(`${text} e`)};`)
    const [row] = ground.rows(`SELECT * FROM ${name(`${text} r`)} LIMIT 1`)
    expect(Object.keys(row ?? {})).toContain(`${text} p`)
    expect(ground.rows(`SELECT * FROM ${name(`${text} e`)}`)).toHaveLength(1)
    // The result, the metrics and the model; nothing else was made, nothing was dropped.
    expect(ground.column('SELECT name FROM sqlite_master').length - before).toBe(3)
    expect(ground.rows('SELECT * FROM points').length).toBeGreaterThan(0)
  })
})

/** A name in the clause after TO, where double quotes make strings. */
function clauseName(text: string): string {
  return `\`${text.replaceAll('`', '``')}\``
}
