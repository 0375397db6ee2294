import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build, type PreviewServer, preview } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserProgram } from './installed.ts'

const { path: executable, wanted } = browserProgram()

describe.skipIf(!wanted)('the page examples/browser', () => {
  let folder: string
  let server: PreviewServer
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    if (executable === undefined) throw new Error('there is no Chromium on this machine, and CI wants one')
    folder = mkdtempSync(join(tmpdir(), 'cambium-page-'))
    const root = fileURLToPath(new URL('../../examples/browser', import.meta.url))
    await build({ root, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
    server = await preview({
      root,
      logLevel: 'error',
      build: { outDir: folder },
      preview: { port: 0, host: '127.0.0.1' },
    })
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] })
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(examples: string, judge: string): Promise<Page> {
    page = await browser.newPage()
    await page.goto(server.resolvedUrls!.local[0]!)
    await page.fill('#examples', examples)
    await page.fill('#judge', judge)
    await page.click('#grow')
    return page
  }

  const status = (message: string) =>
    page.waitForFunction(text => document.getElementById('status')!.textContent!.includes(text), message, {
      timeout: 60_000,
    })

  it('grows a grammar from what is typed into it, and shows it growing', async () => {
    page = await browser.newPage()
    await page.goto(server.resolvedUrls!.local[0]!)
    await page.evaluate(() => {
      const seen: string[] = []
      Object.assign(globalThis, { seen })
      new MutationObserver(() => seen.push(document.getElementById('grammar')!.textContent!)).observe(
        document.getElementById('grammar')!,
        { childList: true },
      )
    })
    await page.click('#grow')
    await status('grown, after')
    const grammar = await page.textContent('#grammar')
    expect(grammar).toContain('::=')
    expect(grammar).toContain('"("')
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)
    expect(seen.length).toBeGreaterThan(1)
    expect(seen.at(-1)).toBe(grammar)
    await page.close()
  }, 90_000)

  it('says when the function fails, and ends one that never returns', async () => {
    await open('a', 'return nothing.like.this')
    await status('The function fails: ReferenceError')
    await page.close()
    await open('a', 'for (;;);')
    // whatever it says meanwhile: the button can be pressed as soon as it grows
    await page.click('#stop')
    await status('stopped')
    await page.close()
  }, 90_000)
})
