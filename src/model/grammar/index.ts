export { type Productivity, productivity, reachableFrom, referencesOf } from './analysis.ts'
export * from './character-class.ts'
export {
  acceptedHereOnly,
  acceptedThereOnly,
  type Difference,
  type Differences,
  type Judge,
} from './compare/differences.ts'
export { coveringTexts } from './cover/cover.ts'
export { type NearMiss, nearMisses } from './cover/near-miss.ts'
export { leftRecursiveRules, withoutLeftRecursion } from './form/left-recursion.ts'
export { engineModules, parserSource } from './generate/source.ts'
export * from './grammar.ts'
export { type OrderedGrammar, orderedGrammar } from './lookahead/ordered.ts'
export { normalForm, normalGrammar } from './normal.ts'
export { toAntlr4 } from './notation/antlr4.ts'
export { toBnf } from './notation/bnf.ts'
export { fromEbnf, partialFromEbnf, type RuleNotes, toEbnf } from './notation/ebnf.ts'
export { toGbnf } from './notation/gbnf.ts'
export { toLark } from './notation/lark.ts'
export { toPeggy } from './notation/peggy.ts'
export { toTreeSitter } from './notation/tree-sitter.ts'
export { Parser, type Prefix } from './parse/parser.ts'
export { Recogniser } from './parse/recogniser.ts'
export type { Tree } from './parse/tree.ts'
export { type Edit, type Repair, Repairer } from './repair/repair.ts'
export { type SampleLimits, Sampler } from './sample.ts'
export { isShorter, Shortest, type Shortness } from './shortest.ts'
export { adoptedNames, type GivenName, ruleAlone, withNames } from './simplify/adopt.ts'
export { type SimplifyOptions, simplify } from './simplify/simplify.ts'
export { checkGrammar, deepestExpression, grammarFromJson, grammarToJson } from './validate.ts'
