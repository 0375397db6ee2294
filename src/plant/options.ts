import type { Blueprint } from '../blueprint/blueprint.ts'
import type { AuditExtent } from '../growth/audit.ts'
import type { Clock } from '../growth/clock.ts'
import type { TimeoutPolicy } from '../growth/question.ts'
import type { Progress } from '../growth/run.ts'
import type { GrammarLearner, GrammarTask } from '../learn/grammar/model.ts'
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
  /** The learner, deterministic (default: `learnGrammar`). */
  readonly learn?: (task: GrammarTask) => GrammarLearner
}

/** What people are shown while a plant grows. */
export interface PlantProgress extends Progress {
  readonly epoch: Epoch
}

/** What a new plant is given. */
export interface GrowOptions extends GrowthLimits {
  /** Texts that the world accepts; one at least. */
  readonly examples: readonly string[]
  /** Texts that are known to be invalid. */
  readonly rejected?: readonly string[]
  readonly world: Acceptor
  /** Default: every principle. */
  readonly blueprint?: Blueprint
  /** Any integer (default 1). */
  readonly seed?: number
  /** Where to keep the plant; must not exist yet. Without it the plant lives in memory. */
  readonly file?: string
}

/** What a plant is given to go on. */
export interface TendOptions extends GrowthLimits {
  readonly world: Acceptor
  /** New texts that the world accepts; those that it has heard already are passed over. */
  readonly examples?: readonly string[]
  readonly rejected?: readonly string[]
  /** Asks again what the model relies on, and unlearns what no longer holds: for a world that has changed. */
  readonly recheck?: boolean
}
