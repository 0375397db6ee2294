import { untilStopped } from '../../growth/ask.ts'
import { type Grammar, Parser, simplify, type Tree } from '../../model/grammar/index.ts'
import { Random } from '../../model/random.ts'
import { settleBlanks } from './blanks.ts'
import { memorise } from './build.ts'
import { explain } from './explain.ts'
import { explore } from './explore.ts'
import { learnFlat } from './flat.ts'
import { hypothesisOf } from './given.ts'
import { Hypothesis } from './hypothesis.ts'
import { Facts, type Inquiry } from './inquiry.ts'
import { Knowledge } from './knowledge.ts'
import { lift } from './lift.ts'
import { settleLines } from './lines.ts'
import type { GrammarLearner, GrammarModel, GrammarTask } from './model.ts'
import { reduce } from './reduce.ts'
import { toGrammar } from './render.ts'
import { learnSentences } from './sentences.ts'
import { variations } from './vary.ts'
import { type Overgeneral, verify } from './verify.ts'
import { widen } from './widen.ts'

/** Texts of the record that a model keeps as evidence for each rule. */
const evidenceEach = 20

/** How often texts that a mending has uncovered are studied again, so that growth comes to an end. */
const mostRestudies = 12

/** A hypothesis that is larger than this takes what is new as it stands, without looking for its place. */
const largestHypothesis = 250

/** So many texts without a place, or rejected samples that cannot be mended, speak against constituents. */
const fewestFaults = 3

/** How often a hypothesis whose faults cannot be mended is given up, to be learned anew from what was found. */
const mostRegrowths = 2

/** Longer texts are not held against every hypothesis again. */
const longestEvidence = 300

/**
 * Learns a grammar from examples and from asking which texts the world accepts.
 *
 * Examples are studied from short to long. One that the hypothesis does not derive is made small; what remains is
 * explained by the cheapest single change (a new way to fill a slot, an insertion, a replacement) that other contexts
 * confirm; what is new in it is generalised by asking. Then what the hypothesis suggests beyond the examples is explored.
 * At the end it is put to the test by its own samples, and what they show to be too much is taken back; where that cannot
 * be done, everything is learned anew from the small texts that were found on the way.
 *
 * Distributional learning (Clark and Eyraud 2007; Yoshinaka 2011), with the examples' reduction of Zeller and Hildebrandt
 * 2002, the character generalisation of Bastani et al. 2017 and the counterexample analysis of Rivest and Schapire 1993.
 *
 * @returns a learner that yields batches of texts to ask about and returns the grammar
 */
