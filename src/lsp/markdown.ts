/** Text of programs inside of Markdown: nothing in it may become a link, a heading or HTML. */

/** Code on one line, whatever it holds. */
export function code(text: string): string {
  const line = shortened(text)
  const longestRun = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(longestRun + 1)
  return longestRun === 0 ? `\`${line}\`` : `${fence} ${line} ${fence}`
}

/** A block of SQL. */
export function sqlBlock(text: string): string {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(longestRun + 1)
  return `${fence}sql\n${text}\n${fence}`
}

export function escaped(text: string): string {
  return shortened(text).replace(/[\\`*_{}[\]()<>#+\-.!|~&]/g, '\\$&')
}

export function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

const longest = 120

function shortened(text: string): string {
  // As far as it is looked at: a statement may have megabytes.
  const line = text
    .slice(0, longest * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line === '' ? ' ' : line
}
