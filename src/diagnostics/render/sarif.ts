/**
 * SARIF 2.1.0, for code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { version } from '../../version.ts'
import type { CodeEntry } from '../codes/code.ts'
import type { Diagnostic, Edit } from '../diagnostic.ts'
import type { Location, Source } from '../source.ts'
import type { RenderContext } from './table.ts'

export function render(diagnostics: readonly Diagnostic[], { sourceOf, entries }: RenderContext): string {
  const names = [...new Set(diagnostics.map(({ name }) => name))].sort()
  const rules = names.map((name) => ruleOf(name, diagnostics, entries?.get(name)))
  const results = diagnostics.map((diagnostic) =>
    resultOf(diagnostic, names.indexOf(diagnostic.name), sourceOf(diagnostic.path)),
  )
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
  return `${JSON.stringify(log, null, 2)}\n`
}

function ruleOf(name: string, diagnostics: readonly Diagnostic[], entry: CodeEntry | undefined): object {
  const code = entry?.code ?? diagnostics.find((diagnostic) => diagnostic.name === name)?.code ?? name
  if (!entry) return { id: code, name }
  const example = entry.bad === entry.good ? '' : `\n\nMended:\n\n${entry.good}`
  return {
    id: code,
    name,
    shortDescription: { text: entry.title },
    fullDescription: { text: entry.explanation },
    help: { text: entry.explanation + example },
    defaultConfiguration: { level: entry.severity },
  }
}

function resultOf(diagnostic: Diagnostic, ruleIndex: number, source: Source | undefined): object {
  const { code, severity, message, help, path, span, labels, fix } = diagnostic
  const places = labels.map((label, id) => ({
    id,
    ...locationOf(path, label.span),
    message: { text: label.message },
  }))
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: help === undefined ? message : `${message}\n${help}` },
    // What has no path, such as a flag, has no place.
    ...(path === '' ? {} : { locations: [locationOf(path, span)] }),
    ...(places.length === 0 ? {} : { relatedLocations: places }),
    ...(fix && source
      ? {
          fixes: [
            {
              description: { text: fix.title },
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

/** A path as a reference: its separators stay, everything else that means something in a URI does not. */
function uriOf(path: string): string {
  const parts = path.replaceAll('\\', '/').split('/')
  // Half a character, which a file name may hold, has no place in a URI.
  return parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')
}
