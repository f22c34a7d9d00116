/**
 * Where a bucket is and who asks, from a URL such as `oss://bucket/prefix?region=cn-hangzhou` and the
 * variables of the environment: first what the URL says, then SQLFlow's variables, then OSS's own, then
 * those that all tools of Alibaba Cloud read.
 */
import { splitUrl } from '../../config/url.ts'
import { meant, oneOf } from '../../diagnostics/suggest.ts'
import { StoreError } from '../errors.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  /** Of temporary credentials. */
  readonly stsToken?: string
}

export interface Place {
  readonly bucket: string
  /** Ends with a slash, or is empty. */
  readonly prefix: string
  readonly endpoint: string
  /** As `cn-hangzhou`; signatures of version 4 need it. */
  readonly region?: string
  readonly signature: 'v1' | 'v4'
  /** The endpoint is a domain of the bucket's own. */
  readonly cname: boolean
  /** The bucket goes into the path. */
  readonly pathStyle: boolean
  readonly timeoutMs: number
  readonly credentials?: Credentials
}

export type Environment = Readonly<Record<string, string | undefined>>

const understood = ['endpoint', 'region', 'internal', 'signature', 'cname', 'path-style', 'timeout', 'secure']

/** @throws StoreError `refused` when the URL can't be understood or names no place */
export function readPlace(url: string, env: Environment): Place {
  const parts = splitUrl(url)
  const refuse = (problem: string, help: string): StoreError => new StoreError('refused', problem, { help })
  if (!parts || parts.ambiguous) throw refuse('this can’t be understood', 'write it as oss://bucket/prefix')
  const parameters = readParameters(parts.query ?? '', (key) => {
    const help = meant(key, understood) ?? `known are ${oneOf(understood)}`
    // A secret with an & in it looks like parameters too.
    return refuse(
      /^[a-z][a-z_-]{0,30}$/i.test(key)
        ? `there is no parameter \`${key}\``
        : 'there is a parameter that is not known',
      help,
    )
  })
  const [bucket = '', ...folders] = parts.address.split('/').map(decoded)
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw refuse(
      'a bucket’s name has 3 to 63 lower-case letters, digits and -',
      'write it as oss://bucket/prefix',
    )
  }
  const prefix = folders.filter((folder) => folder !== '')
  if (prefix.some((folder) => /^\.\.?$|[\\\p{Cc}]/u.test(folder))) {
    throw refuse(
      'its folders can’t be . or .., or have control characters or \\ in them',
      'write it as oss://bucket/prefix',
    )
  }
  const flag = (name: string): boolean => /^(true|1|yes)$/i.test(parameters.get(name) ?? '')
  const { host, region } = whereOf(parameters, env)
  if (host && !/^(https?:[/]{2})?[a-z0-9.-]+(:\d+)?[/]?$/i.test(host)) {
    throw refuse('the endpoint is no host', 'write it as endpoint=oss-cn-hangzhou.aliyuncs.com')
  }
  if (region && !/^[a-z0-9-]+$/.test(region)) {
    throw refuse('the region is none', 'write it as region=cn-hangzhou')
  }
  if (!host && !region) {
    throw refuse(
      'nothing says where the bucket is',
      'add ?region=cn-hangzhou or ?endpoint=…, or set OSS_ENDPOINT',
    )
  }
  const standard = `oss-${region}${flag('internal') ? '-internal' : ''}.aliyuncs.com`
  const signature = (parameters.get('signature') ?? (region ? 'v4' : 'v1')).toLowerCase()
  if (signature !== 'v1' && signature !== 'v4') throw refuse('signature is v1 or v4', 'leave it out')
  if (signature === 'v4' && !region)
    throw refuse('signatures of version 4 need a region', 'add region=cn-hangzhou')
  const timeoutMs = milliseconds(parameters.get('timeout') ?? '30s')
  if (timeoutMs === undefined)
    throw refuse('the timeout is no time', 'write it as timeout=30s or timeout=500ms')
  const credentials = fromUrl(parts.user) ?? fromEnvironment(env)
  if (parts.user && !fromUrl(parts.user)) {
    throw refuse(
      'an access key has an id and a secret',
      'leave both out, and set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET',
    )
  }
  return {
    bucket,
    prefix: prefix.map((folder) => `${folder}/`).join(''),
    endpoint: withScheme(withoutBucket(host ?? standard, bucket), parameters.get('secure')),
    ...(region ? { region } : {}),
    signature,
    cname: flag('cname'),
    pathStyle: flag('path-style'),
    timeoutMs,
    ...(credentials ? { credentials } : {}),
  }
}

