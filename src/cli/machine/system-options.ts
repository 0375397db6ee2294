import { type Command, InvalidArgumentError, Option } from 'commander'
import { CambiumError } from '../../model/error.ts'
import type { Responder } from '../../world/responder/responder.ts'
import type { WorldDescription } from '../../world/world.ts'
import { positive, whole } from '../arguments.ts'

/** How the user says which system is acted on. */
export interface SystemOptions {
  readonly responds?: string
  readonly respondsModule?: string
  readonly respondsUrl?: string
  readonly respondsTcp?: string
  readonly map?: string
  readonly reset?: string
  readonly noisy?: number
  readonly inputs?: readonly string[]
  readonly resetCost?: number
  readonly tests?: number
  readonly header?: Record<string, string>
  readonly cwd?: string
  readonly env?: Record<string, string>
  readonly timeout?: number
}

/** What every command that acts on a system says in its help. */
export const systemWarning = `
The system that you name is acted on: every input is given to it, thousands of times, in
every order. Name one that may be used up: a copy, a test server, an empty database.`

/** Adds the options that name a system. */
export function addSystemOptions(command: Command): Command {
  const group = 'System, for a machine (one of the four):'
  const add = (flags: string, description: string, more?: (option: Option) => Option) => {
    const option = new Option(flags, description).helpGroup(group)
    command.addOption(more?.(option) ?? option)
  }
  add('--responds <command>', 'a program that is kept running: one input a line in, one output a line out')
  add('--responds-module <file>', 'a JavaScript module that exports reset() and step(input)')
  add('--responds-url <url>', 'a server; --map says how inputs become requests and responses outputs')
  add('--responds-tcp <host:port>', 'a server; --map says what is sent and what comes back')
  add('--map <file>', 'for a server: a file of YAML')
  add('--reset <line>', 'a line that resets the program; without it, it is started anew for each run')
  add(
    '--noisy <share>',
    'the share of outputs that are wrong by chance, such as 0.05: majorities are asked for',
    option => option.argParser(share),
  )
  return command
}

/** Adds the options on how a machine is learned. */
export function addActingOptions(command: Command): Command {
  const group = 'How a machine is learned:'
  return command
    .addOption(
      new Option(
        '--inputs <list>',
        'the inputs, separated by commas, or a JSON array (default: those of the map, or that the module exports)',
      )
        .argParser(inputList)
        .helpGroup(group),
    )
    .addOption(
      new Option('--reset-cost <inputs>', 'what one reset costs, in inputs (default: 1)')
        .argParser(text => (text === '0' ? 0 : positive(text)))
        .helpGroup(group),
    )
    .addOption(
      new Option('--tests <number>', 'tests in a row that must agree, for each transition (default: 12)')
        .argParser(whole(0))
        .helpGroup(group),
    )
}

/** Has the user named a system? */
export function namesSystem(options: SystemOptions): boolean {
  return ways.some(way => options[way] !== undefined)
}

const ways = ['responds', 'respondsModule', 'respondsUrl', 'respondsTcp'] as const

const usedBy: Record<(typeof ways)[number], readonly string[]> = {
  responds: ['cwd', 'env', 'reset'],
  respondsModule: [],
  respondsUrl: ['header', 'map'],
  respondsTcp: ['map'],
}

/**
 * The system that the options name.
 * @throws CambiumError `world-missing`, `world-ambiguous`, `option-unused`, `map-missing`, and what the worlds throw
 */
export async function systemFrom(options: SystemOptions): Promise<Responder> {
  const named = ways.filter(way => options[way] !== undefined)
  const way = named[0]
  if (way === undefined) {
    throw new CambiumError(
      'world-missing',
      'No system is named. Say what is acted on: --responds COMMAND, --responds-module FILE, --responds-url URL or --responds-tcp HOST:PORT.',
    )
  }
  if (named.length > 1) {
    throw new CambiumError('world-ambiguous', `There is one system, and ${named.map(flag).join(' and ')} name several.`)
  }
  const unused = (['header', 'cwd', 'env', 'map', 'reset'] as const).find(
    option => options[option] !== undefined && !usedBy[way].includes(option),
  )
  if (unused !== undefined) {
    throw new CambiumError('option-unused', `${flag(unused)} means nothing with ${flag(way)}. Leave it out.`)
  }
  const system = await systemOf(way, options)
  if (options.noisy === undefined) return system
  return (await import('../../world/responder/majority.ts')).majority(system, options.noisy)
}

