/** Diagnostics as HTML: the lines of the terminal, and of what stands in a program nothing but text. */
import { expect, test } from 'vitest'
import { render, renderFailure } from '../../src/diagnostics/render/html.ts'
import { render as renderText } from '../../src/diagnostics/render/pretty.ts'
import { compile } from '../../src/index.ts'
import { chromiumMissing, startChromium } from '../support/chromium.ts'

const hostile = `SELECT a AS "<b>&amp;" FROM t
TO TRAIN xgboost.<img src=x onerror=alert(1)> WITH a = "\u001b[31m</pre><script>alert(1)</script>\u0007" LABEL y INTO m;`

test('what a program holds is text', async () => {
  const { diagnostics, source } = await compile(hostile, { path: '<cell>' })
  expect(diagnostics.length).toBeGreaterThan(0)
  const html = render(diagnostics, () => source)
  expect(html.replace(/<\/?(pre|span)( style="[\w:;#.,-]*")?>/g, '')).not.toMatch(/[<>"]|(?!\n)\p{Cc}/u)
  expect(html).toContain('&lt;script&gt;')
})

test('it says what the terminal says', async () => {
  const { diagnostics, source } = await compile(hostile, { path: '<cell>' })
  const text = render(diagnostics, () => source)
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;|&gt;|&quot;|&#39;|&amp;/g, (entity) => entities[entity] ?? '')
  expect(text).toBe(renderText(diagnostics, () => source).trimEnd())
})

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
}

test('each element is closed', async () => {
  const { diagnostics, source } = await compile(hostile)
  const html = render(diagnostics, () => source)
  expect(html.match(/<span/g)?.length).toBe(html.match(/<\/span>/g)?.length)
})

test('why a step failed', () => {
  expect(renderFailure('s001 failed: <b>\n  log: x')).toMatch(
    /^<pre[^>]*><span[^>]*>s001 failed: &lt;b&gt;<\/span>\n {2}log: x<\/pre>$/,
  )
})

test.skipIf(chromiumMissing !== undefined)(
  `carets stand below their word where a page has letters of all widths${chromiumMissing ? ` (${chromiumMissing})` : ''}`,
  async () => {
    const { diagnostics, source } = await compile(
      'SELECT iii, WWW FROM t TO TRAIN xgboost.gbtre LABEL WWW INTO m;\n',
    )
    const browser = await startChromium()
    try {
      const page = await browser.newPage()
      // As notebooks have it that are exported as pages.
      const styles = 'body { font-family: sans-serif } pre { font-family: inherit; white-space: pre-wrap }'
      await page.setContent(`<style>${styles}</style>${render(diagnostics, () => source)}`)
      // Where texts stand is known of ranges only.
      const [word, carets] = await page.evaluate<number[][]>(`(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        const found = []
        for (const wanted of ['xgboost.gbtre LABEL', '^'.repeat(13)]) {
          let node
          while ((node = walker.nextNode()) && !node.data.includes(wanted));
          const range = document.createRange()
          range.setStart(node, node.data.indexOf(wanted))
          range.setEnd(node, node.data.indexOf(wanted) + 13)
          const { left, right } = range.getBoundingClientRect()
          found.push([Math.round(left), Math.round(right)])
        }
        return found
      })()`)
      expect(carets).toEqual(word)
    } finally {
      await browser.close()
    }
  },
)
