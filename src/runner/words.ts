/** Words of a run: times, names of its folders, what is said of a step. */
import { fitted, visible } from '../diagnostics/render/text.ts'
import type { Source } from '../diagnostics/source.ts'
import type { Step } from '../plan/plan.ts'

/** Text in a colour, where there are colours. */
export type Paint = (style: 'good' | 'bad' | 'dim', text: string) => string

/** `0.04 s`, `1.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min` */
export function duration(seconds: number): string {
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** `20261123-034512-daily-iris`: sorted by name they are sorted by time, which is that of Greenwich. */
export function runName(now: number, programPath: string): string {
  const time = new Date(now)
    .toISOString()
    .replace(/\..*|[-:]/g, '')
    .replace('T', '-')
  const file = programPath.split(/[/\\]/).at(-1) ?? ''
  const slug = file
    .replace(/(.)\.[^.]*$/, '$1')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
  return slug === '' ? time : `${time}-${slug}`
}

/** Whether a folder is one that `runName` has named: others are nobody's to remove. */
export function isRunName(name: string): boolean {
  return /^\d{8}-\d{6}(-[a-z0-9-]+)?$/.test(name)
}

/** `line 12: SELECT * FROM t` */
export function placeOf({ line, headline }: Step): string {
  return `line ${line}: ${fitted(visible(headline), 80)}`
}

/** `daily.sql:12: SELECT * FROM t` */
export function addressOf(source: Source, line: number): string {
  return `${visible(source.path)}:${line}: ${fitted(visible(source.line(line).trim()), 80)}`
}

/** A path as a word for a shell, which no program takes for an option. */
export function quoted(path: string): string {
  const word = path.startsWith('-') ? `./${path}` : path
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${visible(word).replaceAll("'", `'\\''`)}'`
}
