/** Trains `tiny` for some steps in a browser's worker, with the code that trains it everywhere. */

import { Tokenizer } from '../../../src/photograph/tokenizer/tokenizer.ts'
import { evenWindows, randomWindows, tokenArray } from '../../../src/photograph/transformer/batches.ts'
import { presets } from '../../../src/photograph/transformer/config.ts'
import { type Backend, JaxGradients } from '../../../src/photograph/transformer/gradients.ts'
import { beginTraining, train, trainingSettings } from '../../../src/photograph/transformer/training.ts'

self.onmessage = async ({ data }: MessageEvent<{ backend: Backend; steps: number }>) => {
  try {
    const tokenizer = new Tokenizer('bytes')
    const trees = ['oak', 'elm', 'ash', 'yew', 'fir']
    const text = Array.from(
      { length: 400 },
      (_, i) => `Next to the ${trees[(i * 7) % 5]} stands the ${trees[(i * 3) % 5]}.`,
    ).join('\n')
    const tokens = tokenArray(tokenizer.encode(text))
    const { context, width, layers, heads, hidden, learningRate } = presets.tiny
    const config = { vocabulary: tokenizer.size, context, width, layers, heads, hidden }
    const gradients = await JaxGradients.open(config, data.backend)
    const state = beginTraining(config, 1)
    const settings = trainingSettings(data.steps, learningRate, 1)
    const losses: number[] = []
    for await (const { loss } of train(
      config,
      settings,
      state,
      randomWindows(tokens, 4, context, 1),
      evenWindows(tokens, 4, context, 256),
      gradients,
    ))
      losses.push(loss)
    self.postMessage({ losses, heldOut: state.history.map(m => m.heldOut) })
  } catch (error) {
    self.postMessage({
      error: error instanceof Error ? ((error as { code?: string }).code ?? error.message) : String(error),
    })
  }
}
