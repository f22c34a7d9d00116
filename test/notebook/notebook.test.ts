/** Notebooks with a real kernel, run without anybody before them: what cells give, what they say of mistakes, what survives. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { version } from '../../src/version.ts'
import { noneLeft } from '../support/command.ts'
import { formOf, NotebookPlace, type RanCell, seen } from '../support/notebook/notebook.ts'
import { notebookPython, stepPython } from '../support/python.ts'
import { projectRoot } from '../support/shared.ts'

const [notebook, steps] = [notebookPython(), stepPython()]
const missing = notebook.missing ?? steps.missing
const json = 'application/vnd.sqlflow.v1+json'

/** Asks the kernel's own process to stop, or the server, once a step of this cell runs. */
const whenRunning = (cell: number, action: string): string => `
import glob, os, signal, threading, time
magics = get_ipython().magics_manager.registry["SqlflowMagics"]
def act():
    while not glob.glob(".sqlflow/runs/*-cell-${cell}/steps/*/log.txt"):
        time.sleep(0.05)
    time.sleep(0.3)
    ${action}
before = magics.client.pid
threading.Thread(target=act).start()`

const endless =
  '%%sqlflow\nWITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000000000) SELECT count(*) FROM c;'

const injection = `x'); DROP TABLE t; --"\\`

