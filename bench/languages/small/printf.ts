import { lines, type SmallLanguage } from './language.ts'

const format =
  /^(?:[^%]|%(?:%|[-+ #0]*(?:\d+|\*)?(?:(?:\.(?:\d+|\*)?)?(?:(?:hh|h|ll|l|j|z|t)?[diouxXn]|(?:l|L)?[aAeEfFgG]|l?[cs]|p))))*$/

export const printf: SmallLanguage = {
  about: 'format strings of printf: flags, width, precision, length, conversion',
  accepts: text => format.test(text),
  examples: lines(`
    hello
    %d
    %s
    %%
    %i items
    x=%5d
    %-10s|
    %05d
    %+d
    %.2f
    %8.3f
    %*d
    %.*f
    %x %X %o %u
    %#x
    %ld %lld %hd %hhd
    %zu bytes
    %c%c
    %e %g %G %E
    %p
    100%% of %s
    %Lf
    % d
    %jd %td
    %-+6.1f end
    %ls
    %a %A %F
    [%s]: "%s" (%d, %d)
    %n
    %.s
    %lc
    %-*.*s
  `),
  wrong: ['%', 'a %', '%y', '%5', '%ll', '%.2', '%hs', '%Ld', '%hhf', '%d %', '%l%', '%d %k'],
  draw(d) {
    const flags = () => d.chars('-+ #0', 0, 2)
    const width = () => d.pick(['', '', '', '*', String(d.int(1, 40))])
    const precision = () => d.pick(['', '', '.', '.*', `.${d.int(0, 20)}`])
    const conversion = () =>
      d.one(
        () =>
          `%${flags()}${width()}${precision()}${d.pick(['', '', 'h', 'hh', 'l', 'll', 'j', 'z', 't'])}${d.pick('diouxX')}`,
        () => `%${flags()}${width()}${precision()}${d.pick(['', '', 'L', 'l'])}${d.pick('aAeEfFgG')}`,
        () => `%${flags()}${width()}${precision()}${d.pick(['', '', '', 'l'])}${d.pick('cs')}`,
        () => d.pick(['%%', '%p', '%n', '%d', '%s']),
      )
    const text = () =>
      d.one(
        () => d.phrase(),
        () => d.pick([', ', ': ', ' = ', ' (', ')', '\n', ' ', '/', '"', "'s "]),
      )
    return d.some(1, 5, () => d.one(text, conversion, conversion))
  },
}
