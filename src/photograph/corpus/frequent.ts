/**
 * Forgets the rarest of what was counted until at most half of `most` are left; does nothing while there are at most `most`.
 * Counts of a text that need not fit into memory stay in bounded memory this way: what is frequent is soon counted again.
 * O(1) a count, spread over many.
 */
export function keepFrequent<Key>(counts: Map<Key, number>, most: number): void {
  if (counts.size <= most) return
  for (let rare = 1; counts.size > most / 2; rare *= 2)
    for (const [key, count] of counts) if (count <= rare) counts.delete(key)
}
