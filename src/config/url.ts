// STUB until the real one lands
export function parseUrl(url: string): { scheme: string; database?: string; redacted: string } {
  const m = /^([a-z]+):(?:\/\/[^/]*\/([^?/]+))?/i.exec(url)
  return {
    scheme: m?.[1] ?? '',
    ...(m?.[2] ? { database: m[2] } : {}),
    redacted: url.replace(/:[^:@/]*@/, ':***@'),
  }
}
