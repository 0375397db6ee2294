import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { diskError } from '../snapshot/snapshot.ts'
import type { TokenSequence } from '../transformer/batches.ts'

/** Writes tokens one after the other, two bytes each. */
export class TokenFileWriter {
  length = 0
  readonly #path: string
  readonly #file: number
  readonly #buffer = new Uint16Array(1 << 16)
  #held = 0

  constructor(path: string) {
    this.#path = path
    try {
      this.#file = openSync(path, 'w')
    } catch (cause) {
      throw diskError(path, cause)
    }
  }

  write(tokens: readonly number[]): void {
    for (const token of tokens) {
      this.#buffer[this.#held++] = token
      if (this.#held === this.#buffer.length) this.#flush()
    }
    this.length += tokens.length
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  #flush(): void {
    try {
      const bytes = new Uint8Array(this.#buffer.buffer, 0, this.#held * 2)
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
      this.#held = 0
    } catch (cause) {
      throw diskError(this.#path, cause)
    }
  }
}

/** A file of tokens as a sequence; only what is asked for is in memory. */
export class TokenFile implements TokenSequence {
  readonly length: number
  readonly #file: number

  constructor(path: string) {
    this.length = Math.floor(statSync(path).size / 2)
    this.#file = openSync(path, 'r')
  }

  read(start: number, into: Uint16Array): void {
    readSync(this.#file, new Uint8Array(into.buffer, into.byteOffset, into.byteLength), 0, into.byteLength, start * 2)
  }

  close(): void {
    closeSync(this.#file)
  }
}
