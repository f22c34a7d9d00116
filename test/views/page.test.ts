/** The page of a program in a real browser: drawn, selected by mouse and keys, without a word on the console or the network. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { render } from '../../src/views/graph-html.ts'
import { chromiumMissing, screenshot, startChromium } from '../support/chromium.ts'
import { projectRoot } from '../support/shared.ts'

const churn = readFileSync(join(projectRoot, 'examples/churn-pipeline/program.sql'), 'utf8')

function largeProgram(statements: number): string {
  const lines = ['CREATE TABLE t0 (a INT, b INT);']
  for (let at = 1; at < statements; at++) {
    const [one, other] = [
      Math.max(0, at - 1 - ((at * 7919) % 40)),
      Math.max(0, at - 1 - ((at * 104729) % 200)),
    ]
    lines.push(`CREATE TABLE t${at} AS SELECT x.a, y.b FROM t${one} x JOIN t${other} y ON x.a = y.a;`)
  }
  return lines.join('\n')
}

describe.skipIf(chromiumMissing !== undefined)(
  `the page${chromiumMissing ? ` (${chromiumMissing})` : ''}`,
  () => {
    let browser: Browser
    const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-page-'))
    beforeAll(async () => {
      browser = await startChromium()
    })
    afterAll(async () => {
      await browser?.close()
      rmSync(folder, { recursive: true })
    })

    /** The page of a program, open; what it says or asks for makes the test fail at its end. */
    async function open(
      text: string,
      options: BrowserContextOptions = {},
    ): Promise<{ page: Page; close: () => Promise<void> }> {
      const file = join(folder, 'page.html')
      writeFileSync(file, await render(analyze(text, { path: 'program.sql' })))
      const context = await browser.newContext({ viewport: { width: 1400, height: 800 }, ...options })
      const page = await context.newPage()
      const said: string[] = []
      page.on('console', (message) => said.push(message.text()))
      page.on('pageerror', (error) => said.push(error.message))
      page.on('request', (request) => {
        if (!request.url().startsWith('file:')) said.push(request.url())
      })
      await page.goto(pathToFileURL(file).href)
      const close = async (): Promise<void> => {
        await context.close()
        expect(said).toEqual([])
      }
      return { page, close }
    }

    const chosenText = (page: Page): Promise<string[]> => page.locator('#source .chosen').allTextContents()
    const chosenNodes = (page: Page): Promise<string[]> =>
      page.locator('#graph .chosen text:first-of-type').allTextContents()

    test('shows source and picture, and selects across both', async () => {
      const { page, close } = await open(churn)
      await page.screenshot({ path: screenshot('churn') })
      expect(await page.locator('#graph .node').count()).toBe(24)
      // From the picture to the source.
      await page.locator('#graph .node', { hasText: '6 train' }).click()
      expect((await chosenText(page))[0]).toContain('TO TRAIN xgboost.gbtree')
      expect(await page.locator('#details').textContent()).toContain(
        'reads shop.churn_train, shop.churn_test',
      )
      expect(new URL(page.url()).hash).toBe('#s6')
      // From the source to the picture.
      await page.locator('#source [data-statement]', { hasText: 'SHOW TRAIN' }).click()
      expect(await chosenNodes(page)).toEqual(['12 show-train churn_trees'])
      // What has nothing to do with it steps back.
      expect(await page.locator('#graph .node.dim', { hasText: 'churn_dnn' }).count()).toBeGreaterThan(1)
      await page.screenshot({ path: screenshot('churn-selected') })
      // A model stands for those who make and use it.
      await page.locator('#graph .node.model', { hasText: 'churn_dnn' }).click()
      expect(await chosenText(page)).toHaveLength(2)
      await page.locator('#details button', { hasText: 'evaluate' }).click()
      expect(await chosenNodes(page)).toEqual(['9 evaluate churn_dnn_metrics'])
      await close()
    })

    test('works by keys alone, and an address names a statement', async () => {
      const { page, close } = await open(churn, { colorScheme: 'dark' })
      for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key)
      expect(await chosenNodes(page)).toEqual(['2 DROP churn_features'])
      await page.keyboard.press('/')
      await page.keyboard.type('evaluate churn_dnn')
      expect(await chosenNodes(page)).toEqual(['9 evaluate churn_dnn_metrics'])
      await page.keyboard.press('Escape')
      const seen = (): Promise<string | null> => page.locator('#graph svg').getAttribute('viewBox')
      const before = await seen()
      await page.keyboard.press('+')
      expect(await seen()).not.toBe(before)
      await page.keyboard.press('0')
      await page.keyboard.press('Escape')
      expect(await page.locator('.chosen').count()).toBe(0)
      await page.locator('#graph .node', { hasText: '13 SELECT' }).focus()
      await page.keyboard.press('Enter')
      expect(await chosenNodes(page)).toEqual(['13 SELECT churn_trees_metrics'])
      await page.screenshot({ path: screenshot('churn-dark') })
      await page.goto(`${page.url().split('#')[0]}#s4`)
      await expect.poll(() => chosenNodes(page)).toEqual(['4 CREATE churn_train'])
      await close()
    })

    test('is moved and enlarged by the mouse', async () => {
      const { page, close } = await open(churn)
      const box = async (): Promise<number[]> =>
        ((await page.locator('#graph svg').getAttribute('viewBox')) ?? '').split(' ').map(Number)
      const [x = 0, , width = 0] = await box()
      await page.mouse.move(1000, 700)
      await page.mouse.wheel(0, -200)
      await expect.poll(async () => (await box())[2]).toBeLessThan(width)
      await page.mouse.down()
      await page.mouse.move(1100, 720)
      await page.mouse.up()
      expect((await box())[0]).not.toBe(x)
      // To drag is not to choose.
      expect(await page.locator('.chosen').count()).toBe(0)
      await close()
    })

    test('prints the picture whole', async () => {
      const { page, close } = await open(churn)
      const pdf = await page.pdf({ format: 'A4' })
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      expect(pdf.length).toBeGreaterThan(10_000)
      await close()
    })

    test('of 2,000 statements an overview is shown, and its parts', async () => {
      const { page, close } = await open(largeProgram(2000))
      await page.screenshot({ path: screenshot('large') })
      await page.locator('#graph .part').nth(3).click()
      expect(await page.locator('#graph .node.sql').count()).toBeGreaterThan(20)
      await page.locator('#source [data-statement="1500"]').click()
      expect(await chosenNodes(page)).toEqual(['1501 CREATE t1500'])
      await page.screenshot({ path: screenshot('large-part') })
      await page.keyboard.press('Escape')
      await page.locator('#trail button').click()
      expect(await page.locator('#graph .part').count()).toBeGreaterThan(20)
      await close()
    })

    test('no text of a program is more than text', async () => {
      const name = `x"><img src="http://example.invalid/x" onerror="document.title='broken'"></script></template><script>document.title='broken'</script>`
      const { page, close } = await open(
        `CREATE TABLE \`${name}\` AS SELECT 1 AS a; SELECT * FROM \`${name}\`;`,
      )
      await page.keyboard.press('j')
      expect(await page.title()).toBe('program.sql')
      expect(await page.locator('#graph img, #source img').count()).toBe(0)
      expect(await page.locator('#graph .node').count()).toBe(3)
      await close()
    })
  },
)
