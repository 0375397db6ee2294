import type { Experiment } from '../../model/machine/experiment.ts'
import type { Run } from '../../model/machine/mealy.ts'
import type { GrownMachine } from '../../plant/index.ts'
import { count } from '../command.ts'
import type { LogWords } from '../log.ts'
import { runLine } from './explain.ts'

/** How a log speaks of a machine. */
export const machineWords: LogWords<Experiment, Run, GrownMachine> = {
  heard: ({ text }) => `the trace ${runLine(JSON.parse(text) as Run, 8)}`,
  experiment: ({ outcome }) => `${runLine(outcome, 8)}${outcome.times ? ` (majority of ${outcome.times} runs)` : ''}`,
  result: ({ model, tested }) => `${count(model.states.length, 'state')}; ${count(tested, 'test')} in a row agree`,
  numbers: ({ model, tested }) => ({ states: model.states.length, tested }),
}
