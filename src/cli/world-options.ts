import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import type { TimeoutPolicy } from '../growth/question.ts'
import { CambiumError } from '../model/error.ts'
import type { Acceptor, WorldDescription } from '../world/world.ts'
import { duration, header, positive, variable, whole } from './arguments.ts'
import type { SystemOptions } from './machine/system-options.ts'

/** How the user says what is asked. */
export interface WorldOptions {
  readonly accepts?: string
  readonly acceptsStream?: string
  readonly acceptsModule?: string
  readonly acceptsUrl?: string
  readonly header?: Record<string, string>
  readonly cwd?: string
  readonly env?: Record<string, string>
  readonly timeout?: number
  readonly onTimeout?: TimeoutPolicy
  readonly jobs?: number
  readonly rate?: number
}

/** Questions under way at the same time where nothing is said. */
export const usualJobs = availableParallelism()

/** What every command that asks a world says in its help. */
export const worldWarning = `
The program, module or server that you name receives arbitrary input: texts that are
mutations of your examples, thousands of them. Do not point it at anything that acts on
what it reads, such as a shell, a database or somebody else's server.`

/** What the help says of growing without a world. */
export const listeningHelp = `
Without a world a grammar grows from the examples alone: of the grammars that explain
them, the one that takes fewest bits to write down together with them. Nothing tells what
it got wrong, so give it more examples, fifty rather than five.`

/** Adds the options that name a world. */
export function addWorldOptions(command: Command): Command {
  const group = 'World (one of the four):'
  command
    .addOption(
      new Option(
        '--accepts <command>',
        'a program, started for each text, without a shell; the text is on standard input, or in a file whose path ' +
          'replaces {file}; it accepts with exit status 0',
      ).helpGroup(group),
    )
    .addOption(
      new Option(
        '--accepts-stream <command>',
        'a program that is kept running: a line {"text": ...} in, a line {"accepted": true|false} out',
      ).helpGroup(group),
    )
    .addOption(
      new Option(
        '--accepts-module <file>',
        'a JavaScript module whose default export is (text) => boolean or a promise of one',
      ).helpGroup(group),
    )
    .addOption(
      new Option(
        '--accepts-url <url>',
        'a server that gets the text as the body of a POST; 2xx accepts, 400 and 422 reject',
      ).helpGroup(group),
    )
  const manners = 'How the world is asked:'
  return command
    .addOption(
      new Option('--jobs <number>', `questions at the same time (default: ${usualJobs})`)
        .argParser(whole(1))
        .helpGroup(manners),
    )
    .addOption(new Option('--timeout <time>', 'for one text (default: 5s)').argParser(duration).helpGroup(manners))
    .addOption(
      new Option('--on-timeout <verdict>', 'what a text counts as that takes longer (default: reject)')
        .choices(['reject', 'accept', 'fail'])
        .helpGroup(manners),
    )
    .addOption(new Option('--rate <number>', 'questions a second, at most').argParser(positive).helpGroup(manners))
    .addOption(new Option('--cwd <folder>', 'where the program runs').helpGroup(manners))
    .addOption(
      new Option('--env <NAME=VALUE>', 'an environment variable for the program; repeatable')
        .argParser(variable)
        .helpGroup(manners),
    )
    .addOption(
      new Option('--header <Name: value>', 'a header for the server; repeatable').argParser(header).helpGroup(manners),
    )
}

/** Has the user named a world? */
export function namesWorld(options: WorldOptions): boolean {
  return ways.some(way => options[way] !== undefined)
}

const ways = ['accepts', 'acceptsStream', 'acceptsModule', 'acceptsUrl'] as const

/**
 * The world that the options name, or none if they name none.
 * @throws CambiumError as `worldFrom`; `option-unused` for an option that means nothing without a world
 */
export async function worldOrNone(options: WorldOptions & Asking): Promise<Acceptor> {
  if (namesWorld(options)) return worldFrom(options)
  const unused = asking.find(option => options[option] !== undefined)
  if (unused !== undefined) {
    throw new CambiumError(
      'option-unused',
      `No world is named, and ${flag(unused)} means nothing without one. Leave it out, and a grammar grows from the examples alone; or say who judges texts: ${howToName}.`,
    )
  }
  return (await import('../world/none.ts')).noWorld
}

/** Options of other subjects that mean nothing where nobody is asked. */
interface Asking extends SystemOptions {
  readonly from?: string
  readonly budget?: number
  readonly recheck?: boolean
  readonly trust?: boolean
}

