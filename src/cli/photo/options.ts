import { InvalidArgumentError, Option } from 'commander'
import { CambiumError } from '../../model/error.ts'
import type { Photograph } from '../../photograph/index.ts'

/** Parses a number for an option. @param min the least that is allowed */
export function number(min: number, max = Number.POSITIVE_INFINITY): (text: string) => number {
  return text => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= min && value <= max)) {
      throw new InvalidArgumentError(
        `It is a number ${max === Number.POSITIVE_INFINITY ? `from ${min}` : `from ${min} to ${max}`}.`,
      )
    }
    return value
  }
}

/** Names a served model where a command takes a photograph. */
export function modelOption(): Option {
  return new Option(
    '--model <address>',
    'a served model instead of a folder: http://host:port/v1#name; its key comes from CAMBIUM_MODEL_KEY',
  )
}

/** Where the photograph is that a command works with: what `--model` names, else the folder. */
export function photographOf(photo: string | undefined, model: string | undefined): string {
  const where = model ?? photo
  if (where === undefined)
    throw new CambiumError('photograph-missing', 'Say which photograph: its folder, or --model with an address.')
  return where
}

/** The key for a server of models comes from here and from nowhere else. */
const keyVariables = ['CAMBIUM_MODEL_KEY', 'OPENAI_API_KEY']

/**
 * The photograph that a command works with: a folder, or with an address (`http://...`) a model that somebody serves.
 * @param chat the server has only the chat interface
 */
export async function openPhotograph(where: string, chat = false): Promise<Photograph> {
  const { LocalPhotograph, externalPhotograph, openSnapshot } = await import('../../photograph/index.ts')
  if (/^https?:/.test(where)) {
    const key = keyVariables.map(name => process.env[name]).find(value => value !== undefined && value !== '')
    return externalPhotograph(where, { key, interface: chat ? 'chat' : 'completions' })
  }
  const { model } = await openSnapshot(where)
  return new LocalPhotograph(model, where)
}

/** A signal that the first ctrl-C aborts; the second ends the program as ever. */
export function interruption(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const onSignal = (): void => controller.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    end: () => {
      process.removeListener('SIGINT', onSignal)
      process.removeListener('SIGTERM', onSignal)
    },
  }
}
