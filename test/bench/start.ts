/**
 * How long the built command takes from nothing, as a ratio to `node -e 0` of the same Node. Runs are interleaved, so that
 * what else the machine does hits all alike; the quotient of the minima is the least disturbed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { projectRoot } from '../support/shared.ts'

const rounds = Number(process.argv[2] ?? 30)

const program = `CREATE TABLE db.sample AS SELECT a, b, c FROM db.source WHERE day = '2024-01-01';
SELECT a, b, c FROM db.sample
TO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3 COLUMN a, b LABEL c INTO model;
SELECT a, b FROM db.fresh TO PREDICT db.result.c USING model;
INSERT INTO db.report SELECT 1, count(*) FROM db.result;
DROP TABLE db.sample;
`

interface Command {
  readonly what: string
  readonly args: readonly string[]
  readonly goal?: number
  readonly times: number[]
}

const main = join(projectRoot, 'dist/main.js')

function command(what: string, goal?: number): Command {
  const args = [main, ...what.split(' ')]
  return { what, args, times: [], ...(goal === undefined ? {} : { goal }) }
}

const floor: Command = { what: 'node -e 0', args: ['-e', '0'], times: [] }
const commands = [
  floor,
  command('--version', 1.5),
  command('--help', 1.5),
  command('compile --help'),
  command('compile five.sql', 3.5),
  command('lint five.sql'),
  command('plan five.sql'),
]

buildIfOld()
const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-start-'))
try {
  writeFileSync(join(folder, 'five.sql'), program)
  for (let round = -2; round < rounds; round++) {
    for (const { what, args, times } of commands) {
      const start = performance.now()
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
      const time = performance.now() - start
      if (status !== 0) throw new Error(`${what} ended with ${status}: ${stderr}`)
      // The first rounds fill the caches of the disk.
      if (round >= 0) times.push(time)
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
console.log(`Node ${process.versions.node}, ${rounds} rounds        median    ratio  of minima`)
for (const { what, times, goal } of commands) {
  const ratio = (median(times) / median(floor.times)).toFixed(2)
  const least = (Math.min(...times) / Math.min(...floor.times)).toFixed(2)
  const time = median(times).toFixed(1)
  console.log(
    `${what.padEnd(24)} ${time.padStart(8)} ms ${ratio.padStart(8)} ${least.padStart(10)}${goal === undefined ? '' : `   goal ${goal}`}`,
  )
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0
}

/** What is measured is what users run. */
function buildIfOld(): void {
  const built = existsSync(main) ? statSync(main).mtimeMs : 0
  const isOld = ['package.json', 'src', 'grammar'].some((path) => newest(join(projectRoot, path)) > built)
  if (isOld) execFileSync('npm', ['run', 'build'], { cwd: projectRoot, stdio: 'ignore' })
}

function newest(path: string): number {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return Math.max(mtimeMs, ...files.map((name) => statSync(join(path, name)).mtimeMs))
}
