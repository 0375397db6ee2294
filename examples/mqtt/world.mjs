/**
 * The session of a client at an MQTT broker, while another client publishes: `--responds-module examples/mqtt/world.mjs`,
 * with the broker's port in MQTT_PORT (1883). Needs the package `mqtt`.
 *
 * After each input it waits for the answer to a ping, so that all that was sent before has arrived; several messages at
 * once are shown as one, so that the system has finitely many states.
 */
import { once } from 'node:events'
import { threadId } from 'node:worker_threads'
import mqtt from 'mqtt'

export const inputs = [
  'connect',
  'connect clean',
  'disconnect',
  'subscribe',
  'unsubscribe',
  'publish',
  'retain',
  'forget',
]

const url = `mqtt://127.0.0.1:${process.env.MQTT_PORT ?? 1883}`
const name = `cambium-${process.pid}-${threadId}`
const topic = `${name}/leaf`

let client, publisher
let messages = 0

export async function reset() {
  publisher ??= await open({ clientId: `${name}-other`, clean: true })
  await step('disconnect')
  await step('connect clean') // forgets the session
  await step('disconnect')
  await step('forget')
}

export async function step(input) {
  messages = 0
  const answer = await act(input)
  if (client?.connected) await ping(client)
  return messages > 0 ? `${answer}, message` : answer
}

async function act(input) {
  switch (input) {
    case 'connect':
    case 'connect clean':
      return client ? 'connected already' : connect(input === 'connect clean')
    case 'disconnect':
      await client?.endAsync()
      client = undefined
      return 'disconnected'
    case 'subscribe':
      if (!client) return 'not connected'
      return `granted ${(await client.subscribeAsync(topic, { qos: 1 }))[0].qos}`
    case 'unsubscribe':
      if (!client) return 'not connected'
      await client.unsubscribeAsync(topic)
      return 'unsubscribed'
    case 'publish':
      await publisher.publishAsync(topic, 'green', { qos: 1 })
      return 'published'
    case 'retain':
      await publisher.publishAsync(topic, 'old', { qos: 1, retain: true })
      return 'retained'
    case 'forget':
      await publisher.publishAsync(topic, '', { qos: 1, retain: true })
      return 'forgotten'
  }
}

async function connect(clean) {
  client = await open({ clientId: name, clean })
  return client.sessionPresent ? 'session present' : 'new session'
}

async function open(options) {
  const opened = mqtt.connect(url, { ...options, reconnectPeriod: 0, manualConnect: true, resubscribe: false })
  opened.on('message', () => messages++)
  const connected = once(opened, 'connect')
  opened.connect()
  const [{ sessionPresent }] = await connected
  return Object.assign(opened, { sessionPresent })
}

async function ping(of) {
  const answered = new Promise(resolve => {
    const hear = packet => {
      if (packet.cmd !== 'pingresp') return
      of.off('packetreceive', hear)
      resolve()
    }
    of.on('packetreceive', hear)
  })
  of.sendPing()
  await answered
}
