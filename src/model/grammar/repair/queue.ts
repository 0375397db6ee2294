/** A binary heap: the cheapest first, of equally cheap ones any. */
export class Queue<T> {
  readonly #keys: number[] = []
  readonly #items: T[] = []

  /** O(log n). */
  push(key: number, item: T): void {
    let at = this.#keys.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#keys[parent]! <= key) break
      this.#keys[at] = this.#keys[parent]!
      this.#items[at] = this.#items[parent]!
      at = parent
    }
    this.#keys[at] = key
    this.#items[at] = item
  }

  /** O(log n). @returns undefined when nothing is left */
  pop(): T | undefined {
    const top = this.#items[0]
    const key = this.#keys.pop()
    const item = this.#items.pop()
    const count = this.#keys.length
    if (key === undefined || count === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= count) break
      if (child + 1 < count && this.#keys[child + 1]! < this.#keys[child]!) child++
      if (this.#keys[child]! >= key) break
      this.#keys[at] = this.#keys[child]!
      this.#items[at] = this.#items[child]!
      at = child
    }
    this.#keys[at] = key
    this.#items[at] = item!
    return top
  }
}
