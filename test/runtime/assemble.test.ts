/** What of the steps' Python goes into a workflow: all that a program needs, and nothing that only the type checker reads. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keysOf } from '../../src/keys.ts'
import { stepRuntime } from '../../src/runtime/assemble.ts'
import { type ProgramName, programs } from '../../src/runtime/programs.ts'
import { projectRoot } from '../support/shared.ts'
import { withoutNotes } from '../tools/python-notes.ts'
import { withoutTypes } from '../tools/python-types.ts'

test.each(keysOf(programs))('there is a program %s', (name) => {
  expect(stepRuntime([name])).toContain(`"${name}": "`)
})

test('a program that is not there is a bug, never a shorter runtime', () => {
  expect(() => stepRuntime(['sql', 'sklearn.train' as ProgramName])).toThrow(
    'bug: the runtime has no program sklearn.train',
  )
})

test('the types of parameters, results and names go, and nothing else', () => {
  const text = `"""
name: a text
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import os

if TYPE_CHECKING:
    from typing import Any

    Pair = "tuple[int, str]"


class Reader(Base):
    width: int

    def read(
        self, cells: dict[str, Any] = {"a": (1, 2)}, *more: int, at: int | None = None
    ) -> Callable[[int], str]:
        """cells: what is read -> what is there"""
        found: list[str] = [cell for cell in cells if cell[1:]]  # of: some = kind
        self.found: int = 1
        return lambda one: one
`
  expect(withoutTypes(text)).toBe(`"""
name: a text
"""

import os


class Reader(Base):

    def read(
        self, cells={"a": (1, 2)}, *more, at=None
    ):
        """cells: what is read -> what is there"""
        found = [cell for cell in cells if cell[1:]]  # of: some = kind
        self.found = 1
        return lambda one: one
`)
})

test('comments and docstrings go, and a block keeps a statement', () => {
  const text = `"""What it is."""

# About it
import os


class Failure(Exception):
    """A failure."""


def read(  # of: a file
    path,
    # How much.
    size=1,
):
    """
    path: where it is
    """
    text = "# \\"\\"\\" "  # no comment
    # Nothing else.
    return text
`
  expect(withoutNotes(text)).toBe(`import os


class Failure(Exception):
    pass


def read(
    path,
    size=1,
):
    text = "# \\"\\"\\" "
    return text
`)
})

const hasPython = spawnSync('python3', ['--version']).status === 0

test.skipIf(!hasPython)('a runtime has the modules of its families alone, and shows them', () => {
  const shown = (name: ProgramName): string =>
    spawnSync('python3', ['-c', stepRuntime([name]), '--source'], { encoding: 'utf8' }).stdout
  expect(shown('sql')).toContain('# sqlflow_step/programs/sql.py\n')
  expect(shown('sql')).not.toContain('# sqlflow_step/engines/')
  expect(shown('xgboost.train')).toContain('\ndef run(step):\n')
  expect(shown('xgboost.train')).not.toContain('# sqlflow_step/engines/tensorflow/')
})

test.skipIf(!hasPython)(
  'the programs of all modules stay the same without types and notes, as Python reads them',
  () => {
    const folder = join(projectRoot, 'src/runtime')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      // It has types only, and is not packed.
      .filter((file) => file.endsWith('.py') && file !== join('sqlflow_step', 'types.py'))
    const pairs = files.map((file) => {
      const source = readFileSync(join(folder, file), 'utf8')
      return [source, withoutNotes(withoutTypes(source))]
    })
    const script = join(projectRoot, 'test/support/without_types.py')
    const { stdout, stderr } = spawnSync('python3', [script], {
      input: JSON.stringify(pairs),
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect((JSON.parse(stdout) as number[]).map((at) => files[at])).toEqual([])
  },
)
