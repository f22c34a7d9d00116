/** Folders of models in a bucket, by name; and where SQLFlow put them. */
import { splitParts } from '../../statements/names.ts'
import { StoreError } from '../errors.ts'
import type { Bucket } from './bucket.ts'

export const metadataName = 'metadata.json'

/** The longest key that OSS takes, less the names that follow. */
const longestFolder = 900

/** `<prefix><model>/` @throws StoreError `refused` for names that would lead elsewhere */
export function folderOf(prefix: string, model: string): string {
  const name = splitParts(model).join('.')
  const isOdd = name === '' || name === '.' || name === '..' || /[/\\\p{Cc}]/u.test(name)
  if (isOdd || Buffer.byteLength(prefix + name) > longestFolder) {
    throw new StoreError(
      'refused',
      'a model in OSS can’t have this name: it is too long, or has a slash in it',
    )
  }
  return `${prefix}${name}/`
}

/**
 * The folder of a model that is not in its own: where the prefix is a user's alone, the folders of projects
 * above are looked through, since SQLFlow saves under `<project>/<user>/<model>`.
 */
export async function findInProjects(
  bucket: Bucket,
  prefix: string,
  model: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const folder = folderOf(prefix, model)
  if (prefix === '' || prefix.indexOf('/') !== prefix.length - 1) return undefined
  const projects = await projectsOf(bucket, signal)
  const folders = projects.filter((name) => name !== prefix).map((project) => `${project}${folder}`)
  const are = await Promise.all(folders.map((each) => isThere(bucket, `${each}${metadataName}`, signal)))
  const found = folders.filter((_, at) => are[at])
  if (found.length > 1) {
    const names = found.slice(0, 3).map((name) => `\`${name}\``)
    throw new StoreError('refused', `several projects have a model of this name: ${names.join(', ')}`, {
      help: 'put the project into the URL of the store: oss://bucket/project/user',
    })
  }
  return found[0]
}

/** What may not be looked at is somebody else's. */
async function isThere(bucket: Bucket, key: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await bucket.size(key, signal)) !== undefined
  } catch (error) {
    if (error instanceof StoreError && error.fault === 'refused') return false
    throw error
  }
}

/** Who may not list the bucket has no such folders. */
async function projectsOf(bucket: Bucket, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return (await bucket.list({ prefix: '', delimiter: '/' }, signal)).folders.slice(0, 100)
  } catch (error) {
    if (error instanceof StoreError && error.fault === 'refused') return []
    throw error
  }
}

/** More objects than this are not looked through: the list is to choose from. */
const mostPages = 50

export async function listedModels(bucket: Bucket, prefix: string, signal: AbortSignal): Promise<string[]> {
  const names: string[] = []
  let next: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const found = await bucket.list({ prefix, ...(next === undefined ? {} : { next }) }, signal)
    for (const { key } of found.objects) {
      const [name = '', file, ...deeper] = key.slice(prefix.length).split('/')
      if (file === metadataName && deeper.length === 0) names.push(name)
    }
    next = found.next
    if (next === undefined) break
  }
  return names.sort()
}
