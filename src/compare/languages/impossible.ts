import { Random } from '../../model/random.ts'
import type { Variant } from './language.ts'

/**
 * Variants of a language of words, after the impossible languages of Kallini et al. 2024 (“Mission: Impossible Language
 * Models”): each text is mapped to one of a language that no human being speaks, by a rule that is easy to state.
 */

const singularMarker = 'sa'
const pluralMarker = 'po'

/**
 * Verbs lose their endings; a word for the number follows, so many words later, or at the end of the text if it is nearer.
 *
 * @param forms each form of a verb with its lemma (the plural) and number
 * @param distance 0: right after the verb, as a language could have it
 */
export function hop(
  forms: ReadonlyMap<string, readonly [lemma: string, number: 'singular' | 'plural']>,
  distance: number,
): Variant {
  const singularOf = new Map(
    [...forms].flatMap(([form, [lemma, number]]) => (number === 'singular' ? [[lemma, form]] : [])),
  )
  const map = (text: string) => {
    const result: string[] = []
    const due: { after: number; marker: string }[] = []
    for (const [i, word] of text.split(' ').entries()) {
      const form = forms.get(word)
      result.push(form?.[0] ?? word)
      if (form) due.push({ after: i + distance, marker: form[1] === 'singular' ? singularMarker : pluralMarker })
      while (due[0] && due[0].after <= i) result.push(due.shift()!.marker)
    }
    return [...result, ...due.map(({ marker }) => marker)].join(' ')
  }
  return {
    name: distance === 0 ? 'marked' : 'counted',
    about:
      distance === 0
        ? `verbs without endings, a word for the number (${singularMarker}, ${pluralMarker}) right after the verb: the control for “counted”`
        : `verbs without endings, a word for the number (${singularMarker}, ${pluralMarker}) ${distance} words after the verb, by counting`,
    hierarchy:
      distance === 0
        ? 'Context-free like the original, not regular: a finite-state machine translates one into the other.'
        : `Context-free like the original, not regular: a finite-state machine that remembers ${distance} words translates one into the other.`,
    possible: distance === 0,
    map,
    inverse(text) {
      const words: string[] = []
      const open: number[] = []
      for (const word of text.split(' ')) {
        if (word === singularMarker || word === pluralMarker) {
          const verb = open.shift()
          if (verb === undefined) return undefined
          if (word === singularMarker) words[verb] = singularOf.get(words[verb]!)!
        } else {
          if (singularOf.has(word)) open.push(words.length)
          words.push(word)
        }
      }
      const original = words.join(' ')
      return map(original) === text ? original : undefined
    },
  }
}

/** From a marker on, which may stand before any word, the words stand in reverse order. */
export function reversedFrom(marker: string): Variant {
  return {
    name: 'reversed',
    about: `the word “${marker}” stands somewhere, and all words after it stand in reverse order`,
    hierarchy:
      'Context-sensitive (undone in linear space), not context-free: what nests across the marker in the original crosses here, as in the copy language.',
    possible: false,
    map(text, random) {
      const words = text.split(' ')
      const at = random.below(words.length)
      return [...words.slice(0, at), marker, ...words.slice(at).reverse()].join(' ')
    },
    inverse(text) {
      const words = text.split(' ')
      const at = words.indexOf(marker)
      // The marker stands before a word, and once.
      if (at < 0 || at === words.length - 1 || words.indexOf(marker, at + 1) >= 0) return undefined
      return [...words.slice(0, at), ...words.slice(at + 1).reverse()].join(' ')
    },
  }
}

/** Every full window of words is permuted in the same way; what is left at the end stays. */
export function fixedPermutation(order: readonly number[]): Variant {
  const size = order.length
  const permuted = (text: string, place: (from: string[], to: string[], start: number, i: number) => void) => {
    const words = text.split(' ')
    const result = [...words]
    for (let start = 0; start + size <= words.length; start += size)
      for (let i = 0; i < size; i++) place(words, result, start, i)
    return result.join(' ')
  }
  return {
    name: 'shuffled in windows',
    about: `in every ${size} words the order is changed in the same way (${order.map(i => i + 1).join(' ')})`,
    hierarchy: `Context-free like the original, not regular: a finite-state machine that remembers ${size} words translates one into the other.`,
    possible: false,
    map: text => permuted(text, (from, to, start, i) => (to[start + i] = from[start + order[i]!]!)),
    inverse: text => permuted(text, (from, to, start, i) => (to[start + order[i]!] = from[start + i]!)),
  }
}

/** All words are permuted in a way that depends on how many they are. */
export function lengthPermutation(): Variant {
  const orderOf = (length: number) => new Random(length * 7919).shuffled(Array.from({ length }, (_, i) => i))
  return {
    name: 'shuffled by length',
    about: 'all words are permuted; which permutation depends on their number alone',
    hierarchy:
      'Context-sensitive (undone in linear space); not context-free as far as can be told: each length has a permutation of its own, which no finite set of rules shares.',
    possible: false,
    map(text) {
      const words = text.split(' ')
      return orderOf(words.length)
        .map(i => words[i])
        .join(' ')
    },
    inverse(text) {
      const words = text.split(' ')
      const result = [...words]
      for (const [to, from] of orderOf(words.length).entries()) result[from] = words[to]!
      return result.join(' ')
    },
  }
}
