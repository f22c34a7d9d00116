/**
 * Plan → Makefile: a target for each step, which waits for what the step waits for, so that `make -j` runs as many at a
 * time as the plan allows. A step that is done leaves an empty file, by which make knows what is left to do. Nothing that
 * users write stands in a rule or a recipe: names of steps have letters, digits and `-` only.
 */
import { nameOfWork } from '../../plan/digest.ts'
import type { Plan, Step } from '../../plan/plan.ts'
import type { Backend } from '../backend.ts'
import { payload } from '../payload.ts'
import { writeSpecs } from './specs.ts'

export const make: Backend = {
  limits: () => ({}),
  async emit(plan, { name }) {
    const files = await doneFiles(plan)
    const rules = plan.steps.map((step) => ruleOf(step, files))
    const ids = plan.steps.map(({ id }) => id)
    const parts = [header(name), allOf(ids), ...rules, clean, writeSpecs(plan)]
    return { text: parts.join('\n'), problems: [] }
  },
}

function header(name: string): string {
  return `# Written by sqlflowc. Compile the program again instead of editing this.
#
#   make -j4     runs the steps that are not done yet, as many at a time as may be
#   make clean   forgets which steps are done
#
# Where tables and models are is not written here: SQLFLOW_DATASOURCE and SQLFLOW_MODEL_STORE say it, or sqlflow.yaml.

SQLFLOWC ?= sqlflowc
# Options of each step, such as --python or --local-commands.
STEPFLAGS ?=
# A file for each step that is done.
DONE ?= .sqlflow/make/${slug(name)}

THIS := $(lastword $(MAKEFILE_LIST))
`
}

const clean = `clean:
\trm -rf -- '$(DONE)'

`

function allOf(ids: readonly string[]): string {
  return `.PHONY: all clean ${ids.join(' ')}\n\nall: ${ids.join(' ')}\n`
}

function ruleOf({ id, dependsOn, lines }: Step, files: ReadonlyMap<string, string>): string {
  const file = (step: string): string => `$(DONE)/${files.get(step) ?? step}`
  const comments = lines.map(({ line, headline }) => `# line ${line}: ${payload(headline)}`)
  const recipe = [
    `@mkdir -p '$(DONE)'`,
    `$(SQLFLOWC) run-step $(STEPFLAGS) '$(THIS)' ${id}`,
    `@touch '${file(id)}'`,
  ]
  return [
    ...comments,
    `${id}: ${file(id)}`,
    [`${file(id)}:`, ...dependsOn.map(file)].join(' '),
    ...recipe.map((command) => `\t${command}`),
    '',
  ].join('\n')
}

async function doneFiles({ steps }: Plan): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(steps.map(async (step) => [step.id, await nameOfWork(step)] as const)))
}

function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return plain === '' ? 'sqlflow' : plain.slice(0, 60)
}
