/** A coffee machine: `--responds-module examples/coffee.mjs`. A coffee costs two coins, and after two the grounds are full. */

export const inputs = ['coin', 'button', 'water', 'empty']

let coins, water, grounds

export function reset() {
  coins = 0
  water = false
  grounds = 0
}

export function step(input) {
  switch (input) {
    case 'coin':
      if (coins === 2) return 'coin back'
      coins++
      return `${coins} of 2`
    case 'water':
      water = true
      return 'tank full'
    case 'empty':
      grounds = 0
      return 'grounds empty'
    case 'button':
      if (coins < 2) return 'pay first'
      if (!water) return 'no water'
      if (grounds === 2) return 'grounds full'
      coins = 0
      water = false
      grounds++
      return 'coffee'
  }
}
