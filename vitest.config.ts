import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest begin first, so that none of them is left over when the rest is done. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const order = [/test\/readme/, /test\/(compare|robustness|command-line|machines)/, /\/test\//]
    const rank = ({ moduleId }: TestSpecification) => {
      const found = order.findIndex(pattern => pattern.test(moduleId))
      return found < 0 ? order.length : found
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'cambium', include: ['src/**/*.test.ts', 'test/*.test.ts'] } },
      // Servers, a browser and parser generators, which have to be installed, and npm's registry.
      { extends: true, test: { name: 'services', include: ['test/services/*.test.ts'] } },
    ],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // Unless told, it leaves one processor free, which on a machine with two is half.
    maxWorkers: 2,
    // Each file in a process of its own would load the same modules again: a quarter of all the time.
    isolate: false,
    env: {
      // Certificates that a machine adds are read whenever Node starts, which takes longer than Node's own start, and here
      // Node starts a thousand times. Only a test that reaches a registry wants them.
      NODE_EXTRA_CA_CERTS: '',
      CERTIFICATES: process.env.NODE_EXTRA_CA_CERTS ?? '',
    },
    // What is built is tested as Node loads it.
    server: { deps: { external: [/\/dist\//] } },
    sequence: { sequencer: LongestFirst },
  },
})