describe.skipIf(missing !== undefined)(`notebooks${missing === undefined ? '' : ` (${missing})`}`, () => {
  let place: NotebookPlace
  beforeAll(() => {
    place = new NotebookPlace(notebook.python ?? '', steps.python ?? '')
    expect(place.install()).toBeUndefined()
  })
  afterAll(() => place.folder.remove())

  test('the example trains, predicts, evaluates and explains', async () => {
    const cells = await place.run(join(projectRoot, 'examples/iris-notebook/iris.ipynb'))
    const cell = (text: string): RanCell => {
      const found = cells.find(({ source }) => source.includes(text))
      if (!found) throw new Error(`no cell has ${text}`)
      return found
    }
    expect(
      cells.flatMap(({ outputs }) => outputs.filter(({ output_type }) => output_type === 'error')),
    ).toEqual([])
    expect(seen(cell('CREATE TABLE'))[0]).toMatch(
      /^✓ {2}s001-drop-iris-train {2}done {2}N s\n.*2 steps done$/s,
    )
    expect(seen(cell('TO TRAIN'))).toEqual(['✓  s001-train-iris-model  done  N s\n1 step done'])

    // The model of an earlier cell is known, with all that was learned of it.
    const [plan] = cell('--plan').outputs
    expect(formOf(plan ?? never(), 'text/plain')).toContain(
      'model iris_model (xgboost.gbtree, read from sqlite:.sqlflow/sqlflow.db)',
    )
    expect(formOf(plan ?? never(), 'text/html')).toMatch(/^<svg /)
    expect(formOf(plan ?? never(), 'text/vnd.mermaid')).toMatch(/^flowchart TD\n/)
    expect(plan?.data?.[json]).toMatchObject({ version: 1, steps: [{ id: 's001-predict-predicted' }, {}] })

    // An assigned result is not shown.
    expect(cell('<< flowers').outputs).toHaveLength(1)
    expect(seen(cell('flowers'))).toHaveLength(1)
    const flowers = cells.find(({ source }) => source === 'flowers') ?? never()
    expect(seen(flowers)).toEqual([
      '    predicted  flowers\n0      setosa       10\n1  versicolor        9\n2   virginica       11',
    ])
    expect(formOf(flowers.outputs[0] ?? never(), 'text/html')).toContain('<table')

    const [, metrics] = cell('TO EVALUATE').outputs
    expect(formOf(metrics ?? never(), 'text/plain')).toMatch(/loss {2}accuracy_score\n0 {2}0\.\d+ +0\.9\d+$/)
    const [, plot] = cell('TO EXPLAIN').outputs
    expect(
      Buffer.from(formOf(plot ?? never(), 'image/png'), 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect(formOf(plot ?? never(), 'text/plain')).toMatch(/^Mean of \|SHAP value\|\npetal_/)
    const [, shown] = cell('SHOW TRAIN').outputs
    expect(formOf(shown ?? never(), 'text/plain')).toContain(
      "WHERE class IN ('setosa', 'versicolor', 'virginica')\nTO TRAIN xgboost.gbtree",
    )
    expect(shown?.data?.[json]).toMatchObject({ estimator: 'xgboost.gbtree' })
    await noneLeft(place.folder)
  })

  test('variables are values, and mistakes are said where they are', async () => {
    const cells = await place.runCells([
      '%load_ext sqlflow_magic',
      `import datetime, decimal\nwho = ${JSON.stringify(injection)}\nleast = 2\nks = [1, 3]\nmade = {}\nday = datetime.date(2024, 2, 29)\nmoney = decimal.Decimal("1.10")\nnothing = None\nraw = b"\\x00\\xff"\nminus = -5\n`,
      `%%sqlflow
CREATE TABLE t (k INTEGER, name TEXT);
INSERT INTO t VALUES (1, :who), (2, \${who}), (3, ':who'), (4, NULL); -- :who
SELECT k, name, :day AS day, :money AS money, :raw AS raw, 1 -:minus AS six, {who} AS braces FROM t WHERE k IN :ks`,
      `%%sqlflow << t
SELECT k, name, :day AS day, :money AS money, :raw AS raw, 1 -:minus AS six, :nothing AS n FROM t WHERE k IN :ks OR k = 4;`,
      'print(list(t["k"]), list(t["name"]) == [who, ":who", None], t["raw"][0], list(t["day"]), list(t["six"]), t["money"][0], t["n"][0])',
      '%%sqlflow\nSELECT name\nFROM t WHERE k > :leest AND name = :who',
      '%%sqlflow\nSELECT k FROM t WHERE name = :made',
      '%%sqlflow\nSELECT k FROM t WHERE name = :who TO TRAIN xgboost.gbtre WITH max_depth = :least LABEL k INTO m;',
      '%%sqlflow\nSELECT k FROM t;\nSELECT nowhere_column FROM t WHERE name = :who AND k = 1;',
      '%%sqlflow --lint\nSELECT k FROM t;',
      '%%sqlflow --complie\nSELECT k FROM t;',
      '%sqlflow --compile -o t.yaml SELECT k FROM t WHERE name = :who',
      'print(open("t.yaml").read().startswith("apiVersion: argoproj.io"))',
      '%sqlflow --datasource nonsense:secret-word',
      '%sqlflow --datasource sqlite:other.db --offline',
      '%sqlflow',
      '%sqlflow SELECT count(*) AS tables FROM sqlite_master << n',
      'int(n["tables"][0])',
      '%%sqlflow --dag\nCREATE TABLE "<b>" AS SELECT 1;',
    ])
    const [
      ,
      ,
      bad,
      ,
      values,
      unknown,
      unwritable,
      broken,
      failed,
      lint,
      option,
      compiled,
      yaml,
      url,
      set,
      get,
      ,
      other,
      dag,
    ] = cells as [RanCell, RanCell, ...RanCell[]]
    const at = (cell: RanCell | undefined): string[] => seen(cell ?? never())
    // Braces are SQL, and not IPython's.
    expect(at(bad).at(-1)).toMatch(
      /^s003-select-t failed: unrecognized token: "{" .*1 -\(-5\) AS six, \{who\} AS/,
    )
    expect(at(values)).toEqual([
      "[1, 3, 4] True b'\\x00\\xff' ['2024-02-29', '2024-02-29', '2024-02-29'] [6, 6, 6] 1.1 None",
    ])
    expect(at(unknown)).toMatchInlineSnapshot(`
      [
        "error[SF007] unknown-variable: there is no variable \`leest\`
       --> cell 6:2:18
        |
      2 | FROM t WHERE k > :leest AND name = :who
        |                  ^^^^^^
        = help: perhaps \`least\` was meant",
        "1 error",
      ]
    `)
    expect(at(unwritable)).toMatchInlineSnapshot(`
      [
        "error[SF008] unwritable-value: the variable \`made\` holds a dict, which has no form in SQL
       --> cell 7:1:30
        |
      1 | SELECT k FROM t WHERE name = :made
        |                              ^^^^^",
        "1 error",
      ]
    `)
    expect(at(broken)).toMatchInlineSnapshot(`
      [
        "error[SF310] unknown-estimator: XGBoost has no estimator \`xgboost.gbtre\`
       --> cell 8:1:44
        |
      1 | SELECT k FROM t WHERE name = :who TO TRAIN xgboost.gbtre WITH max_depth = :least LABEL k INTO m;
        |                                            ^^^^^^^^^^^^^
        = help: perhaps \`xgboost.gbtree\` was meant",
        "1 error",
      ]
    `)
    expect(at(failed)).toMatchInlineSnapshot(`
      [
        "✓  s001-select-t  done  N s
      ✗  s002-select-t  failed  N s",
        "   k
      0  1
      1  2
      2  3
      3  4",
        "s002-select-t failed: no such column: nowhere_column (in: SELECT nowhere_column FROM t WHERE name = 'x''); DROP TABLE t; --"\\' AND k = 1)
        --> cell 9:2: SELECT nowhere_column FROM t WHERE name = :who AND k = 1;
        log: .sqlflow/runs/TIME-cell-9/steps/s002-select-t/log.txt",
        "s002-select-t failed: no such column: nowhere_column (in: SELECT nowhere_column FROM t WHERE name = 'x''); DROP TABLE t; --"\\' AND k = 1)",
      ]
    `)
    expect(at(lint)).toEqual(['nothing found'])
    expect(at(option)).toEqual(['there is no option --complie; perhaps --compile was meant'])
    expect(at(compiled)).toEqual(['written to t.yaml'])
    expect(at(yaml)).toEqual(['True'])
    expect(at(url).join()).not.toContain('secret-word')
    expect(at(set)).toEqual(['data source sqlite:other.db, dialect sqlite, offline'])
    expect(at(get)).toEqual(at(set))
    expect(at(other)).toEqual(['0'])
    const [picture] = dag?.outputs ?? []
    expect(formOf(picture ?? never(), 'text/html')).toMatch(/^<svg .*&#60;b&#62;/s)
    // A mistake in SQL has no traceback of Python.
    const errors = cells.flatMap(({ outputs }) =>
      outputs.filter(({ output_type }) => output_type === 'error'),
    )
    for (const { traceback } of errors) expect(traceback).toEqual([expect.stringMatching(/^SqlflowError: /)])
    const [page] = unknown?.outputs ?? []
    expect(formOf(page ?? never(), 'text/html')).toContain('WHERE k &gt; :leest')
  })

  test('a process that dies is started again; an interrupt ends the step and not the process', async () => {
    const cells = await place.runCells([
      '%load_ext sqlflow_magic',
      '%sqlflow --datasource sqlite:kept.db',
      `import os, signal\nmagics = get_ipython().magics_manager.registry["SqlflowMagics"]\nfirst = magics.client.pid\nos.kill(first, signal.SIGKILL)`,
      '%sqlflow SELECT 1 AS one << r',
      'print(int(r["one"][0]), magics.client.pid != first, magics.settings)',
      whenRunning(6, 'os.kill(os.getpid(), signal.SIGINT)'),
      endless,
      '%sqlflow SELECT 2 AS two << r',
      'print(int(r["two"][0]), magics.client.pid == before)',
      whenRunning(10, 'os.kill(before, signal.SIGKILL)'),
      endless,
      '%sqlflow SELECT 3 AS three << r',
      'print(int(r["three"][0]), magics.client.pid == before)',
      '%sqlflow restart\n%sqlflow SELECT 4 AS four << r',
      'print(int(r["four"][0]))',
    ])
    expect(seen(cells[4] ?? never())).toEqual(["1 True {'datasource': 'sqlite:kept.db'}"])
    expect(seen(cells[6] ?? never()).at(-1)).toBe('stopped')
    expect(seen(cells[8] ?? never())).toEqual(['2 True'])
    expect(seen(cells[10] ?? never()).at(-1)).toMatch(
      /sqlflowc has ended \(it said nothing\); the next cell starts it again$/,
    )
    expect(seen(cells[12] ?? never())).toEqual(['3 False'])
    expect(seen(cells[14] ?? never())).toEqual(['4'])
    await noneLeft(place.folder)
  })
})

test('the example notebook is kept without its outputs', () => {
  const { cells } = JSON.parse(
    readFileSync(join(projectRoot, 'examples/iris-notebook/iris.ipynb'), 'utf8'),
  ) as {
    cells: readonly { outputs?: unknown[]; execution_count?: unknown }[]
  }
  for (const { outputs = [], execution_count = null } of cells) {
    expect(outputs).toEqual([])
    expect(execution_count).toBeNull()
  }
})

test('the Python package goes with this version', () => {
  const project = readFileSync(join(projectRoot, 'src/notebook/pyproject.toml'), 'utf8')
  expect(project).toContain(`\nversion = "${version}"\n`)
})

function never(): never {
  throw new Error('there is no such output')
}
