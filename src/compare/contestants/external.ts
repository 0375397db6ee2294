import { externalPhotograph, type Photograph } from '../../photograph/index.ts'
import { calibrated } from './calibrate.ts'
import type { Contestant } from './contestant.ts'

/** Characters of examples that stand in the prompt, at most. */
const longestPrompt = 4000

/**
 * A model that somebody else trained and serves: it reads the examples, one a line, and goes on. A text is as probable as
 * the model finds it, and the end of its line, after them. It learns in no other way.
 */
export function externalContestant(model: Photograph): Contestant {
  return {
    async learn({ examples, validation, signal }) {
      const began = performance.now()
      const shown = promptOf(examples)
      const { score, sample } = model
      const { settings, ...judge } = await calibrated(async text => {
        const tokens = await score!(`${shown}${text}\n`, signal)
        let read = 0
        let sum = 0
        for (const token of tokens) {
          if (read >= shown.length) sum += token.logProbability
          read += token.text.length
        }
        return sum
      }, validation)
      return {
        ...judge,
        async sample(count, seed) {
          const texts: string[] = []
          for (let i = 0; i < count; i++) {
            let text = ''
            const options = { maxTokens: 300, temperature: 1, seed: seed + i, stop: ['\n'] }
            for await (const piece of sample!(shown, options, signal)) text += piece.text
            texts.push(text.split('\n')[0]!)
          }
          return texts
        },
        cost: { examples: examples.length, questions: 0, seconds: (performance.now() - began) / 1000 },
        nature: { settings: { model: model.name, ...settings } },
      }
    },
  }
}

/** The last examples that fit, each on a line; line ends within them are written as blanks. */
function promptOf(examples: readonly string[]): string {
  let prompt = ''
  for (const example of examples.toReversed()) {
    const longer = `${example.replaceAll('\n', ' ')}\n${prompt}`
    if (longer.length > longestPrompt && prompt !== '') break
    prompt = longer
  }
  return prompt
}

/** @param address `http://host:port/v1#name`; the key is read from the environment: `OPENAI_API_KEY` */
export function externalAt(address: string): Contestant {
  return externalContestant(externalPhotograph(address, { key: process.env.OPENAI_API_KEY }))
}
