/** `sqlflowc run FILE`: the steps of a program on this machine, each as soon as what it depends on is done. */

import type { PlanResult } from '../../compile.ts'
import { parseUrl } from '../../config/url.ts'
import { counted } from '../../diagnostics/counted.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { visible } from '../../diagnostics/render/text.ts'
import type { Host } from '../../host.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Display } from '../../runner/display.ts'
import { needsOf } from '../../runner/needs.ts'
import type { RunRecord } from '../../runner/record.ts'
import type { StepDigest } from '../../runner/resume.ts'
import { duration, quoted } from '../../runner/words.ts'
import { stepRuntime } from '../../runtime/assemble.ts'
import { displayOn, painter } from '../display.ts'
import { type Beginning, beginning, digestsOf, placesText } from '../earlier-run.ts'
import { exitCodes } from '../errors.ts'
import { execute, type Tally } from '../execution.ts'
import { type Interruption, interruption } from '../interruption.ts'
import { findPython, type Python } from '../python.ts'
import {
  checkCommands,
  checkOptions,
  notes,
  type Places,
  placesOf,
  type RunCommandOptions,
} from '../run-checks.ts'
import { newRun, openWorkspace, RecordFile, removeOldRuns, write } from '../run-folder.ts'
import { type Prepared, prepare, report, wantsColor } from '../session.ts'
import { writeRuntime } from '../step-processes.ts'
import { embeddedUrl, makeEmbeddedStore } from '../stores.ts'

/** A program that can be run, and where. */
interface Job extends Beginning {
  readonly host: Host
  readonly options: RunCommandOptions
  readonly prepared: Prepared
  readonly result: PlanResult
  readonly plan: Plan
  readonly digests: readonly StepDigest[]
  readonly places: Places
  readonly display: Display
  readonly stopping: Interruption
}

export async function runCommand(host: Host, file: string, options: RunCommandOptions): Promise<number> {
  checkOptions(host, options)
  const prepared = await prepare(host, file, options, {}, embeddedUrl)
  const { compiler, text, source, problems } = prepared
  if (hasErrors(problems)) return report(host, problems, source, options)
  const result = await compiler.plan(text, prepared.options, prepared.compilerHost).finally(prepared.close)
  const code = await report(host, [...problems, ...result.diagnostics], source, options)
  const { plan } = result
  if (plan === undefined || plan.steps.length === 0) return code
  const places = placesOf(prepared.settings, embeddedUrl)
  checkCommands(plan, source.path, options)
  const digests = digestsOf(plan)
  const begun = await beginning(host, source.path, places, digests, options)
  const stopping = interruption(host)
  const display = displayOn(host)
  try {
    return await runJob({
      host,
      options,
      prepared,
      result,
      plan,
      digests,
      places,
      ...begun,
      display,
      stopping,
    })
  } finally {
    display.close()
    stopping.end()
  }
}

async function runJob(job: Job): Promise<number> {
  const { host, plan, prepared, places, done, display, stopping, options } = job
  if (done.size === plan.steps.length) {
    display.say('nothing is left to run: every step was done')
    return exitCodes.fine
  }
  await openWorkspace(host)
  if (prepared.settings.datasource === undefined) await makeEmbeddedStore()
  for (const note of notes(plan, prepared.settings, host, options)) display.say(`note: ${visible(note)}`)
  const schemes = [places.datasource, places.modelStore ?? ''].map((url) => parseUrl(url).scheme)
  const left = plan.steps.flatMap(({ id, program }) => (done.has(id) ? [] : [program]))
  const named = options.python ?? (host.env['SQLFLOWC_PYTHON'] || undefined)
  const python = await findPython({ host, display, interruption: stopping }, needsOf(left, schemes), named)
  if (python && stopping.code === undefined) return runSteps(job, python)
  display.say('stopped before the first step')
  return stopping.code ?? exitCodes.environment
}

async function runSteps(job: Job, python: Python): Promise<number> {
  const { host, options, prepared, result, plan, places, done, earlier, display, stopping } = job
  const { machine } = host
  const path = prepared.source.path
  const folder = await newRun(host, path)
  const { render } = await import('../../views/plan-json.ts')
  await write(host, `${folder}/plan.json`, render(result))
  await writeRuntime(host, folder, stepRuntime(plan.steps.map(({ program }) => program)))
  const record = new RecordFile(host, folder, recordOf(job))
  await removeOldRuns(host)

  const jobs = options.jobs ?? machine.cores
  const began = machine.now()
  host.observer?.planned(plan, done)
  const going = earlier ? `, going on from ${earlier.path} (${done.size} done)` : ''
  display.say(
    `running ${visible(path)}: ${counted(plan.steps.length, 'step')}, ${jobs} at a time, on ${visible(placesText(places))}${going}`,
  )
  display.say(`logs and results: ${folder}`)
  const tally = await execute({
    host,
    display,
    interruption: stopping,
    plan,
    source: prepared.source,
    places: { folder, python, settings: prepared.settings, ...places },
    record,
    jobs,
    done,
    paint: painter(wantsColor(host, options)),
  })
  const status = stopping.code !== undefined ? 'stopped' : tally.failed > 0 ? 'failed' : 'done'
  record.run({ status, ended: new Date(machine.now()).toISOString() })
  await record.saved()
  display.close()
  if (!host.observer) display.say(summary(tally, path, (machine.now() - began) / 1000, status))
  return stopping.code ?? (tally.failed > 0 ? exitCodes.problems : exitCodes.fine)
}

function recordOf({ host: { machine }, prepared, places, digests, done, earlier }: Job): RunRecord {
  const from = earlier?.path.split('/').at(-1)
  const steps = digests.map(({ step: { id, line }, digest }) => {
    if (!done.has(id)) return [id, { status: 'waiting' as const, digest, line }] as const
    return [id, { status: 'done' as const, digest, line, ...(from === undefined ? {} : { from }) }] as const
  })
  return {
    version: 1,
    program: machine.absolute(prepared.source.path),
    places: placesText(places),
    pid: machine.pid,
    status: 'running',
    started: new Date(machine.now()).toISOString(),
    ...(from === undefined ? {} : { resumed: from }),
    steps: Object.fromEntries(steps),
  }
}

function summary(tally: Tally, path: string, seconds: number, status: RunRecord['status']): string {
  const { done, failed, skipped, stopped, waiting } = tally
  const total = done + failed + skipped + stopped + waiting
  const counts = [
    done === total ? `${counted(done, 'step')} done` : `${done} of ${counted(total, 'step')} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(stopped > 0 ? [`${stopped} stopped`] : []),
    ...(waiting > 0 ? [`${waiting} not begun`] : []),
  ]
  const line = `${visible(path)}: ${counts.join(', ')} in ${duration(seconds)}`
  if (status === 'done' || path === '<stdin>') return line
  return `${line}\nto go on from there: sqlflowc run ${quoted(path)} --resume`
}
