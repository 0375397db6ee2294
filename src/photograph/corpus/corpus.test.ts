import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { corpusOf, openCorpus } from './corpus.ts'
import { keepFrequent } from './frequent.ts'
import { Division } from './held-out.ts'
import { firstInvalidUtf8, Utf8Reader } from './utf8.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corpus-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await mkdir(join(folder, name, '..'), { recursive: true })
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

async function texts(paths: string[], options = {}): Promise<string[]> {
  const found: string[] = []
  for await (const { text, index } of (await openCorpus(paths, options)).read())
    found[index] = (found[index] ?? '') + text
  return found
}

describe('a corpus', () => {
  it('is a file as one text, taken as it is', async () => {
    expect(await texts([await file('a.txt', '\ufeffone\r\ntwo\n\n')])).toEqual(['\ufeffone\r\ntwo\n\n'])
  })

  it('is a folder, file by file in order, without hidden ones', async () => {
    await file('f/b.txt', 'b')
    await file('f/a/c.txt', 'ac')
    await file('f/.hidden', 'no')
    expect(await texts([join(folder, 'f')])).toEqual(['ac', 'b'])
  })

  it('takes links to files, but none to folders, which can lead round for ever', async () => {
    await file('links/a.txt', 'a')
    for (const [to, name] of [
      ['a.txt', 'b.txt'],
      ['.', 'here'],
      ['.', 'there'],
      ['nowhere', 'lost'],
    ] as const)
      await symlink(to, join(folder, 'links', name))
    expect(await texts([join(folder, 'links')])).toEqual(['a', 'a'])
  })

  it('refuses what can be read only once', async () => {
    await expect(texts(['/dev/null'])).rejects.toMatchObject({
      code: 'corpus-missing',
      message: expect.stringContaining('write it to a file'),
    })
  })

  it('is lines, or texts in JSON lines', async () => {
    expect(await texts([await file('l.txt', 'one\r\n\ntwo')], { lines: true })).toEqual(['one', 'two'])
    expect(await texts([await file('l.jsonl', '"one\\n"\n{"text":"two","x":1}\n')])).toEqual(['one\n', 'two'])
  })

  it('is the same text however the file is cut on the way', async () => {
    const long = 'Über die Bäume 木🌳 und\nmehr '.repeat(60_000)
    expect((await texts([await file('long.txt', long)])).join('')).toBe(long)
    const line = 'x🌳'.repeat(1_500_000)
    expect((await texts([await file('line.txt', line)])).join('')).toBe(line)
  })

  it('is read in parts, however large a file is: it need not fit into memory', async () => {
    const path = await file('large.txt', 'a line of the forest\n'.repeat(500_000))
    let parts = 0
    for await (const { text } of (await openCorpus([path])).read()) {
      expect(text.length).toBeLessThan(2_500_000)
      parts++
    }
    expect(parts).toBeGreaterThan(4)
  })

  it('refuses what is not UTF-8, with the offset', async () => {
    await expect(texts([await file('latin.txt', Uint8Array.of(97, 98, 0xe9, 99))])).rejects.toMatchObject({
      code: 'text-not-utf8',
      message: expect.stringContaining('byte 2'),
    })
    await expect(texts([await file('cut.txt', Uint8Array.of(97, 0xe2, 0x82))])).rejects.toMatchObject({
      message: expect.stringContaining('byte 1'),
    })
    const binary = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)
    await expect(texts([await file('binary', binary)])).rejects.toMatchObject({ code: 'text-not-utf8' })
  })

  it('says what is wrong with files that are missing or malformed', async () => {
    await expect(texts([join(folder, 'none')])).rejects.toMatchObject({ code: 'corpus-missing' })
    await expect(texts([await file('bad.jsonl', '{"text": 3}\n')])).rejects.toMatchObject({ code: 'jsonl-malformed' })
    await expect(texts([await file('worse.jsonl', '{"text": \n')])).rejects.toMatchObject({ code: 'jsonl-malformed' })
  })
})

describe('counts of a text that does not fit into memory', () => {
  it('lose what is rare, however frequent all of it has become', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 })), fc.integer({ min: 1, max: 50 }), (all, most) => {
        const counts = new Map(all.map((count, i) => [i, count]))
        keepFrequent(counts, most)
        if (all.length <= most) {
          expect(counts.size).toBe(all.length)
          return
        }
        expect(counts.size).toBeLessThanOrEqual(most / 2)
        const least = Math.min(...counts.values())
        for (const [i, count] of all.entries()) if (!counts.has(i)) expect(count).toBeLessThan(least)
      }),
    )
  })
})

describe('UTF-8', () => {
  it('is told from other bytes as the platform tells it, at every offset', () => {
    const byte = fc.oneof(
      fc.nat(255),
      fc.constantFrom(0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0x9f, 0xa0, 0x90, 0x8f),
    )
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 8 }), array => {
        const bytes = Uint8Array.from(array)
        const ok = (b: Uint8Array): boolean =>
          Buffer.from(b).toString('utf8') !== '' &&
          Buffer.compare(Buffer.from(Buffer.from(b).toString('utf8')), b) === 0
        const at = firstInvalidUtf8(bytes)
        if (at < 0) expect(bytes.length === 0 || ok(bytes)).toBe(true)
        else {
          expect(bytes.length > 0 && ok(bytes)).toBe(false)
          expect(at === 0 || ok(bytes.subarray(0, at))).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('survives being read byte by byte', () => {
    const text = 'a木🌳é'
    const reader = new Utf8Reader('x')
    let read = ''
    for (const byte of Buffer.from(text)) read += reader.read(Uint8Array.of(byte), false)
    expect(read + reader.read(new Uint8Array(0), true)).toBe(text)
  })
})

describe('held-out text', () => {
  const split = async (all: string[], share: number): Promise<{ learn: string; held: string }> => {
    const result = { learn: '', held: '' }
    for await (const part of (await Division.of(corpusOf(all, 'x'), share)).read())
      result[part.heldOut ? 'held' : 'learn'] += part.text
    return result
  }

  it('is the end of few texts, and whole ones of many', async () => {
    expect(await split(['abcdefghij'], 0.2)).toEqual({ learn: 'abcdefgh', held: 'ij' })
    expect(await split(['ab🌳'], 0.25)).toEqual({ learn: 'ab🌳', held: '' })
    const many = Array.from({ length: 40 }, (_, i) => `<${i}>`)
    expect((await split(many, 0.1)).held).toBe('<9><19><29><39>')
  })

  it('of nothing is an error', async () => {
    await expect(split([''], 0.1)).rejects.toMatchObject({ code: 'corpus-empty' })
  })
})
