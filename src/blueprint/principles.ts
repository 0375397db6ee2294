import { z } from 'zod'

/**
 * The innate principles: what a learner may assume before it has seen anything. Each is on or off, and a learner does
 * without one that is off: it neither asks what the principle suggests nor generalises by it.
 */
export const principlesSchema = z.strictObject({
  /**
   * *Nesting*: brackets pair, and what stands between a pair is a constituent of its own.
   * Grammars: characters that open and close are looked for in the examples, and the text between them becomes a rule.
   * Machines: what was opened must be closed; inputs come in pairs that undo each other.
   * Constituency: Chomsky 1957; visibly pushdown languages: Alur and Madhusudan 2004; bracket structure as the start of
   * grammar induction: Arefin et al. 2024 (TreeVada).
   */
  nesting: z.boolean(),
  /**
   * *Categories*: characters and words fall into classes, and what holds for one member is tried for the others.
   * Grammars: from one digit the digits, from one letter the letters, from a word in a place the words of that place.
   * Machines: inputs that act alike in every state seen so far are tried as one kind.
   * Distributional classes: Harris 1954; character generalisation: Bastani et al. 2017 (GLADE).
   */
  categories: z.boolean(),
  /**
   * *Recurrence*: what occurs twice may be the same thing.
   * Grammars: equal and like substrings are tried as instances of one rule.
   * Machines: a stretch of behaviour seen again may be the same state passed again.
   * Repeats as constituents: Nevill-Manning and Witten 1997 (Sequitur); Solan et al. 2005 (ADIOS).
   */
  recurrence: z.boolean(),
  /**
   * *Substitutability*: what can replace each other is of one kind.
   * Grammars: two substrings that the world accepts in each other's contexts belong to one rule.
   * Machines: states that answer alike to whatever was asked of them are one state.
   * Clark and Eyraud 2007; Yoshinaka 2011; for machines the congruence of Myhill and Nerode, 1957 and 1958.
   */
  substitutability: z.boolean(),
  /**
   * *Repetition*: what stands twice in a row may stand any number of times, and what stands once may be missing.
   * Grammars: loops and options, each tried by leaving out and by doubling.
   * Machines: an input given again and again ends in a cycle; it is tried a few times more than seen.
   * Angluin 1982 (reversible languages); Bastani et al. 2017 (GLADE).
   */
  repetition: z.boolean(),
  /**
   * *Recursion*: a constituent may contain one of its own kind.
   * Grammars: a rule may refer to itself, so that finitely many examples give unboundedly deep structure.
   * Machines: after an excursion the system may be back in a state it was in before.
   * Chomsky 1957; Hauser, Chomsky and Fitch 2002.
   */
  recursion: z.boolean(),
  /**
   * *Simplicity*: of two models that explain the same, the shorter one is likelier.
   * Grammars: merges that shorten the description are tried first, and the final grammar is made small.
   * Machines: the fewest states that explain all answers.
   * Solomonoff 1964; Rissanen 1978 (minimum description length); for grammars de Marcken 1996.
   */
  simplicity: z.boolean(),
  /**
   * *Curiosity*: ask where hypotheses differ, and put the finished model to the test.
   * Grammars: samples of the learner's own grammar are put to the world, and a rejected one mends a rule.
   * Machines: words that tell two candidate machines apart, and tests of the hypothesis beyond what was asked.
   * Query learning: Angluin 1987; query by committee: Seung, Opper and Sompolinsky 1992.
   */
  curiosity: z.boolean(),
})

/** Each principle: may the learner use it? */
export type Principles = Readonly<z.infer<typeof principlesSchema>>

/** The name of a principle. */
export type Principle = keyof Principles

/** The names of the principles, in the order in which documents list them. */
export const principleNames = Object.keys(principlesSchema.shape) as readonly Principle[]
