import { Sampler, simplify } from '../../model/grammar/index.ts'
import { Random } from '../../model/random.ts'
import { admitGrammar } from './given.ts'
import type { Hypothesis } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { AutomatonLearner, type AutomatonLimits } from './learn-automaton.ts'
import type { GrammarTask } from './model.ts'
import { learnParts } from './parts.ts'
import { grammarOfAutomaton } from './regular.ts'
import { toGrammar } from './render.ts'

/** An automaton is as it is when it has more states, or has taken more questions; so many of its samples are asked. */
const limits = { states: 160, questions: 20_000, enough: 80 }

/** So many questions of a budget are left for verifying. */
const reserve = 600

/** How many samples of each decide between an automaton and what it is to replace. */
const compared = 50

/** Longer texts do not decide between an automaton and what it is to replace. */
const longestCompared = 300

/** Longer examples are not traced. */
const longestTraced = 200

/**
 * So many examples are asked for before it is known whether brackets nest: what is accepted keeps mending from going too far.
 * With none, precision and recall of regular expressions are .93 and .96 in place of .97 and 1; all would be one question
 * for each example of any nested language.
 */
const mostEvidence = 60

const about = 'whether brackets nest'

/**
 * Learns a language that constituents do not explain as one in which nothing nests, by a finite automaton, and puts its
 * grammar in the place of the hypothesis.
 * @param frame the hypothesis before anything was learned of what fills its top slot
 * @returns whether it did: not where brackets nest, nor where its samples and what it covers speak no clearer for it
 */
export function* learnFlat(
  k: Knowledge,
  frame: Hypothesis,
  examples: readonly string[],
  { seed, budgetHint = Number.POSITIVE_INFINITY }: Pick<GrammarTask, 'seed' | 'budgetHint'>,
): Inquiry<boolean> {
  const { curiosity, substitutability } = k.principles
  const questions = Math.min(limits.questions, budgetHint - k.facts.size - reserve)
  if (!curiosity || !substitutability || questions < reserve) return false
  const short = examples.filter(text => text.length <= longestTraced)
  const valid = yield* accepted(k, short.slice(0, mostEvidence))
  if (k.principles.nesting && (yield* nests(k, valid))) return false
  valid.push(...(yield* accepted(k, short.slice(mostEvidence))))
  const most = { ...limits, questions }
  const grammar =
    (yield* learnParts(k.facts, valid, k.principles, most, new Random(seed))) ??
    (yield* learnWhole(k, valid, most, new Random(seed)))
  if (!grammar) return false
  const h = frame.clone()
  admitGrammar(h, h.slots[h.top]!, grammar)
  const before = k.hypothesis
  const was = yield* agreement(k, new Random(seed))
  k.hypothesis = h
  // by less than a sample, nothing speaks for a change
  if ((yield* agreement(k, new Random(seed))) > was + 1 / compared) return true
  k.hypothesis = before
  return false
}

/** The grammar of an automaton. */
function* learnWhole(k: Knowledge, texts: readonly string[], most: AutomatonLimits, random: Random) {
  const transitions = yield* new AutomatonLearner(k.facts, k.principles, most).learn(texts, random)
  return transitions && grammarOfAutomaton(transitions)
}

/**
 * How well the hypothesis agrees with the world: the harmonic mean of its samples' validity and of what it covers, the first
 * of which counts twice as much (F with a beta of one half): what a grammar says too much misleads, what it lacks is only missing.
 */
function* agreement(k: Knowledge, random: Random): Inquiry<number> {
  const sampler = new Sampler(simplify(toGrammar(k.hypothesis)))
  const samples = Array.from({ length: compared }, () => sampler.sample(random))
  const valid = yield* k.facts.askAll(samples, 'whether a sample of either is accepted')
  const known = k.facts.accepted.filter(text => text.length <= longestCompared)
  const precision = valid.filter(v => v).length / compared
  const recall = known.filter(text => k.parses(text)).length / (known.length || 1)
  return (1.25 * precision * recall) / (0.25 * precision + recall || 1)
}

function* accepted(k: Knowledge, texts: readonly string[]): Inquiry<string[]> {
  const answers = yield* k.facts.askAll(texts, 'whether an example is accepted')
  return texts.filter((_, i) => answers[i])
}

/** Whether a bracket can stand within another of its kind, and must be closed. */
function* nests(k: Knowledge, texts: readonly string[]): Inquiry<boolean> {
  for (const [open, close] of ['()', '[]', '{}'].map(pair => Array.from(pair) as [string, string])) {
    for (const text of texts.filter(t => t.includes(open) && t.indexOf(close) > t.indexOf(open)).slice(0, 2)) {
      const [from, to] = [text.indexOf(open), text.lastIndexOf(close)]
      const [left, inner, right] = [text.slice(0, from), text.slice(from, to + 1), text.slice(to + 1)]
      const isNested = yield* k.facts.ask(left + open + inner + close + right, about)
      if (isNested && !(yield* k.facts.ask(left + open + inner + right, about))) return true
    }
  }
  return false
}
