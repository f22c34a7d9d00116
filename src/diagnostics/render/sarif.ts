/**
 * SARIF 2.1.0, for code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { version } from '../../version.ts'
import type { CodeEntry } from '../codes/code.ts'
import type { Diagnostic, Edit } from '../diagnostic.ts'
import type { Location, Source } from '../source.ts'
import { fingerprints } from './fingerprints.ts'
import { jsonText } from './json.ts'
import type { RenderContext } from './renderer.ts'

export function render(diagnostics: readonly Diagnostic[], { sourceOf, entries }: RenderContext): string {
  const names = [...new Set(diagnostics.map(({ name }) => name))].sort()
  const rules = names.map((name) => ruleOf(name, diagnostics, entries?.get(name)))
  const prints = fingerprints(diagnostics, sourceOf)
  const results = diagnostics.map((diagnostic, at) => ({
    ...resultOf(diagnostic, names.indexOf(diagnostic.name), sourceOf(diagnostic.path)),
    partialFingerprints: { 'sqlflowcFinding/v1': prints[at] },
  }))
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sqlflowc', version, rules } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  }
  return `${jsonText(log, 2)}\n`
}

function ruleOf(name: string, diagnostics: readonly Diagnostic[], entry: CodeEntry | undefined): object {
  const code = entry?.code ?? diagnostics.find((diagnostic) => diagnostic.name === name)?.code ?? name
  if (!entry) return { id: code, name }
  const { explanation, bad, good } = entry
  const example = bad === good ? '' : `\n\nFails:\n\n${bad}\n\nMended:\n\n${good}`
  const block = (text: string): string => `\n\n\`\`\`sql\n${text}\n\`\`\``
  const shown = bad === good ? '' : `\n\nFails:${block(bad)}\n\nMended:${block(good)}`
  return {
    id: code,
    name,
    shortDescription: { text: plain(entry.title) },
    fullDescription: { text: plain(explanation) },
    help: { text: plain(explanation + example), markdown: explanation + shown },
    defaultConfiguration: { level: entry.severity },
  }
}

function resultOf(diagnostic: Diagnostic, ruleIndex: number, source: Source | undefined): object {
  const { code, severity, message, help, path, span, labels, fix } = diagnostic
  const places = labels.map((label, id) => ({
    id,
    ...locationOf(path, label.span),
    message: { text: plain(label.message) },
  }))
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: plain(help === undefined ? message : `${message}\n${help}`) },
    // What has no path, such as a flag, has no place.
    ...(path === '' ? {} : { locations: [locationOf(path, span)] }),
    ...(places.length === 0 ? {} : { relatedLocations: places }),
    ...(fix && source
      ? {
          fixes: [
            {
              description: { text: plain(fix.title) },
              artifactChanges: [
                {
                  artifactLocation: { uri: uriOf(path) },
                  replacements: fix.edits.map((edit) => replacementOf(edit, source)),
                },
              ],
            },
          ],
        }
      : {}),
  }
}

function locationOf(path: string, span: Location): { physicalLocation: object } {
  return { physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: regionOf(span) } }
}

function regionOf({ line, column, endLine, endColumn }: Location): object {
  return { startLine: line, startColumn: column, endLine, endColumn }
}

function replacementOf({ span, text }: Edit, source: Source): object {
  return { deletedRegion: regionOf(source.locate(span)), insertedContent: { text } }
}

/** A path as a URI: its separators stay, everything else that means something in a URI does not. */
function uriOf(path: string): string {
  const parts = path.split('/').map(encoded)
  const [first = ''] = parts
  // A drive, a path from the root, and one that is from the folder of the command.
  if (/^[A-Za-z]%3A$/.test(first))
    return `file:///${[decodeURIComponent(first), ...parts.slice(1)].join('/')}`
  return path.startsWith('/') ? `file://${parts.join('/').replace(/^\/+/, '/')}` : parts.join('/')
}

/** Half a character, which a file name may hold, has no place in a URI. */
function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed())
}

/** `[text](target)` would be a link and `{0}` a placeholder, also in plain text. */
function plain(text: string): string {
  return text.replaceAll('](', '\\](').replace(/\{(\d+)\}/g, '{{$1}}')
}
