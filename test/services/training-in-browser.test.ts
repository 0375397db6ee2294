import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrainingResult } from './browser/page.ts'
import { browserProgram } from './installed.ts'

const { path: executable, wanted } = browserProgram()

describe.skipIf(!wanted)('in a browser', () => {
  let server: ViteDevServer
  let browser: Browser

  beforeAll(async () => {
    if (executable === undefined) throw new Error('there is no Chromium on this machine, and CI wants one')
    server = await createServer({
      root: fileURLToPath(new URL('../..', import.meta.url)),
      configFile: false,
      logLevel: 'error',
      cacheDir: 'node_modules/.cache/vite-browser-test',
      optimizeDeps: { entries: ['test/services/browser/index.html'], include: ['@jax-js/jax'] },
      server: { port: 0, host: '127.0.0.1', watch: null, hmr: false },
    })
    await server.listen()
    browser = await chromium.launch({
      executablePath: executable,
      args: ['--no-sandbox', ...(process.env.WEBGPU ? ['--enable-unsafe-webgpu'] : [])],
    })
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  async function train(backend: string, steps: number): Promise<TrainingResult> {
    const page = await browser.newPage()
    try {
      await page.goto(`${server.resolvedUrls!.local[0]}test/services/browser/index.html`)
      await page.waitForFunction(() => 'trainInWorker' in globalThis)
      return await page.evaluate(which => globalThis.trainInWorker(which.backend, which.steps), { backend, steps })
    } finally {
      await page.close()
    }
  }

  it('the loss falls in 50 steps of training in a worker, with WebAssembly', async () => {
    const { losses, heldOut, error } = await train('wasm', 50)
    expect(error).toBeUndefined()
    expect(losses).toHaveLength(50)
    expect(heldOut!.at(-1)!).toBeLessThan(heldOut![0]! - 2)
  }, 60_000)

  it('and with WebGPU, where there is one', async context => {
    // a headless browser offers it only when told to (WEBGPU=1); few steps, for without a graphics card the browser computes WebGPU on the processor, slowly
    const { losses, heldOut, error } = await train('webgpu', 12)
    if (error === 'backend-missing') return context.skip('this browser has no WebGPU')
    expect(error).toBeUndefined()
    expect(losses).toHaveLength(12)
    expect(heldOut!.at(-1)!).toBeLessThan(heldOut![0]! - 0.5)
  }, 60_000)
})
