/** What a step has shown: its files, in their order, and as text. */
import type { Host } from '../host.ts'
import { canShowPictures, inlinePicture } from '../runner/pictures.ts'
import { resultSetText, textResult } from '../runner/results.ts'

/** None of a step that was skipped, which has no such folder. */
export async function resultFiles({ machine }: Host, folder: string): Promise<readonly string[]> {
  return (await machine.list(folder)).filter((name) => /^\d+\.(json|png|txt)$/.test(name)).sort()
}

export async function resultsText(host: Host, folder: string, files: readonly string[]): Promise<string> {
  const texts: string[] = []
  for (const name of files) {
    // What stands for a picture that can't be seen.
    const isSeen =
      name.endsWith('.txt') && showsPictures(host) && files.includes(name.replace('.txt', '.png'))
    if (!isSeen) texts.push(await textOf(host, `${folder}/${name}`))
  }
  return texts.join('\n')
}

function showsPictures({ stdoutIsTerminal, env }: Host): boolean {
  return stdoutIsTerminal && canShowPictures(env)
}

async function textOf(host: Host, path: string): Promise<string> {
  const bytes = await host.readFile(path)
  if (path.endsWith('.png')) {
    return `${showsPictures(host) ? inlinePicture(bytes, host.env) : ''}picture: ${path}\n`
  }
  const text = new TextDecoder().decode(bytes)
  return path.endsWith('.json') ? resultSetText(text, path) : textResult(text)
}
