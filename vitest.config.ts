import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    pool: 'forks',
    // Unless told, it leaves one processor free, which on a machine with two is half.
    maxWorkers: 2,
  },
})
