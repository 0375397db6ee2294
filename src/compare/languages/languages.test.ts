import { describe, expect, it } from 'vitest'
import { Parser, Sampler } from '../../model/grammar/index.ts'
import { Random } from '../../model/random.ts'
import { Material } from '../work/material.ts'
import { nearMisses } from '../work/near-miss.ts'
import { beyondOf, drawDistinct, judge, ofGrammar, restricted, variantOf } from '../work/subject.ts'
import { languages } from './index.ts'

describe.each(Object.values(languages))('$name', language => {
  const { grammar, generalisations, variants, change } = language
  const subject = ofGrammar(language, grammar)
  const texts = drawDistinct(subject, 150, new Random(1), new Set(), 'a test')

  it('near misses are one edit away and outside, of each kind', async () => {
    const pairs = await nearMisses(texts, subject, new Random(2))
    expect(pairs.length).toBeGreaterThan(140)
    expect(new Set(pairs.map(({ edit }) => edit)).size).toBe(4)
    expect(
      await judge(
        subject.world,
        pairs.map(({ good }) => good),
      ),
    ).not.toContain(false)
    expect(
      await judge(
        subject.world,
        pairs.map(({ bad }) => bad),
      ),
    ).not.toContain(true)
  })

  it.each(generalisations)('$name: what is shown is valid and beyond; the test is beyond', async g => {
    expect(g.shown.every(g.beyond)).toBe(true)
    expect(await judge(subject.world, g.shown)).not.toContain(false)
    const beyond = drawDistinct(beyondOf(language, g), 14, new Random(3), new Set(), 'a test')
    expect(beyond.every(g.beyond)).toBe(true)
    const { world } = beyondOf(language, g)
    expect(await judge(world, beyond)).not.toContain(false)
    if (g.level) expect(new Set(beyond.map(g.level))).toEqual(new Set([4, 5, 6, 7, 8, 9, 10]))
  })

  it.each(generalisations)('$name: near misses of the test are beyond, those of validation are not', async g => {
    const inside = restricted(ofGrammar(language, language.grammar), text => !g.beyond(text))
    const extent = { test: 20, validation: 60 }
    const { test, validation } = await Material.of(inside, extent, 6, {
      examined: beyondOf(language, g),
      beyond: g.beyond,
      shown: g.shown,
    })
    expect(test.pairs.every(({ good, bad }) => g.beyond(good) && g.beyond(bad))).toBe(true)
    expect(validation.some(({ good, bad }) => g.beyond(good) || g.beyond(bad))).toBe(false)
    expect(validation.length).toBeGreaterThan(50)
  })

  it.each(variants)('$name maps texts one to one, and the world of the variant knows its texts', async variant => {
    const random = new Random(4)
    const mapped = texts.map(text => variant.map(text, random))
    expect(mapped.map(variant.inverse)).toEqual(texts)
    const { world } = variantOf(subject, variant)
    expect(await judge(world, mapped)).not.toContain(false)
    const changed = mapped.filter((text, i) => text !== texts[i])
    expect(changed.length).toBeGreaterThan(100)
  })

  it('its change brings what was not there and takes what was', () => {
    const after = new Sampler(change!.after)
    const random = new Random(5)
    const later = Array.from({ length: 300 }, () => after.sample(random, { maxLength: language.longest }))
    expect(texts.some(change!.gained)).toBe(false)
    expect(later.some(change!.gained)).toBe(true)
    expect(texts.some(change!.lost)).toBe(true)
    expect(later.some(change!.lost)).toBe(false)
    const parser = new Parser(change!.after)
    expect(texts.filter(text => parser.accepts(text) === change!.lost(text))).toEqual([])
  })
})

it('agreement holds over what stands between', async () => {
  const { world } = ofGrammar(languages.english!, languages.english!.grammar)
  const said = await judge(world, [
    'the dog that the cats chase sleeps',
    'the dog that the cats chase sleep',
    'the dogs near a cat sleep',
    'the dogs near a cat sleeps',
    'the dog that chases the cats sleeps',
  ])
  expect(said).toEqual([true, false, true, false, true])
})

it('the number of a verb stands four words later, or at the end', () => {
  const counted = languages.english!.variants.find(({ name }) => name === 'counted')!
  const text = 'the dog that the cats chase sees some birds near a child'
  expect(counted.map(text, new Random(1))).toBe('the dog that the cats chase see some birds near po a sa child')
  expect(counted.inverse('the dog sleep sa')).toBe('the dog sleeps')
  expect(counted.inverse('the dog sa sleep')).toBeUndefined()
})
