/** Actions that are commands: what they tell a terminal, an observer is told here. */
import { counted } from '../../diagnostics/counted.ts'
import { jsonType } from '../../server/protocol.ts'
import { runCommand } from '../commands/run.ts'
import { submitCommand } from '../commands/submit.ts'
import { exitCodes, ProblemError } from '../errors.ts'
import type { Work } from './work.ts'

export async function runAction({ host, path, settings, findings, client }: Work): Promise<string> {
  const steps = new Set<string>()
  const { observer } = host
  const counting = observer && {
    ...observer,
    planned: (...[plan, done]: Parameters<typeof observer.planned>) => {
      for (const { id } of plan.steps) steps.add(id)
      observer.planned(plan, done)
    },
  }
  const { force: _, ...options } = settings
  const code = await runCommand({ ...host, ...(counting ? { observer: counting } : {}) }, path, options)
  if (code > 128) throw new ProblemError('stopped')
  if (code !== exitCodes.fine && !findings.haveErrors) client.say('the program did not run to its end')
  return `${counted(steps.size, 'step')} done`
}

export async function submitAction({ host, path, settings, findings, client }: Work): Promise<string> {
  const { observer } = host
  const told: string[] = []
  const say = (text: string): void => {
    told.push(text.trim())
    client.say(text)
  }
  const code = await submitCommand(
    { ...host, ...(observer ? { observer: { ...observer, say } } : {}), err: say },
    path,
    settings,
  )
  const name = host.printed().trim()
  const text = told.filter((part) => part !== '').join('\n')
  if (code > 128) throw new ProblemError(`stopped\n${text}`)
  if (code !== exitCodes.fine) {
    if (!findings.haveErrors)
      throw new ProblemError(`${name === '' ? 'nothing was sent' : `${name} did not succeed`}\n${text}`)
    return ''
  }
  client.result({
    kind: 'submission',
    bundle: { 'text/plain': text === '' ? name : text, [jsonType]: { name } },
  })
  return `${name} was made`
}
