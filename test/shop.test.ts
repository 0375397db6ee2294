import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { grow } from '../src/plant/index.ts'
import { respondingUrl } from '../src/world/responder/url.ts'

const example = (name: string) => new URL(`../examples/${name}`, import.meta.url)

describe('a shop over HTTP', () => {
  it('shows who must log in, and what a full cart does', { timeout: 60_000 }, async () => {
    const { shop } = await import(example('cart/server.mjs').href)
    const server = shop()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const world = respondingUrl({ url, map: example('cart/map.yaml').pathname })
    const inputs = ['log in', 'log in wrongly', 'add', 'look', 'pay', 'log out']
    const { machine } = await grow({ inputs, world, tests: 1, jobs: 2 })
    await world.close()
    server.closeAllConnections()
    server.close()
    expect(machine.size).toBe(4)
    expect(
      machine.run(['add', 'log in', 'pay', 'add', 'add', 'add', 'pay', 'look', 'log out', 'look']).outputs,
    ).toEqual([
      '401 "log in first"',
      '200 -',
      '409 "the cart is empty"',
      '201 ["book"]',
      '201 ["book","book"]',
      '409 "the cart is full"',
      '200 -',
      '200 []',
      '200 -',
      '401 "log in first"',
    ])
  })
})
