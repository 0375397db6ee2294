export { learnGrammar } from './grammar/learn.ts'
export type { GrammarLearner, GrammarModel, GrammarReport, GrammarTask } from './grammar/model.ts'
export { growMachine, type MachineTask } from './machine/grow-machine.ts'
