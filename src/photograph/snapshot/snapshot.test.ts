import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { corpusOf } from '../corpus/corpus.ts'
import { KneserNeyModel } from '../ngram/kneser-ney.ts'
import { trainNgram } from '../training/train-ngram.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'
import { openSnapshot } from './snapshot.ts'

let folder: string
let made: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'photo-'))
  made = join(folder, 'forest.photo')
  const texts = Array.from(
    { length: 60 },
    (_, i) => `The ${['oak', 'elm', 'ash'][i % 3]} stands next to the ${['fir', 'yew'][i % 2]}.`,
  )
  await trainNgram(corpusOf(texts, 'forest'), made, { order: 4 })
})
afterAll(() => rm(folder, { recursive: true }))

async function changedCopy(change: (path: string) => Promise<void>): Promise<string> {
  const copy = join(folder, `${Math.random()}.photo`)
  await cp(made, copy, { recursive: true })
  await change(copy)
  return copy
}

describe('a photograph on disk', () => {
  it('opens as what was written, and says how it was made', async () => {
    const { model, record, heldOut } = await openSnapshot(made)
    expect(model).toBeInstanceOf(KneserNeyModel)
    expect(record).toMatchObject({ kind: 'ngram', settings: { order: 4 }, sources: [{ name: 'forest' }] })
    expect(record.text.characters + record.text.heldOutCharacters).toBe(60 * 31)
    expect(record.heldOutBits).toBeGreaterThan(0)
    expect(heldOut).toContain('stands next to')
  })

  it.each([
    'config.json',
    'tokenizer.json',
    'model.safetensors',
    'neighbours.json',
    'held-out.txt',
    'photograph.json',
  ])('is refused when one byte of %s was changed', async name => {
    const copy = await changedCopy(async path => {
      const bytes = await readFile(join(path, name))
      const at = bytes.lastIndexOf(name === 'photograph.json' ? '6' : bytes[bytes.length >> 1]!)
      bytes[at] = bytes[at]! ^ 1
      await writeFile(join(path, name), bytes)
    })
    await expect(openSnapshot(copy)).rejects.toMatchObject({
      code: expect.stringMatching(/^photograph-(changed|damaged)$/),
    })
  })

  it('is refused when a file is gone or cut short', async () => {
    const gone = await changedCopy(path => rm(join(path, 'model.safetensors')))
    await expect(openSnapshot(gone)).rejects.toMatchObject({ code: 'photograph-changed' })
    const short = await changedCopy(async path =>
      writeFile(join(path, 'model.safetensors'), (await readFile(join(path, 'model.safetensors'))).subarray(0, 99)),
    )
    await expect(openSnapshot(short)).rejects.toMatchObject({ code: 'photograph-changed' })
  })

  it('is not taken for one where it is none', async () => {
    await expect(openSnapshot(folder)).rejects.toMatchObject({ code: 'photograph-missing' })
    const other = await changedCopy(path => writeFile(join(path, 'photograph.json'), '[]'))
    await expect(openSnapshot(other)).rejects.toMatchObject({ code: 'photograph-damaged' })
  })

  it('is not written over, unless that is asked for', async () => {
    await expect(trainNgram(corpusOf(['abc'], 'x'), made)).rejects.toMatchObject({ code: 'photograph-exists' })
  })

  it('that could not be written is not there at all', async () => {
    // a path under a file cannot be created, as on a disk that is full
    const path = join(made, 'config.json', 'x.photo')
    await expect(trainNgram(corpusOf(['abc abc'], 'x'), path)).rejects.toMatchObject({ code: 'cannot-write' })
  })
})

describe('safetensors', () => {
  it('gives back the arrays that were written', () => {
    const tensors = new Map([
      ['a', { shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6.5]) }],
      ['b', { shape: [1], data: Uint16Array.of(65535) }],
      ['c', { shape: [0], data: new Uint32Array(0) }],
    ])
    const read = decodeSafetensors(encodeSafetensors(tensors, { k: 'v' }))
    expect(read.tensors).toEqual(tensors)
    expect(read.metadata).toEqual({ k: 'v' })
  })

  it('refuses anything else with an error of its own', () => {
    const good = encodeSafetensors(new Map([['a', { shape: [4], data: new Float32Array(4) }]]))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 64 }),
          fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.map((b, i) => (i === at ? byte : b))),
        ),
        bytes => {
          try {
            decodeSafetensors(bytes)
          } catch (error) {
            expect(error).toMatchObject({ code: 'weights-damaged' })
          }
        },
      ),
    )
  })
})
