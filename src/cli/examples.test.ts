import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { longestExample, nameOfPlant, readTexts } from './examples.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

const read = (paths: string[], lines = false) =>
  readTexts(paths, { lines, longest: longestExample }).map(({ name, text }) => [relative(folder, name), text])

describe('texts are read', () => {
  it('one a file, exactly as they stand', () => {
    for (const text of ['', '\n', 'a\r\n', '\ufeffé🌳\0', 'no newline']) {
      expect(read([write('file', text)])).toEqual([['file', text]])
    }
  })

  it('from a folder and its folders by name, without what is hidden, and without following links to folders', () => {
    write('all/b', '2')
    write('all/a/z', '1')
    write('all/.git/config', 'hidden')
    write('all/.hidden', 'hidden')
    symlinkSync('b', join(folder, 'all/c'))
    symlinkSync('.', join(folder, 'all/loop'))
    expect(read([join(folder, 'all')])).toEqual([
      ['all/a/z', '1'],
      ['all/b', '2'],
      ['all/c', '2'],
    ])
  })

  it('one a line', () => {
    expect(read([write('list', 'a\n\nb c\r\nd')], true)).toEqual([
      ['list:1', 'a'],
      ['list:2', ''],
      ['list:3', 'b c'],
      ['list:4', 'd'],
    ])
    expect(read([write('list', '')], true)).toEqual([])
    expect(read([write('list', '\n')], true)).toEqual([['list:1', '']])
  })

  it('one JSON string a line of a .jsonl file, whatever the options', () => {
    const path = write('list.jsonl', '"a\\n"\n\n"\\u00e9"\n')
    const texts = [
      ['list.jsonl:1', 'a\n'],
      ['list.jsonl:3', 'é'],
    ]
    expect(read([path])).toEqual(texts)
    expect(read([path], true)).toEqual(texts)
  })
})

describe('what cannot be read is refused', () => {
  it.each([
    [[0xff], 0],
    [[0x61, 0xc3, 0xa9, 0xc3], 3],
    [[0xef, 0xbf, 0xbd, 0x80], 3],
    [[0xf0, 0x9f, 0x8c, 0x61], 0],
    [[...new Array(100_000).fill(0x61), 0xed, 0xa0, 0x80], 100_000],
  ])('bytes that are not UTF-8, with the offset', (bytes, offset) => {
    expect(() => read([write('binary', Uint8Array.from(bytes))])).toThrow(
      expect.objectContaining({ code: 'example-not-text', message: expect.stringContaining(`byte ${offset} `) }),
    )
  })

  it.each([
    ['{"a": 1}', 'not a JSON string'],
    ['"a', 'not JSON'],
    ['"\\ud800"', 'surrogate'],
  ])('a line of .jsonl: %s', (line, why) => {
    expect(() => read([write('list.jsonl', `"fine"\n${line}\n`)])).toThrow(
      expect.objectContaining({ code: 'example-not-text', message: expect.stringMatching(`list.jsonl:2 .*${why}`) }),
    )
  })

  it('a file that does not exist, an empty folder, and too long a text', () => {
    mkdirSync(join(folder, 'none'))
    expect(() => read([join(folder, 'absent')])).toThrow('There is no file or folder')
    expect(() => read([join(folder, 'none')])).toThrow('holds no files')
    const large = write('large', 'x'.repeat(10_000_000))
    for (const lines of [false, true]) {
      expect(() => read([large], lines)).toThrow(
        expect.objectContaining({ code: 'input-too-large', message: expect.stringContaining('10,000,000 bytes') }),
      )
    }
  })
})

it.each([
  ['examples/json', 'json.plant'],
  ['examples/json/', 'json.plant'],
  ['a.b.txt', 'a.b.plant'],
  ['.hidden', '.hidden.plant'],
  ['..', 'grown.plant'],
])('%s grows into %s', (path, name) => {
  expect(nameOfPlant([path])).toBe(name)
})
