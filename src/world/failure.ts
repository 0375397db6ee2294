import { CambiumError } from '../model/error.ts'

/** The error with which a world says that it is itself broken; growth stops then. */
export function worldFailure(message: string, cause?: unknown): CambiumError {
  return new CambiumError('world-failed', message, { blame: 'world', cause })
}

/** A text as it stands in a message: quoted on one line, control characters escaped, the middle left out when long. */
export function shortened(text: string, length = 120): string {
  const half = Math.floor((length - 5) / 2)
  return JSON.stringify(text.length <= length ? text : `${text.slice(0, half)} ... ${text.slice(-half)}`)
}
