/** Markup of ours with text of users: no element, attribute or script but our own. */
import { expect } from 'vitest'

const own =
  /^<(!doctype|\/?(svg|style|defs|marker|path|g|title|rect|text|html|head|meta|body|header|h1|small|kbd|span|input|main|pre|section|template|script))\b/

export function expectOwnMarkup(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u)
  for (const [tag] of text.replace(/(<script[^>]*>).*?(<\/script>)/gs, '$1$2').matchAll(/<[^>]*>/g)) {
    const bare = tag.replace(/"[^"]*"/g, '""')
    expect(bare).toMatch(own)
    expect(bare.replaceAll('""', '')).not.toMatch(/\son|["']/)
  }
}
