/** What Argo says of a workflow, read with care: the state of each of our steps. */

/** https://argo-workflows.readthedocs.io/en/latest/fields/#nodestatus */
export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Skipped' | 'Omitted' | 'Failed' | 'Error'

export interface NodeState {
  readonly phase: Phase
  readonly message?: string
  /** Seconds, once it has ended. */
  readonly seconds?: number
  /** The pod of its last try. */
  readonly pod?: string
}

export interface WorkflowState {
  readonly name: string
  readonly phase: Phase
  readonly message?: string
  readonly seconds?: number
  /** By the id of the step. */
  readonly steps: ReadonlyMap<string, NodeState>
}

interface Node {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly type: string
  readonly templateName: string
  readonly children: readonly string[]
  readonly state: Omit<NodeState, 'pod'>
}

const phases = new Set<string>(['Pending', 'Running', 'Succeeded', 'Skipped', 'Omitted', 'Failed', 'Error'])

/** @param ids of the steps of the plan, which are the names of their tasks */
export function workflowState(workflow: unknown, ids: ReadonlySet<string>): WorkflowState {
  const { metadata, status } = record(workflow)
  const name = text(record(metadata)['name'])
  const { nodes, ...whole } = record(status)
  const all = new Map<string, Node>()
  for (const [id, node] of Object.entries(record(nodes))) all.set(id, readNode(id, record(node)))
  const steps = new Map<string, NodeState>()
  for (const node of all.values()) {
    if (!ids.has(node.displayName)) continue
    // A node of type Retry has its tries for children.
    if (steps.has(node.displayName) && node.type !== 'Retry') continue
    const pod = podOf(name, node, all)
    steps.set(node.displayName, { ...node.state, ...(pod === undefined ? {} : { pod }) })
  }
  return { name, ...stateOf(whole), steps }
}

export function isOver(phase: Phase): boolean {
  return phase !== 'Pending' && phase !== 'Running'
}

function readNode(id: string, node: Record<string, unknown>): Node {
  const children = Array.isArray(node['children']) ? node['children'].map(text) : []
  const template = text(node['templateName']) || text(record(node['templateRef'])['template'])
  return {
    id,
    name: text(node['name']),
    displayName: text(node['displayName']),
    type: text(node['type']),
    templateName: template,
    children,
    state: stateOf(node),
  }
}

function stateOf(node: Record<string, unknown>): Omit<NodeState, 'pod'> {
  const phase = text(node['phase'])
  const message = text(node['message'])
  const seconds = (Date.parse(text(node['finishedAt'])) - Date.parse(text(node['startedAt']))) / 1000
  return {
    // Before the controller has seen it a workflow has no phase.
    phase: phases.has(phase) ? (phase as Phase) : 'Pending',
    ...(message === '' ? {} : { message }),
    ...(seconds >= 0 ? { seconds } : {}),
  }
}

/** `workflow-template-hash`: the hash is the one in the node's id. A workflow of one pod has its own name. */
function podOf(workflow: string, node: Node, all: ReadonlyMap<string, Node>): string | undefined {
  const last = node.type === 'Retry' ? all.get(node.children.at(-1) ?? '') : node
  if (last?.type !== 'Pod') return undefined
  if (last.name === workflow) return workflow
  const hash = last.id.slice(last.id.lastIndexOf('-') + 1)
  return `${`${workflow}-${last.templateName}`.slice(0, 242)}-${hash}`
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
