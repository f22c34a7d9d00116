/** Programs that are asked: what they print, and why they fail, in words for users. */
import { type ChildProcess, spawn } from 'node:child_process'
import { SubmissionError } from '../../submission/service.ts'

/** All that a program prints. */
export async function ask(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  input = '',
): Promise<string> {
  let text = ''
  for await (const piece of listen(command, args, signal, input)) text += piece
  return text
}

/** What a program prints, as it comes; rejects with a `SubmissionError` when it fails. */
export async function* listen(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  input = '',
): AsyncGenerator<string> {
  const child = spawn(command, [...args], { signal, stdio: 'pipe' })
  child.stdout.setEncoding('utf8')
  child.stderr.setEncoding('utf8')
  // It may end before it has read its input.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const ended = endOf(child)
  try {
    for await (const piece of child.stdout) yield String(piece)
  } finally {
    child.kill()
  }
  const { code, said, error } = await ended
  if (code === 0) return
  signal.throwIfAborted()
  if (error && 'code' in error && error.code === 'ENOENT') {
    throw new SubmissionError(`there is no ${command} on the PATH`)
  }
  const reason = said.trim().split('\n').at(-1) ?? ''
  const passing = /connection refused|i\/o timeout|EOF|unable to connect|TLS handshake timeout/i.test(reason)
  throw new SubmissionError(reason === '' ? `${command} ended with ${code ?? 'a signal'}` : reason, passing)
}

export function parsed(text: string, command: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SubmissionError(`${command} gave no JSON`)
  }
}

interface End {
  readonly code: number | null
  readonly said: string
  readonly error?: Error
}

function endOf(child: ChildProcess): Promise<End> {
  let said = ''
  child.stderr?.on('data', (piece: string) => {
    if (said.length < 4000) said += piece
  })
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, said, error }))
    child.on('close', (code) => resolve({ code, said }))
  })
}
