/** A notebook with a real kernel: its cells run one after the other, in a folder of their own, with the package as pip installs it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFolder } from '../command.ts'
import { projectRoot } from '../shared.ts'

export interface Output {
  readonly output_type: 'display_data' | 'execute_result' | 'stream' | 'error'
  /** Forms by their MIME types; texts are joined. */
  readonly data?: Readonly<Record<string, unknown>>
  readonly text?: string | readonly string[]
  readonly evalue?: string
  readonly traceback?: readonly string[]
}

interface Cell {
  readonly cell_type: string
  readonly source: string | readonly string[]
  readonly outputs?: readonly Output[]
}

export interface RanCell {
  readonly source: string
  readonly outputs: readonly Output[]
}

export class NotebookPlace {
  readonly folder = new CommandFolder({}, 'sqlflowc-notebook-')
  readonly #python: string
  readonly #stepPython: string

  constructor(python: string, stepPython: string) {
    this.#python = python
    this.#stepPython = stepPython
    const main = join(projectRoot, 'src/main.ts')
    this.folder.write('bin/sqlflowc', `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, 0o755)
  }

  /** Gives what pip says when it fails. */
  install(): string | undefined {
    // pip builds in the folder that it installs from.
    const source = join(this.folder.path, 'package')
    cpSync(join(projectRoot, 'src/notebook'), source, { recursive: true })
    const args = ['-m', 'pip', 'install', '--quiet', '--no-index', '--no-build-isolation', '--no-deps']
    const { status, stderr } = spawnSync(this.#python, [...args, '--target', this.#packages, source], {
      encoding: 'utf8',
    })
    return status === 0 ? undefined : stderr
  }

  async run(notebook: string): Promise<RanCell[]> {
    mkdirSync(join(this.folder.path, 'work'), { recursive: true })
    const runner = join(import.meta.dirname, 'run_notebook.py')
    const command = `cd work && exec '${this.#python}' '${runner}' '${notebook}'`
    const { ended } = this.folder.spawn('/bin/sh', ['-c', command], {
      PYTHONPATH: this.#packages,
      SQLFLOWC: join(this.folder.path, 'bin/sqlflowc'),
      SQLFLOWC_PYTHON: this.#stepPython,
    })
    const { code, out, err } = await ended
    if (code !== 0) throw new Error(err)
    const { cells } = JSON.parse(out) as { cells: readonly Cell[] }
    return cells
      .filter(({ cell_type }) => cell_type === 'code')
      .map(({ source, outputs = [] }) => ({ source: joined(source), outputs }))
  }

  runCells(sources: readonly string[]): Promise<RanCell[]> {
    const cells = sources.map((source, at) => ({
      cell_type: 'code',
      id: `cell-${at}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    }))
    const kernelspec = { display_name: 'Python 3', language: 'python', name: 'python3' }
    const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }
    this.folder.write('cells.ipynb', JSON.stringify(notebook))
    return this.run(join(this.folder.path, 'cells.ipynb'))
  }

  get #packages(): string {
    return join(this.folder.path, 'packages')
  }
}

function joined(text: string | readonly string[] = ''): string {
  return typeof text === 'string' ? text : text.join('')
}

/** What a reader sees of a cell's outputs, without times: a line of text, or several, for each. */
export function seen({ outputs }: RanCell): string[] {
  return outputs.map(({ output_type, data, text, evalue }) => {
    const plain = data
      ? joined(data['text/plain'] as string)
      : output_type === 'error'
        ? evalue
        : joined(text)
    return (plain ?? '')
      .replace(/\d+\.\d s\b/g, 'N s')
      .replace(/\d{8}-\d{6}/g, 'TIME')
      .trimEnd()
  })
}

/** A form of an output as text. */
export function formOf({ data = {} }: Output, type: string): string {
  return joined(data[type] as string)
}
