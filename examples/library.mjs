/** Grows a grammar inside a program: node examples/library.mjs */
import { accepts, grow } from 'cambium'

const isDate = text => /^\d{4}-\d{2}-\d{2}$/.test(text)
const plant = await grow({ examples: ['2024-05-01', '1999-12-31'], world: accepts(isDate) })

console.log(plant.accepts('2030-01-15'), plant.accepts('15.1.2030'))
console.log(plant.sample({ count: 3, seed: 1 }))
console.log(plant.parse('2030-01-15'))
