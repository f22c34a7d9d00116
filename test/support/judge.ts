/** All that is known of what makes a workflow good, in one call: readers of YAML, the CRDs, Argo's rules. */
import { parseAllDocuments } from 'yaml'
import { argoRules } from './argo-rules.ts'
import { crds } from './crd.ts'

export type Manifest = Parameters<typeof argoRules>[0][number]

/** The objects in a text, read as Kubernetes reads them (YAML 1.1). */
export function manifests(yaml: string, version: '1.1' | '1.2' = '1.1'): Manifest[] {
  return parseAllDocuments(yaml, { version }).map((document) => {
    if (document.errors.length > 0) throw new Error(document.errors.map(({ message }) => message).join('\n'))
    return document.toJS({ maxAliasCount: 0 })
  })
}

/** What is wrong with a text that is to be submitted. */
export function judge(yaml: string): string[] {
  const objects = manifests(yaml)
  if (JSON.stringify(objects) !== JSON.stringify(manifests(yaml, '1.2')))
    return ['YAML 1.1 and 1.2 read it differently']
  const oracle = crds()
  const schema = oracle.available ? objects.flatMap((object) => oracle.validate(object)) : []
  return [...schema, ...argoRules(objects)]
}
