/**
 * What Argo's own validation asks beyond the schema, as far as our output could break it: names that
 * refer to something, DAGs without circles, arguments for every input, tags that can be resolved.
 */

interface Named {
  readonly name: string
}

interface Task extends Named {
  readonly depends?: string
  readonly template?: string
  readonly templateRef?: { readonly name: string; readonly template: string }
  readonly arguments?: { readonly parameters?: readonly Named[]; readonly artifacts?: readonly Named[] }
}

interface Template extends Named {
  readonly inputs?: { readonly parameters?: readonly Named[]; readonly artifacts?: readonly Named[] }
  readonly dag?: { readonly tasks: readonly Task[] }
}

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name?: string; readonly generateName?: string }
  readonly spec: {
    readonly entrypoint?: string
    readonly templates?: readonly Template[]
    readonly workflowSpec?: Manifest['spec']
  }
}

/** What is wrong with objects that are submitted together, in words; nothing when all is well. */
export function argoRules(manifests: readonly Manifest[]): string[] {
  const shared = new Map(
    manifests.map((manifest) => [manifest.metadata.name ?? '', specOf(manifest).templates ?? []]),
  )
  return manifests.flatMap((manifest) => objectProblems(manifest, shared))
}

function specOf({ spec }: Manifest): Manifest['spec'] {
  return spec.workflowSpec ?? spec
}

function objectProblems(manifest: Manifest, shared: ReadonlyMap<string, readonly Template[]>): string[] {
  const { entrypoint, templates = [] } = specOf(manifest)
  const problems: string[] = []
  const own = new Map(templates.map((template) => [template.name, template]))
  if (own.size !== templates.length) problems.push('two templates have one name')
  if (manifest.kind !== 'WorkflowTemplate' && !own.has(entrypoint ?? ''))
    problems.push(`no template ${entrypoint}`)
  const limit = { Workflow: 63 - 5, WorkflowTemplate: 63, CronWorkflow: 52 }[manifest.kind] ?? 0
  const name = manifest.metadata.name ?? manifest.metadata.generateName ?? ''
  if (name === '' || name.length > limit) problems.push(`the name ${name} has ${name.length} characters`)
  for (const template of templates) {
    for (const problem of dagProblems(template.dag?.tasks ?? [], own, shared))
      problems.push(`${template.name}: ${problem}`)
    const text = JSON.stringify(template)
    for (const [, tag = ''] of text.matchAll(/\{\{(.*?)\}\}/g)) {
      const input = /^inputs\.parameters\.(.+)$/.exec(tag)?.[1]
      if (!template.inputs?.parameters?.some((parameter) => parameter.name === input))
        problems.push(`tag {{${tag}}}`)
    }
  }
  return problems
}

function dagProblems(
  tasks: readonly Task[],
  own: ReadonlyMap<string, Template>,
  shared: ReadonlyMap<string, readonly Template[]>,
): string[] {
  const problems: string[] = []
  const names = new Map(tasks.map((task) => [task.name, task]))
  if (names.size !== tasks.length) problems.push('two tasks have one name')
  for (const task of tasks) {
    for (const other of dependencies(task))
      if (!names.has(other)) problems.push(`${task.name} depends on ${other}, which is not there`)
    const { templateRef } = task
    const called = templateRef
      ? shared.get(templateRef.name)?.find((template) => template.name === templateRef.template)
      : own.get(task.template ?? '')
    if (!called) {
      problems.push(`${task.name} runs a template that is not there`)
      continue
    }
    for (const kind of ['parameters', 'artifacts'] as const) {
      const given = new Set((task.arguments?.[kind] ?? []).map(({ name }) => name))
      const wanted = new Set((called.inputs?.[kind] ?? []).map(({ name }) => name))
      for (const name of wanted) if (!given.has(name)) problems.push(`${task.name} gets no ${name}`)
      for (const name of given)
        if (!wanted.has(name)) problems.push(`${task.name} is given ${name}, which nobody takes`)
    }
  }
  if (hasCircle(names)) problems.push('tasks depend on each other in a circle')
  return problems
}

/** The tasks of `a.Succeeded && b.Succeeded`. */
export function dependencies(task: { readonly depends?: string }): string[] {
  const text = task.depends ?? ''
  if (text === '') return []
  return text.split(' && ').map((part) => {
    const match = /^([a-zA-Z0-9][-a-zA-Z0-9]*)\.Succeeded$/.exec(part)
    if (!match?.[1]) throw new Error(`depends: ${text}`)
    return match[1]
  })
}

function hasCircle(tasks: ReadonlyMap<string, Task>): boolean {
  const waits = new Map(
    [...tasks].map(([name, task]) => [name, dependencies(task).filter((other) => tasks.has(other)).length]),
  )
  const after = new Map<string, string[]>()
  for (const [name, task] of tasks)
    for (const other of dependencies(task)) after.set(other, [...(after.get(other) ?? []), name])
  const free = [...waits].filter(([, count]) => count === 0).map(([name]) => name)
  let done = 0
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    done++
    for (const next of after.get(name) ?? []) {
      const left = (waits.get(next) ?? 0) - 1
      waits.set(next, left)
      if (left === 0) free.push(next)
    }
  }
  return done < tasks.size
}
