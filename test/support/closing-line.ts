/**
 * Ends a run with what was left out, and why (the reason stands in the title of the skipped tests), and
 * with one plain line for programs that read what the runner prints.
 */
import type { Reporter, TestModule } from 'vitest/node'

export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    const leftOut = new Set<string>()
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) counts.failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'pending') continue
        counts[state]++
        if (state !== 'skipped') continue
        // The title of a skipped group holds the reason; a single test has it in its own.
        const own = test.name.includes('(') || test.parent.type === 'module'
        leftOut.add(own ? test.name : test.parent.name)
      }
    }
    for (const title of leftOut) process.stdout.write(`left out: ${title}\n`)
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  }
}