async function systemOf(way: (typeof ways)[number], options: SystemOptions): Promise<Responder> {
  const { timeout, cwd, env, reset } = options
  switch (way) {
    case 'responds': {
      const { respondingCommand } = await import('../../world/responder/command.ts')
      return respondingCommand({ command: options.responds!, cwd, env, reset, timeout })
    }
    case 'respondsModule':
      return (await import('../../world/responder/module.ts')).respondingModule(options.respondsModule!, { timeout })
    case 'respondsUrl': {
      const { respondingUrl } = await import('../../world/responder/url.ts')
      return respondingUrl({ url: options.respondsUrl!, map: mapOf(options), headers: options.header, timeout })
    }
    case 'respondsTcp': {
      const { respondingTcp } = await import('../../world/responder/tcp.ts')
      return respondingTcp({ address: options.respondsTcp!, map: mapOf(options), timeout })
    }
  }
}

/** The system that a plant remembers, with what the user says anew. @throws CambiumError `world-not-stored` */
export async function storedSystem(description: WorldDescription, options: SystemOptions): Promise<Responder> {
  const { openResponder } = await import('../../world/responder/open.ts')
  const { timeout, env, header: headers } = options
  return openResponder(timeout === undefined ? description : { ...description, timeout }, { env, headers })
}

/** The inputs that the user names, or that the map or the module has; undefined if none of them says any. */
export async function inputsFrom(options: SystemOptions): Promise<readonly string[] | undefined> {
  if (options.inputs !== undefined) return options.inputs
  if (options.respondsModule !== undefined) {
    return (await import('../../world/responder/module.ts')).inputsOfModule(options.respondsModule)
  }
  if (options.respondsUrl === undefined && options.respondsTcp === undefined) return undefined
  const { inputsOf, readTcpMap, readUrlMap } = await import('../../world/responder/map.ts')
  return inputsOf(options.respondsUrl === undefined ? readTcpMap(mapOf(options)) : readUrlMap(mapOf(options)))
}

/** A stored system in a few words: `--responds "node turnstile.mjs"`. */
export function describeSystem(description: WorldDescription): string {
  const words = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.join(' ') : String(value))
  const { kind, command, file, url, address, map, of, noise } = description
  switch (kind) {
    case 'responds-command':
      return `--responds ${words(command)}`
    case 'responds-module':
      return `--responds-module ${words(file)}`
    case 'responds-url':
      return `--responds-url ${words(url)} --map ${words(map)}`
    case 'responds-tcp':
      return `--responds-tcp ${words(address)} --map ${words(map)}`
    case 'majority':
      return `${describeSystem(of as WorldDescription)} --noisy ${noise}`
    default:
      return `a ${kind} of the program that grew it`
  }
}

function mapOf({ map }: SystemOptions): string {
  if (map !== undefined) return map
  throw new CambiumError('map-missing', 'A server needs --map FILE, which says how inputs are sent to it.')
}

const flag = (option: string) => `--${option.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

function inputList(text: string): string[] {
  if (!text.startsWith('[')) return text.split(',').map(input => input.trim())
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list) && list.every(input => typeof input === 'string')) return list
  } catch {
    // said below
  }
  throw new InvalidArgumentError('It is a list such as coin,push or ["coin","push"].')
}

function share(text: string): number {
  const number = positive(text)
  if (number < 0.5) return number
  throw new InvalidArgumentError('It is a share above 0 and below 0.5.')
}

/** Adds what says how many words are tried: `--extra-states`. */
export function extraStatesOption(): Option {
  return new Option('--extra-states <number>', 'find faults that hide behind so many further states')
    .argParser(whole(0))
    .default(0)
}
