/** A real browser without a window, or the reason why there is none. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

function found(): string | undefined {
  const asked = process.env['SQLFLOWC_CHROMIUM']
  for (const name of asked ? [asked] : names) {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' })
      return execFileSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).trim()
    } catch {
      // The next name may be there.
    }
  }
  return undefined
}

const executable = found()
export const chromiumMissing = executable === undefined ? 'there is no Chromium' : undefined

/** Its own sandbox needs rights that root in a container has not; what is loaded are pages of these tests. */
export function startChromium(): Promise<Browser> {
  if (executable === undefined) throw new Error(chromiumMissing)
  return chromium.launch({
    executablePath: executable,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
}

/** Where pictures for people are kept, outside the project. */
export function screenshot(name: string): string {
  const folder = process.env['SQLFLOWC_SCREENSHOTS'] ?? join(tmpdir(), 'sqlflowc-screenshots')
  mkdirSync(folder, { recursive: true })
  return join(folder, `${name}.png`)
}
