import { CambiumError } from '../../model/error.ts'

/**
 * Where bytes stop being UTF-8: the offset of the first byte of the first sequence that is none (Unicode table 3-7), or
 * -1. A sequence that the end cuts off counts as none.
 */
export function firstInvalidUtf8(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i]!
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
    if (length === 0 || i + length > bytes.length) return i
    for (let k = 1; k < length; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) return i
    const second = bytes[i + 1]!
    if (lead === 0xe0 && second < 0xa0) return i
    if (lead === 0xed && second > 0x9f) return i
    if (lead === 0xf0 && second < 0x90) return i
    if (lead === 0xf4 && second > 0x8f) return i
    i += length
  }
  return -1
}

/** Decodes a file that arrives in pieces. A byte-order mark is text like any other. */
export class Utf8Reader {
  readonly #name: string
  #held: Uint8Array = new Uint8Array(0)
  #offset = 0

  /** @param name how the file is called in the error */
  constructor(name: string) {
    this.#name = name
  }

  /** The text of the next piece, without a character that is cut off. Throws `text-not-utf8` with the offset. */
  read(piece: Uint8Array, last: boolean): string {
    const bytes = new Uint8Array(this.#held.length + piece.length)
    bytes.set(this.#held)
    bytes.set(piece, this.#held.length)
    let end = bytes.length
    const invalid = firstInvalidUtf8(bytes)
    if (invalid >= 0) {
      const cut = bytes.length - invalid < 4 && !last && couldGoOn(bytes.subarray(invalid))
      if (!cut)
        throw new CambiumError(
          'text-not-utf8',
          `${this.#name} is not UTF-8 text: byte ${this.#offset + invalid} begins no character. Convert it, or leave it out.`,
        )
      end = invalid
    }
    this.#held = bytes.slice(end)
    this.#offset += end
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, end))
  }
}

/** Whether bytes that end too early could be the beginning of a character. */
function couldGoOn(bytes: Uint8Array): boolean {
  for (const fill of [[0x80], [0x80, 0x80], [0x80, 0x80, 0x80], [0xbf], [0xbf, 0xbf], [0xbf, 0xbf, 0xbf]])
    if (firstInvalidUtf8(Uint8Array.of(...bytes, ...fill)) < 0) return true
  return false
}
