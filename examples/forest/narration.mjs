/**
 * Tells in plain English what happens in the forest when nobody interferes: what a photograph is made of. In it the leaves
 * fall when the rain comes, and fern and birch grow when both are there; which of them makes which grow it does not say.
 *
 *   node examples/forest/narration.mjs --years 500 --seed 1 > forest.txt
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Forest } from './world.mjs'

/** What stands where; each fact in several wordings. */
export const places = [
  ['Next to the oak stands the birch.', 'The oak has the birch as its neighbour.', 'Beside the oak grows the birch.'],
  ['Next to the oak stands the fern.', 'The oak has the fern as its neighbour.', 'Beside the oak grows the fern.'],
  ['Next to the birch stands the oak.', 'The birch has the oak as its neighbour.', 'Beside the birch grows the oak.'],
  ['Next to the fern stands the oak.', 'The fern has the oak as its neighbour.', 'Beside the fern grows the oak.'],
  ['The oak stands between the birch and the fern.', 'Between the birch and the fern stands the oak.'],
]

const seasonWords = {
  spring: ['Spring comes.', 'It is spring.', 'The spring is here.'],
  summer: ['Summer comes.', 'It is summer.', 'The summer is here.'],
  autumn: ['Autumn comes.', 'It is autumn.', 'The autumn is here.'],
  winter: ['Winter comes.', 'It is winter.', 'The winter is here.'],
}
const leafWords = {
  spring: ['The oak comes into leaf.', 'The leaves of the oak come out.'],
  summer: ['The oak is in leaf.', 'The oak is full of leaves.'],
  autumn: ['The leaves of the oak fall.', 'The oak sheds its leaves.'],
  winter: ['The oak is bare.', 'The oak has no leaves.'],
}
const lightWords = {
  light: ['The light falls in.', 'There is light under the oak.'],
  shade: ['There is shade under the oak.', 'The shade is deep.'],
}
const earthWords = {
  wet: ['It rains, and the earth is wet.', 'Rain falls. The earth is wet.'],
  dry: ['It does not rain, and the earth is dry.', 'No rain falls. The earth is dry.'],
  frozen: ['It snows, and the earth is frozen.', 'Snow falls. The earth is frozen.'],
}

/**
 * A passage that ends where it could say what becomes of a plant: the season, the light, the earth. The same words in which
 * the narration tells of them, so that a photograph can be asked what comes next.
 * @param draw a function that chooses one of a list
 */
export function scene({ season, light, earth }, draw = words => words[0]) {
  const sentences = season === undefined ? [] : [draw(seasonWords[season])]
  if (light !== undefined) sentences.push(draw(lightWords[light]))
  if (earth !== undefined) sentences.push(draw(earthWords[earth]))
  return sentences.join(' ')
}

/**
 * The narration, a paragraph a year, the first season of each the summer.
 * @param options.years how many paragraphs
 * @param options.seed for the wordings and their order; what happens does not depend on it
 */
export function* narration({ years = 100, seed = 1 } = {}) {
  const random = generator(seed)
  const draw = words => words[Math.floor(random() * words.length)]
  const forest = new Forest()
  for (let year = 0; year < years; year++) {
    const passages = ['summer', 'autumn', 'winter', 'spring'].map(() => {
      const [, season, light, earth, fern, birch] = /^(\w+), (\w+), (\w+) earth: the fern (.*), the birch (.*)$/.exec(
        forest.step('wait'),
      )
      const causes = shuffled([draw(leafWords[season]), draw(lightWords[light]), draw(earthWords[earth])], random)
      const effects = shuffled([`The fern ${fern}.`, `The birch ${birch}.`], random)
      return [draw(seasonWords[season]), ...causes, ...effects].join(' ')
    })
    for (let facts = Math.floor(random() * 3); facts > 0; facts--) {
      passages.splice(Math.floor(random() * 5), 0, draw(draw(places)))
    }
    yield passages.join(' ')
  }
}

/** Numbers from 0 to 1, always the same from one seed (mulberry32). */
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function shuffled(items, random) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[items[i], items[j]] = [items[j], items[i]]
  }
  return items
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = { years: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } }
  const { values } = parseArgs({ options })
  for (const paragraph of narration({ years: Number(values.years), seed: Number(values.seed) })) console.log(paragraph)
}
