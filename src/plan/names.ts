/** Step names: stable, readable, unique, and safe as a DNS label, a task and a part of a pod's name. */

const longest = 50

/** `s003-train-my-model` for the statement with number 2. The number keeps it unique however it is cut. */
export function stepName(statement: number, words: readonly string[]): string {
  const number = `s${String(statement + 1).padStart(3, '0')}`
  const slug = words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longest - number.length - 1)
    .replace(/-+$/, '')
  return slug === '' ? `${number}-step` : `${number}-${slug}`
}
