import { MealyMachine, UNKNOWN } from '../../model/machine/mealy.ts'
import { NONE, type ObservationTree } from './observation-tree.ts'

/**
 * What the learner makes of its observations: the *basis*, nodes of the tree that are pairwise apart and so are surely
 * different states, and for each transition out of it the basis state that it is taken to lead to.
 *
 * Transition t = b * k + i is that of basis state b on input i. Its node is a *frontier* node unless it belongs to the
 * basis itself. A frontier node is *folded* by going on at the basis state that it is taken for: so what is known of a
 * state is used wherever the conjecture meets it, not only below the one node where it was observed.
 */
export class Conjecture {
  readonly tree: ObservationTree
  readonly infers: boolean
  /** The tree node of each basis state; state 0 is the root. */
  readonly basis: number[] = [0]
  /** For each transition the basis state that it is taken to lead to, or `NONE`. */
  readonly target: number[] = []
  /** For each transition how many basis states its target was compared with. */
  readonly #compared: number[] = []
  /** For each transition the basis states from which its node is not yet apart, among the first `#considered`. */
  readonly #candidates: number[][] = []
  readonly #considered: number[] = []
  #state = new Int32Array(64).fill(NONE)
  #stack = new Int32Array(256)

  /** @param infers whether a state is judged by what is known of it anywhere, or only by what was observed in one place */
  constructor(tree: ObservationTree, infers = true) {
    this.tree = tree
    this.infers = infers
    this.#state[0] = 0
    this.#addTransitions()
  }

  /** The basis state whose node this is, or `NONE`. */
  stateOf(node: number): number {
    return node < this.#state.length ? this.#state[node]! : NONE
  }

  /** The tree node behind a transition, or `NONE` if it was never tried. */
  node(transition: number): number {
    const k = this.tree.inputs.length
    return this.tree.child(this.basis[Math.floor(transition / k)]!, transition % k)
  }

  /** Makes the frontier node behind a transition a basis state of its own. */
  promote(transition: number): void {
    const node = this.node(transition)
    if (node >= this.#state.length) {
      const larger = new Int32Array(Math.max(node + 1, this.#state.length * 2)).fill(NONE)
      larger.set(this.#state)
      this.#state = larger
    }
    this.#state[node] = this.basis.length
    this.target[transition] = this.basis.length
    this.basis.push(node)
    this.#addTransitions()
  }

  /** The node from which to go on from this one. */
  fold(node: number): number {
    const { tree } = this
    const state = this.stateOf(tree.parent[node]!)
    if (state === NONE) return node
    const target = this.target[state * tree.inputs.length + tree.input[node]!]!
    return target === NONE ? node : this.basis[target]!
  }

  /** Where to look for what is known of a node: folded, if it is judged by what is known anywhere. */
  known(node: number): number {
    return this.infers ? this.fold(node) : node
  }

  /** The basis states from which a transition's node is not apart: where it may lead. None: it is a new state. */
  candidates(transition: number): readonly number[] {
    const node = this.node(transition)
    const list = this.#candidates[transition]!.filter(state => !this.tree.apart(node, this.basis[state]!))
    for (let state = this.#considered[transition]!; state < this.basis.length; state++) {
      if (!this.tree.apart(node, this.basis[state]!)) list.push(state)
    }
    this.#considered[transition] = this.basis.length
    this.#candidates[transition] = list
    return list
  }

  /** Whether there is any candidate. Looks first at the one that was one before. */
  hasCandidate(transition: number): boolean {
    const before = this.#candidates[transition]!.at(-1)
    if (before !== undefined && !this.tree.apart(this.node(transition), this.basis[before]!)) return true
    return this.candidates(transition).length > 0
  }

  /** The candidates that also fit what the conjecture knows of them by folding. */
  plausible(transition: number, among: readonly number[] = this.candidates(transition)): number[] {
    const node = this.node(transition)
    return this.infers ? among.filter(state => !this.contradicts(node, state)) : [...among]
  }

  take(transition: number, target: number): void {
    this.target[transition] = target
    this.#compared[transition] = this.basis.length
  }

  /** Gives up the target of a transition to which a basis state found later could be an alternative. */
  reconsider(transition: number): void {
    const target = this.target[transition]!
    const node = this.node(transition)
    if (target === NONE || this.stateOf(node) !== NONE) return
    for (let state = this.#compared[transition]!; state < this.basis.length; state++) {
      if (state === target || this.tree.apart(node, this.basis[state]!)) continue
      if (this.infers && this.contradicts(node, state)) continue
      this.target[transition] = NONE
      return
    }
    this.#compared[transition] = this.basis.length
  }

  /** Whether what was observed below `node` contradicts what the conjecture expects of basis state `state`. */
  contradicts(node: number, state: number): boolean {
    return this.#contradicting(node, state) !== NONE
  }

  /** A word observed below `node` that the conjecture expects `state` to answer differently; undefined if there is none. */
  contradiction(node: number, state: number): number[] | undefined {
    const end = this.#contradicting(node, state)
    return end === NONE ? undefined : this.tree.wordTo(end).slice(this.tree.depth[node]!)
  }

  /** The node below `node` whose output is not the one expected when one starts in `state`; `NONE` if all are. */
  #contradicting(node: number, state: number): number {
    const { tree } = this
    const { firstChild, sibling, input, output, children } = tree
    const k = tree.inputs.length
    let stack = this.#stack
    let top = 0
    stack[top++] = node
    stack[top++] = this.basis[state]!
    while (top > 0) {
      const expected = stack[--top]!
      const seen = stack[--top]!
      for (let x = firstChild[seen]!; x !== NONE; x = sibling[x]!) {
        const y = children[expected * k + input[x]!]!
        if (y === NONE) continue
        if (output[x] !== output[y]) return x
        if (firstChild[x] === NONE) continue
        if (top + 2 > stack.length) {
          const larger = new Int32Array(stack.length * 2)
          larger.set(stack)
          this.#stack = stack = larger
        }
        stack[top++] = x
        stack[top++] = this.fold(y)
      }
    }
    return NONE
  }

  /** The machine as conjectured; transitions never tried or without a target are unknown. */
  machine(): MealyMachine {
    const { tree, target } = this
    const k = tree.inputs.length
    const next = new Int32Array(this.basis.length * k).fill(UNKNOWN)
    const output = new Int32Array(this.basis.length * k).fill(UNKNOWN)
    for (let t = 0; t < next.length; t++) {
      if (target[t] === NONE) continue
      next[t] = target[t]!
      output[t] = tree.output[this.node(t)]!
    }
    return new MealyMachine({ inputs: tree.inputs, outputs: [...tree.outputs], next, output })
  }

  #addTransitions(): void {
    for (let i = 0; i < this.tree.inputs.length; i++) {
      this.target.push(NONE)
      this.#compared.push(0)
      this.#candidates.push([])
      this.#considered.push(0)
    }
  }
}
