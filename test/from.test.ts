import { afterEach, beforeEach, expect, it } from 'vitest'
import { Place, sums } from './cli.ts'

let place: Place
beforeEach(() => {
  place = new Place()
  place.write('world.mjs', sums)
})
afterEach(() => place.remove())

/** What `check` says of a text: its exit status. */
const check = async (text: string) => (await place.run(['check', 'sums.plant', place.write('text', text)])).status
const ebnf = async (plant: string) => (await place.run(['show', plant, '--as', 'ebnf'])).out

it('a growth begins with a grammar that a person wrote, extends it by examples, and keeps its names', async () => {
  place.write('sums.ebnf', 'sum ::= operand (plus operand)*\noperand ::= digit\ndigit ::= [0-9]\nplus ::= "+"\n')
  place.write('sums.txt', '(1+2)+3\n')
  const grown = await place.run(['grow', '--lines', 'sums.txt', '--from', 'sums.ebnf', '--accepts-module', 'world.mjs'])
  expect(grown.status, grown.err).toBe(0)
  expect(grown.out).toContain('1 of 1 example covered')
  expect(await ebnf('sums.plant')).toMatch(/^sum +::= operand \(plus operand\)\*$/m)
  expect((await place.run(['rename', 'sums.plant', 'plus', 'sign'])).status).toBe(0)
  expect(await ebnf('sums.plant')).toMatch(/^sign +::= "\+"$/m)
  expect(await check('((7))+(8+9)')).toBe(0)
})

it('what is wrong in it is taken back', async () => {
  place.write('sums.ebnf', 'sum ::= operand (operator operand)*\noperand ::= [0-9]\noperator ::= "+" | "-"\n')
  const grown = await place.run(['grow', '--from', 'sums.ebnf', '--accepts-module', 'world.mjs'])
  expect(grown.status, grown.err).toBe(0)
  expect(await check('1+2')).toBe(0)
  expect(await check('1-2')).toBe(1)
})

it.each([
  ['[0-4]', '7'],
  ['"0" | "1" | "2"', '7'],
  ['[0-9a-f]', '7'],
])('a class that a person wrote is tested: %s is made what the world takes', async (written, other) => {
  place.write('sums.ebnf', `sum ::= digit ("+" digit)*\ndigit ::= ${written}\n`)
  const grown = await place.run(['grow', '--from', 'sums.ebnf', '--accepts-module', 'world.mjs'])
  expect(grown.status, grown.err).toBe(0)
  expect([await check(`1+${other}`), await check('a'), await check('1+f')]).toEqual([0, 1, 1])
  expect(await ebnf('sums.plant')).toContain('[0-9]')
})

it('what it does not define is said; what is no grammar is refused', async () => {
  place.write('part.ebnf', 'sum ::= [0-9] | group ::= "x"')
  place.write('open.ebnf', 'sum ::= [0-9] | group')
  const grow = (file: string) =>
    place.run(['grow', '--from', file, '--accepts-module', 'world.mjs', '-o', `${file}.plant`])
  expect(await grow('part.ebnf')).toMatchObject({ status: 2, err: expect.stringContaining('line 1') })
  expect(await grow('open.ebnf')).toMatchObject({ status: 0, err: expect.stringContaining('does not define group') })
})

it('a rule that was renamed keeps its name when the plant goes on growing, and notes tell of each rule', async () => {
  place.write('sums.txt', '1\n1+2\n(1+2)+3\n')
  await place.run(['grow', '--lines', 'sums.txt', '--accepts-module', 'world.mjs'])
  const before = await ebnf('sums.plant')
  expect(before).toMatch(/\/\* 100 % {2}"1" \*\/\nstart /)
  const [, old] = /^(\w+) +::= \[0-9\] \|/m.exec(before)!
  expect(await place.run(['rename', 'sums.plant', old!, 'operand'])).toMatchObject({ status: 0 })
  expect(await ebnf('sums.plant')).toMatch(/^operand ::= \[0-9\] \|/m)
  expect((await place.run(['explain', 'sums.plant', 'operand'])).out).toMatch(/^\/\* 100 % .*\noperand ::= /)
  expect(await place.run(['rename', 'sums.plant', 'operand', 'start'])).toMatchObject({
    status: 2,
    err: expect.stringContaining('already'),
  })
  expect(await place.run(['rename', 'sums.plant', 'operand', '1st'])).toMatchObject({ status: 2 })
  expect(await place.run(['rename', 'sums.plant', 'absent', 'x'])).toMatchObject({
    status: 2,
    err: expect.stringContaining('The rules are'),
  })
  place.write('more', '((4))+5')
  expect((await place.run(['tend', 'sums.plant', 'more', '--trust'])).status).toBe(0)
  expect(await ebnf('sums.plant')).toMatch(/^operand ::= \[0-9\] \|/m)
})
