import { connect, type Socket } from 'node:net'
import { CambiumError } from '../../model/error.ts'
import { defaultTimeout } from '../deadline.ts'
import { shortened, worldFailure } from '../failure.ts'
import { inputsOf, readTcpMap, type TcpMap, type TcpMapDocument } from './map.ts'
import { ENDED, Gone, type Responder, responder, type System } from './responder.ts'

/** Where a server is, and how inputs become bytes that are sent to it. */
export interface RespondingTcp {
  /** `HOST:PORT`, `[::1]:PORT`. */
  readonly address: string
  /** The path of a file, or what stands in it. */
  readonly map: string | TcpMapDocument
  /** Milliseconds for one input (default 5,000). */
  readonly timeout?: number | undefined
}

/** The output of a server that says nothing for the quiet time. */
const SILENCE = '(silence)'

/** Characters of one answer at most: a longer one is a flood. */
const longestAnswer = 1 << 20
/** Characters of an answer that are shown where no pattern matches it. */
const longestOutput = 200

/**
 * A world behind a TCP connection: a map turns inputs into text that is sent and answers into outputs. An answer ends after a
 * quiet time, or where its end is found; what comes after that is no answer to anything, and a broken world. A server that closes the connection answers `(ended)` from then on, until the run is
 * over.
 * @throws CambiumError `address-unreadable`, `map-malformed`
 */
export function respondingTcp({ address, map, timeout = defaultTimeout }: RespondingTcp): Responder {
  const { host, port } = readAddress(address)
  const read = readTcpMap(map)
  const description = { kind: 'responds-tcp', address, map, timeout }
  return responder(description, () => new TcpSystem(host, port, read), timeout)
}

class TcpSystem implements System {
  readonly #host: string
  readonly #port: number
  readonly #map: TcpMap
  readonly #inputs: ReadonlySet<string>
  #connection: Connection | undefined

  constructor(host: string, port: number, map: TcpMap) {
    this.#host = host
    this.#port = port
    this.#map = map
    this.#inputs = new Set(inputsOf(map))
  }

  async reset(): Promise<void> {
    const { reset } = this.#map
    if (this.#connection?.isOpen && reset !== undefined) {
      await this.#connection.ask(reset)
      return
    }
    await this.end()
    this.#connection = await Connection.open(this.#host, this.#port, this.#map)
  }

  async step(input: string): Promise<string> {
    const { inputs, send, patterns } = this.#map
    if (!this.#inputs.has(input)) {
      const known = [...this.#inputs].join(', ')
      throw new CambiumError('input-unknown', `The map has no input ${shortened(input)}. Its inputs are ${known}.`, {
        blame: 'world',
      })
    }
    const sent = Array.isArray(inputs) ? send.replaceAll('{input}', () => input) : inputs[input]!
    const answer = await this.#connection!.ask(sent)
    if (answer === '') return SILENCE
    for (const { match, output } of patterns) {
      const found = new RegExp(match, 'u').exec(answer)
      if (found) return found[0].replace(new RegExp(match, 'u'), output)
    }
    return answer.trim().slice(0, longestOutput)
  }

  async end(): Promise<void> {
    this.#connection?.end()
    this.#connection = undefined
  }
}

class Connection {
  readonly #socket: Socket
  readonly #quiet: number
  readonly #until: RegExp | undefined
  #answer = ''
  #waiting: { resolve(answer: string): void; reject(error: unknown): void } | undefined
  #silence: NodeJS.Timeout | undefined
  #error: Error | undefined
  isOpen = true

  private constructor(socket: Socket, { quiet, until }: TcpMap) {
    this.#socket = socket
    this.#quiet = quiet
    this.#until = until === undefined ? undefined : new RegExp(until, 'u')
    socket.setNoDelay(true)
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => this.#read(chunk))
    socket.on('error', () => {}) // the end that follows tells
    socket.on('close', () => this.#close())
  }

  /** @throws CambiumError `world-failed` when there is no server */
  static async open(host: string, port: number, map: TcpMap): Promise<Connection> {
    const socket = connect({ host, port })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', error => reject(worldFailure(`${host}:${port} cannot be reached: ${error.message}.`, error)))
    })
    const connection = new Connection(socket, map)
    if (map.greets) await connection.#listen()
    return connection
  }

  /** Sends, and waits for the answer; empty if there is none. @throws Gone, CambiumError */
  ask(text: string): Promise<string> {
    if (this.#error) return Promise.reject(this.#error)
    if (!this.isOpen) return Promise.reject(new Gone(ENDED))
    this.#answer = ''
    this.#socket.write(text)
    return this.#listen()
  }

  end(): void {
    clearTimeout(this.#silence)
    this.#socket.destroy()
  }

  #listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#waitForSilence()
      this.#read('')
    })
  }

  #read(chunk: string): void {
    if (this.#waiting === undefined && chunk !== '') {
      this.#error ??= worldFailure(
        `The server sent ${shortened(chunk)} when no answer was awaited. If it came late, give it a longer quiet time, or say how an answer ends (until); if it came first, say that the server greets.`,
      )
      return
    }
    this.#answer += chunk
    if (this.#answer.length > longestAnswer) {
      this.#error = worldFailure(`The server sends without end: ${shortened(this.#answer)}.`)
      this.#waiting?.reject(this.#error)
      this.#waiting = undefined
      this.end()
      return
    }
    if (this.#until?.test(this.#answer)) this.#done()
    else if (chunk !== '') this.#waitForSilence()
  }

  #waitForSilence(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#done(), this.#quiet)
  }

  #done(): void {
    clearTimeout(this.#silence)
    const answer = this.#answer
    this.#answer = ''
    this.#waiting?.resolve(answer)
    this.#waiting = undefined
  }

  #close(): void {
    this.isOpen = false
    if (this.#answer !== '') this.#done()
    clearTimeout(this.#silence)
    this.#waiting?.reject(new Gone(ENDED))
    this.#waiting = undefined
  }
}

function readAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (port >= 1 && port <= 65_535) return { host: (bracketed ?? plain)!, port }
  throw new CambiumError('address-unreadable', `${shortened(text)} is not HOST:PORT, such as localhost:6379.`)
}
