/**
 * Nearest names and lists of what was possible. A name is near when it differs in case only, in its
 * prefix only (`epoch`, `train.epoch`), or by about a third of its letters; a swap of two
 * neighbours counts once.
 */

/** Longer words are no slips of the pen, and cost time. */
const longestWord = 80

interface Scored {
  readonly name: string
  readonly score: number
}

/** The names nearest to `word`, best first, at most `limit`; nothing when none is near. */
export function nearest(word: string, candidates: Iterable<string>, limit = 1): string[] {
  const wanted = word.toLowerCase()
  if (wanted === '' || wanted.length > longestWord) return []
  const wantedTail = lastPart(wanted)
  const scored: Scored[] = []
  for (const name of new Set(candidates)) {
    const score = scoreOf(wanted, wantedTail, name.toLowerCase())
    if (score !== undefined) scored.push({ name, score })
  }
  return scored
    .sort((a, b) => a.score - b.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name)
}

/** The nearest name; two where two names differ from it in nothing but their prefix. */
export function likely(word: string, candidates: Iterable<string>): string[] {
  const [first, second] = nearest(word, candidates, 2)
  if (first === undefined) return []
  return second !== undefined && first.includes('.') && lastPart(first) === lastPart(second)
    ? [first, second]
    : [first]
}

/** "perhaps `x` was meant", when a name is near. */
export function meant(word: string, candidates: Iterable<string>): string | undefined {
  return perhaps(likely(word, candidates))
}

export function perhaps(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `perhaps ${oneOf(names)} was meant`
}

/** "`a`, `b` or `c`"; a long list ends in a count. */
export function oneOf(names: readonly string[], most = 24): string {
  const quoted = names.map((name) => `\`${name}\``)
  if (quoted.length > most) return `${quoted.slice(0, most).join(', ')} and ${quoted.length - most} more`
  const last = quoted.at(-1) ?? ''
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`
}

/** Smaller is nearer. Only the last parts are compared by letters: a shared prefix makes nothing alike. */
function scoreOf(wanted: string, wantedTail: string, name: string): number | undefined {
  if (name === wanted) return 0
  const tail = lastPart(name)
  const samePrefix = wanted.slice(0, -wantedTail.length) === name.slice(0, -tail.length)
  const cost = samePrefix ? 0 : 0.5
  const part = tail === wantedTail ? 0 : distance(wantedTail, tail, allowed(wantedTail))
  if (part !== undefined) return part + cost
  // `train_batch_size` for `train.batch_size`
  return samePrefix ? undefined : distance(wanted, name, Math.min(2, allowed(wanted)))
}

function allowed(word: string): number {
  return Math.floor(word.length / 3)
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** Letters to insert, drop, change or swap with their neighbour; nothing when more than `most`. */
function distance(a: string, b: string, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    let least = row
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1)
      current.push(cost)
      least = Math.min(least, cost)
    }
    if (least > most) return undefined
    beforeLast = last
    last = current
  }
  const total = last[b.length] ?? 0
  return total <= most ? total : undefined
}