const asking = [
  ...(['from', 'budget', 'recheck', 'trust'] as const),
  ...(['jobs', 'timeout', 'onTimeout', 'rate', 'cwd', 'env', 'header'] as const),
  ...(['inputs', 'map', 'reset', 'noisy', 'resetCost', 'tests'] as const),
]

const howToName = '--accepts COMMAND, --accepts-stream COMMAND, --accepts-module FILE or --accepts-url URL'

/**
 * The world that the options name.
 * @throws CambiumError `world-missing`, `world-ambiguous`, `option-unused`, and what the worlds throw
 */
export async function worldFrom(options: WorldOptions): Promise<Acceptor> {
  const named = ways.filter(way => options[way] !== undefined)
  if (named.length === 0) {
    throw new CambiumError('world-missing', `No world is named. Say who judges texts: ${howToName}.`)
  }
  if (named.length > 1) {
    throw new CambiumError('world-ambiguous', `There is one world, and ${named.map(flag).join(' and ')} name several.`)
  }
  const way = named[0]!
  const unused = (['header', 'cwd', 'env'] as const).filter(
    option => options[option] !== undefined && !usedBy[way].includes(option),
  )
  if (unused.length > 0) {
    throw new CambiumError('option-unused', `${flag(unused[0]!)} means nothing with ${flag(way)}. Leave it out.`)
  }
  const { timeout, cwd, env } = options
  switch (way) {
    case 'accepts':
      return (await import('../world/process.ts')).processWorld({ command: options.accepts!, cwd, env, timeout })
    case 'acceptsStream':
      return (await import('../world/stream.ts')).streamWorld({ command: options.acceptsStream!, cwd, env, timeout })
    case 'acceptsModule':
      return (await import('../world/module.ts')).moduleWorld(options.acceptsModule!, { timeout })
    case 'acceptsUrl':
      return (await import('../world/url.ts')).urlWorld({ url: options.acceptsUrl!, headers: options.header, timeout })
  }
}

const usedBy: Record<(typeof ways)[number], readonly string[]> = {
  accepts: ['cwd', 'env'],
  acceptsStream: ['cwd', 'env'],
  acceptsModule: [],
  acceptsUrl: ['header'],
}

const flag = (option: string) => `--${option.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/**
 * The options that name the world of a plant again, as it was asked before. Values of variables and headers are not
 * stored, as they may be secret, and must be given again.
 * @throws CambiumError `world-not-stored`
 */
export function storedWorld(description: WorldDescription, given: WorldOptions): WorldOptions {
  const text = (name: string) => (typeof description[name] === 'string' ? (description[name] as string) : undefined)
  const options: WorldOptions = { ...given, timeout: given.timeout ?? (description.timeout as number | undefined) }
  const missing = (stored: unknown, values: Record<string, string> = {}) =>
    Array.isArray(stored) ? stored.filter(name => !Object.hasOwn(values, name)) : []
  const unset = [...missing(description.env, given.env), ...missing(description.headers, given.header)]
  if (unset.length > 0) {
    throw new CambiumError(
      'world-not-stored',
      `The values of ${unset.join(', ')} are not stored in the plant. Give them again with --env or --header.`,
    )
  }
  const cwd = given.cwd ?? text('cwd')
  switch (description.kind) {
    case 'process':
      if (text('command')) return { ...options, cwd, accepts: text('command') }
      break
    case 'stream':
      if (text('command')) return { ...options, cwd, acceptsStream: text('command') }
      break
    case 'module':
      if (text('file')) return { ...options, acceptsModule: text('file') }
      break
    case 'url':
      if (text('url')) return { ...options, acceptsUrl: text('url') }
      break
    case 'none':
      throw new CambiumError('world-not-stored', `This plant grew without a world. Name one: ${howToName}.`)
  }
  throw new CambiumError(
    'world-not-stored',
    `This plant's world is a ${description.kind} that cannot be asked from here. Name a world, for example with --accepts.`,
  )
}

/** A stored world in a few words: `--accepts "node check.js"`. */
export function describeWorld(description: WorldDescription): string {
  const words = (value: unknown) => (Array.isArray(value) ? value.join(' ') : String(value))
  switch (description.kind) {
    case 'process':
      return `--accepts ${JSON.stringify(words(description.command))}`
    case 'stream':
      return `--accepts-stream ${JSON.stringify(words(description.command))}`
    case 'module':
      return `--accepts-module ${JSON.stringify(words(description.file))}`
    case 'url':
      return `--accepts-url ${JSON.stringify(words(description.url))}`
    default:
      return `a ${description.kind} of the program that grew it`
  }
}
