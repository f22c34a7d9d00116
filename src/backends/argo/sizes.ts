/**
 * How many characters objects take as JSON, which is how they are kept. The arguments of a task hold nearly all of it, and
 * are the same object wherever the task is put: they are measured once.
 */
import type { Task, Template } from './types.ts'

const argumentSizes = new WeakMap<object, number>()

export function sizeOfTask({ arguments: given, ...rest }: Task): number {
  const own = JSON.stringify(rest).length
  if (given === undefined) return own
  const size = argumentSizes.get(given) ?? JSON.stringify(given).length
  argumentSizes.set(given, size)
  return own + ',"arguments":'.length + size
}

export function sizeOfTemplate(template: Template): number {
  const { dag } = template
  if (!dag) return JSON.stringify(template).length
  const around = JSON.stringify({ ...template, dag: { tasks: [] } }).length
  return dag.tasks.reduce((sum, task) => sum + sizeOfTask(task) + 1, around) - (dag.tasks.length > 0 ? 1 : 0)
}
