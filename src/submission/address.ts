/** Where an Argo Server is, from the variables that Argo's own command reads. */

export interface ServerAddress {
  readonly url: string
  /** The value of the Authorization header. */
  readonly authorization?: string
  /** Its certificate is not looked at. */
  readonly insecure: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * `ARGO_SERVER` (host:port, or a URL), `ARGO_TOKEN` (with or without `Bearer`), `ARGO_SECURE`, `ARGO_BASE_HREF`,
 * `ARGO_INSECURE_SKIP_VERIFY`. Nothing when no server is named.
 *
 * @throws Error with a message for users when it is no address; it holds no token
 */
export function serverAddress(env: Environment): ServerAddress | undefined {
  const server = env['ARGO_SERVER']
  if (!server) return undefined
  const scheme = isOn(env['ARGO_SECURE'], true) ? 'https' : 'http'
  const text = /^https?:\/\//i.test(server) ? server : `${scheme}://${server}`
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new Error('ARGO_SERVER must be a host and a port, such as argo.example.com:2746')
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error('ARGO_SERVER must hold no user; give a token in ARGO_TOKEN')
  }
  const base = `${url.pathname}/${env['ARGO_BASE_HREF'] ?? ''}`.replace(/\/+/g, '/').replace(/\/$/, '')
  const token = env['ARGO_TOKEN']?.trim()
  return {
    url: `${url.protocol}//${url.host}${base}`,
    ...(token ? { authorization: /^(bearer|basic) /i.test(token) ? token : `Bearer ${token}` } : {}),
    insecure: isOn(env['ARGO_INSECURE_SKIP_VERIFY'], false),
  }
}

function isOn(value: string | undefined, preset: boolean): boolean {
  return value === undefined || value === '' ? preset : /^(1|t|true|yes|on)$/i.test(value)
}
