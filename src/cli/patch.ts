/** Two texts of a file as a unified diff, as `git apply` and `patch -p1` take it. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY, formatPatch } from 'diff'

/** Finding the shortest difference takes long where much differs; then the whole text is replaced. */
const longestMs = 2000

export function patchOf(path: string, before: string, after: string): string {
  if (before === after) return ''
  // A path from the root, and that of standard input, are as good as any other to a reader.
  const [oldFileName, newFileName] = [`a/${path.replace(/^\/+/, '')}`, `b/${path.replace(/^\/+/, '')}`]
  const shortest = createTwoFilesPatch(oldFileName, newFileName, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
    timeout: longestMs,
  })
  if (shortest !== undefined) return shortest
  const [old, young] = [linesOf(before, '-'), linesOf(after, '+')]
  const hunk = {
    oldStart: old.count === 0 ? 0 : 1,
    oldLines: old.count,
    newStart: young.count === 0 ? 0 : 1,
    newLines: young.count,
    lines: [...old.lines, ...young.lines],
  }
  const names = { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined }
  return formatPatch({ ...names, hunks: [hunk] }, FILE_HEADERS_ONLY)
}

function linesOf(text: string, sign: string): { count: number; lines: string[] } {
  const lines = text.split('\n')
  const isWhole = lines.at(-1) === ''
  if (isWhole) lines.pop()
  const signed = lines.map((line) => sign + line)
  return { count: lines.length, lines: isWhole ? signed : [...signed, '\\ No newline at end of file'] }
}
