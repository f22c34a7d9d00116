/**
 * Where a bucket is and who asks, from a URL such as `oss://bucket/prefix?region=cn-hangzhou` and the
 * variables of the environment: first what the URL says, then SQLFlow's variables, then OSS's own, then
 * those that all tools of Alibaba Cloud read.
 */
import { parseUrl, splitUrl } from '../../config/url.ts'
import { nearest } from '../../diagnostics/suggest.ts'
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
  const refuse = (problem: string, help: string): StoreError =>
    new StoreError('refused', `${parseUrl(url).redacted}: ${problem}`, { help })
  if (!parts || parts.ambiguous) throw refuse('this can’t be understood', 'write it as oss://bucket/prefix')
  const parameters = readParameters(parts.query ?? '', (key) => {
    const [close] = nearest(key, understood)
    const help = close === undefined ? `known are ${understood.join(', ')}` : `perhaps ${close} was meant`
    return refuse(`the parameter ${key} is not known`, help)
  })
  const [bucket = '', ...folders] = parts.address.split('/').map(decoded)
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw refuse(
      'a bucket’s name has 3 to 63 lower-case letters, digits and -',
      'write it as oss://bucket/prefix',
    )
  }
  const prefix = folders.filter((folder) => folder !== '')
  const flag = (name: string): boolean => /^(true|1|yes)$/i.test(parameters.get(name) ?? '')
  const host = parameters.get('endpoint') ?? env['SQLFLOW_OSS_MODEL_ENDPOINT'] ?? env['OSS_ENDPOINT']
  const region = (parameters.get('region') ?? regionOf(host) ?? env['OSS_REGION'])?.replace(/^oss-/, '')
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
  const credentials = fromUrl(parts.user) ?? fromEnvironment(env)
  return {
    bucket,
    prefix: prefix.map((folder) => `${folder}/`).join(''),
    endpoint: withScheme(host || standard, parameters.get('secure')),
    ...(region ? { region } : {}),
    signature,
    cname: flag('cname'),
    pathStyle: flag('path-style'),
    timeoutMs: seconds(parameters.get('timeout'), 30_000),
    ...(credentials ? { credentials } : {}),
  }
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

/** `oss-cn-hangzhou-internal.aliyuncs.com` says where it is. */
function regionOf(host: string | undefined): string | undefined {
  return /(?:^|\/|\.)oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com/.exec(host ?? '')?.[1]
}

/** Encrypted unless the endpoint says otherwise: keys are not sent, but models are. */
function withScheme(host: string, secure: string | undefined): string {
  if (/^https?:\/\//.test(host)) return host
  return `${secure === 'false' ? 'http' : 'https'}://${host}`
}

function seconds(text: string | undefined, otherwise: number): number {
  const found = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text ?? '')
  return found ? Math.max(1, Number(found[1]) * (found[2] === 'ms' ? 1 : 1000)) : otherwise
}

function fromUrl(user: string | undefined): Credentials | undefined {
  if (!user) return undefined
  const [id = '', ...secret] = user.split(':')
  return secret.length === 0
    ? undefined
    : { accessKeyId: decoded(id), accessKeySecret: decoded(secret.join(':')) }
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
