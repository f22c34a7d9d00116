// Where the material lies that tests read but the repository does not carry: Argo's CRDs, the corpus of programs.
// It is absent on most machines, so callers get a reason to skip with instead of an exception.

import { statSync } from 'node:fs'
import { resolve } from 'node:path'

export const projectRoot = resolve(import.meta.dirname, '../..')

export type SharedFolder = { readonly path: string } | { readonly missing: string }

export function sharedFolder(): SharedFolder {
  const named = process.env['SQLFLOWC_SHARED']
  const path = resolve(projectRoot, named ?? '../shared')
  if (isFolder(path)) return { path }
  const advice = named === undefined ? 'set SQLFLOWC_SHARED to it' : 'SQLFLOWC_SHARED names no folder'
  return { missing: `the shared folder is not at ${path} (${advice})` }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
