/** Writes what is generated from the grammar: CST types and railroad diagrams. `npm run generate`. */
import { writeFileSync } from 'node:fs'
import { generated } from './generated.ts'

for (const [path, text] of generated()) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), text)
  process.stdout.write(`wrote ${path}\n`)
}
