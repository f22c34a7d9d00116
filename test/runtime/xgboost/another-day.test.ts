/**
 * A model trained today and used by a program of another day: a new process compiles it, with nothing but the URL of
 * the store, and the workflow it writes predicts what XGBoost predicts. In a file, on a server, and in OSS.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CommandFolder } from '../../support/command.ts'
import { mariaDbMissing } from '../../support/mysql/mariadb.ts'
import { type PodRun, runWorkflow } from '../../support/run-workflow.ts'
import { mysqlStepPlace, ossStepPlace, sqliteStepPlace } from '../../support/stores/step-places.ts'
import { asInImages, Ground, makePoints, missing, numbers, python } from '../../support/xgboost/steps.ts'

const image = 'registry.example/team/boosters:1.7'
const train = `SELECT a, name, b, c FROM points ORDER BY id
TO TRAIN ${image}/XGBClassifier
WITH objective = "multi:softprob", num_class = 3, n_estimators = 4, max_depth = 3 LABEL name INTO kept;`
const uses = `SELECT id, c, a, b, name FROM points TO PREDICT guessed.name USING kept;
SELECT a, b, c, name FROM points TO EVALUATE kept LABEL name INTO measured;
SHOW TRAIN kept;`

const stores = [
  ['SQLite', undefined, sqliteStepPlace],
  ['MariaDB', mariaDbMissing(), mysqlStepPlace],
  ['OSS', undefined, () => ossStepPlace('v4')],
] as const

describe.skipIf(missing !== undefined)(
  `models of XGBoost on another day${missing ? ` (${missing})` : ''}`,
  () => {
    const ground = new Ground()
    beforeAll(() => makePoints(ground))
    afterAll(() => ground.remove())

    /** A process of its own compiles the program; its workflow runs. */
    async function run(program: string, env: Readonly<Record<string, string>>): Promise<PodRun[]> {
      const folder = new CommandFolder({
        'p.sql': program,
        'sqlflow.yaml': 'secrets:\n  modelStore: {name: models}\n  oss: {name: keys}\n',
      })
      try {
        const { code, out, err } = await folder.run(['compile', 'p.sql'], {
          SQLFLOW_DATASOURCE: ground.url,
          ...env,
        })
        expect([code, err]).toEqual([0, ''])
        const { OSS_ACCESS_KEY_ID: SQLFLOW_OSS_AK, OSS_ACCESS_KEY_SECRET: SQLFLOW_OSS_SK, ...rest } = env
        const keys = SQLFLOW_OSS_AK && SQLFLOW_OSS_SK ? { SQLFLOW_OSS_AK, SQLFLOW_OSS_SK } : {}
        const secrets = { SQLFLOW_DATASOURCE: ground.url, ...rest, ...keys }
        return await runWorkflow(out, { python, env: asInImages, secrets })
      } finally {
        folder.remove()
      }
    }

    test.for(stores)('in %s', async ([, absent, make], { skip }) => {
      if (absent !== undefined) skip(absent)
      const place = await make()
      try {
        ground.sql('DROP TABLE IF EXISTS guessed; DROP TABLE IF EXISTS measured')
        const runs = [...(await run(train, place.env)), ...(await run(uses, place.env))]
        expect(runs.map(({ exit, stderr }) => [exit, stderr])).toEqual(runs.map(() => [0, '']))
        // The image trained it; SHOW TRAIN needs none of its own.
        expect(runs.map((pod) => pod.image).slice(0, 3)).toEqual([image, image, image])
        expect(runs.at(-1)?.stdout.trim()).toBe(train.slice(0, -1))
        const code = `CASE name WHEN 'high' THEN 0 WHEN 'low' THEN 1 ELSE 2 END`
        const [direct] = ground.direct({
          train: `SELECT ${code}, ${numbers} FROM points ORDER BY id`,
          predict: `SELECT ${numbers} FROM points ORDER BY id`,
          params: { objective: 'multi:softprob', num_class: 3, max_depth: 3 },
          rounds: 4,
        }) as [number[][]]
        const wanted = direct.map((row) => ['high', 'low', 'mid'][row.indexOf(Math.max(...row))])
        expect(ground.column('SELECT name FROM guessed ORDER BY id')).toEqual(wanted)
        const right = ground
          .column('SELECT name FROM points ORDER BY id')
          .filter((name, at) => name === wanted[at])
        expect(ground.column('SELECT accuracy_score FROM measured')).toEqual([right.length / wanted.length])
      } finally {
        await place.remove()
      }
    })
  },
)
