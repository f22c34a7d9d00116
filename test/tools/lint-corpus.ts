/**
 * How often each rule of the linter fires on the corpus of real programs and on the examples, with samples to judge by
 * eye. The judgement stands in docs/lint-corpus.md.
 *
 *     node test/tools/lint-corpus.ts [CODE …] [--samples N]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { render } from '../../src/diagnostics/render/pretty.ts'
import type { DialectName } from '../../src/dialects/table.ts'
import { type LintResult, lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/lint/table.ts'
import { corpus } from '../support/corpus.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { samples: { type: 'string', default: '10' } },
})

interface Linted {
  readonly verdict: string
  readonly result: LintResult
}

function linted(path: string, text: string, verdict: string, dialect?: DialectName): Linted {
  return { verdict, result: lint(text, { path, ...(dialect ? { dialect } : {}) }) }
}

const examples = join(import.meta.dirname, '../../examples')
const { programs, missing } = corpus()
if (missing) console.error(missing)
const all = [
  ...programs.map(({ file, text, expect, dialect }) => linted(file, text, expect, dialect)),
  ...readdirSync(examples, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql'))
    .map((file) => linted(`examples/${file}`, readFileSync(join(examples, file), 'utf8'), 'example')),
]

for (const { code, name } of rules) {
  if (positionals.length > 0 && !positionals.includes(code)) continue
  const found = all.flatMap(({ verdict, result }) =>
    result.diagnostics.filter((one) => one.code === code).map((one) => ({ verdict, result, one })),
  )
  const files = new Set(found.map(({ one }) => one.path)).size
  console.log(`\n━━ ${code} ${name}: ${found.length} in ${files} programs`)
  // Spread over the corpus, since neighbours are often alike.
  const step = Math.max(1, found.length / Number(values.samples))
  for (let at = 0; at < found.length; at += step) {
    const sample = found[Math.floor(at)]
    if (sample) console.log(shown(sample.one, sample.result, sample.verdict))
  }
}

const wrong = all.flatMap(({ verdict, result }) =>
  result.diagnostics.filter(
    ({ severity, code }) =>
      (verdict === 'ok' && severity === 'error' && /^SF4/.test(code)) ||
      (verdict === 'example' && severity !== 'note'),
  ),
)
console.log(`\n${all.length} programs; must not be: ${wrong.length}`)
for (const { path, code, message } of wrong) console.log(`  ${path}: ${code} ${message}`)

function shown(one: Diagnostic, { source }: LintResult, verdict: string): string {
  return `(${verdict}) ${render([one], () => source)}`
}
