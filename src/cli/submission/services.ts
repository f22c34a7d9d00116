/** What takes a workflow, by the name that `--to` has for it. Each is loaded when it is wanted. */
import type { Host } from '../../host.ts'
import { keysOf } from '../../keys.ts'
import type { WorkflowService } from '../../submission/service.ts'
import { UsageError } from '../errors.ts'

type Opener = (host: Host, namespace: string | undefined) => Promise<WorkflowService>

const table = {
  server: async (host, namespace) => {
    const address = await addressFrom(host)
    if (!address) throw new UsageError('--to server needs the address of an Argo Server in ARGO_SERVER')
    const { ArgoServer } = await import('./argo-server.ts')
    return new ArgoServer(address, namespace ?? 'default')
  },
  kubectl: async (_, namespace) => {
    const { Kubectl } = await import('./kubectl.ts')
    return new Kubectl(namespace)
  },
  argo: async (_, namespace) => {
    const { ArgoCommand } = await import('./argo-command.ts')
    return new ArgoCommand(namespace)
  },
} as const satisfies Record<string, Opener>

export type ServiceName = keyof typeof table

export const services: Readonly<Record<ServiceName, Opener>> = table

export const serviceNames: readonly ServiceName[] = keysOf(services)

/** The server where one is named, else kubectl. */
export async function usualService(host: Host): Promise<ServiceName> {
  return (await addressFrom(host)) ? 'server' : 'kubectl'
}

async function addressFrom({ env }: Host) {
  const { serverAddress } = await import('../../submission/address.ts')
  try {
    return serverAddress(env)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
