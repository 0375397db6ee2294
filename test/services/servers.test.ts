/** Machines of real systems: a Redis server, an MQTT broker. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { distinguishingWord, MealyMachine } from '../../src/model/machine/index.ts'
import { grow } from '../../src/plant/index.ts'
import { respondingModule } from '../../src/world/responder/module.ts'
import { programNamed } from './installed.ts'

const example = (name: string) => new URL(`../../examples/${name}`, import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'cambium-systems-'))
const servers: ChildProcess[] = []
afterAll(() => {
  for (const server of servers) server.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Starts a server and waits until it can be connected to. */
async function start(program: string | undefined, words: readonly string[], port: number): Promise<void> {
  if (program === undefined) throw new Error('it is not installed, and CI wants it')
  servers.push(spawn(program, words, { cwd: folder, stdio: 'ignore' }))
  for (let attempts = 200; ; attempts--) {
    const isThere = await new Promise(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
    })
    if (isThere) return
    if (attempts === 0) throw new Error(`${program} does not listen`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** The machine of something that is written down as laws. @param create makes one in its initial state, a plain value */
function machineOf<State>(
  inputs: readonly string[],
  initial: State,
  law: (state: State, input: string) => readonly [State, string],
): MealyMachine {
  const number = new Map([[JSON.stringify(initial), 0]])
  const states = [initial]
  const rows: { to: number; output: string }[][] = []
  for (const state of states) {
    const row = inputs.map(input => {
      const [next, output] = law(structuredClone(state), input)
      const key = JSON.stringify(next)
      if (!number.has(key)) {
        number.set(key, states.length)
        states.push(next)
      }
      return { to: number.get(key)!, output }
    })
    rows.push(row)
  }
  return MealyMachine.fromJSON({ inputs, states: rows.map((transitions, s) => ({ name: `s${s}`, transitions })) })
}

/** What Redis documents of its transactions; see docs/redis.md. */
interface Transaction {
  queue: 'none' | 'empty' | 'filled'
  broken: boolean
  watched: string[]
  touched: boolean
}
const idle: Transaction = { queue: 'none', broken: false, watched: [], touched: false }
function redis(state: Transaction, input: string): readonly [Transaction, string] {
  const inside = state.queue !== 'none'
  const touch = (key: string) => ({ ...state, touched: state.touched || state.watched.includes(key) })
  switch (input) {
    case 'MULTI':
      return inside ? [state, 'ERR MULTI calls can not be nested'] : [{ ...state, queue: 'empty' }, 'OK']
    case 'DISCARD':
      return inside ? [idle, 'OK'] : [state, 'ERR DISCARD without MULTI']
    case 'EXEC':
      if (!inside) return [state, 'ERR EXEC without MULTI']
      if (state.broken) return [idle, 'EXECABORT Transaction discarded because of previous errors.']
      return [idle, state.touched ? 'nil' : state.queue === 'empty' ? '[]' : '[...]']
    case 'WATCH a':
    case 'WATCH b': {
      if (inside) return [state, 'ERR WATCH inside MULTI is not allowed']
      const watched = [...new Set([...state.watched, input.slice(6)])].sort()
      return [{ ...state, watched }, 'OK']
    }
    case 'UNWATCH':
      return inside ? [{ ...state, queue: 'filled' }, 'QUEUED'] : [idle, 'OK']
    case 'SET a':
      return inside ? [{ ...state, queue: 'filled' }, 'QUEUED'] : [touch('a'), 'OK']
    case 'GET':
      return [{ ...state, broken: inside }, "ERR wrong number of arguments for 'get' command"]
    case 'other: SET a':
      return [touch('a'), 'OK']
    case 'other: SET b':
      return [touch('b'), 'OK']
  }
  throw new Error(input)
}

const redisServer = programNamed('redis-server')
describe.skipIf(!redisServer.wanted)('Redis', () => {
  it('transactions behave as they are documented, in every state', { timeout: 300_000 }, async () => {
    const port = await freePort()
    await start(redisServer.path, ['--port', String(port), '--save', '', '--appendonly', 'no'], port)
    process.env.REDIS_PORT = String(port)
    const file = example('redis/world.mjs')
    const { inputs } = await import(file.href)
    const world = respondingModule(file.pathname)
    const plant = await grow({ inputs, world, tests: 5, jobs: 2 })
    await world.close()
    const documented = machineOf(inputs as string[], idle, redis)
    expect(distinguishingWord(documented, plant.machine)).toBeUndefined()
    expect(plant.machine.size).toBe(15)
    expect(plant.machine.complete).toBe(true)
  })
})

/** What MQTT 3.1.1 says of a session with one subscription of quality 1, and of a retained message. */
interface Session {
  connected: 'no' | 'clean' | 'lasting'
  subscribed: boolean
  stored: boolean
  waiting: boolean
  retained: boolean
}
function mqtt(state: Session, input: string): readonly [Session, string] {
  const { connected, subscribed, stored, waiting, retained } = state
  const forgotten = { subscribed: false, stored: false, waiting: false }
  const publish = (answer: string, kept: boolean) => {
    const hears = subscribed && connected !== 'no'
    const message = hears ? ', message' : ''
    return [{ ...state, retained: kept, waiting: waiting || (subscribed && !hears) }, answer + message] as const
  }
  switch (input) {
    case 'connect':
      if (connected !== 'no') return [state, 'connected already']
      return [
        { ...state, connected: 'lasting', stored: true, waiting: false },
        `${stored ? 'session present' : 'new session'}${waiting ? ', message' : ''}`,
      ]
    case 'connect clean':
      if (connected !== 'no') return [state, 'connected already']
      return [{ ...state, ...forgotten, connected: 'clean' }, 'new session']
    case 'disconnect':
      return [{ ...state, ...(connected === 'clean' && forgotten), connected: 'no' }, 'disconnected']
    case 'subscribe':
      if (connected === 'no') return [state, 'not connected']
      return [{ ...state, subscribed: true }, `granted 1${retained ? ', message' : ''}`]
    case 'unsubscribe':
      return connected === 'no' ? [state, 'not connected'] : [{ ...state, subscribed: false }, 'unsubscribed']
    case 'publish':
      return publish('published', retained)
    case 'retain':
      return publish('retained', true)
    case 'forget':
      return publish('forgotten', false)
  }
  throw new Error(input)
}

const mosquitto = programNamed('mosquitto')
describe.skipIf(!mosquitto.wanted)('an MQTT broker', () => {
  it('keeps sessions and messages as the protocol says, in every state', { timeout: 300_000 }, async () => {
    const port = await freePort()
    await start(mosquitto.path, ['-p', String(port)], port)
    process.env.MQTT_PORT = String(port)
    const file = example('mqtt/world.mjs')
    const { inputs } = await import(file.href)
    const world = respondingModule(file.pathname)
    const plant = await grow({ inputs, world, tests: 1, jobs: 4 })
    await world.close()
    const fresh: Session = { connected: 'no', subscribed: false, stored: false, waiting: false, retained: false }
    const written = machineOf(inputs as string[], fresh, mqtt)
    expect(distinguishingWord(written, plant.machine)).toBeUndefined()
    expect(plant.machine.size).toBe(16)
  })
})
