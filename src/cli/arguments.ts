import { InvalidArgumentError } from 'commander'

/** Milliseconds from `90`, `90s`, `1.5m`, `2h`, `250ms`; a plain number is seconds. */
export function duration(text: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text)
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[found?.[2] ?? 's'] ?? 1_000
  const time = Number(found?.[1]) * unit
  // Longer waits overflow the timers of the platform.
  if (!(time > 0 && time < 2 ** 31)) throw new InvalidArgumentError('It is a time such as 500ms, 10s, 5m or 2h.')
  return time
}

/** A whole number, `least` or more. */
export function whole(least: number): (text: string) => number {
  return text => {
    const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
    if (Number.isSafeInteger(number) && number >= least) return number
    throw new InvalidArgumentError(
      least > Number.MIN_SAFE_INTEGER ? `It is a whole number from ${least} up.` : 'It is a whole number.',
    )
  }
}

/** A number above 0. */
export function positive(text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (number > 0 && Number.isFinite(number)) return number
  throw new InvalidArgumentError('It is a number above 0.')
}

/** Collects `NAME=VALUE`. */
export function variable(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It is written NAME=VALUE.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

/** Collects `Name: value`. */
export function header(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf(':')
  if (at < 1) throw new InvalidArgumentError("It is written 'Name: value'.")
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() }
}
