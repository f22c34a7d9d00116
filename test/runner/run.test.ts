/** `sqlflowc run` as users meet it: real processes, real SQLite, in folders of their own. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, test } from 'vitest'
import { CommandFolder, noneLeft, processesOf } from '../support/command.ts'

const folders: CommandFolder[] = []

function folderWith(files: Readonly<Record<string, string>> = {}, name?: string): CommandFolder {
  const folder = new CommandFolder(files, name)
  folders.push(folder)
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove()
})

function missing(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return false
  } catch {
    return true
  }
}

const noPython = missing('python3', '--version')
const noScript = missing('script', '--version')

/** Takes minutes, unless it is stopped. */
const endless =
  'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000) SELECT count(*) FROM c;'
/** Takes a second or so. */
const slow = endless.replace('1000000000', '2000000')

function query(folder: CommandFolder, sql: string): unknown[] {
  const database = new DatabaseSync(join(folder.path, '.sqlflow/sqlflow.db'))
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** Without what differs from run to run. */
function steady(text: string): string {
  return text.replace(/\d+(\.\d+)? s\b/g, 'N s').replace(/\d{8}-\d{6}/g, 'TIME')
}

describe.skipIf(noPython)(`run${noPython ? ' (there is no python3)' : ''}`, () => {
  test('results on standard output in the order of the program, a line for each event on standard error', async () => {
    const folder = folderWith({
      'p.sql': `CREATE TABLE t (a INT, "b c" TEXT);
INSERT INTO t VALUES (1, 'it''s {{x}} $(HOME) "y"'), (9007199254740993, NULL);
SELECT * FROM t;
SELECT count(*) AS n FROM t;`,
    })
    const { code, out, err } = await folder.run(['run', 'p.sql', '-j', '1'])
    expect(code, err).toBe(0)
    expect(out).toBe(`s003-select-t, line 3: SELECT * FROM t;
a                 b c
----------------  ----------------------
1                 it's {{x}} $(HOME) "y"
9007199254740993  NULL
(2 rows)

s004-select-t, line 4: SELECT count(*) AS n FROM t;
n
-
2
(1 row)

`)
    expect(steady(err)).toBe(`running p.sql: 4 steps, 1 at a time, on sqlite:.sqlflow/sqlflow.db
logs and results: .sqlflow/runs/TIME-p
s001-create-t  started
s001-create-t  done in N s
s002-insert-t  started
s002-insert-t  done in N s
s003-select-t  started
s003-select-t  done in N s
s004-select-t  started
s004-select-t  done in N s
p.sql: 4 steps done in N s
`)
    expect(folder.read('.sqlflow/.gitignore')).toBe('*\n')
    expect(query(folder, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(JSON.parse(folder.last('plan.json')).steps).toHaveLength(4)
    expect(folder.last('steps/s003-select-t/log.txt')).toContain('(2 rows)')
    expect(JSON.parse(folder.last('steps/s003-select-t/spec.json')).sql ?? '').toBe('')
    expect(JSON.parse(folder.last('state.json'))).toMatchObject({
      version: 1,
      status: 'done',
      program: join(folder.path, 'p.sql'),
      steps: { 's004-select-t': { status: 'done', line: 4 } },
    })
  })

  test('steps that do not depend on each other run at the same time', async () => {
    const folder = folderWith({ 'p.sql': `${slow}\n${slow}\n${slow}` })
    const { code, err } = await folder.run(['run', 'p.sql', '--jobs', '2'])
    expect(code, err).toBe(0)
    const events = [...err.matchAll(/-with-c {2}(started|done)/g)].map(([, event]) => event)
    expect(events).toEqual(['started', 'started', 'done', 'started', 'done', 'done'])
  })

  test('transactions that read and then write wait for each other', async () => {
    const transaction = (table: string): string =>
      `BEGIN;\n${slow}\nSELECT count(*) FROM t;\nINSERT INTO ${table} SELECT * FROM t;\nCOMMIT;\n`
    const tables = ['u', 'v', 'w']
    const folder = folderWith({
      'p.sql': `CREATE TABLE t AS SELECT 1 AS n; ${tables.map((name) => `CREATE TABLE ${name} (n INT);`).join(' ')}
${tables.map(transaction).join('')}`,
    })
    const { code, err } = await folder.run(['run', 'p.sql', '--jobs', '3'])
    expect(code, err).toBe(0)
    expect(query(folder, 'SELECT * FROM u, v, w')).toHaveLength(1)
  })

  test('a failed step names its statement, what follows is skipped, the rest goes on; --resume goes on from there', async () => {
    const folder = folderWith({
      'p.sql': `CREATE TABLE t (n INT);
INSERT INTO t VALUES (1);
CREATE TABLE u AS SELECT * FROM t;
BEGIN;
INSERT INTO u
  SELECT * FROM nowhere;
COMMIT;
SELECT * FROM u;
SELECT 'apart' AS x;`,
    })
    const first = await folder.run(['run', 'p.sql'])
    expect(first.code).toBe(1)
    expect(
      steady(first.err),
    ).toContain(`s004-begin  failed after N s: no such table: nowhere (in: INSERT INTO u)
  --> p.sql:5: INSERT INTO u
  log: .sqlflow/runs/TIME-p/steps/s004-begin/log.txt
s007-select-u  skipped, because s004-begin failed
`)
    expect(steady(first.err)).toMatch(
      /p\.sql: 4 of 6 steps done, 1 failed, 1 skipped in N s\nto go on from there: sqlflowc run p\.sql --resume\n$/,
    )
    expect(first.out).toContain('apart')
    expect(JSON.parse(folder.last('state.json')).steps['s007-select-u']).toMatchObject({
      cause: 's004-begin',
    })

    folder.write('p.sql', `-- mended\n${folder.read('p.sql').replace('nowhere', 't')}`)
    const second = await folder.run(['run', 'p.sql', '--resume'])
    expect(second.code, second.err).toBe(0)
    expect(second.err).toMatch(/going on from \.sqlflow\/runs\/[\w-]+ \(4 done\)/)
    expect(second.err.match(/started/g)).toHaveLength(2)
    expect(second.out).not.toContain('apart')
    expect(query(folder, 'SELECT n FROM u')).toEqual([{ n: 1 }, { n: 1 }])
    expect(JSON.parse(folder.last('state.json')).steps['s001-create-t'].from).toBe(folder.runs()[0])
    const third = await folder.run(['run', 'p.sql', '--resume'])
    expect([third.code, third.err]).toEqual([0, 'nothing is left to run: every step was done\n'])
  })

  test('--from starts again at a step, and not when what was done before it is another program now', async () => {
    const program =
      'CREATE TABLE t (n INT);\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nSELECT count(*) AS n FROM t;'
    const folder = folderWith({ 'p.sql': program })
    const none = await folder.run(['run', 'p.sql', '--from', 's003'])
    expect([none.code, none.err]).toEqual([
      1,
      'sqlflowc: there is no earlier run of p.sql to go on from; --force starts there all the same\n',
    ])
    expect((await folder.run(['run', 'p.sql'])).code).toBe(0)
    const again = await folder.run(['run', 'p.sql', '--from', 's003-insert-t'])
    expect([again.code, again.out.split('\n')[3]]).toEqual([0, '3'])
    const unknown = await folder.run(['run', 'p.sql', '--from', 's009'])
    expect([unknown.code, unknown.err]).toEqual([
      2,
      'sqlflowc: the program has no step `s009`; it has s001-create-t to s004-select-t\n',
    ])
    folder.write('p.sql', program.replace('(1)', '(7)'))
    const changed = await folder.run(['run', 'p.sql', '--from', '3'])
    expect(changed.code).toBe(1)
    expect(changed.err).toMatch(/the statement at line 2 \(s002-insert-t\) has changed since it was done/)
    const forced = await folder.run(['run', 'p.sql', '--from', '3', '--force'])
    expect([forced.code, forced.out.split('\n')[3]]).toEqual([0, '4'])
    const elsewhere = await folder.run(['run', 'p.sql', '--resume', '--datasource', 'sqlite:other.db'])
    expect(elsewhere.code).toBe(1)
    expect(elsewhere.err).toMatch(
      /worked on sqlite:\.sqlflow\/sqlflow\.db, and this one is for sqlite:other\.db/,
    )
  })

  test('Ctrl-C stops everything, and the run can be gone on with', async () => {
    const folder = folderWith({
      'p.sql': `CREATE TABLE t (n INT);\nSELECT * FROM t;\n${endless}\n${endless}`,
    })
    const run = folder.start(['run', 'p.sql'])
    await run.said('s001-create-t  done')
    await run.said('s003-with-c  started')
    await expect.poll(() => processesOf(folder.path)?.length ?? 1).toBeGreaterThan(0)
    run.process.kill('SIGINT')
    await run.said('once more ends')
    run.process.kill('SIGINT')
    const { code, err } = await run.ended
    expect(code, err).toBe(130)
    expect(err).toContain('stopped after')
    await noneLeft(folder)
    expect(folder.statuses()).toMatchObject({ 's001-create-t': 'done', 's003-with-c': 'stopped' })
    expect(JSON.parse(folder.last('state.json')).status).toBe('stopped')
    folder.write('p.sql', folder.read('p.sql').replaceAll('1000000000', '10'))
    const again = await folder.run(['run', 'p.sql', '--resume'])
    expect(again.code, again.err).toBe(0)
    expect(again.err).not.toContain('s001')
  })

  test('a step that does not end when it is asked is ended, and SIGTERM has its own code', async () => {
    const folder = folderWith({ 'p.sql': endless })
    const run = folder.start(['run', 'p.sql'])
    await run.said('started')
    await new Promise((resolve) => setTimeout(resolve, 300))
    run.process.kill('SIGTERM')
    expect((await run.ended).code).toBe(143)
    await noneLeft(folder)
  })

  test('when the command itself is killed, its steps end too, and --resume knows', async () => {
    const folder = folderWith({ 'p.sql': `SELECT 1 AS one;\n${endless}` })
    const run = folder.start(['run', 'p.sql'])
    await run.said('s001-select  done')
    await expect.poll(() => folder.statuses()['s001-select']).toBe('done')
    run.process.kill('SIGKILL')
    expect((await run.ended).code).toBe('SIGKILL')
    await noneLeft(folder)
    folder.write('p.sql', 'SELECT 1 AS one;\nSELECT 2 AS two;')
    const again = await folder.run(['run', 'p.sql', '--resume'])
    expect(again.code, again.err).toBe(0)
    expect(again.out).not.toContain('one')
  })

  test('two runs at the same time', async () => {
    const folder = folderWith({
      'p.sql': `CREATE TABLE IF NOT EXISTS t (n INT);\nINSERT INTO t VALUES (1);\n${slow}\nINSERT INTO t VALUES (2);`,
    })
    const [first, second] = await Promise.all([folder.run(['run', 'p.sql']), folder.run(['run', 'p.sql'])])
    expect([first.code, second.code], first.err + second.err).toEqual([0, 0])
    expect(folder.runs()).toHaveLength(2)
    expect(query(folder, 'SELECT count(*) AS n FROM t')).toEqual([{ n: 4 }])
  })

  test('a run that still goes on is not gone on with', async () => {
    const folder = folderWith({ 'p.sql': endless })
    const run = folder.start(['run', 'p.sql'])
    await run.said('started')
    const resumed = await folder.run(['run', 'p.sql', '--resume'])
    expect([resumed.code, resumed.err]).toEqual([1, expect.stringContaining('the last run goes on still')])
    run.process.kill('SIGTERM')
    expect((await run.ended).code).toBe(143)
    await noneLeft(folder)
  })

  test('names that shells, terminals and file systems stumble over', async () => {
    const folder = folderWith({}, "sqlflowc run's $(x) é-")
    const names = [
      'it\'s "a" $(touch x) program.sql',
      '-rf.sql',
      `zwei\nZeilen\u001b[31m 字${'é'.repeat(50)}.sql`,
    ]
    // Modules of Python's own, if it looked here for them.
    for (const module of ['json.py', 'sqlite3.py', 'runpy.py']) folder.write(module, 'raise SystemExit(9)')
    for (const name of names) {
      folder.write(
        name,
        'CREATE TABLE IF NOT EXISTS "{{a}} $(b)" (n INT);\nSELECT \'\u001b[2J{{x}}\' AS "q\'`" FROM nowhere;',
      )
      const { code, out, err } = await folder.run(['run', '--', name])
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain('2 steps, ')
      expect(err).not.toContain('\u001b')
      expect(err).toContain(':2: SELECT')
    }
    expect(folder.runs()).toHaveLength(names.length)
    expect(readdirSync(folder.path)).not.toContain('x')
  })

  test('a program with errors runs nothing and leaves nothing', async () => {
    const folder = folderWith({ 'p.sql': 'CREATE TABLE t (n INT);\nSELECT * FROM t TO TRIAN x;' })
    const { code, out, err } = await folder.run(['run', 'p.sql'])
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('SF102')
    expect(folder.has('.sqlflow')).toBe(false)
    folder.write('p.sql', '-- nothing')
    expect((await folder.run(['run', 'p.sql'])).code).toBe(0)
    expect(folder.has('.sqlflow')).toBe(false)
  })

  test('the data source reaches the steps by the environment alone', async () => {
    const folder = folderWith({ 'p.sql': 'SELECT 1;' })
    // A Python that says what it was given.
    folder.write(
      'bin/python',
      `#!/bin/sh
[ "$1" = -c ] && { echo '["", [3, 12, 0], []]'; exit; }
echo "url of \${#SQLFLOW_DATASOURCE}, model store of \${#SQLFLOW_MODEL_STORE}, args: $*"
sleep 0.5; exit 1
`,
      0o755,
    )
    const url = 'mysql://root:hunter2@127.0.0.1:1/db'
    const run = folder.start(['run', 'p.sql', '--python', 'bin/python'], {
      SQLFLOW_DATASOURCE: url,
      SQLFLOW_MODEL_STORE: 'oss://id:hunter2@bucket/x?region=cn-a',
    })
    await run.said('started')
    expect((processesOf(folder.path) ?? []).join()).not.toContain('hunter2')
    const { code, err } = await run.ended
    expect(code).toBe(1)
    expect(err).toContain('on mysql://root:***@127.0.0.1:1/db')
    expect(folder.last('steps/s001-select/log.txt')).toContain(
      `url of ${url.length}, model store of 37, args: `,
    )
    const files = readdirSync(join(folder.path, '.sqlflow'), { recursive: true, withFileTypes: true })
    for (const file of files.filter((each) => each.isFile())) {
      expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain('hunter2')
    }
  })

  test('texts, and pictures by their path, with the text that stands for them', async () => {
    const folder = folderWith({ 'p.sql': 'SELECT 1;' })
    folder.write(
      'python',
      `#!/bin/sh
[ "$1" = -c ] && { echo '["", [3, 12, 0], []]'; exit; }
cd "$SQLFLOW_STEP_OUTPUT"
printf 'SELECT 1\\nTO TRAIN x' > 001.txt; echo png > 002.png; echo 'a is more than b' > 002.txt; echo no > 003.txt.part
`,
      0o755,
    )
    const { code, out } = await folder.run(['run', '-', '--python', './python'], {}, 'SELECT 1;')
    expect(code).toBe(0)
    const outputs = `.sqlflow/runs/${folder.runs()[0]}/steps/s001-select/outputs`
    expect(out).toBe(
      `s001-select, line 1: SELECT 1;\nSELECT 1\nTO TRAIN x\n\npicture: ${outputs}/002.png\n\na is more than b\n\n`,
    )
    expect(folder.runs()[0]).toMatch(/-stdin$/)
  })

  test.skipIf(noScript)(
    `on a terminal${noScript ? ' (there is no script command)' : ''}: a block that is drawn anew`,
    async () => {
      const folder = folderWith({ 'p.sql': `SELECT 'a {{b}}' AS x;\n${slow}\n${endless}` })
      const command = `${process.execPath} ${join(import.meta.dirname, '../../src/main.ts')} run p.sql -j 2`
      const run = folder.spawn('script', ['-qefc', command, '/dev/null'], { TERM: 'xterm', COLUMNS: '80' })
      await run.said('s002-with-c  \u001b[32mdone')
      run.process.stdin?.write('\u0003')
      await run.said('stopping 1 step')
      run.process.stdin?.write('\u0003')
      const { code, out } = await run.ended
      expect(code).toBe(130)
      expect(out).toContain('s001-select  \u001b[32mdone\u001b[0m in ')
      expect(out).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] s003-with-c {2}\d/)
      expect(out).toContain('\r\u001b[2A\u001b[J')
      expect(out).toContain('1 of 3 done · 2 running · 0 waiting')
      expect(out).toContain('a {{b}}')
      // Nothing of the block is left below the last line.
      expect(out.trimEnd().endsWith('to go on from there: sqlflowc run p.sql --resume')).toBe(true)
      await noneLeft(folder)
    },
  )
})
