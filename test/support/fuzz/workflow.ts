/** The workflow of a program, read as Kubernetes does: the same by YAML 1.1 and 1.2, with each step's spec unchanged. */
import assert from 'node:assert/strict'
import type { CompileResult } from '../../../src/index.ts'
import { podsOf } from '../argo-substitution.ts'
import { manifests } from '../judge.ts'

export function checkWorkflow({ yaml, plan }: CompileResult): void {
  if (yaml === undefined || !plan) return
  const objects = manifests(yaml)
  assert.deepEqual(objects, manifests(yaml, '1.2'))
  const [workflow, ...library] = objects.reverse()
  const pods = new Map(
    podsOf(workflow, { workflowTemplates: library }).map((pod) => [pod.task.split('/').at(-1), pod]),
  )
  assert.equal(pods.size, plan.steps.length)
  for (const { id, spec } of plan.steps) {
    const file = [...(pods.get(id)?.files ?? [])].find(([path]) => path.endsWith('spec.json'))
    assert.deepEqual(JSON.parse(file?.[1] ?? 'null'), JSON.parse(JSON.stringify(spec)))
  }
}
