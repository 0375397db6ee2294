/** Whose fault an error is; decides the exit status of the command line (design: 2 usage or input, 3 world, 130 stop). */
export type Blame = 'input' | 'world' | 'internal'

/**
 * The one class of errors that Cambium throws on purpose. `code` is stable and meant for programs; `message` says what
 * was wrong, where, and what to do about it.
 */
export class CambiumError extends Error {
  readonly code: string
  readonly blame: Blame

  /**
   * @param code stable, kebab-case: `plant-damaged`, `world-failed`, `example-not-text`, ...
   * @param message one or two sentences for people
   * @param options `blame` (default `input`) and the `cause`, where there is one
   */
  constructor(code: string, message: string, options: { blame?: Blame; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CambiumError'
    this.code = code
    this.blame = options.blame ?? 'input'
  }
}
