import { type Production, type Rules, type Terminal, tidy } from './rules.ts'

/** A grammar under construction. */
export class Draft {
  readonly terminals: Terminal[] = []
  readonly productions: Production[][] = []
  readonly #known = new Map<string, number>()

  terminal(terminal: Terminal): number {
    const key = JSON.stringify(terminal)
    let index = this.#known.get(key)
    if (index === undefined) this.#known.set(key, (index = this.terminals.push(terminal) - 1))
    return ~index
  }

  add(productions: Production[] = []): number {
    return this.productions.push(productions) - 1
  }

  /** Takes over other rules. @returns the symbol that stands for their start */
  include({ terminals, productions }: Rules): number {
    const only = productions.length === 1 && productions[0]!.length === 1 ? productions[0]![0]!.right : undefined
    if (only?.length === 1 && only[0]! < 0) return this.terminal(terminals[~only[0]!]!)
    const names = productions.map(() => this.add())
    for (const [i, list] of productions.entries()) {
      for (const { right, count } of list) {
        this.productions[names[i]!]!.push({
          right: right.map(s => (s < 0 ? this.terminal(terminals[~s]!) : names[s]!)),
          count,
        })
      }
    }
    return names[0]!
  }

  rules(): Rules {
    return tidy({ terminals: this.terminals, productions: this.productions })
  }
}
