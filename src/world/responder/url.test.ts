import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTcpMap, readUrlMap } from './map.ts'
import { respondingUrl } from './url.ts'

const never = new AbortController().signal
const example = (name: string) => new URL(`../../../examples/cart/${name}`, import.meta.url)
const map = example('map.yaml').pathname

let server: Server
let url: string
beforeAll(async () => {
  server = (await import(example('server.mjs').href)).shop()
  url = await listening(server)
})
afterAll(() => server.close())

function listening(on: Server): Promise<string> {
  return new Promise(resolve =>
    on.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(on.address() as AddressInfo).port}`)),
  )
}

describe('a server over HTTP', () => {
  it('gets inputs as requests, keeps cookies within a run, and forgets them after it', async () => {
    const world = respondingUrl({ url, map })
    const run = await world.ask({ inputs: ['look', 'log in', 'add', 'look', 'log out', 'look'] }, never)
    expect(run.outputs).toEqual([
      '401 "log in first"',
      '200 -',
      '201 ["book"]',
      '200 ["book"]',
      '200 -',
      '401 "log in first"',
    ])
    expect((await world.ask({ inputs: ['look'] }, never)).outputs).toEqual(['401 "log in first"'])
    await world.close()
  })

  it('is reset by a request, shows what a regular expression finds, and sends bodies and headers', async () => {
    const seen: string[] = []
    const echo = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      seen.push(
        `${request.method} ${request.url} ${request.headers['x-tree']} ${request.headers.authorization} ${body}`,
      )
      response.end(`<b>${body}</b>`)
    })
    const world = respondingUrl({
      url: await listening(echo),
      headers: { authorization: 'secret' },
      map: {
        inputs: { a: { method: 'PUT', path: '/x?y=1', headers: { 'x-tree': 'oak' }, body: 'leaf' }, b: { path: '/' } },
        output: { regex: '<b>(.+)</b>' },
        reset: { method: 'POST', path: '/reset' },
      },
    })
    expect((await world.ask({ inputs: ['a', 'b'] }, never)).outputs).toEqual(['leaf', '-'])
    expect(seen).toEqual(['POST /reset undefined secret ', 'PUT /x?y=1 oak secret leaf', 'GET / undefined secret '])
    expect(JSON.stringify(world.description)).not.toContain('secret')
    await world.close()
    echo.close()
  })

  it('that is late answers (timeout), one that floods is cut, one that is gone is a broken world', async () => {
    const odd = createServer((request, response) => {
      if (request.url === '/flood') {
        const flood = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          if (!response.destroyed) response.once('drain', flood)
        }
        flood()
      }
      if (request.url === '/quick') response.end('ok')
    })
    const inputs = { hang: { path: '/hang' }, flood: { path: '/flood' }, quick: { path: '/quick' } }
    const world = respondingUrl({ url: await listening(odd), map: { inputs }, timeout: 1_000 })
    expect((await world.ask({ inputs: ['quick', 'hang', 'quick'] }, never)).outputs).toEqual([
      '200',
      '(timeout)',
      '(timeout)',
    ])
    expect((await world.ask({ inputs: ['flood', 'quick'] }, never)).outputs).toEqual(['200', '200'])
    await expect(world.ask({ inputs: ['other'] }, never)).rejects.toThrow(/no input "other".*hang, flood, quick/)
    odd.closeAllConnections()
    await new Promise(resolve => odd.close(resolve))
    await expect(world.ask({ inputs: ['quick'] }, never)).rejects.toMatchObject({ code: 'world-failed' })
    await world.close()
  })
})

describe('a map', () => {
  it.each([
    [{ inputs: { a: { path: 'x' } } }, /inputs\.a\.path/],
    [{ inputs: { a: { path: '/', verb: 'GET' } } }, /verb/],
    [{ inputs: {}, output: [{ regex: '(' }] }, /no regular expression/],
    [{}, /inputs/],
  ])('that is wrong is refused with the place: %j', (given, message) => {
    expect(() => readUrlMap(given as never)).toThrow(message)
    expect(() => readUrlMap(given as never)).toThrow(expect.objectContaining({ code: 'map-malformed' }))
  })

  it('of TCP likewise', () => {
    expect(() => readTcpMap({ inputs: ['a'], patterns: [{ match: '[' }] })).toThrow(/no regular expression/)
    expect(() => readTcpMap({ inputs: ['a'], quiet: -1 })).toThrow(/quiet/)
    expect(() => readTcpMap('/nowhere/map.yaml')).toThrow(/cannot be read/)
  })
})
