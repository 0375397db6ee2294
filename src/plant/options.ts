import type { Blueprint } from '../blueprint/blueprint.ts'
import type { AuditExtent } from '../growth/audit.ts'
import type { Clock } from '../growth/clock.ts'
import type { TimeoutPolicy } from '../growth/question.ts'
import type { Progress } from '../growth/run.ts'
import type { GrammarLearner, GrammarTask } from '../learn/grammar/model.ts'
import type { MachineTask } from '../learn/machine/grow-machine.ts'
import type { MachineLearner } from '../learn/machine/lsharp.ts'
import type { Grammar } from '../model/grammar/grammar.ts'
import type { Run } from '../model/machine/mealy.ts'
import type { Responder } from '../world/responder/responder.ts'
import type { Acceptor } from '../world/world.ts'
import type { Epoch } from './epoch.ts'

/** How the world is asked, and when growth ends before the learner is done. */
export interface GrowthLimits {
  /** Questions under way at the same time (default 1). */
  readonly jobs?: number
  /** Questions a second, at most. */
  readonly rate?: number
  /** Milliseconds after which a question is given up; a world may have a shorter limit of its own. */
  readonly timeout?: number
  /** What a text counts as whose answer did not come in time (default `reject`). */
  readonly onTimeout?: TimeoutPolicy
  /** Questions to the world, learning and verifying together; the audit's apart. */
  readonly budget?: number
  /** Milliseconds from now. */
  readonly deadline?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: PlantProgress) => void
  /** How much is asked a second time, to notice a world that contradicts itself; `false` for nothing. */
  readonly audit?: AuditExtent | false
  readonly clock?: Clock
}

/** What people are shown while a plant grows. */
export interface PlantProgress extends Progress {
  readonly epoch: Epoch
}

/** What a new plant is born with. */
export interface Birth {
  /** Default: every principle. */
  readonly blueprint?: Blueprint
  /** Any integer (default 1). */
  readonly seed?: number
  /** Where to keep the plant; must not exist yet. Without it the plant lives in memory. */
  readonly file?: string
}

/** What a plant is given to go on. */
export interface Care {
  /** Asks again what the model relies on, and unlearns what no longer holds: for a world that has changed. */
  readonly recheck?: boolean
}

/** What a grammar grows from. */
export interface GrammarGifts extends GrowthLimits {
  /** Who judges texts. Without a world the grammar is learned from the examples alone, and no limit on questions matters. */
  readonly world?: Acceptor
  /** Texts that the world accepts. */
  readonly examples?: readonly string[]
  /** Texts that are known to be invalid. */
  readonly rejected?: readonly string[]
  /** The learner, deterministic (default: `learnGrammar`; without a world `listen`). */
  readonly learn?: (task: GrammarTask) => GrammarLearner
}

/** What a machine grows from. */
export interface MachineGifts extends GrowthLimits {
  readonly world: Responder
  /** The inputs that the learner may give. */
  readonly inputs?: readonly string[]
  /** Recorded traces: runs of the system from its initial state. */
  readonly traces?: readonly Run[]
  /** What one reset costs, in inputs (default 1): the learner prefers what is cheaper in total. */
  readonly resetCost?: number
  /** How many tests in a row must agree with the machine, for each of its transitions (default 20). */
  readonly tests?: number
  /** The learner, deterministic (default: `growMachine`). */
  readonly learn?: (task: MachineTask) => MachineLearner
}

/** What a new plant is given in which a grammar is to grow: one example at least, or a grammar to begin with. */
export type GrowOptions = GrammarGifts &
  Birth & {
    readonly examples: readonly string[]
    /** A grammar that a person wrote, perhaps not all of it: it is put to the test and extended, which needs a world. */
    readonly from?: Grammar
  }

/** What a new plant is given in which a machine is to grow: one input at least. */
export type GrowMachineOptions = MachineGifts & Birth & { readonly inputs: readonly string[] }

/** What a plant is given to go on; examples that it has heard already are passed over. */
export type TendOptions = GrammarGifts & Care

/** What a plant in which a machine grows is given to go on; without `inputs` it keeps those that it has. */
export type TendMachineOptions = MachineGifts & Care
