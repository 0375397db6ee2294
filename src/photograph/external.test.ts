import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choice, type Grammar, literal, Parser, Recogniser, sequence } from '../model/grammar/index.ts'
import { LocalPhotograph } from './ask/local.ts'
import { seeded } from './ask/sampling.ts'
import { comparePair, scoreText } from './ask/scores.ts'
import { externalPhotograph, parseAddress } from './external.ts'
import { graft } from './graft/graft.ts'
import { NgramCounts } from './ngram/counts.ts'
import { KneserNeyModel } from './ngram/kneser-ney.ts'
import { capability, type Photograph } from './photograph.ts'
import { type PhotographServer, servePhotograph } from './serve.ts'
import { countPieces, splitPatterns } from './tokenizer/pieces.ts'
import { Tokenizer } from './tokenizer/tokenizer.ts'

const texts = Array.from(
  { length: 30 },
  (_, i) => `Next to the ${['oak', 'elm', 'Bäume 🌳'][i % 3]} stands the ${['fir', 'yew', 'ash'][i % 3]}.`,
)
const counts = new Map<string, number>()
for (const text of texts) countPieces(text, splitPatterns.bpe, counts)
const tokenizer = Tokenizer.learn('bpe', counts, 290)
const grams = new NgramCounts(5, tokenizer.size)
for (const text of texts) grams.addText(tokenizer.encode(text))
const local = new LocalPhotograph(new KneserNeyModel(grams.toTrie(), tokenizer), 'forest')

let server: PhotographServer
let remote: Photograph
let client: OpenAI
beforeAll(async () => {
  server = await servePhotograph(local, { port: 0 })
  remote = externalPhotograph(`${server.address}#forest`)
  client = new OpenAI({ baseURL: server.address, apiKey: 'none', maxRetries: 0 })
})
afterAll(() => server.close())

async function textOf(photograph: Photograph, prompt: string, options: object): Promise<string> {
  let text = ''
  for await (const token of capability(photograph, 'sample')(prompt, { maxTokens: 40, ...options })) text += token.text
  return text
}

describe('a photograph that is served', () => {
  it('says the same through the server as it does here', async () => {
    for (const text of ['Next to the oak stands the fir.', 'Bäume 🌳 ж', 'x']) {
      const [here, there] = [await scoreText(local, text), await scoreText(remote, text)]
      expect(there.logProbability).toBeCloseTo(here.logProbability, 6)
      expect(there.tokens.map(t => t.text).join('')).toBe(text)
    }
    const [here, there] = [await local.next('Next to the', 5), await remote.next!('Next to the', 5)]
    expect(there.map(t => t.text)).toEqual(here.map(t => t.text))
    // also where the text most probably ends
    const ending = await remote.next!('Next to the oak stands the fir.', 3)
    expect(ending[0]).toMatchObject({ text: '', end: true })
    expect(ending[0]!.logProbability).toBeCloseTo(
      (await local.next('Next to the oak stands the fir.', 1))[0]!.logProbability,
      6,
    )
    expect(await textOf(remote, 'Next to the', { temperature: 0 })).toBe(
      await textOf(local, 'Next to the', { temperature: 0 }),
    )
    expect(await textOf(remote, '', { seed: 5 })).toBe(await textOf(local, '', { seed: 5 }))
    expect((await comparePair(remote, 'Next to the elm', 'elm the to Next')).prefersGood).toBe(true)
  })

  it('lends its probabilities to a graft', async () => {
    const trees = choice(...['oak', 'elm', 'Bäume 🌳', 'fir', 'yew', 'ash'].map(literal))
    const expression = sequence(literal('Next to the '), trees, literal(' stands the '), trees, literal('.'))
    const grammar: Grammar = { start: 'fact', rules: [{ name: 'fact', expression }] }
    const parser = new Parser(grammar)
    const drawn = []
    for (let i = 0; i < 12; i++) drawn.push((await graft(remote, () => new Recogniser(parser), seeded(i), {})).text)
    for (const text of drawn) expect(parser.accepts(text), text).toBe(true)
    // the grammar knows no facts; what the server says is probable are those of its text
    expect(drawn.filter(text => texts.includes(text)).length).toBeGreaterThan(8)
  })

  it('is understood by the client that people use: completions, log-probabilities, streams, errors', async () => {
    const whole = await client.completions.create({
      model: 'forest',
      prompt: 'Next to the oak',
      max_tokens: 20,
      temperature: 0,
      logprobs: 2,
      stop: '.',
    })
    expect(whole.choices[0]!.text).toBe(' stands the fir')
    const logprobs = whole.choices[0]!.logprobs!
    expect(logprobs.tokens!.join('')).toBe(whole.choices[0]!.text)
    expect(Object.keys(logprobs.top_logprobs![0]!)).toHaveLength(2)
    expect(Math.max(...Object.values(logprobs.top_logprobs![0]!))).toBeCloseTo(logprobs.token_logprobs![0]!, 9)
    expect(whole.usage!.completion_tokens).toBeGreaterThan(0)

    let streamed = ''
    for await (const piece of await client.completions.create({
      model: 'forest',
      prompt: 'Next to the oak',
      max_tokens: 20,
      temperature: 0,
      stream: true,
    }))
      streamed += piece.choices[0]!.text
    expect(streamed).toBe(' stands the fir.')

    const many = await client.completions.create({ model: 'forest', prompt: ['a', 'b'], n: 2, max_tokens: 5, seed: 1 })
    expect(many.choices.map(c => c.index)).toEqual([0, 1, 2, 3])
    expect((await client.models.list()).data[0]!.id).toBe('forest')
    await expect(client.completions.create({ model: 'forest', prompt: 'x', temperature: -1 })).rejects.toMatchObject({
      status: 400,
    })
    await expect(client.chat.completions.create({ model: 'forest', messages: [] })).rejects.toMatchObject({
      status: 404,
    })
  })

  it('refuses what is no request, and goes on serving', async () => {
    const post = async (body: string): Promise<number> =>
      (await fetch(`${server.address}/completions`, { method: 'POST', body })).status
    expect(await post('{')).toBe(400)
    expect(await post('[]')).toBe(400)
    expect(await post(JSON.stringify({ prompt: 'x'.repeat(5_000_000) }))).toBe(413)
    expect((await fetch(`${server.address}/completions`)).status).toBe(405)
    expect(await post('{"prompt":"a","max_tokens":1}')).toBe(200)
  })
})

