import type { Learner, Reply, Step } from './protocol.ts'

/**
 * One learner out of several that do not depend on each other: whatever they ask at the same time goes out as one batch.
 * Each gets the answers to its own questions only, so each grows the model that it would grow alone. A stop ends all.
 *
 * @returns their models, in the order of the learners
 */
export function* together<Question, Answer, Model>(
  ...learners: readonly Learner<Question, Answer, Model>[]
): Learner<Question, Answer, Model[]> {
  const turns = learners.map(learner => learner.next())
  while (turns.some(turn => !turn.done)) {
    const steps = turns.map(turn => (turn.done ? undefined : turn.value))
    const reply = yield merged(steps, turns)
    let from = 0
    for (const [i, step] of steps.entries()) {
      if (step === undefined) continue
      const own: Reply<Answer> =
        reply.stop !== undefined ? reply : { answers: reply.answers.slice(from, from + step.ask.length) }
      from += step.ask.length
      turns[i] = learners[i]!.next(own)
    }
  }
  return turns.map(turn => turn.value as Model)
}

function merged<Question, Model>(
  steps: readonly (Step<Question, Model> | undefined)[],
  turns: readonly IteratorResult<Step<Question, Model>, Model>[],
): Step<Question, Model[]> {
  const active = steps.filter(step => step !== undefined)
  const best = turns.map(turn => (turn.done ? () => turn.value : turn.value.best))
  return {
    ask: active.flatMap(step => step.ask),
    about: [...new Set(active.map(step => step.about))].join('; '),
    purpose: active.every(step => step.purpose === 'verifying') ? 'verifying' : 'learning',
    best: best.every(model => model !== undefined) ? () => best.map(model => model!()) : undefined,
    figures: sum(active.map(step => step.figures ?? {})),
  }
}

function sum(figures: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const [name, count] of figures.flatMap(Object.entries<number>)) total[name] = (total[name] ?? 0) + count
  return total
}
