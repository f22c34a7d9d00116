/** Strongly connected components, iteratively (Tarjan 1972): what must be one step because it can't be ordered. */
import { adjacency } from './graph.ts'

/** For each node the number of its component; nodes of one component share it. */
export function components(size: number, from: ArrayLike<number>, to: ArrayLike<number>): Int32Array {
  const { starts, heads } = adjacency(size, from, to)
  const order = new Int32Array(size).fill(-1)
  const low = new Int32Array(size)
  const component = new Int32Array(size).fill(-1)
  const next = starts.slice(0, size)
  const path: number[] = []
  const open: number[] = []
  let counter = 0
  let found = 0
  for (let root = 0; root < size; root++) {
    if (order[root] !== -1) continue
    path.push(root)
    while (path.length > 0) {
      const node = path[path.length - 1] ?? 0
      if (order[node] === -1) {
        order[node] = low[node] = counter++
        open.push(node)
      }
      const at = next[node] ?? 0
      if (at < (starts[node + 1] ?? 0)) {
        next[node] = at + 1
        const head = heads[at] ?? 0
        if (order[head] === -1) path.push(head)
        else if (component[head] === -1) low[node] = Math.min(low[node] ?? 0, order[head] ?? 0)
        continue
      }
      path.pop()
      const parent = path[path.length - 1]
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0)
      if (low[node] !== order[node]) continue
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component[member] = found
        if (member === node) break
      }
      found++
    }
  }
  return component
}
