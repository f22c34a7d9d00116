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

/** Eight hexadecimal digits (FNV-1a over UTF-16, twice): tells names apart, keeps no secret. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    hash = Math.imul(hash ^ (code & 0xff), 0x01000193)
    hash = Math.imul(hash ^ (code >> 8), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
