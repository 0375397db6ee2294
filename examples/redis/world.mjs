/**
 * The transactions of a Redis server, seen by one connection while another one writes: `--responds-module
 * examples/redis/world.mjs`, with the server's port in REDIS_PORT (6379). It writes two keys of its own and nothing else.
 *
 * What EXEC gives back is shown as `[]` or `[...]`, so that the system has finitely many states.
 */
import { connect } from 'node:net'
import { threadId } from 'node:worker_threads'

const key = name => `cambium:${process.pid}:${threadId}:${name}`

const commands = {
  MULTI: ['MULTI'],
  EXEC: ['EXEC'],
  DISCARD: ['DISCARD'],
  'WATCH a': ['WATCH', key('a')],
  'WATCH b': ['WATCH', key('b')],
  UNWATCH: ['UNWATCH'],
  'SET a': ['SET', key('a'), '1'],
  GET: ['GET'], // without a key: an error that is known before anything runs
}
const commandsOfOther = { 'other: SET a': ['SET', key('a'), '2'], 'other: SET b': ['SET', key('b'), '2'] }

export const inputs = [...Object.keys(commands), ...Object.keys(commandsOfOther)]

let own, other

export async function reset() {
  own ??= await Connection.open()
  other ??= await Connection.open()
  await own.ask(['RESET']) // ends a transaction, and watches nothing
}

export function step(input) {
  return input in commands ? own.ask(commands[input]) : other.ask(commandsOfOther[input])
}

/** A connection that speaks the Redis protocol (RESP 2), one command at a time. */
class Connection {
  #socket
  #received = ''
  #resolve

  static open() {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(process.env.REDIS_PORT ?? 6379), '127.0.0.1', () => resolve(new Connection(socket)))
      socket.once('error', reject)
    })
  }

  constructor(socket) {
    this.#socket = socket.setNoDelay(true).setEncoding('latin1')
    socket.on('data', chunk => {
      this.#received += chunk
      const reply = read(this.#received, 0)
      if (reply === undefined) return
      this.#received = this.#received.slice(reply.end)
      this.#resolve(reply.shown)
    })
  }

  ask(words) {
    const written = words.map(word => `$${word.length}\r\n${word}\r\n`).join('')
    return new Promise(resolve => {
      this.#resolve = resolve
      this.#socket.write(`*${words.length}\r\n${written}`)
    })
  }
}

/** One reply, as it is shown, and where it ends; undefined if it is not complete. */
function read(text, from) {
  const lineEnd = text.indexOf('\r\n', from)
  if (lineEnd < 0) return undefined
  const [type, line] = [text[from], text.slice(from + 1, lineEnd)]
  let end = lineEnd + 2
  switch (type) {
    case '$':
      if (Number(line) < 0) return { shown: 'nil', end }
      end += Number(line) + 2
      return end <= text.length ? { shown: text.slice(lineEnd + 2, end - 2), end } : undefined
    case '*':
      if (Number(line) < 0) return { shown: 'nil', end }
      for (let items = Number(line); items > 0; items--) {
        const item = read(text, end)
        if (item === undefined) return undefined
        end = item.end
      }
      return { shown: Number(line) === 0 ? '[]' : '[...]', end }
    default:
      return { shown: line, end } // +OK, -ERR why, :1
  }
}
