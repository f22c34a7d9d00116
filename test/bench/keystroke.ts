/**
 * What a key costs in the editor: in the middle of programs of 20 to 20,000 statements, the analysis and the findings after
 * it, beside an analysis from the start and beside that of the one statement; then the same through the language server,
 * which is a process of its own here, as it is for an editor.
 *
 *     node test/bench/keystroke.ts
 */
import { analyze } from '../../src/analyze.ts'
import { Memory } from '../../src/incremental/memory.ts'
import { lintAnalysis } from '../../src/lint/lint.ts'
import { Editor } from '../support/lsp.ts'
import { mixed } from './programs.ts'

const keys = 60

console.log('statements   from the start   after a key   findings   from the start / after a key')
for (const count of [20, 200, 2000, 20_000]) inProcess(count)
for (const count of [200, 2000]) await throughServer(count)

/** Where the key goes: into a condition in the middle. */
function middle(text: string): number {
  return text.indexOf('WHERE country', text.length >> 1) + 'WHERE country'.length
}

function inProcess(count: number): void {
  const { text } = mixed(count)
  const at = middle(text)
  const memory = new Memory()
  const [whole, again, findings]: [number[], number[], number[]] = [[], [], []]
  for (let key = 0; key < keys; key++) {
    const version = text.slice(0, at) + 'x'.repeat(key % 7) + text.slice(at)
    whole.push(timed(() => analyze(version)))
    let analysis = analyze('')
    again.push(
      timed(() => {
        analysis = analyze(version, {}, new Map(), memory)
      }),
    )
    findings.push(timed(() => lintAnalysis(analysis)))
  }
  const [a, b, c] = [whole, again, findings].map(median)
  const columns = [
    `${count}`,
    `${ms(a)} ms`,
    `${ms(b)} ms`,
    `${ms(c)} ms`,
    `${((a ?? 0) / (b ?? 1)).toFixed(1)}`,
  ]
  console.log(columns.map((column, at) => column.padStart([10, 17, 14, 11, 15][at] ?? 0)).join(''))
}

/** From a key to the answer of a request about the new text, and to the findings, which wait for a pause. */
async function throughServer(count: number): Promise<void> {
  const { text } = mixed(count)
  const editor = new Editor()
  await editor.initialize()
  await editor.open('a.sql', text)
  const answers: number[] = []
  const findings: number[] = []
  const line = text.slice(0, middle(text)).split('\n').length - 1
  const range = { start: { line, character: 0 }, end: { line, character: 0 } }
  for (let key = 0; key < keys; key++) {
    const start = performance.now()
    await editor.send('a.sql', [{ range, text: ' ' }])
    await editor.about('hover', 'a.sql', { position: range.start })
    answers.push(performance.now() - start)
    await editor.found('a.sql')
    findings.push(performance.now() - start)
  }
  await editor.shutdown()
  editor.close()
  const what = `a key in ${count} statements, in the language server:`
  console.log(`${what} ${ms(median(answers))} ms to a hover, ${ms(median(findings))} ms to the findings`)
}

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** Of the second half: the first warms up. */
function median(times: readonly number[]): number {
  const warm = times.slice(times.length >> 1).sort((a, b) => a - b)
  return warm[warm.length >> 1] ?? 0
}

function ms(time = 0): string {
  return time.toFixed(2)
}
