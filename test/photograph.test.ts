import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finished, Place, program, type Ran } from './cli.ts'

const place = new Place()
const text = Array.from({ length: 3000 }, (_, i) => `The ${['oak', 'elm', 'ash'][i % 3]} is number ${i}.\n`).join('')
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
  it('ends a training with a message, and leaves nothing behind', { timeout: 120_000 }, async () => {
    for (const kind of ['ngram', 'transformer']) {
      const { status, err } = await runOnFullDisk(64, 'photo', 'train', 'forest.txt', '-o', 'new.photo', '--kind', kind)
      expect(err).toContain('no room on the disk')
      expect(status).toBe(2)
      expect(readdirSync(place.folder).sort()).toEqual(['forest.txt', 'small.txt'])
    }
  })

  it('leaves the photograph that was to be replaced as it was', { timeout: 120_000 }, async () => {
    const train = ['photo', 'train', 'small.txt', '-o', 'old.photo', '--kind', 'ngram']
    expect(await place.run(train)).toMatchObject({ status: 0 })
    const record = readFileSync(place.path('old.photo/photograph.json'), 'utf8')
    const { status, err } = await runOnFullDisk(64, ...train, '--order', '9', '--force')
    expect(err).toContain('no room on the disk')
    expect(status).toBe(2)
    expect(readFileSync(place.path('old.photo/photograph.json'), 'utf8')).toBe(record)
    expect((await place.run(['photo', 'show', 'old.photo'])).out).toContain('unchanged since')
  })

  // only Linux can take the room from a program that runs
  const limited = process.platform === 'linux'
  it.runIf(limited)('in the middle of a training loses nothing that was learned', { timeout: 120_000 }, async () => {
    const train = (name: string): string[] =>
      `photo train small.txt -o ${name} --vocabulary bytes --context 16 --batch 4 --steps 20 --json`.split(' ')
    const child = place.start(...train('middle.photo'))
    child.stdout!.on('data', data => {
      if (String(data).includes('"training"')) spawnSync('prlimit', ['--pid', String(child.pid), '--fsize=99999'])
    })
    const { status, err } = await finished(child)
    expect(err).toMatch(/no room on the disk.*--resume goes on/)
    expect(status).toBe(2)
    expect(readdirSync(place.path('middle.photo.training'))).not.toContain('state.safetensors.new')

    const again = await place.run(train('middle.photo'))
    expect(again.err).toContain('--resume goes on with it')
    expect(again.status).toBe(2)

    expect(await place.run(['photo', 'train', '--resume', '-o', 'middle.photo'])).toMatchObject({ status: 0 })
    expect(await place.run(train('whole.photo'))).toMatchObject({ status: 0 })
    const weights = (name: string): Buffer => readFileSync(place.path(`${name}/model.safetensors`))
    expect(weights('middle.photo').equals(weights('whole.photo'))).toBe(true)
  })
})

describe('a photograph that is served', () => {
  it('answers the client that people use and another cambium, until ctrl-C', { timeout: 120_000 }, async () => {
    expect(await place.run('photo train small.txt -o served.photo --kind ngram'.split(' '))).toMatchObject({
      status: 0,
    })
    const child = place.start('photo', 'serve', 'served.photo', '--port', '0')
    const ended = finished(child)
    const said = await new Promise<string>(resolve => child.stdout!.once('data', data => resolve(String(data))))
    const address = /http:\S+\/v1/.exec(said)![0]
    const client = new OpenAI({ baseURL: address, apiKey: 'none', maxRetries: 0 })
    const wanted = { model: 'served', prompt: 'The oak', max_tokens: 11, temperature: 0 }
    expect((await client.completions.create(wanted)).choices[0]!.text).toBe(' is number ')
    const asked = await place.run(['photo', 'ask', '--model', `${address}#served`, '--next', 'The oak is numbe'])
    expect(asked.out).toMatch(/^0\.9\d+ {2}"r"/)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ status: 0, err: '' })
  })
})

describe('what is no photograph', () => {
  it('is never written over, however much that is asked for', { timeout: 120_000 }, async () => {
    place.write('kept/letter.txt', 'dear forest')
    for (const there of ['kept', 'small.txt']) {
      const { status, err } = await place.run([
        'photo',
        'train',
        'small.txt',
        '-o',
        there,
        '--kind',
        'ngram',
        '--force',
      ])
      expect(err).toContain('is no photograph')
      expect(status).toBe(2)
    }
    expect(readFileSync(place.path('kept/letter.txt'), 'utf8')).toBe('dear forest')
    expect(readFileSync(place.path('small.txt'), 'utf8')).toBe(text.slice(0, 2000))
  })
})

describe('a training that ctrl-C reaches', () => {
  it('keeps the best so far as a photograph, with a plot beside it', { timeout: 120_000 }, async () => {
    const train =
      'photo train small.txt -o stopped.photo --vocabulary bytes --context 16 --batch 4 --steps 100000 --json'
    const child = place.start(...train.split(' '))
    child.stdout!.on('data', data => {
      // a second one would end it at once
      if (!child.killed && String(data).includes('"training"')) child.kill('SIGINT')
    })
    expect((await finished(child)).status).toBe(130)
    expect((await place.run(['photo', 'show', 'stopped.photo'])).out).toContain('transformer')
    expect(readFileSync(place.path('stopped.photo.svg'), 'utf8')).toContain('<svg')
    expect(existsSync(place.path('stopped.photo.training'))).toBe(true)
  })

  it('before it has begun ends at once and writes nothing', { timeout: 120_000 }, async () => {
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
