import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportPage } from '../../src/report/html/page.js'
import { summarize } from '../../src/report/summary.js'
import { junitXml } from '../../src/report/writers/junit.js'
import { syntheticRun } from '../unit/report/synthetic-run.js'

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = BROWSERS.find((path) => existsSync(path))
if (!executablePath) {
  console.warn(`SKIPPED: no browser to look at the report with (${BROWSERS.join(', ')})`)
}

/** What a page did while it was read. */
interface Visit {
  readonly page: Page
  readonly errors: string[]
  readonly requests: string[]
}

describe.skipIf(!executablePath)('the HTML report in a browser', () => {
  let folder: string
  let browser: Browser
  let url: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'goldeneye-html-'))
    const file = join(folder, 'index.html')
    writeFileSync(file, reportPage(summarize(syntheticRun()), 'reports/a-run'))
    url = pathToFileURL(file).href
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function visit(options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const [errors, requests]: [string[], string[]] = [[], []]
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('dialog', (dialog) => {
      errors.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(url)
    return { page, errors, requests }
  }

  test('runs nothing that a value says, and asks nothing of the network', async () => {
    const { page, errors, requests } = await visit()
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
    expect(errors).toEqual([])
    expect(requests.filter((one) => one !== url && !one.startsWith('data:'))).toEqual([])
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(1)
    await page.context().close()
  })

  test.each([1280, 400])('is readable at %i pixels without scrolling sideways', async (width) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await visit({ viewport: { width, height: 900 }, colorScheme })
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
      const widths = await page.evaluate<number[]>(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      )
      expect(widths[0]).toBe(widths[1])
      const shots = process.env.GOLDENEYE_SCREENSHOTS
      if (shots) {
        await page.screenshot({ path: join(shots, `${colorScheme}-${width}.png`), fullPage: true })
      }
      await page.context().close()
    }
  })

  test('shows the conclusion, both values, the invisible, and what differs in 5000 rows', async () => {
    const { page } = await visit()
    expect(await page.locator('h1').textContent()).toMatch(/^3 findings after 30 cases/)
    const type = page.locator('#GE-7f3a9c21')
    expect(await type.locator('mark').allTextContents()).toEqual([
      'sum(c0) DECIMAL(38,2)',
      '1.50',
      'sum(c0) DOUBLE',
      '1.5',
    ])
    expect(await type.locator('.culprit .sql').textContent()).toBe('SELECT sum(c0) FROM t0')
    const hostile = page.locator('#GE-00c0ffee')
    expect(await hostile.locator('.value .esc').allTextContents()).toContain('\\u200b')
    expect(await hostile.locator('.value').first().textContent()).toContain('</script><img src=x')
    const long = page.locator('#GE-deadbeef .value').first()
    expect((await long.textContent())?.split('\n')).toHaveLength(9)
    expect(await long.locator('mark').allTextContents()).toEqual(['777', '4321'])
    await page.context().close()
  })

  test('the JUnit file beside it is XML that a browser can read', async () => {
    const { page } = await visit()
    const xml = JSON.stringify(junitXml(summarize(syntheticRun()), 'reports/a-run'))
    const read = `new DOMParser().parseFromString(${xml}, 'application/xml')`
    expect(await page.evaluate(`${read}.querySelector('parsererror')?.textContent ?? 'fine'`)).toBe(
      'fine',
    )
    expect(await page.evaluate(`${read}.querySelectorAll('failure').length`)).toBe(3)
    await page.context().close()
  })

  test('says the same with script blocked', async () => {
    const { page, errors } = await visit({ javaScriptEnabled: false })
    expect(errors).toEqual([])
    expect(await page.locator('#GE-7f3a9c21 mark').count()).toBe(4)
    expect(await page.locator('button').count()).toBe(0)
    await page.context().close()
  })
})
