/** `sqlflowc submit FILE`: lints, compiles, sends, and with `--watch` follows the workflow to its end. */
import { parseAllDocuments } from 'yaml'
import { submittedTarget } from '../../config/targets.ts'
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts'
import { visible } from '../../diagnostics/render/text.ts'
import type { Host } from '../../host.ts'
import { lint } from '../../lint/lint.ts'
import {
  type Created,
  type KubernetesObject,
  SubmissionError,
  type WorkflowService,
} from '../../submission/service.ts'
import { EnvironmentError, exitCodes, UsageError } from '../errors.ts'
import { interruption } from '../interruption.ts'
import { type CommonOptions, type Prepared, prepare, report } from '../session.ts'
import { type ServiceName, services, usualService } from '../submission/services.ts'
import { watchWorkflow } from '../submission/watching.ts'

export interface SubmitCommandOptions extends CommonOptions {
  readonly kind?: string
  readonly namespace?: string
  readonly to?: ServiceName
  readonly watch?: boolean
  readonly force?: boolean
}

export async function submitCommand(
  host: Host,
  file: string,
  options: SubmitCommandOptions,
): Promise<number> {
  const flags = {
    target: submittedTarget,
    'workflow.kind': options.kind,
    'workflow.namespace': options.namespace,
  }
  const prepared = await prepare(host, file, options, flags)
  const { compiler, text, source, problems, settings } = prepared
  if (hasErrors(problems)) return report(host, problems, source, options)
  if (options.watch && settings.workflow.kind !== 'Workflow') {
    throw new UsageError(`--watch follows a Workflow; a ${settings.workflow.kind} runs later`)
  }
  const service = await serviceOf(host, options, settings.workflow.namespace)
  const {
    text: yaml,
    plan,
    diagnostics,
  } = await compiler.compile(text, prepared.options, prepared.compilerHost).finally(prepared.close)
  const found = [...problems, ...together(diagnostics, linted(prepared))]
  const code = await report(host, found, source, options)
  if (yaml === undefined || plan === undefined) return code
  if (hasErrors(found) && !options.force) {
    host.err('nothing is sent while the program has errors; --force sends it all the same\n')
    return code
  }
  const stopping = interruption(host)
  const abort = new AbortController()
  stopping.onStop(() => abort.abort())
  try {
    const created = await sent(host, service, objectsOf(yaml), abort.signal)
    if (created === undefined || !options.watch) return exitCodes.fine
    return await watchWorkflow({
      host,
      service,
      workflow: created,
      plan,
      source,
      options,
      signal: abort.signal,
    })
  } catch (error) {
    if (stopping.code !== undefined) return stopping.code
    if (error instanceof SubmissionError) throw new EnvironmentError(`${service.place}: ${error.message}`)
    throw error
  } finally {
    stopping.end()
  }
}

function linted({ text, options, settings, compilerHost: { lock } }: Prepared): readonly Diagnostic[] {
  return lint(text, options, { settings, ...(lock ? { lock } : {}) }).diagnostics
}

/** The compiler has asked the store, the linter has its rules: what both say is said once. */
function together(compiled: readonly Diagnostic[], found: readonly Diagnostic[]): Diagnostic[] {
  const key = ({ code, span, message }: Diagnostic): string => `${code} ${span.start} ${message}`
  const said = new Set(compiled.map(key))
  return [...compiled, ...found.filter((diagnostic) => !said.has(key(diagnostic)))]
}

function objectsOf(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as KubernetesObject)
}

/** Templates stand before the workflow that refers to them. Gives the last object. */
async function sent(
  host: Host,
  service: WorkflowService,
  objects: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<Created | undefined> {
  let last: Created | undefined
  for (const object of objects) {
    try {
      last = await service.create(object, signal)
    } catch (error) {
      if (!(error instanceof SubmissionError) || !error.passing) throw error
      const { name, generateName } = object.metadata
      throw new SubmissionError(
        `${error.message}; whether ${object.kind} ${name ?? `${generateName}…`} was made is not known, so look before it is sent again`,
      )
    }
    host.err(`${last.kind} ${visible(last.name)} is made (${visible(service.place)})\n`)
  }
  if (last) host.out(`${last.name}\n`)
  return last
}

async function serviceOf(
  host: Host,
  { to }: SubmitCommandOptions,
  inSettings: string | undefined,
): Promise<WorkflowService> {
  const open = services[to ?? (await usualService(host))]
  return open(host, inSettings ?? (host.env['ARGO_NAMESPACE'] || undefined))
}
