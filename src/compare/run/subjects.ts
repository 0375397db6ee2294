import { CambiumError } from '../../model/error.ts'
import { openCorpus } from '../../photograph/index.ts'
import { type Acceptor, moduleWorld, processWorld, streamWorld, urlWorld } from '../../world/index.ts'
import type { Comparison, WorldSpec } from '../config/config.ts'
import type { Generalisation, Variant } from '../languages/index.ts'
import { Material } from '../work/material.ts'
import { beyondOf, judge, ofGrammar, ofTexts, restricted, type Subject, variantOf } from '../work/subject.ts'

/** What a comparison is about: its subject, and the material of each of its parts, made when it is wanted. */
export class Subjects {
  readonly #comparison: Comparison
  #main: Promise<Subject> | undefined
  readonly #materials = new Map<string, Promise<Material>>()

  constructor(comparison: Comparison) {
    this.#comparison = comparison
  }

  /** @throws CambiumError `no-language`, and what reading texts throws */
  main(): Promise<Subject> {
    this.#main ??= subjectOf(this.#comparison)
    return this.#main
  }

  /** Material of the subject itself. */
  material(): Promise<Material> {
    return this.#keep('main', async () => {
      const { seed, heldOut, lines, name } = this.#comparison
      const subject = await this.main()
      const examined =
        heldOut.length > 0 ? ofTexts(`${name}, held out`, await textsIn(heldOut, lines), subject.world) : undefined
      return Material.of(subject, this.#extent, seed, { examined })
    })
  }

  /** Lessons within the range, an exam beyond it. */
  generalisation(g: Generalisation): Promise<Material> {
    return this.#keep(`beyond ${g.name}`, async () => {
      const inside = restricted(await this.main(), text => !g.beyond(text))
      const examined = beyondOf(this.#language, g)
      return Material.of(inside, this.#extent, this.#comparison.seed, { examined, beyond: g.beyond, shown: g.shown })
    })
  }

  variant(variant: Variant): Promise<Material> {
    return this.#keep(`variant ${variant.name}`, async () =>
      Material.of(variantOf(await this.main(), variant), this.#extent, this.#comparison.seed),
    )
  }

  /** The related language. */
  relative(): Promise<Material> {
    return this.#keep('relative', async () => {
      const { relative, ...language } = this.#language
      const subject = ofGrammar({ ...language, name: relative!.name }, relative!.grammar)
      return Material.of(subject, this.#extent, this.#comparison.seed)
    })
  }

  /** What the language has become, in three parts: texts with what was gained, texts that stayed, and both together. */
  async changed(): Promise<{ gained: Material; kept: Material; after: Subject }> {
    const { change, ...language } = this.#language
    const after = ofGrammar({ ...language, name: `${language.name}, changed` }, change!.after)
    const part = (name: string, keep: (text: string) => boolean) =>
      this.#keep(name, () =>
        Material.of(
          restricted({ ...after, name: `${after.name}, ${name}` }, keep),
          this.#extent,
          this.#comparison.seed,
        ),
      )
    return {
      after,
      gained: await part('with what is gained', change!.gained),
      kept: await part('as before', text => !change!.gained(text)),
    }
  }

  async close(): Promise<void> {
    await (await this.#main)?.world.close()
  }

  get #extent() {
    const { test, validation } = this.#comparison
    return { test, validation }
  }

  get #language() {
    if (this.#comparison.language) return this.#comparison.language
    throw new CambiumError('no-language', 'This part of a comparison needs a language that has a definition.')
  }

  #keep(name: string, make: () => Promise<Material>): Promise<Material> {
    let made = this.#materials.get(name)
    if (!made) this.#materials.set(name, (made = make()))
    return made
  }
}

async function subjectOf({ name, language, world, texts, heldOut, lines, complain }: Comparison): Promise<Subject> {
  if (language) return ofGrammar(language, language.grammar)
  if (!world) throw new CambiumError('no-language', 'This part of a comparison needs a language or a world with texts.')
  const judging = worldOf(world)
  const read = (field: 'texts' | 'heldOut', paths: readonly string[]) =>
    textsIn(paths, lines).catch((error: Error) => {
      throw complain([field], error.message.replace(/\.$/, ''))
    })
  const found = await read('texts', texts)
  const out = heldOut.length > 0 ? await read('heldOut', heldOut) : []
  const both = new Set(found)
  const leaked = out.find(text => both.has(text))
  if (leaked !== undefined) {
    throw complain(['heldOut'], `${shortened(leaked)} is held out and stands among the texts to learn from, too`)
  }
  const all = [...found, ...out]
  const wrong = (await judge(judging, all)).indexOf(false)
  if (wrong >= 0) {
    await judging.close()
    throw complain([wrong < found.length ? 'texts' : 'heldOut'], `the world rejects ${shortened(all[wrong]!)}`)
  }
  return ofTexts(name, found, judging)
}

const shortened = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)

function worldOf({ way, target }: WorldSpec): Acceptor {
  switch (way) {
    case 'accepts':
      return processWorld({ command: target })
    case 'accepts-stream':
      return streamWorld({ command: target })
    case 'accepts-url':
      return urlWorld({ url: target })
    case 'accepts-module':
      return moduleWorld(target)
  }
}

async function textsIn(paths: readonly string[], lines: boolean): Promise<string[]> {
  const texts: string[] = []
  for await (const { text, index } of (await openCorpus(paths, { lines })).read())
    texts[index] = (texts[index] ?? '') + text
  return [...new Set(texts)]
}
