/**
 * Passwords, keys and tokens in the text of a program, found by what stands before them or by how they look. Every
 * place that shows source shows asterisks for them, so this looks at plain text: what can't be parsed is shown as well.
 */
import type { Span } from './span.ts'

export interface Secret {
  /** The secret itself, without its quotes. */
  readonly span: Span
  readonly what: string
}

/** A string in quotes; its inside is a group. No repetition is without bound where more follows: cost stays linear. */
const quoted = String.raw`(?:'((?:[^'\\]|''|\\.){1,4096})'|"((?:[^"\\]|""|\\.){1,4096})")`

/** Keys of attributes, options and properties, also with a prefix: `oss.secret_key`. */
const key = `(?:[\\w.-]{0,64}[_.-])?(?:${[
  'passw(?:or)?d',
  'passphrase',
  'pwd',
  'secret',
  'secret[_.-]?(?:key|access[_.-]?key)',
  'access[_.-]?key(?:[_.-]?secret)?',
  '(?:api|private)[_.-]?key',
  '(?:auth|access|security|session)[_.-]?token',
].join('|')})`

/** White space that must stand between two words, or may. */
const [s, maybe] = [String.raw`\s{1,64}`, String.raw`\s{0,64}`]

export const patterns: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----([A-Za-z0-9+/=\s\\-]{16,})/g],
  ['an access key of AWS', /(?<![A-Za-z0-9])((?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Za-z0-9])/g],
  ['an access key of Alibaba Cloud', /(?<![A-Za-z0-9])(LTAI[A-Za-z0-9]{12,30})(?![A-Za-z0-9])/g],
  ['a token of GitHub', /(?<!\w)(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,90})(?!\w)/g],
  ['a password in a URL', /:\/\/[^\s:@/'"`]{0,128}:([^\s@/'"`]{1,256})@(?=[\w.([-])/g],
  [
    'a password',
    sql`\bidentified${s}(?:with${s}\S{1,64}${s})?(?:by|as|using)${s}(?:password${maybe}\(?${maybe})?`,
  ],
  [
    'a password',
    sql`\bset${s}password\s(?:${maybe}for\s[^=;]{1,200})?${maybe}=${maybe}(?:(?:old_)?password${maybe}\(${maybe})?`,
  ],
  ['a password', sql`\b(?:create|alter)${s}(?:user|role)\s[^;'"]{1,200}\bpassword${s}`],
  ['a secret', sql`(?<![\w.-])['"\x60]?${key}['"\x60]?${maybe}=${maybe}`],
]

/** What stands before a string that is secret. */
function sql(strings: TemplateStringsArray, ...values: readonly string[]): RegExp {
  return new RegExp(String.raw(strings, ...values) + quoted, 'gi')
}

/** None of the patterns fits a text without one of these words. */
const anything =
  /PRIVATE KEY|AKIA|ASIA|LTAI|gh[pousr]_|github_pat_|:\/\/|identified|passw|pwd|secret|token|passphrase|key/i

/** What is no secret: nothing, a place for one, a word that says what belongs there. */
const placeholder =
  /^(?:[*x.•'"\\]*|<[^>]*>|\$\{[^}]*\}|\{\{[^}]*\}\}|\$\w+|%s|%\w+%|\?|:\w+|null|none|changeme|(?:(?:your|my|some|the|a|new)[ _-]?)*(?:value|string|text|password|passwd|secret|token|(?:secret|access|api)?[ _-]?key))$/i

/** In their order, none inside another. */
export function findSecrets(text: string): readonly Secret[] {
  if (!anything.test(text)) return []
  const found: Secret[] = []
  for (const [what, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const value = match[1] ?? match[2] ?? ''
      if (placeholder.test(value)) continue
      const start = match.index + match[0].lastIndexOf(value)
      found.push({ span: { start, end: start + value.length }, what })
    }
  }
  found.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
  let end = 0
  return found.filter(({ span }) => {
    if (span.start < end) return false
    end = span.end
    return true
  })
}

/** A message is about what stands at its places: so far around them their secrets are looked for. */
const around = 500

/** A message with asterisks for the secrets that stand near the places it is about. */
export function withoutSecrets(
  message: string,
  text: string,
  secrets: readonly Secret[],
  places: readonly Span[],
): string {
  if (secrets.length === 0) return message
  let safe = message
  for (const { start, end } of places) {
    const last = Math.min(end, start + 4 * around) + around
    for (let at = firstFrom(secrets, start - around); at < secrets.length; at++) {
      const { span } = secrets[at] as Secret
      if (span.start > last) break
      // A word of a few letters would take its letters out of others.
      if (span.end - span.start >= 4) safe = safe.replaceAll(text.slice(span.start, span.end), '***')
    }
  }
  return safe
}

/** The index of the first secret that begins at an offset or behind it. */
function firstFrom(secrets: readonly Secret[], offset: number): number {
  let low = 0
  let high = secrets.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((secrets[middle] as Secret).span.start < offset) low = middle + 1
    else high = middle
  }
  return low
}