/** The region of the URL counts more than an endpoint of the environment that is in another one. */
function whereOf(
  parameters: ReadonlyMap<string, string>,
  env: Environment,
): { host: string | undefined; region: string | undefined } {
  const wanted = parameters.get('region')?.replace(/^oss-/, '')
  const variable = env['SQLFLOW_OSS_MODEL_ENDPOINT'] || env['OSS_ENDPOINT']
  const isElsewhere = wanted && regionOf(variable) && regionOf(variable) !== wanted
  const host = parameters.get('endpoint') || (isElsewhere ? undefined : variable)
  return { host, region: wanted || regionOf(host) || env['OSS_REGION']?.replace(/^oss-/, '') }
}

function readParameters(query: string, unknown: (key: string) => StoreError): Map<string, string> {
  const given = new Map<string, string>()
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [key = '', ...value] = pair.split('=')
    const name = key.toLowerCase().replaceAll('_', '-')
    if (!understood.includes(name)) throw unknown(key)
    given.set(name, decoded(value.join('=')) || 'true')
  }
  return given
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `oss-cn-hangzhou-internal.aliyuncs.com` says where it is; an endpoint for all regions doesn't. */
function regionOf(host: string | undefined): string | undefined {
  const region = /(?:^|[/.])oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com/i.exec(host ?? '')?.[1]
  return region?.startsWith('accelerate') ? undefined : region?.toLowerCase()
}

/** The console shows the bucket's own domain too, to which the client would add the bucket once more. */
function withoutBucket(host: string, bucket: string): string {
  const own = new RegExp(`^(https?:[/]{2})?${bucket}[.](?=[a-z0-9.-]+[.]aliyuncs[.]com)`, 'i')
  return host.replace(own, '$1')
}

/** Encrypted unless the endpoint says otherwise: keys are not sent, but models are. */
function withScheme(host: string, secure: string | undefined): string {
  if (/^https?:[/]{2}/i.test(host)) return host
  return `${/^(false|0|no)$/i.test(secure ?? '') ? 'http' : 'https'}://${host}`
}

function milliseconds(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text)
  return found ? Math.max(1, Math.round(Number(found[1]) * (found[2] === 'ms' ? 1 : 1000))) : undefined
}

function fromUrl(user: string | undefined): Credentials | undefined {
  const [id = '', ...rest] = (user ?? '').split(':')
  const secret = rest.join(':')
  return id && secret ? { accessKeyId: decoded(id), accessKeySecret: decoded(secret) } : undefined
}

const variables = [
  ['SQLFLOW_OSS_AK', 'SQLFLOW_OSS_SK', 'SQLFLOW_OSS_TOKEN'],
  ['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET', 'OSS_SESSION_TOKEN'],
  ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
] as const

/** Id, secret and token are of one family: those of two tools don't fit together. */
function fromEnvironment(env: Environment): Credentials | undefined {
  for (const [id, secret, token] of variables) {
    const [accessKeyId, accessKeySecret, stsToken] = [env[id], env[secret], env[token]]
    if (accessKeyId && accessKeySecret) {
      return { accessKeyId, accessKeySecret, ...(stsToken ? { stsToken } : {}) }
    }
  }
  return undefined
}
