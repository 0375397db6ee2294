import { innate } from '../../blueprint/blueprint.ts'
import type { Principles } from '../../blueprint/principles.ts'
import type { Reply, Step } from '../../growth/protocol.ts'
import type { Experiment } from '../../model/machine/experiment.ts'
import type { MealyMachine, Run } from '../../model/machine/mealy.ts'
import { Decider, Wording } from './adaptive.ts'
import { Conjecture } from './conjecture.ts'
import { NONE, type ObservationTree } from './observation-tree.ts'

/** A learner that experiments with a system that reacts, or a part of one: `Result` is what it returns. */
export type MachineLearner<Result = MealyMachine> = Generator<Step<Experiment, MealyMachine>, Result, Reply<Run>>

/**
 * Looks for a word that the system answers differently than the machine. Returns undefined when it found none within its
 * means, and `stopped` when it was told to stop.
 */
export type EquivalenceSearch = (
  machine: MealyMachine,
  tree: ObservationTree,
) => MachineLearner<readonly string[] | 'stopped' | undefined>

/**
 * Learns a Mealy machine by L# (Vaandrager, Garhewal, Rot, Wissmann, TACAS 2022): keeps all runs in an observation tree,
 * concludes that two nodes are different states only from different answers (apartness), and asks adaptive
 * distinguishing sequences. It goes beyond the paper in one thing: which state a transition leads to is decided by the
 * conjecture folded into a machine, not by the bare tree, so that a fact learned of a state in one place serves in all.
 * Such a conclusion can be wrong while states are missing; a run that disagrees then shows it, is taken apart by binary
 * search like any counterexample, and ends in a proven apartness, as the paper's rules demand.
 * @param principles which of its innate principles it may use; `growMachine` says what each means
 */
export function* lsharp(
  tree: ObservationTree,
  search: EquivalenceSearch,
  principles: Principles = innate.principles,
): MachineLearner {
  const conjecture = new Conjecture(tree, principles.recurrence)
  const inquiry = new Inquiry(conjecture, principles)
  for (;;) {
    const going =
      promoteIsolated(conjecture) ||
      (yield* inquiry.settleConflict()) ||
      (yield* inquiry.exploreTransitions()) ||
      (yield* inquiry.tryFrontier()) ||
      (yield* inquiry.identifyTargets()) ||
      inquiry.noticeInconsistency()
    if (inquiry.stopped) return conjecture.machine()
    if (going) continue
    const machine = conjecture.machine()
    const word = yield* search(machine, tree)
    if (word === undefined || word === 'stopped') return machine
    if (!(yield* inquiry.takeCounterexample(word))) return machine
  }
}

/** A frontier node that is apart from the whole basis is a new state. Says whether there was one. */
function promoteIsolated(conjecture: Conjecture): boolean {
  let promoted = false
  for (let t = 0; t < conjecture.target.length; t++) {
    if (conjecture.target[t] !== NONE || conjecture.node(t) === NONE) continue
    if (conjecture.hasCandidate(t)) continue
    conjecture.promote(t)
    promoted = true
  }
  return promoted
}

/** What the learner asks. Each method says whether it had anything to do. */
class Inquiry {
  stopped = false
  readonly #conjecture: Conjecture
  readonly #tree: ObservationTree
  readonly #wording: Wording
  readonly #principles: Principles
  /** Observed words whose last output the conjecture got wrong. */
  readonly #conflicts: number[][] = []

  constructor(conjecture: Conjecture, principles: Principles) {
    this.#principles = principles
    this.#conjecture = conjecture
    this.#tree = conjecture.tree
    this.#wording = new Wording(conjecture)
  }

  /** Tries every input in every basis state, and goes on with what tells the basis states apart. */
  *exploreTransitions(): MachineLearner<boolean> {
    const { target, basis } = this.#conjecture
    const k = this.#tree.inputs.length
    const untried: number[] = []
    for (let t = 0; t < target.length; t++) if (this.#conjecture.node(t) === NONE) untried.push(t)
    if (untried.length === 0) return false
    const decision = this.#principles.curiosity ? new Decider(this.#conjecture).decide(basis) : undefined
    const questions = untried.map(t => {
      const access = this.#tree.wordTo(basis[Math.floor(t / k)]!)
      return this.#wording.experiment([...access, t % k], decision)
    })
    yield* this.#ask(
      questions,
      basis.length === 1 ? 'what each input does' : `what ${untried.length} inputs do in ${basis.length} known states`,
    )
    return true
  }

