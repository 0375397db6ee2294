/**
 * Gives the parser under test what it should read, and what it should refuse, a JSON string a line:
 * node examples/shelf/fuzz.mjs cover.jsonl misses.jsonl. Prints what it does wrong; the status is then 1.
 */
import { readFileSync } from 'node:fs'
import { parseShelf, ShelfError } from './parser.mjs'

const [cover, misses] = process.argv.slice(2).map(file =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line)),
)

function verdict(text) {
  try {
    parseShelf(text)
    return 'reads'
  } catch (error) {
    return error instanceof ShelfError ? 'refuses' : `dies of ${error.constructor.name} on`
  }
}

const finds = [
  ...cover.filter(text => verdict(text) !== 'reads'),
  ...misses.filter(text => verdict(text) !== 'refuses'),
].sort((a, b) => a.length - b.length)
// Of each kind the shortest.
const kinds = new Map(finds.reverse().map(text => [verdict(text), text]))
for (const [kind, text] of kinds) console.log(`the parser ${kind} ${text}`)
console.log(`${cover.length + misses.length} texts, ${finds.length} finds`)
process.exitCode = finds.length > 0 ? 1 : 0
