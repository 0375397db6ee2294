import { crc32 } from 'node:zlib'

/** A CRC-32 over the values of a row and the name of its table: noise in a file does not pass for knowledge. */
export function checksumOf(table: string, values: readonly (string | number | null)[]): number {
  return crc32(JSON.stringify([table, ...values]))
}