describe('a server of models', () => {
  const servers: Server[] = []
  afterAll(() => {
    for (const other of servers) other.closeAllConnections()
  })

  async function serving(listener: RequestListener): Promise<string> {
    const other = createServer(listener)
    servers.push(other)
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    other.unref()
    return `http://127.0.0.1:${(other.address() as AddressInfo).port}/v1#m`
  }
  const sampleFrom = async (address: string, options = {}): Promise<string> =>
    textOf(externalPhotograph(address, { timeout: 300, ...options }), 'x', {})

  it('that hangs, before or in the middle, is left after a while', async () => {
    await expect(sampleFrom(await serving(() => {}))).rejects.toMatchObject({
      code: 'model-server-silent',
      blame: 'world',
    })
    const half = await serving(
      (_, response) => void response.writeHead(200).write('data: {"choices":[{"text":"a"}]}\n\n'),
    )
    await expect(sampleFrom(half)).rejects.toMatchObject({ code: 'model-server-silent' })
  })

  it('that streams rubbish, or ends in the middle, is not believed', async () => {
    for (const rubbish of [
      '<html>no</html>\n',
      'data: {"choices":"no"}\n\n',
      'data: {\n\n',
      'data: {"choices":[{"text":"a"}]}\n\n',
    ])
      await expect(sampleFrom(await serving((_, response) => void response.end(rubbish)))).rejects.toMatchObject({
        code: 'model-server-failed',
      })
  })

  it('that says 429 is asked again, and then no more', async () => {
    let asked = 0
    const good = 'data: {"choices":[{"text":"well"}]}\n\ndata: [DONE]\n\n'
    const busy = await serving((_, response) => void (++asked < 3 ? response.writeHead(429).end() : response.end(good)))
    expect(await sampleFrom(busy, { timeout: 5000 })).toBe('well')
    expect(asked).toBe(3)
    const always = await serving((_, response) => void response.writeHead(429, { 'retry-after': '0' }).end())
    await expect(sampleFrom(always, { retries: 1, timeout: 5000 })).rejects.toMatchObject({
      code: 'model-server-refused',
      message: expect.stringContaining('429'),
    })
  })

  it('is given the key, which no message shows', async () => {
    let given = ''
    const address = await serving((incoming, response) => {
      given = incoming.headers.authorization ?? ''
      response.writeHead(401).end('bad key')
    })
    const error = await sampleFrom(address, { key: 'sk-secret' }).catch(e => e)
    expect(given).toBe('Bearer sk-secret')
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain('sk-secret')
  })

  it('that is not there is named', async () => {
    await expect(sampleFrom('http://127.0.0.1:1/v1#m')).rejects.toMatchObject({ code: 'model-server-failed' })
  })

  it('of chat can only sample, and what needs more says so at once', async () => {
    let asked = 0
    const address = await serving((_, response) => {
      asked++
      response.end(
        'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\ndata: {"choices":[{"delta":{"content":"hi"}}]}\n\ndata: [DONE]\n\n',
      )
    })
    const chat = externalPhotograph(address, { interface: 'chat' })
    await expect(scoreText(chat, 'x')).rejects.toMatchObject({ code: 'capability-missing' })
    expect(asked).toBe(0)
    expect(await textOf(chat, 'x', {})).toBe('hi')
  })

  it('has an address with the name of the model', () => {
    expect(parseAddress('http://localhost:8080/v1#na%20me')).toEqual({
      base: 'http://localhost:8080/v1',
      model: 'na me',
    })
    for (const address of ['localhost', 'file:///x#m', 'http://user:pass@host/v1#m'])
      expect(() => parseAddress(address)).toThrow(expect.objectContaining({ code: 'model-address' }))
  })
})
