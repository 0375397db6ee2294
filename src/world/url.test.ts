import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { urlWorld } from './url.ts'

const never = new AbortController().signal
let servers: Server[]

beforeEach(() => {
  servers = []
})
afterEach(async () => {
  for (const server of servers) server.closeAllConnections()
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`
}

describe('a server is asked', () => {
  it('by a POST of the text, and its status is the answer', async () => {
    const heard: string[] = []
    const url = await serve(async (request, response) => {
      let body = ''
      for await (const chunk of request.setEncoding('utf8')) body += chunk
      heard.push(
        `${request.method} ${request.url} ${request.headers['content-type']} ${request.headers['x-key']} ${body}`,
      )
      response.writeHead(Number(body.slice(0, 3))).end()
    })
    const world = urlWorld({ url, headers: { 'X-Key': 'secret' } })
    expect(await world.ask('200 é🌳\r\n', never)).toEqual({ kind: 'accepted' })
    expect(await world.ask('204', never)).toEqual({ kind: 'accepted' })
    expect(await world.ask('400', never)).toEqual({ kind: 'rejected' })
    expect(await world.ask('422', never)).toEqual({ kind: 'rejected' })
    expect(heard[0]).toBe('POST /check text/plain; charset=utf-8 secret 200 é🌳\r\n')
    expect(JSON.stringify(world.description)).not.toContain('secret')
    for (const status of ['302', '401', '403', '404', '413', '500', '502']) {
      await expect(world.ask(status, never)).rejects.toMatchObject({
        code: 'world-failed',
        message: expect.stringContaining(status),
      })
    }
  })

  it('again when it is busy, after the time that it names', async () => {
    const asked: number[] = []
    const url = await serve((request, response) => {
      request.resume()
      asked.push(performance.now())
      if (asked.length === 1) response.writeHead(429, { 'retry-after': '1' }).end()
      else if (asked.length === 2) response.writeHead(503).end()
      else response.end()
    })
    expect(await urlWorld({ url }).ask('', never)).toEqual({ kind: 'accepted' })
    expect(asked[1]! - asked[0]!).toBeGreaterThan(950)
    expect(asked.length).toBe(3)
  })

  it('a bounded number of times', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked++
      response.writeHead(503, { 'retry-after': '0' }).end()
    })
    await expect(urlWorld({ url }).ask('', never)).rejects.toThrow('busy (503) 6 times')
    expect(asked).toBe(6)
  })

  it('and what it sends back is not read', async () => {
    const url = await serve((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    })
    const before = process.memoryUsage().rss
    expect(await urlWorld({ url }).ask('', never)).toEqual({ kind: 'accepted' })
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })

  it('with ten megabytes, also when it answers before it has read them', async () => {
    const url = await serve((request, response) => {
      request.resume()
      response.writeHead(422).end()
    })
    expect(await urlWorld({ url }).ask('x'.repeat(10_000_000), never)).toEqual({ kind: 'rejected' })
  })
})

describe('a server that misbehaves', () => {
  it('times out when it does not answer', async () => {
    const url = await serve(() => {})
    expect(await urlWorld({ url, timeout: 100 }).ask('', never)).toEqual({ kind: 'timed-out' })
  })

  it('is a broken world when it cannot be reached', async () => {
    await expect(urlWorld({ url: 'http://127.0.0.1:9/' }).ask('', never)).rejects.toMatchObject({
      code: 'world-failed',
    })
  })

  it('is asked again when it closes the connection once', async () => {
    let asked = 0
    const url = await serve((request, response) => (++asked === 1 ? request.socket.destroy() : response.end()))
    expect(await urlWorld({ url }).ask('', never)).toEqual({ kind: 'accepted' })
  })

  it('can be left while it is asked and while it is waited for', async () => {
    const silent = await serve(() => {})
    const busy = await serve((_, response) => response.writeHead(429, { 'retry-after': '3600' }).end())
    for (const url of [silent, busy]) {
      const controller = new AbortController()
      const asked = urlWorld({ url, timeout: 60_000 }).ask('', controller.signal)
      setTimeout(() => controller.abort('enough'), 100)
      await expect(asked).rejects.toBe('enough')
    }
  })
})

it.each(['', 'localhost:80', 'file:///etc/passwd', 'http://user:secret@localhost/'])('%s is refused', url => {
  expect(() => urlWorld({ url })).toThrow(expect.objectContaining({ code: 'url-unreadable' }))
})

it('a header that cannot be sent is refused', () => {
  expect(() => urlWorld({ url: 'http://localhost', headers: { 'a b': 'c' } })).toThrow('header')
})
