/**
 * A small forest that reacts: a birch, an oak and a fern in a row, the oak in the middle. Each `wait` lets a season pass;
 * what is done before it acts on that season. For `--responds-module examples/forest/world.mjs`.
 *
 * The laws:
 * - In spring the oak comes into leaf and shades its two neighbours; in autumn its leaves fall.
 * - It rains in autumn. Spring and summer are dry. In winter all water is frozen.
 * - The fern grows when its earth is wet. In a dry summer it withers where the sun reaches it; shade keeps it. Frost cuts
 *   a high fern down.
 * - The birch grows in the light, wet or dry, but in winter. Deer browse a young shoot in winter; what grew twice before
 *   they come is out of their reach and stays.
 */

/** What can be done. */
export const inputs = ['water', 'dry', 'clear shade', 'plant', 'wait']

const seasons = ['spring', 'summer', 'autumn', 'winter']

/** One forest. `new Forest()` begins in spring, with a low fern and a small birch. */
export class Forest {
  season = 'spring'
  fern = 'low' // gone, low, high
  birch = 'small' // small, shoot, tall
  /** What somebody made of the earth for the season to come: wet, dry, or undefined. */
  earth
  /** Did somebody open the crown of the oak? The leaves grow again within a season. */
  cleared = false

  /** Does something, and returns what is seen then. */
  step(input) {
    switch (input) {
      case 'water':
        this.earth = 'wet'
        return 'the earth is wet'
      case 'dry':
        this.earth = 'dry'
        return 'the earth is dry'
      case 'clear shade':
        this.cleared = true
        return 'light falls in'
      case 'plant':
        if (this.fern !== 'gone') return 'a fern stands there already'
        this.fern = 'low'
        return 'a low fern stands there'
      case 'wait':
        return this.wait()
    }
    throw new Error(`The forest knows ${inputs.join(', ')}, and not ${input}.`)
  }

  /** Lets a season pass. */
  wait() {
    this.season = seasons[(seasons.indexOf(this.season) + 1) % 4]
    const inLeaf = this.season === 'spring' || this.season === 'summer'
    const light = this.cleared || !inLeaf
    const earth = this.season === 'winter' ? 'frozen' : (this.earth ?? (this.season === 'autumn' ? 'wet' : 'dry'))
    const fern = this.growFern(light, earth)
    const birch = this.growBirch(light)
    this.earth = undefined
    this.cleared = false
    return `${this.season}, ${light ? 'light' : 'shade'}, ${earth} earth: the fern ${fern}, the birch ${birch}`
  }

  growFern(light, earth) {
    const before = this.fern
    if (before === 'gone') return 'is gone'
    if (earth === 'frozen') {
      this.fern = 'low'
      return before === 'high' ? 'dies back' : 'stays low'
    }
    if (earth === 'wet') {
      this.fern = 'high'
      return before === 'low' ? 'grows' : 'stands high'
    }
    if (light && this.season === 'summer') {
      this.fern = before === 'high' ? 'low' : 'gone'
      return 'withers'
    }
    return before === 'low' ? 'stays low' : 'stands high'
  }

  growBirch(light) {
    const before = this.birch
    if (before === 'tall') return 'stands tall'
    if (this.season === 'winter') {
      this.birch = 'small'
      return before === 'shoot' ? 'is browsed' : 'stays small'
    }
    if (!light) return before === 'small' ? 'stays small' : 'keeps its shoot'
    this.birch = before === 'small' ? 'shoot' : 'tall'
    return 'grows'
  }
}

let forest = new Forest()

export function reset() {
  forest = new Forest()
}

export function step(input) {
  return forest.step(input)
}
