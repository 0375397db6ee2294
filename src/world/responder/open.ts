import { CambiumError } from '../../model/error.ts'
import type { WorldDescription } from '../world.ts'
import { respondingCommand } from './command.ts'
import { majority } from './majority.ts'
import { respondingModule } from './module.ts'
import type { Responder } from './responder.ts'
import { respondingTcp } from './tcp.ts'
import { respondingUrl } from './url.ts'

/** What a description leaves out, because it may be secret. */
export interface Secrets {
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * The system that a description describes, to be asked as it was asked before.
 * @throws CambiumError `world-not-stored` when a value is missing or it was an object of a program; and what the worlds throw
 */
export function openResponder(description: WorldDescription, { env = {}, headers = {} }: Secrets = {}): Responder {
  const stored = description as unknown as Stored
  const names = [...(stored.env ?? []), ...(stored.headers ?? [])]
  const missing = names.filter(name => !Object.hasOwn(env, name) && !Object.hasOwn(headers, name))
  if (missing.length > 0) {
    throw new CambiumError(
      'world-not-stored',
      `The values of ${missing.join(', ')} are not stored in the plant. Give them again with --env or --header.`,
    )
  }
  switch (stored.kind) {
    case 'responds-command':
      return respondingCommand({ ...stored, env })
    case 'responds-module':
      return respondingModule(stored.file, stored)
    case 'responds-url':
      return respondingUrl({ ...stored, headers })
    case 'responds-tcp':
      return respondingTcp(stored)
    case 'majority':
      return majority(openResponder(stored.of, { env, headers }), stored.noise)
  }
  throw new CambiumError(
    'world-not-stored',
    `This plant's world is a ${description.kind} that cannot be asked from here. Name a system, for example with --responds.`,
  )
}

/** Descriptions as the worlds write them; a stranger's file may hold anything, which each world checks again. */
type Stored = { env?: readonly string[]; headers?: readonly string[]; timeout?: number } & (
  | { kind: 'responds-command'; command: string | readonly string[]; cwd?: string; reset?: string }
  | { kind: 'responds-module'; file: string }
  | { kind: 'responds-url'; url: string; map: never }
  | { kind: 'responds-tcp'; address: string; map: never }
  | { kind: 'majority'; of: WorldDescription; noise: number }
)
