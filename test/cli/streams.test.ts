/** Standard output of all kinds gets all that the command prints, or the command says that it could not be printed. */
import { spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../support/shared.ts'

const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-streams-'))
afterAll(() => rmSync(folder, { recursive: true }))

const main = join(projectRoot, 'src/main.ts')
const many = join(folder, 'many.sql')
// More than a pipe holds.
writeFileSync(many, Array.from({ length: 1500 }, (_, at) => `SELECT 'ä' FROM t${at};`).join('\n'))
const args = [main, 'plan', many]
const expected = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout

/** In bash, where `$0 "$@"` is the command. */
function bash(script: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('bash', ['-c', script, process.execPath, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
}

describe('standard output', () => {
  test('is long enough here', () => {
    expect(expected.length).toBeGreaterThan(100_000)
    expect(expected).toContain('ä')
  })

  test('of a file, also behind what is in it', () => {
    const file = join(folder, 'out')
    expect(bash(`echo first > ${file}; "$0" "$@" >> ${file}`).stderr).toBe('')
    expect(readFileSync(file, 'utf8')).toBe(`first\n${expected}`)
  })

  test('of a pipe', () => {
    expect(bash('"$0" "$@" | cat').stdout).toBe(expected)
    expect(bash('"$0" "$@" 2>&1 | cat').stdout).toBe(expected)
  })

  test('of a pipe that is read late, and makes nobody wait', async () => {
    const pipe = join(folder, 'pipe')
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
    const reading = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
    const writing = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK)
    const child = spawn(process.execPath, args, { stdio: ['ignore', writing, 'pipe'] })
    closeSync(writing)
    const ended = new Promise((resolve) => child.on('exit', resolve))
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(child.exitCode).toBeNull()
    const chunks: Buffer[] = []
    const room = Buffer.alloc(2 ** 16)
    for (let count = 1; count > 0; ) {
      try {
        count = readSync(reading, room)
        chunks.push(Buffer.from(room.subarray(0, count)))
      } catch {
        // Nothing is in it now.
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    closeSync(reading)
    expect(Buffer.concat(chunks).toString()).toBe(expected)
    expect(await ended).toBe(0)
  })

  test.skipIf(process.platform !== 'linux')('of a disk that is full', () => {
    const { status, stdout, stderr } = bash('"$0" "$@" > /dev/full')
    expect({ status, stdout, stderr }).toEqual({
      status: 3,
      stdout: '',
      stderr: 'sqlflowc: standard output: the disk is full\n',
    })
  })

  test('that is closed, or nobody reads', () => {
    expect(bash('"$0" "$@" >&-').status).toBe(0)
    expect(bash('"$0" "$@" | true; echo $PIPESTATUS').stdout).toBe('0\n')
  })
})

test('standard error that nobody reads changes nothing', () => {
  const script = '{ "$0" "$1" plan nowhere.sql 3>&1 1>&2 2>&3 | true; } 2>/dev/null; echo $PIPESTATUS'
  expect(bash(script).stdout).toBe('3\n')
})