export function* learnGrammar(task: GrammarTask): GrammarLearner {
  const facts = new Facts()
  const core = task.start?.core as Core | undefined
  const k = new Knowledge(beginning(task, core), facts, task.blueprint.principles)
  for (const text of task.rejected) facts.set(text, false)
  const overgeneral: Overgeneral[] = []
  let flat: Flat | undefined = core?.flat && {
    ...core.flat,
    frame: Hypothesis.fromJson(core.flat.frame),
    isLearned: true,
  }
  /** What was learned before it is learned anew: a growth that is stopped meanwhile comes back to it. */
  let standing: Hypothesis | undefined
  const best = () => modelOf(standing ? new Knowledge(standing, facts, k.principles) : k, task, overgeneral, flat)
  facts.best = best
  return yield* untilStopped(
    (function* (): GrammarLearner {
      const before = k.hypothesis.version
      const examples = task.start ? task.examples : yield* settleLines(k, task.examples)
      if (!task.start) flat = { frame: k.hypothesis.clone(), examples, isLearned: false }
      if (!task.start) yield* settleBlanks(k, examples)
      const unlearned = task.start ? undefined : k.hypothesis.clone()
      if (task.start && !core?.hypothesis) yield* widen(k)
      const isOfSentences = !task.start && (yield* learnSentences(k, examples, task))
      /** Learns what constituents do not explain as a language in which nothing nests; once. */
      let isFlatTried = false
      const flatten = function* (): Inquiry<void> {
        if (isFlatTried || !flat) return
        isFlatTried = true
        const texts = [...new Set([...flat.examples, ...task.examples])]
        if (yield* learnFlat(k, flat.frame, texts, task)) flat = { ...flat, examples: texts, isLearned: true }
      }
      if (flat?.isLearned && task.examples.some(text => !k.parses(text))) yield* flatten()
      let misfits = 0
      const onMisfit = function* (): Inquiry<void> {
        if (++misfits >= fewestFaults) yield* flatten()
      }
      yield* study(k, [...examples, ...task.examples], () => false, onMisfit)
      let restudied = 0
      /** How many questions may have been asked when a growth anew is given up. */
      let most = Number.POSITIVE_INFINITY
      const isTooMuch = () => facts.size > most
      const restudy = function* (): Inquiry<void> {
        if (++restudied > mostRestudies) return
        const known = facts.accepted.filter(t => t.length <= longestEvidence)
        const valid = task.examples.filter(e => facts.get(e) !== false)
        yield* study(
          k,
          [...valid, ...known].filter(t => !k.derives(t)),
          isTooMuch,
        )
      }
      /** What leads beyond the examples; what is found leads further. */
      const goBeyond = function* (): Inquiry<void> {
        for (let lifted = -1; lifted !== k.hypothesis.version && !isTooMuch(); yield* restudy()) {
          yield* lift(k)
          lifted = k.hypothesis.version
          yield* explore(k)
        }
      }
      /**
       * Learns anew from what was found on the way: better examples than those that were given, small and of every kind.
       * Where that takes more questions than all before, it leads nowhere.
       * @returns whether it came to an end; if not, what was learned before stands
       */
      const regrow = function* (unlearned: Hypothesis): Inquiry<boolean> {
        standing = k.hypothesis
        most = 2 * facts.size
        k.hypothesis = unlearned.clone()
        k.explained.clear()
        restudied = 0
        yield* study(k, [...task.examples, ...facts.accepted.filter(t => t.length <= longestEvidence)], isTooMuch)
        yield* goBeyond()
        const isDone = !isTooMuch()
        if (!isDone) k.hypothesis = standing
        most = Number.POSITIVE_INFINITY
        standing = undefined
        return isDone
      }
      if (!flat?.isLearned && !isOfSentences) yield* restudy()
      if (k.hypothesis.version !== before && !flat?.isLearned && !isOfSentences) yield* goBeyond()
      // What was put to the test in an earlier epoch and did not change since needs no second test.
      const isNew = core === undefined || k.hypothesis.version !== before || task.rejected.some(t => k.parses(t))
      if (task.blueprint.principles.curiosity && (isNew || task.worldChanged)) {
        const limits = { enough: 60, repairs: 60, questions: 400, unmended: Number.POSITIVE_INFINITY }
        let faults: readonly Overgeneral[] = []
        for (let regrowths = 0; !flat?.isLearned; ) {
          const isLast = !unlearned || regrowths === mostRegrowths
          const unmended = isLast ? Number.POSITIVE_INFINITY : fewestFaults
          faults = yield* verify(k, new Random(task.seed), { ...limits, unmended }, restudy)
          if (faults.filter(fault => !fault.mended).length < fewestFaults) break
          yield* flatten()
          if (isLast || flat?.isLearned) break
          regrowths = (yield* regrow(unlearned)) ? regrowths + 1 : mostRegrowths
        }
        // an automaton has been mended as far as it can be
        const asItIs = { ...limits, repairs: 0 }
        overgeneral.push(...(flat?.isLearned ? yield* verify(k, new Random(task.seed), asItIs, restudy) : faults))
      }
      // what a mending has uncovered is kept as it stands, if it is accepted
      const uncovered = task.examples.filter(text => !k.parses(text))
      yield* facts.askAll(uncovered, 'whether an example is accepted')
      return best()
    })(),
    best,
  )
}

/** What is known at the beginning: what an earlier epoch learned, what a person wrote, or nothing. */
function beginning({ start }: GrammarTask, core: Core | undefined): Hypothesis {
  if (core?.hypothesis) return Hypothesis.fromJson(core.hypothesis)
  return start ? hypothesisOf(start.grammar) : new Hypothesis()
}

/**
 * Studies the texts that the hypothesis does not derive, short ones first.
 * @param isEnough whether to leave the rest as it is
 * @param onMisfit what to do when the place of a novelty was not found
 */
