import type { Comparison } from '../config/config.ts'
import { type Contestant, contestantFor, type Learned, type LearningTask } from '../contestants/index.ts'
import { measure } from '../measure/measures.ts'
import type { Material } from '../work/material.ts'
import type { Pair } from '../work/near-miss.ts'
import { drawDistinct, randomFor, type Subject } from '../work/subject.ts'
import { ablate } from './ablation.ts'
import { askForest } from './cause.ts'
import { type Cell, type CellResult, type Finding, keyOf } from './cell.ts'
import { Subjects } from './subjects.ts'

/** Does cells of one comparison, one after the other; keeps the material that they share. */
export class Performer {
  readonly #comparison: Comparison
  readonly #subjects: Subjects

  constructor(comparison: Comparison) {
    this.#comparison = comparison
    this.#subjects = new Subjects(comparison)
  }

  /** @throws what contestants and worlds throw */
  async perform(cell: Cell, signal?: AbortSignal): Promise<CellResult> {
    const began = performance.now()
    const findings = await this.#findings(cell, signal)
    const { contestant, ...rest } = cell
    return {
      key: keyOf(this.#comparison, cell),
      ...rest,
      contestant: contestant.name,
      findings,
      seconds: (performance.now() - began) / 1000,
    }
  }

  close(): Promise<void> {
    return this.#subjects.close()
  }

  async #findings(cell: Cell, signal: AbortSignal | undefined): Promise<Finding[]> {
    const { language, parts } = this.#comparison
    switch (cell.part) {
      case 'search':
      case 'efficiency':
        return [await this.#learnAndMeasure(cell, await this.#subjects.material(), { signal })]
      case 'generalisation': {
        const g = language!.generalisations.find(({ name }) => name === cell.which)!
        const material = await this.#subjects.generalisation(g)
        const finding = await this.#learnAndMeasure(cell, material, { signal, silent: g.beyond, generated: 0 })
        const level = g.level
        return [level ? { ...finding, levels: material.test.pairs.map(({ good }) => level(good)) } : finding]
      }
      case 'impossible': {
        const variant = language!.variants.find(({ name }) => name === cell.which)!
        return [await this.#learnAndMeasure(cell, await this.#subjects.variant(variant), { signal })]
      }
      case 'adaptation':
        return this.#adapt(cell, signal)
      case 'transfer':
        return this.#transfer(cell, signal)
      case 'cause':
        return askForest(cell, parts.cause!, signal)
      case 'ablation':
        return ablate(cell, parts.ablation!, this.#subjects, this.#comparison, signal)
    }
  }

  #contestant(cell: Cell): Contestant {
    return contestantFor(this.#comparison, cell.contestant, cell.learningRate)
  }

  async #learnAndMeasure(
    cell: Cell,
    material: Material,
    options: Pick<LearningTask, 'signal' | 'silent'> & { generated?: number },
  ): Promise<Finding> {
    const { silent, signal, generated } = options
    const lesson = material.lesson(cell.size, cell.seed)
    const { world } = material.subject
    const learned = await this.#contestant(cell).learn({ ...lesson, world, silent, signal, seed: cell.seed })
    return this.#finding('', learned, cell, material, { generated, signal }, lesson.examples)
  }

  async #finding(
    about: string,
    learned: Learned,
    { seed }: Cell,
    material: { subject: Subject; test: { pairs: readonly Pair[] } },
    { generated = this.#comparison.generated, signal }: { generated?: number; signal?: AbortSignal },
    examples: readonly string[] = [],
  ): Promise<Finding> {
    const { world } = material.subject
    const measured = await measure(learned, material.test.pairs, world, { generated, seed, examples, signal })
    return { about, measured, cost: learned.cost, nature: learned.nature }
  }

  /** The world changes; a few new examples of what it gained are given. Measured: what is new, what stayed, what went. */
  async #adapt(cell: Cell, signal: AbortSignal | undefined): Promise<Finding[]> {
    const { parts, language, seed } = this.#comparison
    const { gained, kept, after } = await this.#subjects.changed()
    const before = await this.#subjects.material()
    const lesson = before.lesson(cell.size, cell.seed)
    const lost = kept.test.pairs.map(({ good }, i) => ({
      good,
      bad: this.#lostTexts(before.subject)[i]!,
      edit: 'replace' as const,
    }))
    const contestant = this.#contestant(cell)
    const learn = () => contestant.learn({ ...lesson, world: before.subject.world, signal, seed: cell.seed })
    const most = Math.max(...parts.adaptation!.new)
    const taken = new Set([...gained.test.pairs, ...gained.validation].map(({ good }) => good))
    const news = drawDistinct(
      gained.subject,
      most,
      randomFor(seed, 'news', cell.seed),
      taken,
      `${most} new examples of ${language!.change!.about}`,
    )
    // Half of what thresholds are set on afterwards holds what was gained.
    const half = Math.ceil(kept.validation.length / 2)
    const validation = [...kept.validation.slice(0, half), ...gained.validation.slice(0, half)]
    const findings: Finding[] = []
    let start = await learn()
    for (const count of [0, ...parts.adaptation!.new]) {
      if (count > 0 && start.goesOnInPlace) start = await learn()
      const task = { examples: news.slice(0, count), validation, world: after.world, changed: true, seed: cell.seed }
      const learned = count === 0 ? start : await contestant.learn({ ...task, start, signal })
      const options = { generated: 0, signal }
      const exams = { gained: gained.test.pairs, kept: kept.test.pairs, lost }
      for (const [name, pairs] of Object.entries(exams)) {
        findings.push(
          await this.#finding(`${name}, ${count}`, learned, cell, { subject: after, test: { pairs } }, options),
        )
      }
    }
    return findings
  }

  /** Texts of the language as it was that hold what it loses. */
  #lostTexts(before: Subject): readonly string[] {
    const { language, seed, test } = this.#comparison
    const { lost } = language!.change!
    this.#lost ??= drawDistinct(
      {
        ...before,
        *draw(random) {
          for (const text of before.draw(random)) if (lost(text)) yield text
        },
      },
      test,
      randomFor(seed, 'lost'),
      new Set(),
      'the test of what is lost',
    )
    return this.#lost
  }
  #lost: readonly string[] | undefined

  /** A related language, learned from nothing and after this one. */
  async #transfer(cell: Cell, signal: AbortSignal | undefined): Promise<Finding[]> {
    const { parts } = this.#comparison
    const related = await this.#subjects.relative()
    const first = await this.#subjects.material()
    const contestant = this.#contestant(cell)
    const findings: Finding[] = []
    const lesson = related.lesson(cell.size, cell.seed)
    const task = { ...lesson, world: related.subject.world, signal, seed: cell.seed }
    findings.push(await this.#finding('from nothing', await contestant.learn(task), cell, related, { signal }))
    const before = first.lesson(parts.transfer!.examples, cell.seed)
    const start = await contestant.learn({ ...before, world: first.subject.world, signal, seed: cell.seed })
    const after = await contestant.learn({ ...task, start, changed: false })
    findings.push(await this.#finding('after the other language', after, cell, related, { signal }))
    return findings
  }
}
