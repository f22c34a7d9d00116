/** `sqlflowc run` where steps need packages or a server: models, a command of a program's own, MySQL. */
import { afterEach, expect, test } from 'vitest'
import { CommandFolder, noneLeft } from '../support/command.ts'
import { mariaDbMissing, startMariaDb } from '../support/mysql/mariadb.ts'
import { stepPython } from '../support/python.ts'

const folders: CommandFolder[] = []

function folderWith(files: Readonly<Record<string, string>>): CommandFolder {
  const folder = new CommandFolder(files)
  folders.push(folder)
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove()
})

const { python, missing: noEngines } = { python: '', missing: undefined, ...stepPython() }

test.skipIf(noEngines !== undefined)(
  `models${noEngines === undefined ? '' : ` (${noEngines})`}: trained, used, explained, and a command of the program’s own`,
  async () => {
    const folder = folderWith({
      'p.sql': `CREATE TABLE t AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 60)
  SELECT n % 7 AS a, n % 5 AS b, n % 7 > 3 AS class FROM c;
SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "binary:logistic", train.num_boost_round = 5
LABEL class INTO m;
SELECT * FROM t TO PREDICT r.class USING m;
SELECT * FROM t TO EXPLAIN m;
SELECT sum(class = (a > 3)) AS right FROM r;
SELECT * FROM r TO RUN a/b:1 CMD "echo", "{{x}} $(HOME) it's";`,
    })
    const { code, out, err } = await folder.run(['run', 'p.sql', '--local-commands'], {
      SQLFLOWC_PYTHON: python,
    })
    expect(code, err).toBe(0)
    expect(out).toMatch(/picture: \.sqlflow\/runs\/[\w/-]+\/outputs\/001\.png\n/)
    expect(out).toContain('right\n-----\n60\n')
    expect(folder.last('steps/s006-run-b/log.txt')).toBe("{{x}} $(HOME) it's\n")
    // The model is of this folder, and later programs find it.
    folder.write('later.sql', 'SHOW TRAIN m;')
    const later = await folder.run(['run', 'later.sql'])
    expect([later.code, later.out], later.err).toEqual([0, expect.stringContaining('INTO m')])
  },
)

const noMysql = noEngines ?? mariaDbMissing()

test.skipIf(noMysql !== undefined)(
  `on MySQL${noMysql === undefined ? '' : ` (${noMysql})`}: sessions, a password that nobody sees, Ctrl-C`,
  async () => {
    const server = await startMariaDb()
    try {
      await server.query('CREATE DATABASE shop')
      const folder = folderWith({
        'p.sql': `SET @@session.sql_mode = 'ANSI_QUOTES';
CREATE TABLE "t" (n INT);
INSERT INTO t VALUES (1), (2);
USE information_schema;
SELECT DATABASE() AS here;
SELECT count(*) AS n FROM shop.t;`,
        'slow.sql': 'SELECT SLEEP(100);',
      })
      const env = { SQLFLOW_DATASOURCE: server.url('shop'), SQLFLOWC_PYTHON: python }
      const { code, out, err } = await folder.run(['run', 'p.sql'], env)
      expect(code, err).toBe(0)
      expect(out).toContain('here\n------------------\ninformation_schema\n')
      expect(out).toContain('n\n-\n2\n')
      expect(err).toContain('on mysql://root:***@127.0.0.1:')
      expect(folder.has('.sqlflow/sqlflow.db')).toBe(false)
      const slow = folder.start(['run', 'slow.sql'], env)
      await slow.said('started')
      await expect.poll(async () => (await server.connections()).now, { timeout: 5000 }).toBe(1)
      slow.process.kill('SIGINT')
      expect((await slow.ended).code).toBe(130)
      await noneLeft(folder)
    } finally {
      await server.close()
    }
  },
)
