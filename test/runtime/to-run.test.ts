/** TO RUN: the user's program with SQLFlow's variables, without a shell in between. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StepPlace } from '../support/steps.ts'

function anyPython(): string | undefined {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}
const python = anyPython()

describe.skipIf(python === undefined)(`TO RUN${python === undefined ? ' (there is no python3)' : ''}`, () => {
  let place: StepPlace
  let bin: string
  beforeAll(() => {
    place = new StepPlace(python ?? '')
    bin = join(place.folder, 'bin')
    mkdirSync(join(bin, 'tools'), { recursive: true })
    writeFileSync(join(bin, 'tools/__init__.py'), '')
    writeFileSync(
      join(bin, 'tools/show.py'),
      'import os, sys\nfor n in ("SELECT", "INTO", "IMAGE"):\n    print(n, os.environ["SQLFLOW_TO_RUN_" + n])\nprint(os.environ["SQLFLOW_DATASOURCE"], sys.argv[1:])\n',
    )
    writeFileSync(join(bin, 'show'), '#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\necho told >&2\n')
    writeFileSync(join(bin, 'fail'), '#!/bin/sh\necho before\nexit 7\n')
    for (const file of ['show', 'fail']) chmodSync(join(bin, file), 0o755)
  })
  afterAll(() => place.remove())

  const run = (command: string, into = '') =>
    place.run(`SELECT * FROM t TO RUN team/tools:1 CMD ${command}${into};`, {
      env: { PATH: `${bin}:${process.env['PATH']}`, PYTHONPATH: bin },
    })

  test('a Python program, by its path or as a module of the image', async () => {
    for (const name of [join(bin, 'tools/show.py'), 'tools/show.py']) {
      const [only] = await run(`"${name}", "a b", "$(HOME) {{x}} ; rm -rf /"`, ' INTO r1, r2')
      expect(only).toMatchObject({ exit: 0, stderr: '' })
      expect(only?.stdout).toBe(
        `SELECT SELECT * FROM t\nINTO r1,r2\nIMAGE team/tools:1\nsqlite:${place.path} ['a b', '$(HOME) {{x}} ; rm -rf /']\n`,
      )
    }
  })

  test('another program gets its words as they are', async () => {
    const [only] = await run('"show", "it is", "*", "a;b"')
    expect(only).toMatchObject({ exit: 0, stdout: '<it is>\n<*>\n<a;b>\n', stderr: 'told\n' })
  })

  test.each([
    ['"fail"', 'the program fail failed with exit code 7'],
    ['"nowhere"', 'there is no program nowhere in the image'],
  ])('%s', async (command, expected) => {
    const [only] = await run(command)
    expect(only?.exit).toBe(1)
    expect(only?.stderr).toBe(`sqlflowc: step s001-run-tools, line 1: ${expected}\n`)
  })

  test('who ends the step ends the program', async () => {
    writeFileSync(
      join(bin, 'wait'),
      '#!/bin/sh\ntrap "echo ended; exit 3" TERM\necho ready\nwhile :; do sleep 0.05; done\n',
    )
    chmodSync(join(bin, 'wait'), 0o755)
    const runs = await place.run('SELECT 1 TO RUN team/tools:1 CMD "wait";', {
      env: { PATH: `${bin}:${process.env['PATH']}` },
      onStart: (_, pid) => setTimeout(() => process.kill(pid, 'SIGTERM'), 700),
    })
    expect(runs[0]?.stdout).toBe('ready\nended\n')
    expect(runs[0]?.stderr).toContain('failed with exit code 3')
  })
})
