/** The programs that a command is to look at: files, folders with all that is in them, globs. */
import picomatch from 'picomatch'
import { visible } from '../diagnostics/render/text.ts'
import type { Host, Machine } from '../host.ts'
import { reason } from './input.ts'

export interface FoundPrograms {
  /** Each once, in the order of their names within each argument. */
  readonly paths: readonly string[]
  /** What could not be found or looked into. */
  readonly failures: readonly string[]
}

/** Folders of others: what is in them is nobody's program. */
const skipped = new Set(['node_modules', '__pycache__'])

/**
 * @param exclude globs from the current folder; a file that is named itself is never left out
 */
export async function findPrograms(
  host: Host,
  wanted: readonly string[],
  exclude: readonly string[],
): Promise<FoundPrograms> {
  // `legacy/` is the folder.
  const globs = exclude.map((glob) => glob.replace(/(?<=.)\/+$/, ''))
  const isExcluded = globs.length === 0 ? (): boolean => false : picomatch(globs, { dot: true })
  const paths = new Set<string>()
  const failures: string[] = []
  const walk = async (folder: string, isWanted: (path: string) => boolean): Promise<void> => {
    // Deep folders wait in a list.
    const waiting = [folder]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      try {
        const below: string[] = []
        const entries = [...(await host.entries(next))].sort((a, b) => (a.name < b.name ? -1 : 1))
        for (const { name, isFolder } of entries) {
          // Of version control, editors and file managers.
          if (name.startsWith('.')) continue
          const path = next === '.' ? name : `${next.replace(/\/$/, '')}/${name}`
          if (isExcluded(path)) continue
          if (isFolder && !skipped.has(name)) below.push(path)
          else if (!isFolder && isWanted(path)) paths.add(path)
        }
        waiting.push(...below.reverse())
      } catch (error) {
        failures.push(`${visible(next)}: ${reason(error)}`)
      }
    }
  }
  for (const name of wanted.length === 0 ? ['.'] : wanted) {
    const path = plainPath(host, name)
    const kind = path === '-' ? 'file' : await host.kind(path)
    if (kind === 'file') paths.add(path)
    else if (kind === 'folder') await walk(path, isProgram)
    else {
      const { isGlob, base } = picomatch.scan(path)
      const before = paths.size
      if (isGlob) await walk(base === '' ? '.' : base, picomatch(path, { dot: false }))
      if (!isGlob) failures.push(`${visible(path)}: there is no such file`)
      else if (paths.size === before) failures.push(`${visible(path)}: no file fits`)
    }
  }
  return { paths: [...paths], failures }
}

/**
 * One file has one name, however it is written: from the current folder where it is in it, since reports of code
 * hosts know no other.
 */
function plainPath({ machine }: Host, name: string): string {
  if (name === '-') return name
  const root = slashed(machine, machine.absolute('.'))
  const path = slashed(machine, machine.absolute(name))
  if (path === root) return '.'
  if (path.startsWith(`${root}/`)) return path.slice(root.length + 1)
  return slashed(machine, name).replace(/(?<=.)\/+$/, '')
}

function slashed({ platform }: Machine, path: string): string {
  return platform === 'win32' ? path.replaceAll('\\', '/') : path
}

function isProgram(path: string): boolean {
  return /\.(sql|sqlflow)$/i.test(path)
}