  /** Without simplicity: what has not been tried in every way of its own is not taken for something known. */
  *tryFrontier(): MachineLearner<boolean> {
    if (this.#principles.simplicity) return false
    const { target } = this.#conjecture
    const questions: Experiment[] = []
    for (let t = 0; t < target.length; t++) {
      const node = this.#conjecture.node(t)
      for (let i = 0; i < this.#tree.inputs.length; i++) {
        if (this.#tree.child(node, i) !== NONE) continue
        questions.push(this.#wording.experiment([...this.#tree.wordTo(node), i]))
      }
    }
    if (questions.length === 0) return false
    yield* this.#ask(questions, `each input behind ${target.length} transitions`)
    return true
  }

  /** Takes each transition to lead where all evidence points; asks where more than one state, or none, would do. */
  *identifyTargets(): MachineLearner<boolean> {
    const open = this.#settleTargets()
    const decider = new Decider(this.#conjecture)
    const questions = [...open].map(([t, plausible]) =>
      plausible.length === 0 ? this.#confirmation(t) : this.#separation(t, plausible, decider),
    )
    if (questions.length === 0) return false
    yield* this.#ask(questions, `where ${questions.length} transitions lead`)
    return true
  }

  /** Sets the targets that are determined; returns the other transitions, each with where it may lead. */
  #settleTargets(): Map<number, number[]> {
    const c = this.#conjecture
    const open = new Map<number, number[]>()
    for (let t = 0; t < c.target.length; t++) {
      c.reconsider(t)
      if (c.target[t] !== NONE) continue
      const plausible = c.plausible(t)
      if (plausible.length === 1) c.take(t, plausible[0]!)
      else open.set(t, plausible)
    }
    // A target that is set changes what is known by folding, and that may determine others.
    for (let changed = true; changed; ) {
      changed = false
      for (const [t, plausible] of open) {
        if (plausible.length !== 1) continue
        c.take(t, plausible[0]!)
        open.delete(t)
        changed = true
      }
      for (const [t, before] of open) {
        let plausible = c.plausible(t, before)
        if (plausible.length === 0) plausible = c.plausible(t)
        open.set(t, plausible)
        changed ||= plausible.length === 1
      }
    }
    return open
  }

  /** Asks what tells the states apart to which a transition may lead. */
  #separation(transition: number, plausible: readonly number[], decider: Decider): Experiment {
    const c = this.#conjecture
    const nodes = plausible.map(state => c.basis[state]!)
    const decision = decider.decide(nodes) ?? { inputs: this.#tree.witness(nodes[0]!, nodes[1]!)!, branches: [] }
    return this.#wording.experiment(this.#tree.wordTo(c.node(transition)), decision)
  }

  /** A transition that seems to lead to no known state: asks one of the candidates for what the conjecture only inferred. */
  #confirmation(transition: number): Experiment {
    const c = this.#conjecture
    const candidate = c.candidates(transition)[0]!
    const word = c.contradiction(c.node(transition), candidate)!
    return this.#wording.experiment([...this.#tree.wordTo(c.basis[candidate]!), ...word])
  }

  /** Whether something observed does not fit the conjecture. */
  noticeInconsistency(): boolean {
    const word = this.#conjecture.contradiction(0, 0)
    if (word !== undefined) this.#conflicts.push(word)
    return word !== undefined
  }

  /** Runs a counterexample. False if it is none: the conjecture answers it as the system does. */
  *takeCounterexample(word: readonly string[]): MachineLearner<boolean> {
    const numbers = word.map(name => this.#tree.inputNumber(name))
    const before = this.#conflicts.length
    if (this.#tree.at(numbers) === NONE)
      yield* this.#ask([{ inputs: word }], 'what the system answers to a counterexample')
    else this.#noticeConflict(numbers)
    return this.#conflicts.length > before
  }

  /**
   * Finds by binary search the transition that makes the conjecture answer a word wrongly, and gives its target up: one
   * question for each halving, asked from the state where the conjecture believes to be.
   */
  *settleConflict(): MachineLearner<boolean> {
    const conflict = this.#conflicts.pop()
    if (conflict === undefined) return false
    const c = this.#conjecture
    const tree = this.#tree
    const k = tree.inputs.length
    let word = conflict.slice(0, -1)
    let witness = conflict.slice(-1)
    for (;;) {
      const course = this.#course(word)
      if (course === undefined) return true
      const { nodes, places } = course
      const end = word.length
      const crossing = nodes.findIndex(node => c.stateOf(node) === NONE)
      if (crossing < 0 || !tree.apart(nodes[end]!, places[end]!)) return true
      if (crossing === end) {
        c.target[c.stateOf(nodes[end - 1]!) * k + word[end - 1]!] = NONE
        return true
      }
      const middle = Math.floor((crossing + end) / 2)
      const place = places[middle]!
      const rest = word.slice(middle)
      const access = tree.wordTo(place)
      if (tree.at([...rest, ...witness], place) === NONE) {
        yield* this.#ask([this.#wording.experiment([...access, ...rest, ...witness])], 'where a conclusion went wrong')
        if (this.stopped) return true
      }
      const shorter = tree.witness(nodes[middle]!, place)
      if (shorter === undefined) word = [...access, ...rest]
      else {
        word = word.slice(0, middle)
        witness = shorter
      }
    }
  }

  /** Where a word leads, in the tree and by the conjecture, after each input; undefined where one of them ends early. */
  #course(word: readonly number[]): { nodes: number[]; places: number[] } | undefined {
    const nodes = [0]
    const places = [0]
    for (const input of word) {
      const node = this.#tree.child(nodes.at(-1)!, input)
      const place = this.#tree.child(places.at(-1)!, input)
      if (node === NONE || place === NONE) return undefined
      nodes.push(node)
      places.push(this.#conjecture.fold(place))
    }
    return { nodes, places }
  }

  *#ask(ask: readonly Experiment[], about: string): MachineLearner<void> {
    const figures = { states: this.#conjecture.basis.length }
    const reply = yield { ask, about, figures, best: () => this.#conjecture.machine() }
    if (reply.answers === undefined) {
      this.stopped = true
      return
    }
    for (const run of reply.answers) {
      this.#tree.add(run)
      this.#noticeConflict(run.inputs.slice(0, run.outputs.length).map(name => this.#tree.inputNumber(name)))
    }
  }

  /** Remembers a run up to the first output that the conjecture gets wrong, if there is one. */
  #noticeConflict(word: readonly number[]): void {
    const tree = this.#tree
    let node = 0
    let place = 0
    for (let n = 0; n < word.length; n++) {
      node = tree.child(node, word[n]!)
      const expected = tree.child(place, word[n]!)
      if (expected === NONE || node === NONE) return
      if (tree.output[expected] !== tree.output[node]) {
        this.#conflicts.push(word.slice(0, n + 1))
        return
      }
      place = this.#conjecture.fold(expected)
    }
  }
}