export function* study(
  k: Knowledge,
  texts: readonly string[],
  isEnough: () => boolean,
  onMisfit?: () => Inquiry<void>,
): Inquiry<void> {
  const sorted = [...new Set(texts)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const varied = new Set<string>()
  const queue = [...sorted].reverse()
  for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
    for (let round = 0; round < 40 && !k.parses(text) && !isEnough(); round++) {
      if (!(yield* k.facts.ask(text, 'whether an example is accepted'))) break
      if (k.hypothesis.constructs.length > largestHypothesis) {
        memorise(k, text)
        break
      }
      const small = yield* reduce(k, text)
      if (!(yield* explain(k, small)) && onMisfit) yield* onMisfit()
      queue.push(...(yield* variations(k, small, varied)))
    }
  }
}

/** What a model keeps for the next epoch. */
interface Core {
  readonly hypothesis: ReturnType<Hypothesis['toJson']>
  /** Where the language was learned as one in which nothing nests: from what. */
  readonly flat?: { readonly frame: ReturnType<Hypothesis['toJson']>; readonly examples: readonly string[] }
}

/** What to learn a language from as one in which nothing nests. */
interface Flat {
  /** The hypothesis before anything was learned of what fills its top slot. */
  readonly frame: Hypothesis
  readonly examples: readonly string[]
  /** Whether it was learned so. */
  readonly isLearned: boolean
}

/** What is known, with examples that nothing explains as they stand. */
function covering(k: Knowledge, task: GrammarTask): Knowledge {
  const uncovered = task.examples.filter(text => k.facts.get(text) && !k.parses(text))
  if (uncovered.length === 0) return k
  const all = new Knowledge(k.hypothesis.clone(), k.facts, k.principles)
  for (const text of uncovered) memorise(all, text)
  return all
}

function modelOf(
  learned: Knowledge,
  task: GrammarTask,
  overgeneral: readonly Overgeneral[],
  flat: Flat | undefined,
): GrammarModel {
  const k = covering(learned, task)
  const raw = toGrammar(k.hypothesis)
  const grammar = task.blueprint.principles.simplicity ? simplify(raw) : raw
  const parser = new Parser(grammar)
  const seen = new Set<string>()
  return {
    grammar,
    core: {
      hypothesis: k.hypothesis.toJson(),
      ...(flat?.isLearned && { flat: { frame: flat.frame.toJson(), examples: flat.examples } }),
    } satisfies Core,
    evidence: evidenceOf(grammar, parser, new Set([...k.facts.accepted, ...acceptedBefore(task)])),
    report: {
      uncovered: task.examples.filter(e => !parser.accepts(e)),
      overgeneral: overgeneral
        .filter(o => !seen.has(o.sample) && seen.add(o.sample))
        .map(o => ({ sample: o.sample, rule: ruleOf(grammar, parser, o.sample), mended: o.mended })),
      notes: [],
    },
  }
}

/** For each rule, accepted texts whose parses use it. */
function evidenceOf(grammar: Grammar, parser: Parser, accepted: Iterable<string>): Record<string, string[]> {
  const evidence: Record<string, string[]> = {}
  for (const rule of grammar.rules) evidence[rule.name] = []
  for (const text of accepted) {
    if (text.length > longestEvidence) continue
    const tree = parser.parse(text)
    if (!tree) continue
    for (const name of rulesOf(tree)) {
      const list = evidence[name]
      if (list && list.length < evidenceEach) list.push(text)
    }
  }
  return evidence
}

/** What the model from which this epoch started rested on. */
function acceptedBefore(task: GrammarTask): string[] {
  return Object.values(task.start?.evidence ?? {}).flat()
}

function rulesOf(tree: Tree): Set<string> {
  const names = new Set<string>()
  const stack = [tree]
  for (let node = stack.pop(); node; node = stack.pop()) {
    names.add(node.rule)
    stack.push(...node.children)
  }
  return names
}

/** The innermost rule over the whole of a sample, or the start where it does not parse any more. */
function ruleOf(grammar: Grammar, parser: Parser, sample: string): string {
  let node = parser.parse(sample)
  if (!node) return grammar.start
  while (node.children.length === 1) node = node.children[0]!
  return node.rule
}
