import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finished, Place, program, type Ran } from './cli.ts'

const place = new Place()
const text = Array.from({ length: 8000 }, (_, i) => `The ${['oak', 'elm', 'ash'][i % 3]} is number ${i}.\n`).join('')
beforeAll(() => {
  place.write('forest.txt', text)
  place.write('small.txt', text.slice(0, 2000))
})
afterAll(() => place.remove())

/** Runs the program where no file may grow beyond so many blocks of 512 bytes, as if the disk were full then. */
function runOnFullDisk(blocks: number, ...words: string[]): Promise<Ran> {
  const line = 'ulimit -f "$1"; shift; exec "$@"'
  const args = ['-c', line, 'sh', String(blocks), process.execPath, program, ...words]
  return finished(spawn('sh', args, { cwd: place.folder, stdio: ['pipe', 'pipe', 'pipe'] }))
}

describe('a full disk', () => {
  it('ends a training with a message, and leaves nothing behind', { timeout: 30_000 }, async () => {
    for (const kind of ['ngram', 'transformer']) {
      const { status, err } = await runOnFullDisk(64, 'photo', 'train', 'forest.txt', '-o', 'new.photo', '--kind', kind)
      expect(err).toContain('no room on the disk')
      expect(status).toBe(2)
      expect(readdirSync(place.folder).sort()).toEqual(['forest.txt', 'small.txt'])
    }
  })

  it('leaves the photograph that was to be replaced as it was', { timeout: 30_000 }, async () => {
    const train = ['photo', 'train', 'small.txt', '-o', 'old.photo', '--kind', 'ngram']
    expect(await place.run(train)).toMatchObject({ status: 0 })
    const record = readFileSync(place.path('old.photo/photograph.json'), 'utf8')
    const { status, err } = await runOnFullDisk(64, ...train, '--order', '9', '--force')
    expect(err).toContain('no room on the disk')
    expect(status).toBe(2)
    expect(readFileSync(place.path('old.photo/photograph.json'), 'utf8')).toBe(record)
    expect((await place.run(['photo', 'show', 'old.photo'])).out).toContain('unchanged since')
  })
})

describe('a training that ctrl-C reaches', () => {
  it('before it has begun ends at once and writes nothing', { timeout: 30_000 }, async () => {
    const words = Array.from({ length: 60_000 }, (_, i) => `word${i * i}`).join(' ')
    place.write('large.txt', `${words}\n`.repeat(20))
    const child = place.start('photo', 'train', 'large.txt', '-o', 'none.photo')
    child.stderr!.once('data', () => child.kill('SIGINT'))
    const { status, err } = await finished(child)
    expect(err).toContain('nothing was written')
    expect(status).toBe(130)
    expect(existsSync(place.path('none.photo'))).toBe(false)
    expect(existsSync(place.path('none.photo.training'))).toBe(false)
  })
})
