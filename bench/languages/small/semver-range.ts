import { lines, type SmallLanguage } from './language.ts'

const number = '(?:0|[1-9]\\d*)'
const part = `(?:${number}|x|X|\\*)`
const identifier = `(?:${number}|\\d*[A-Za-z-][0-9A-Za-z-]*)`
const suffix = `(?:-${identifier}(?:\\.${identifier})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?`
const partial = `v?${part}(?:\\.${part}(?:\\.${part}${suffix})?)?`
const simple = `(?:<=|>=|<|>|=|~|\\^)?${partial}`
const comparators = `(?:${partial} - ${partial}|${simple}(?: ${simple})*)`
const range = new RegExp(`^(?:${comparators}(?: ?\\|\\| ?${comparators})*)?$`)

export const semverRange: SmallLanguage = {
  about: 'ranges of semantic versions',
  accepts: text => range.test(text),
  examples: [
    ...lines(`
      1.2.3
      *
      1
      1.2
      1.2.x
      ^1.2.3
      ~0.3
      >=1.0.0
      <2.0.0
      >=1.2.3 <2.0.0
      1.0.0 - 2.0.0
      ^1.0.0 || ^2.0.0
      1.0.0-alpha
      1.0.0-beta.2
      ^4.17.21-rc.1
      1.0.0+build.5
      =2.0.0
      v3.1.4
      0.0.0
      10.20.30
      <=3
      >1.0.0-0
      1.x || >=2.5.0 || 5.0.0 - 7.2.3
      X
      ~1.2.3-pre+sha.a1f
      1.2.*
      1||2
    `),
    '',
  ],
  wrong: ['1.', '01.2.3', '1.2.3.4', '>', '1.2.3-', '^^1', '1 -2', '| 1', '1.2-a', '1.2.3-01', 'a'],
  draw(d) {
    const n = () =>
      String(
        d.one(
          () => String(d.int(0, 9)),
          () => String(d.int(0, 120)),
        ),
      )
    const id = () =>
      d.one(
        () => d.pick(['alpha', 'beta', 'rc', 'pre', 'dev', 'next', 'x-y']),
        () => String(d.int(0, 30)),
        () => `a${d.int(0, 9)}`,
      )
    const version = () =>
      `${d.chance(8) ? 'v' : ''}` +
      d.one(
        n,
        () => `${n()}.${n()}`,
        () => `${n()}.${n()}.${n()}`,
        () => `${n()}.${n()}.${n()}`,
        () => `${n()}.${d.pick('xX*')}`,
        () => `${n()}.${n()}.${d.pick('xX*')}`,
        () => `${n()}.${n()}.${n()}-${d.some(1, 3, id, '.')}`,
        () => `${n()}.${n()}.${n()}${d.maybe(() => `-${id()}`)}+${d.some(1, 2, id, '.')}`,
        () => d.pick('*xX'),
      )
    const comparator = () => d.pick(['', '^', '~', '>=', '<', '<=', '>', '=']) + version()
    const set = () =>
      d.one(
        comparator,
        comparator,
        () => `${version()} - ${version()}`,
        () => d.some(2, 3, comparator, ' '),
      )
    return d.some(1, 3, set, d.pick([' || ', '||', ' || ']))
  },
}
