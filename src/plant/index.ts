export type { Acting, Asking, Epoch, EpochResult, EpochTask, Example, Grown, PlantFact } from './epoch.ts'
export type { Estimate } from './grammar/estimate.ts'
export type { GrownGrammar } from './grammar/kind.ts'
export { type Explanation, GrammarPlant, type SelfEstimate } from './grammar/plant.ts'
export { GrowthFailed, grow, tend } from './grow.ts'
export type { GrownMachine } from './machine/kind.ts'
export { type ActingCost, MachinePlant, type StateExplanation } from './machine/plant.ts'
export { readTrace } from './machine/traces.ts'
export { openPlant } from './open.ts'
export type {
  GrowMachineOptions,
  GrowOptions,
  GrowthLimits,
  PlantProgress,
  TendMachineOptions,
  TendOptions,
} from './options.ts'
export type { LogEntry, Plant, Spending } from './plant.ts'
export type { RecordedExperiment, RecordedStep } from './record.ts'
