// Argo's own linter as an oracle: the Go program of ../argo-lint, built on first use and kept outside the checkout,
// because building takes minutes. Where it cannot be had, callers get the reason, to skip their tests with.
//
//   node test/support/argo-lint.ts --build     builds it beforehand and says what came of it

import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from './shared.ts'

export interface LintReport {
  readonly ok: boolean
  readonly output: string
  /** What is wrong with each file, undefined if nothing is. */
  readonly perFile: ReadonlyMap<string, string | undefined>
}

export type ArgoLint =
  | {
      readonly available: true
      /** What is wrong with the objects of a compiled program, which may refer to each other; '' if nothing is. */
      readonly problems: (yaml: string) => Promise<string>
      /** `each`: files know nothing of each other. `together`: a templateRef may point into another file. */
      readonly lint: (files: readonly string[], mode: 'each' | 'together') => Promise<LintReport>
    }
  | { readonly available: false; readonly reason: string }

let known: ArgoLint | undefined

export function argoLint(): ArgoLint {
  known ??= find()
  return known
}

function find(): ArgoLint {
  const binary = join(cacheFolder(), `argo-lint-${hashOfSources()}`)
  if (!existsSync(binary)) {
    const problem = build(binary)
    if (problem !== undefined) return { available: false, reason: `argo-lint: ${problem}` }
  }
  return {
    available: true,
    problems: (yaml) => problems(binary, yaml),
    lint: (files, mode) => lint(binary, files, mode),
  }
}

async function problems(binary: string, yaml: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-lint-'))
  try {
    // One object a file: the offline client looks at the first of each.
    const files = yaml.split(/^---$/m).map((text, at) => {
      const file = join(folder, `${at}.yaml`)
      writeFileSync(file, text)
      return file
    })
    const report = await lint(binary, files, 'together')
    return report.ok ? '' : report.output
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const sources = join(projectRoot, 'test/argo-lint')

/** The checksums are wanted but not required: without them Go asks its own checksum database. */
const sourceFiles = (): string[] =>
  ['go.mod', 'go.sum', 'main.go'].filter((file) => existsSync(join(sources, file)))

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const file of sourceFiles()) hash.update(readFileSync(join(sources, file)))
  return hash.digest('hex').slice(0, 16)
}

const cacheFolder = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sqlflowc')

/** Builds in a copy, as Go completes go.mod and go.sum in place, and renames: several test processes may be at it. */
function build(binary: string): string | undefined {
  if (spawnSync('go', ['version']).error) return 'go is not on the PATH'
  mkdirSync(cacheFolder(), { recursive: true })
  const folder = mkdtempSync(join(cacheFolder(), 'build-'))
  try {
    for (const file of sourceFiles()) copyFileSync(join(sources, file), join(folder, file))
    const go = spawnSync('go', ['build', '-mod=mod', '-o', 'argo-lint', '.'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20 * 60_000,
    })
    if (go.status !== 0) return `go build failed: ${go.error?.message ?? lastLine(go.stderr)}`
    renameSync(join(folder, 'argo-lint'), binary)
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? ''

async function lint(
  binary: string,
  files: readonly string[],
  mode: 'each' | 'together',
): Promise<LintReport> {
  const { code, output } = await run(binary, mode === 'each' ? ['-each', ...files] : files)
  const lines = output.split('\n')
  const perFile = new Map(files.map((file) => [file, problemOf(file, lines)]))
  if (mode === 'each')
    for (const file of files)
      if (!lines.some((line) => line === `ok ${file}` || line.startsWith(`bad ${file}: `)))
        throw new Error(`argo-lint says nothing of ${file}:\n${output}`)
  return { ok: code === 0, output, perFile }
}

function problemOf(file: string, lines: readonly string[]): string | undefined {
  const marks = [`bad ${file}: `, `${file}: `]
  const problems = lines.flatMap((line) =>
    marks.filter((mark) => line.startsWith(mark)).map((mark) => line.slice(mark.length)),
  )
  return problems.length > 0 ? problems.join('\n') : undefined
}

function run(binary: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    execFile(binary, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error ? error.code : 0
      if (code === 0 || code === 1) resolve({ code, output: stdout })
      else reject(new Error(`argo-lint failed (${code}): ${stderr || error?.message}`))
    })
  })
}

if (import.meta.main && process.argv.includes('--build')) {
  const linter = argoLint()
  console.log(linter.available ? `argo-lint is in ${cacheFolder()}` : `not available: ${linter.reason}`)
}
