/** Whether a text is well-formed XML 1.0, by the rules that our writers could break: tags, attributes, references, characters. */
export function isWellFormed(xml: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML names the control characters that it takes
  if (!/^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(xml)) return false
  const open: string[] = []
  const body = xml.replace(/^<\?xml [^?]*\?>/, '')
  let at = 0
  for (const match of body.matchAll(/<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/g)) {
    const between = body.slice(at, match.index)
    if (/[<>]/.test(between) || !references(between) || !references(match[3] ?? '')) return false
    if (open.length === 0 && between.trim() !== '') return false
    at = match.index + match[0].length
    const [, closing, name = '', , empty] = match
    if (closing) {
      if (open.pop() !== name) return false
    } else if (!empty) open.push(name)
  }
  return open.length === 0 && body.slice(at).trim() === ''
}

function references(text: string): boolean {
  return !/&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-fA-F]+);)/.test(text)
}
