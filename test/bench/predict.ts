/**
 * What PREDICT costs: a step that predicts a table of SQLite, against XGBoost predicting the same numbers that are in
 * memory already, and against a bare loop that reads the rows and writes them. Rows, columns and trees may be given:
 *
 *   node test/bench/predict.ts [1000000 [20 [100]]]
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { asInImages, Ground, missing, python } from '../support/xgboost/steps.ts'

const [rows = 1_000_000, columns = 20, trees = 100] = process.argv.slice(2).map(Number)
const names = Array.from({ length: columns }, (_, at) => `c${at}`)

/** The numbers are in memory before the clock starts; a bare copy reads and writes in batches as the step does. */
const direct = `
import json, resource, sqlite3, sys, time
import numpy as np
import xgboost

path, columns = sys.argv[1], int(sys.argv[2])
db = sqlite3.connect(path, isolation_level=None)
data = np.array(db.execute("SELECT * FROM wide").fetchall(), dtype=np.float32)[:, :columns]
train = np.array(db.execute("SELECT * FROM sample").fetchall(), dtype=np.float32)
booster = xgboost.train(dict(max_depth=6), xgboost.DMatrix(train[:, :columns], label=train[:, columns]), int(sys.argv[3]))
def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
def copy():
    db.execute("CREATE TEMP TABLE copied AS SELECT *, 0.0 AS y FROM wide LIMIT 0")
    cursor = db.execute("SELECT * FROM wide")
    mark = "INSERT INTO temp.copied VALUES (%s)" % ", ".join("?" * (columns + 1))
    while True:
        batch = cursor.fetchmany(10000)
        if not batch:
            break
        db.executemany(mark, [row + (0.5,) for row in batch])
    db.execute("CREATE TABLE copied AS SELECT * FROM temp.copied")
json.dump(dict(
    predict=timed(lambda: booster.predict(xgboost.DMatrix(data))),
    inplace=timed(lambda: booster.inplace_predict(data)),
    copy=timed(copy),
), sys.stdout)
`

interface Measured {
  seconds: number
  peak: number
}

/** Peak memory of a process, as long as it can be asked. */
function watch(pid: number, into: Measured): void {
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      into.peak = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? into.peak)
    } catch {
      clearInterval(look)
    }
  }, 20)
}

async function main(): Promise<void> {
  if (missing !== undefined) throw new Error(missing)
  const ground = new Ground()
  try {
    const cells = names.map((_, at) => `((i * ${7919 + 2 * at}) % 10007) / ${at + 3}.0`)
    ground.sql(`CREATE TABLE wide AS
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
SELECT ${cells.map((cell, at) => `${cell} AS ${names[at]}`).join(', ')} FROM n;
CREATE TABLE sample AS SELECT *, c0 + ${names.at(-1)} * c1 AS y FROM wide LIMIT 20000;`)
    const step = { seconds: 0, peak: 0 }
    const program = `SELECT * FROM sample TO TRAIN XGBRegressor WITH n_estimators = ${trees} LABEL y INTO model;
SELECT * FROM wide TO PREDICT guessed.y USING model;`
    let pods = 0
    let started = 0
    const runs = await ground.run(program, {
      env: { PYTHONPATH: asInImages.PYTHONPATH, PYTHONDONTWRITEBYTECODE: '1' },
      onStart: (_, pid) => {
        pods++
        started = performance.now()
        if (pods === 2) watch(pid, step)
      },
    })
    step.seconds = (performance.now() - started) / 1000
    const failed = runs.find(({ exit }) => exit !== 0)
    if (failed) throw new Error(failed.stderr)
    const { status, stdout, stderr } = spawnSync(
      python,
      ['-c', direct, ground.path, String(columns), String(trees)],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(stderr)
    const own = JSON.parse(stdout) as { predict: number; inplace: number; copy: number }
    const line = (text: string, seconds: number): void => {
      const rate = Math.round(rows / seconds).toLocaleString('en')
      const ratio = (step.seconds / seconds).toFixed(1)
      process.stdout.write(
        `${text.padEnd(34)}${seconds.toFixed(2).padStart(8)} s${rate.padStart(14)} rows/s   step: ${ratio} times\n`,
      )
    }
    process.stdout.write(
      `${rows} rows, ${columns} columns, ${trees} trees; the file has ${Math.round(statSync(ground.path).size / 2 ** 20)} MB\n`,
    )
    line('the step', step.seconds)
    line('XGBoost: DMatrix and predict', own.predict)
    line('XGBoost: inplace_predict', own.inplace)
    line('reading and writing the rows only', own.copy)
    process.stdout.write(`peak memory of the step: ${Math.round(step.peak / 1024)} MB\n`)
  } finally {
    await ground.remove()
  }
}

await main()
