/** `npm run examples`: compiles examples/ to YAML, next to each program. */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { counted } from '../../src/diagnostics/counted.ts'
import { examples } from './examples.ts'

for (const example of examples()) {
  const { yaml, plan, diagnostics } = await example.compile()
  for (const { severity, code, message, span } of diagnostics) {
    process.stderr.write(`${example.name}:${span.line}:${span.column}: ${severity} ${code} ${message}\n`)
  }
  if (yaml === undefined) {
    process.exitCode = 1
    continue
  }
  writeFileSync(example.output, yaml)
  process.stdout.write(`${relative('.', example.output)}: ${counted(plan?.steps.length ?? 0, 'step')}\n`)
}
