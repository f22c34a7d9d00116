/**
 * JUnit's XML: a suite for each file, a test for each finding. A file without findings is a test that passed.
 *
 * @see https://github.com/testmoapp/junitxml
 */
import type { Diagnostic } from '../diagnostic.ts'
import type { RenderContext } from './renderer.ts'
import { visible } from './text.ts'

export function render(diagnostics: readonly Diagnostic[], { paths }: RenderContext): string {
  const byPath = new Map<string, Diagnostic[]>((paths ?? []).map((path) => [path, []]))
  for (const diagnostic of diagnostics) {
    // A flag stands in no file.
    const path = diagnostic.path === '' ? 'settings' : diagnostic.path
    const list = byPath.get(path)
    if (list) list.push(diagnostic)
    else byPath.set(path, [diagnostic])
  }
  const suites = [...byPath].map(([path, found]) => suite(path, found))
  const tests = [...byPath.values()].reduce((sum, found) => sum + Math.max(1, found.length), 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sqlflowc" tests="${tests}" failures="${diagnostics.filter(isFailure).length}" errors="0">`,
    ...suites,
    '</testsuites>\n',
  ].join('\n')
}

/** A note is told, and fails nothing. */
function isFailure({ severity }: Diagnostic): boolean {
  return severity !== 'note'
}

function suite(path: string, found: readonly Diagnostic[]): string {
  const cases =
    found.length === 0
      ? [`    <testcase name="sqlflowc" classname=${quoted(path)}/>`]
      : found.map((diagnostic) => testcase(path, diagnostic))
  const counts = `tests="${cases.length}" failures="${found.filter(isFailure).length}" errors="0"`
  return [`  <testsuite name=${quoted(path)} ${counts}>`, ...cases, '  </testsuite>'].join('\n')
}

function testcase(path: string, diagnostic: Diagnostic): string {
  const { span, severity, code, name, message, help } = diagnostic
  const text = `${path}:${span.line}:${span.column}: ${message}${help === undefined ? '' : `\nhelp: ${help}`}`
  const attributes = `name=${quoted(`${code} ${name}`)} classname=${quoted(path)} file=${quoted(path)} line="${span.line}"`
  const inner = isFailure(diagnostic)
    ? `<failure type="${severity}" message=${quoted(message)}>${escaped(text)}</failure>`
    : `<system-out>${escaped(text)}</system-out>`
  return `    <testcase ${attributes}>${inner}</testcase>`
}

function quoted(text: string): string {
  return `"${escaped(text)}"`
}

/** What XML can't hold, and what a terminal would obey, is shown by its number. */
function escaped(text: string): string {
  return text
    .split('\n')
    .map(visible)
    .join('\n')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
}
