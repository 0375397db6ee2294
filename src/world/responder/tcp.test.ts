import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TcpMapDocument } from './map.ts'
import { respondingTcp } from './tcp.ts'

const never = new AbortController().signal

/** A server that counts the lines of a connection, and misbehaves when told to. */
let server: Server
let address: string
const sockets = new Set<Socket>()
beforeAll(async () => {
  server = createServer(socket => {
    let lines = 0
    sockets.add(socket)
    socket.on('error', () => {})
    socket.write('220 hello\r\n')
    socket.setEncoding('utf8').on('data', chunk => {
      for (const line of String(chunk).trim().split('\r\n')) {
        if (line === 'QUIT') socket.end('221 bye\r\n')
        else if (line === 'SLOWLY') setTimeout(() => socket.write('250-first\r\n'), 10).unref()
        else if (line === 'ZERO') lines = -1
        if (line === 'LATE') setTimeout(() => socket.write('late\r\n'), 200).unref()
        if (line === 'FLOOD') socket.write('x'.repeat(3_000_000))
        if (!['QUIT', 'NOTHING', 'FLOOD'].includes(line)) socket.write(`250 line ${++lines}\r\n`)
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

async function outputs(map: Partial<TcpMapDocument>, ...inputs: string[]) {
  const all = { inputs: ['HELLO', 'QUIT', 'NOTHING', 'FLOOD', 'SLOWLY'], send: '{input}\r\n', greets: true, quiet: 500 }
  const world = respondingTcp({ address, map: { ...all, ...map } })
  try {
    return (await world.ask({ inputs }, never)).outputs
  } finally {
    await world.close()
  }
}

it('a server over TCP gets texts, and its answers end with silence or where they are said to end', async () => {
  expect(await outputs({}, 'HELLO', 'HELLO', 'SLOWLY')).toEqual(['250 line 1', '250 line 2', '250 line 3\r\n250-first'])
  const patterns = [{ match: '^(\\d+) line (\\d+)', output: '$2:$1' }, { match: '\\d+' }]
  expect(await outputs({ patterns, until: '\r\n$' }, 'HELLO', 'HELLO')).toEqual(['1:250', '2:250'])
  expect(await outputs({ inputs: { hi: 'HELLO\r\n' }, patterns: [{ match: '\\d+' }] }, 'hi')).toEqual(['250'])
})

it('one that says nothing answers (silence), one that hangs up (ended), and one that floods is a broken world', async () => {
  expect(await outputs({}, 'NOTHING', 'HELLO')).toEqual(['(silence)', '250 line 1'])
  expect(await outputs({ quiet: 10_000, until: '\r\n$' }, 'QUIT', 'HELLO')).toEqual(['221 bye', '(ended)'])
  await expect(outputs({ quiet: 10_000, until: '\r\n$' }, 'FLOOD')).rejects.toThrow(/without end/)
  await expect(outputs({}, 'LUNCH')).rejects.toThrow(/no input "LUNCH"/)
})

it('what a server sends late is never taken for the answer to another input', async () => {
  const map = { inputs: ['HELLO', 'LATE'], send: '{input}\r\n', greets: true, quiet: 10_000, until: '\r\n$' }
  const late = async (reset: string | undefined) => {
    const world = respondingTcp({ address, map: { ...map, reset } })
    expect((await world.ask({ inputs: ['LATE'] }, never)).outputs).toEqual(['250 line 1'])
    await new Promise(resolve => setTimeout(resolve, 400))
    return world.ask({ inputs: ['HELLO'] }, never).finally(() => world.close())
  }
  expect((await late(undefined)).outputs).toEqual(['250 line 1'])
  await expect(late('ZERO\r\n')).rejects.toThrow(/sent "late.*no answer was awaited.*longer quiet time/)
})

it('each run has a connection of its own, unless a text resets it', async () => {
  for (const reset of [undefined, 'ZERO\r\n']) {
    const map = { inputs: ['HELLO'], send: '{input}\r\n', greets: true, quiet: 10_000, until: '\r\n$', reset }
    const world = respondingTcp({ address, map })
    for (let run = 0; run < 3; run++) {
      expect((await world.ask({ inputs: ['HELLO', 'HELLO'] }, never)).outputs).toEqual(['250 line 1', '250 line 2'])
    }
    await world.close()
  }
})

it('an address that is none, and a server that is not there, are told apart', async () => {
  expect(() => respondingTcp({ address: 'here', map: { inputs: ['a'] } })).toThrow(/not HOST:PORT/)
  const world = respondingTcp({ address: '127.0.0.1:1', map: { inputs: ['a'] } })
  await expect(world.ask({ inputs: ['a'] }, never)).rejects.toThrow(/cannot be reached/)
})
