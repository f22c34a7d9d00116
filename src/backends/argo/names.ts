/** Names and texts for Kubernetes, from whatever users call things. */

/** A DNS label of at most `limit` characters; what is cut off is told apart by a hash. */
export function kubernetesName(text: string, limit: number): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  const started = /^[a-z]/.test(slug) ? slug : `sqlflow-${slug}`.replace(/-+$/, '')
  if (started.length <= limit) return started
  return `${started.slice(0, limit - 9).replace(/-+$/, '')}-${shortHash(text)}`
}

/** A label's value: at most 63 of a few characters, a letter or digit at both ends. */
export function labelValue(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
}

/** Text in an annotation: nothing that Argo would take for one of its tags. */
export function plainText(text: string): string {
  return text
    .replace(/[^ -~]+/g, '?')
    .replaceAll('{', '(')
    .replaceAll('}', ')')
}

// Both as 32 bits with a sign, which engines calculate faster with.
const offset: number = 0x811c9dc5 | 0
const prime = 0x01000193
/** What a character's upper byte of zero comes to: one more multiplication. */
const primeSquared: number = Math.imul(prime, prime)

/** Eight hexadecimal digits (FNV-1a over UTF-16): tells names apart, keeps no secret. */
export function shortHash(text: string): string {
  let hash = offset
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    hash =
      code < 0x100
        ? Math.imul(hash ^ code, primeSquared)
        : Math.imul(Math.imul(hash ^ (code & 0xff), prime) ^ (code >> 8), prime)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
