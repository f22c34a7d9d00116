/** What is offered, before it is an item of the protocol: one list in the order of likelihood, each name once. */
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type Range,
} from 'vscode-languageserver-types'

/** Kinds of offers in words of the language. */
const offerKinds = {
  keyword: CompletionItemKind.Keyword,
  statement: CompletionItemKind.Snippet,
  estimator: CompletionItemKind.Class,
  image: CompletionItemKind.Module,
  attribute: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  metric: CompletionItemKind.EnumMember,
  function: CompletionItemKind.Function,
  column: CompletionItemKind.Field,
  table: CompletionItemKind.Struct,
  model: CompletionItemKind.Variable,
} as const satisfies Record<string, CompletionItemKind>

export interface Offer {
  readonly label: string
  readonly kind: keyof typeof offerKinds
  /** What is written, when it is not the label. */
  readonly insert?: string
  /** The same with places to fill in, for editors that can. */
  readonly snippet?: string
  readonly detail?: string
  /** Markdown. */
  readonly documentation?: string
  /** 0 is the likeliest; the order of the list decides among equals. */
  readonly rank?: number
}

export interface Writing {
  readonly range: Range
  /** The quote that was typed already: what the editor compares with begins with it. */
  readonly quote: string
  readonly snippets: boolean
  /** A bracket follows already: of a function only the name is written. */
  readonly called: boolean
}

export function toItems(offers: readonly Offer[], writing: Writing): CompletionItem[] {
  const ranked = offers
    .map((offer, index) => ({ offer, rank: offer.rank ?? 1, index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
  const seen = new Set<string>()
  const items: CompletionItem[] = []
  for (const { offer } of ranked) {
    const key = offer.label.toLowerCase()
    // A column may have no name at all.
    if (key === '' || seen.has(key)) continue
    seen.add(key)
    items.push(toItem(offer, items.length, writing))
  }
  return items
}

function toItem(offer: Offer, index: number, { range, quote, snippets, called }: Writing): CompletionItem {
  const { label, kind, snippet, detail, documentation } = offer
  const name = kind === 'function' && called
  const insert = name ? label : (offer.insert ?? label)
  const asSnippet = snippets && snippet !== undefined && !name
  return {
    label,
    kind: offerKinds[kind],
    sortText: String(index).padStart(4, '0'),
    ...(quote === '' ? {} : { filterText: quote + label }),
    textEdit: { range, newText: asSnippet ? snippet : insert },
    ...(asSnippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
  }
}

/** Text as it is, inside of a snippet. */
export function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&')
}
