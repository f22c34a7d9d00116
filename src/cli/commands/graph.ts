/** `sqlflowc graph FILE`: statements, what they read and write, and the edges between them. */
import { analyze } from '../../analyze.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import type { Host } from '../../host.ts'
import { ProblemError } from '../errors.ts'
import { type CommonOptions, deliver, prepare, report } from '../session.ts'

export interface GraphCommandOptions extends CommonOptions {
  readonly format: 'json' | 'mermaid' | 'dot' | 'svg' | 'html'
}

const views = {
  json: () => import('../../views/graph-json.ts'),
  mermaid: () => import('../../views/graph-mermaid.ts'),
  dot: () => import('../../views/graph-dot.ts'),
  svg: () => import('../../views/graph-svg.ts'),
  html: () => import('../../views/graph-html.ts'),
} as const

export async function graphCommand(host: Host, file: string, options: GraphCommandOptions): Promise<number> {
  const prepared = await prepare(host, file, options)
  const { text, source, problems } = prepared
  if (hasErrors(problems)) return report(host, problems, source, options)
  const analysis = analyze(text, prepared.options)
  const diagnostics = [...problems, ...analysis.diagnostics]
  const code = await report(host, diagnostics, source, options)
  if (hasErrors(diagnostics)) return code
  const { render } = await views[options.format]()
  await deliver(host, await drawn(render(analysis)), options)
  return code
}

async function drawn(picture: string | Promise<string>): Promise<string> {
  try {
    return await picture
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'TooLargeError') throw error
    throw new ProblemError(`the picture is too large (${error.message}); --format html shows it in parts`)
  }
}
