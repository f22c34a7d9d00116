// As much XML as the protocol needs: what the server writes is made of nested elements without attributes, and what it
// reads are lists of such elements.

export type Elements = { readonly [name: string]: string | number | boolean | Elements | readonly Elements[] }

const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }
const characters = new Map(Object.entries(names).map(([character, name]) => [name, character]))

/** A list gives one element of the same name for each of its entries. */
export function element(name: string, content: Elements): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${oneElement(name, content)}`
}

function oneElement(name: string, content: Elements[string]): string {
  if (Array.isArray(content)) return content.map((each) => oneElement(name, each)).join('')
  if (typeof content !== 'object') return `<${name}>${escapeText(String(content))}</${name}>`
  const inside = Object.entries(content).map(([child, value]) => oneElement(child, value))
  return `<${name}>${inside.join('')}</${name}>`
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&${names[character]};`)
}

function unescapeText(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return characters.get(name) ?? whole
  })
}

/** What is inside each element of this name, in their order and still escaped. */
export function insidesOf(xml: string, name: string): string[] {
  const all = xml.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, 'g'))
  return [...all].map(([, inside = '']) => inside)
}

/** The text of the first element of this name. */
export function textOf(xml: string, name: string): string | undefined {
  const inside = insidesOf(xml, name)[0]
  return inside === undefined ? undefined : unescapeText(inside)
}

/** Whole seconds, in a form that shows milliseconds: clients read no other. */
export function timeOf(moment: Date): string {
  return moment.toISOString().replace(/\.\d+/, '.000')
}
