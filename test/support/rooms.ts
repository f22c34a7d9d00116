/**
 * The rooms of the sources: a folder, or a file that stands alone. A room imports from itself and from rooms before it, also only
 * a type, also dynamically. `test/house/layers.test.ts` holds the sources to it; `npm run generate` writes it into ARCHITECTURE.md.
 */
export const rooms: readonly string[] = [
  'grammar',
  'src/version',
  'src/keys',
  'src/dialects',
  'src/datasources',
  'src/engines',
  'src/diagnostics',
  'src/config',
  'src/metadata/json',
  'src/syntax',
  'src/runtime/programs',
  'src/statements',
  'src/parser',
  'src/metadata',
  'src/stores',
  'src/effects',
  'src/graph',
  'src/analysis',
  'src/checks',
  'src/plan',
  'src/incremental',
  'src/analyze',
  'src/runtime',
  'src/backends',
  'src/compile',
  'src/lint',
  'src/views',
  'src/server',
  'src/host',
  'src/runner',
  'src/submission',
  'src/lsp',
  'src/index',
  'src/cli',
  'src/main',
]

/** The rooms that may touch Node: the command, and what speaks to files and databases. */
export const roomsOfNode: readonly string[] = ['src/stores', 'src/cli', 'src/main']

/** The section of ARCHITECTURE.md, from behind its heading to the next one. */
export function importOrder(): string {
  return `
A room imports only from rooms before it, types included, and no files import each other in a circle
(\`test/support/rooms.ts\`, \`test/house/layers.test.ts\`):

${lines()}

\`node:*\` only in ${listed(roomsOfNode)}; drivers of databases only in \`stores/\`.
`
}

function lines(): string {
  const made: string[] = []
  let line = '   '
  for (const [at, room] of rooms.entries()) {
    const word = at === 0 ? room : `< ${nameOf(room)}`
    if (line.length + word.length > 110) {
      made.push(line)
      line = '           '
    }
    line += ` ${word}`
  }
  return [...made, line].join('\n')
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${nameOf(name)}\``)
  return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
}

function nameOf(room: string): string {
  return room.replace(/^src\//, '')
}
