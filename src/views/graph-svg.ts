/** The program as a picture in SVG. */
import type { Analysis } from '../analyze.ts'
import { layoutOf } from './picture/layout.ts'
import { pictureOf } from './picture/picture.ts'
import { svgOf } from './picture/svg.ts'

export async function render(analysis: Analysis): Promise<string> {
  const picture = pictureOf(analysis)
  return `${svgOf(picture, await layoutOf(picture), { label: `the program ${analysis.source.path}` })}\n`
}
