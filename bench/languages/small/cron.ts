import { lines, type SmallLanguage } from './language.ts'

const months = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC'
const days = 'SUN|MON|TUE|WED|THU|FRI|SAT'
const field = (value: string) => {
  const item = `(?:(?:\\*|(?:${value})(?:-(?:${value}))?)(?:/[1-9]\\d?)?)`
  return `${item}(?:,${item})*`
}
const fields = [
  field('[0-5]?\\d'),
  field('[01]?\\d|2[0-3]'),
  `(?:${field('0?[1-9]|[12]\\d|3[01]')}|\\?|L)`,
  field(`0?[1-9]|1[0-2]|${months}`),
  `(?:${field(`[0-7]|${days}`)}|\\?)`,
]
const line = new RegExp(`^(?:${fields.join(' +')}|@(?:yearly|annually|monthly|weekly|daily|hourly|reboot))$`)

export const cron: SmallLanguage = {
  about: 'times of repeated jobs: five fields with lists, ranges, steps and names, or a macro',
  accepts: text => line.test(text),
  examples: lines(`
    * * * * *
    0 0 * * *
    */5 * * * *
    0 12 * * MON
    15,45 * * * *
    0 9-17 * * MON-FRI
    30 4 1 * *
    0 0 1 JAN ?
    0 0 ? * SUN
    5 4 * * 0
    0-30/10 8 * * 1-5
    @daily
    @hourly
    @reboot
    @weekly
    @monthly
    @yearly
    59 23 31 12 7
    0 */2 * * *
    10 2,14 */3 2-10/2 *
    0 22 * FEB,MAY,OCT TUE,THU
    00 06 L * *
    1 1 15 11 6
    20  3  *  *  *
    0 0 * APR-SEP SAT
    7 19 * 3 WED
  `),
  wrong: [
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 32 * *',
    '* * * 13 *',
    '* * * * 8',
    '*/0 * * * *',
    '@never',
    '1- * * * *',
    '* * * * * *',
  ],
  draw(d) {
    const list = (value: () => string) =>
      d.one(
        () => '*',
        () => '*',
        value,
        value,
        () => `*/${d.int(1, 30)}`,
        () => `${value()}-${value()}`,
        () => `${value()}-${value()}/${d.int(1, 9)}`,
        () => d.some(2, 4, value, ','),
      )
    if (d.chance(20)) return d.pick(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@hourly', '@reboot'])
    return [
      list(() => String(d.int(0, 59))),
      list(() => String(d.int(0, 23))),
      d.chance(8) ? d.pick('?L') : list(() => String(d.int(1, 31))),
      list(() =>
        d.one(
          () => String(d.int(1, 12)),
          () => d.pick(months.split('|')),
        ),
      ),
      d.chance(8)
        ? '?'
        : list(() =>
            d.one(
              () => String(d.int(0, 7)),
              () => d.pick(days.split('|')),
            ),
          ),
    ].join(' ')
  },
}
