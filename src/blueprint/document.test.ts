import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CambiumError } from '../model/error.ts'
import { blankSlate, innate, without } from './blueprint.ts'
import { readBlueprint, writeBlueprint } from './document.ts'
import { type Principle, principleNames } from './principles.ts'

test('a preset is called by its name', () => {
  expect(readBlueprint('innate')).toEqual(innate)
  expect(readBlueprint(' blank-slate\n')).toEqual(blankSlate)
  expect(Object.values(innate.principles)).toEqual(Array(8).fill(true))
  expect(Object.values(blankSlate.principles)).toEqual(Array(8).fill(false))
})

test('a document changes a preset, or names what is innate', () => {
  const yaml = 'blueprint: 1\nname: no brackets # for the comparison\npreset: innate\nprinciples:\n  nesting: false\n'
  expect(readBlueprint(yaml)).toEqual({ ...without(innate, 'nesting'), name: 'no brackets' })
  const json = '{"blueprint": 1, "principles": {"repetition": true}}'
  expect(readBlueprint(json).principles).toEqual({ ...blankSlate.principles, repetition: true })
})

test('every blueprint survives being written and read', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 50, unit: 'grapheme' }),
      fc.subarray([...principleNames]),
      (name, on) => {
        const principles = { ...blankSlate.principles, ...Object.fromEntries(on.map(principle => [principle, true])) }
        expect(readBlueprint(writeBlueprint({ name, principles }))).toEqual({ name, principles })
      },
    ),
  )
})

test('an ablation says what it is without', () => {
  const off: Principle[] = ['recursion', 'curiosity']
  expect(without(innate, ...off).name).toBe('innate, without recursion, without curiosity')
  expect(without(innate, ...off).principles).toMatchObject({ recursion: false, curiosity: false, nesting: true })
})

test.each([
  [
    'blueprint: 1\nprinciples:\n  nestling: true\n',
    'x.yaml is not a blueprint: line 3, column 13: principles: "nestling" is unknown; the principles are nesting, categories',
  ],
  ['blueprint: 1\nprinciples:\n  nesting: 1\n', 'line 3, column 12: principles.nesting:'],
  ['blueprint: 1\npreset: clever\n', 'line 2, column 9: preset: must be one of innate, blank-slate'],
  ['blueprint: 2\n', 'line 1, column 12: it must begin with “blueprint: 1”'],
  ['name: x\n', 'it must begin with “blueprint: 1”'],
  ['blueprint: 1\nprinciples: [\n', 'line 3'],
  ['blueprint: 1\nblueprint: 1\n', 'line 2, column 1: Map keys must be unique'],
  ['clever', 'it is neither a document nor the name of a preset (innate, blank-slate)'],
  ['', 'it is neither a document nor'],
  ['a: &a [1]\nb: *a\n', 'line 2, column 4: a blueprint has no aliases'],
  ['blueprint: 1\n'.padEnd(70_000, '#'), '70000 characters'],
  [`blueprint: 1\nname: ${'['.repeat(8_000)}`, 'line 2, column 106: it is nested too deep'],
  [`blueprint: 1\nname: ${'[ # ]\n'.repeat(200)}`, 'line 101, column 1: it is nested too deep'],
  [`blueprint: 1\nname: {${'a: '.repeat(200)}`, 'line 2'],
  [`blueprint: 1\nname: [${'[], {a: 1}, '.repeat(200)}]`, 'line 2, column 7: name:'],
  ['{"a":'.repeat(1_500), 'nested too deep'],
  ['- '.repeat(4_000), 'nested too deep'],
  ['? '.repeat(4_000), 'nested too deep'],
  [Array.from({ length: 120 }, (_, depth) => `${' '.repeat(depth)}-`).join('\n'), 'it is neither'],
  ['--- 1\n--- 2\n', 'line 2'],
])('what is no blueprint is refused with its place (%#)', (text, message) => {
  expect(() => readBlueprint(text, 'x.yaml')).toThrow(message)
  try {
    readBlueprint(text)
  } catch (error) {
    expect(error).toBeInstanceOf(CambiumError)
    expect(error).toMatchObject({ code: 'blueprint-invalid', blame: 'input' })
  }
})
