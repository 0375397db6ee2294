import { crc32 } from 'node:zlib'

/** A CRC-32 over the name of a table and the values of a row as text: noise in a file does not pass for knowledge. */
export function checksumOf(table: string, values: readonly (string | null)[]): number {
  return crc32(JSON.stringify([table, ...values]))
}
