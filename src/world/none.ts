import { CambiumError } from '../model/error.ts'
import type { Acceptor } from './world.ts'

/** No world at all: who has examples alone, and nobody to ask. It fails whoever asks it all the same. */
export const noWorld: Acceptor = {
  description: { kind: 'none' },
  ask: () => Promise.reject(new CambiumError('world-missing', 'There is no world to ask.', { blame: 'world' })),
  async close() {},
}
