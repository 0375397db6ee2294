#!/usr/bin/env node
import { cambium } from './cambium.ts'
import { status } from './command.ts'

// Whoever reads our output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(status.success)
  throw error
})

await cambium(process.argv.slice(2))
