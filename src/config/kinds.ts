/** The kinds of objects that a workflow of Argo can be. */
export const workflowKinds = ['Workflow', 'WorkflowTemplate', 'CronWorkflow'] as const

export type WorkflowKind = (typeof workflowKinds)[number]
