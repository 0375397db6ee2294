import { lines, type SmallLanguage } from './language.ts'

const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const shape =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d))?|-W(\d\d)(?:-([1-7]))?|-(\d{3}))?(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(Z|[+-](\d\d)(?::?(\d\d))?)?)?$/
const duration = /^P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$|^P\d+W$/

/** One point in time. Of days, every month has its own number, February always 29. */
function isPoint(text: string): boolean {
  const [whole, , month, day, week, , ordinal, hour, minute, second, , zoneHour, zoneMinute] = shape.exec(text) ?? []
  if (whole === undefined) return false
  const within = (value: string | undefined, from: number, to: number) =>
    value === undefined || (Number(value) >= from && Number(value) <= to)
  if (hour !== undefined && day === undefined && ordinal === undefined && !/W\d\d-\d/.test(text)) return false
  return (
    within(month, 1, 12) &&
    within(day, 1, monthLengths[Number(month) - 1] ?? 0) &&
    within(week, 1, 53) &&
    within(ordinal, 1, 366) &&
    within(hour, 0, 23) &&
    within(minute, 0, 59) &&
    within(second, 0, 59) &&
    within(zoneHour, 0, 14) &&
    within(zoneMinute, 0, 59)
  )
}

export const dates: SmallLanguage = {
  about: 'ISO 8601: dates, times with zones, durations, intervals, repetitions',
  accepts(text) {
    const [, repeats, rest] = /^(R\d*\/)?(.*)$/s.exec(text)!
    const parts = rest!.split('/')
    if (parts.length === 1) return repeats === undefined && (isPoint(text) || duration.test(text))
    const [from, to] = parts as [string, string]
    const kinds = [from, to].map(part => (isPoint(part) ? 'point' : duration.test(part) ? 'duration' : 'neither'))
    return parts.length === 2 && !kinds.includes('neither') && kinds.includes('point')
  },
  examples: lines(`
    2024
    2024-01
    2024-01-31
    1999-12-25
    2024-W05
    2024-W52-7
    2024-123
    2024-02-29T12:30
    2024-04-30T23:59:59
    2010-06-15T08Z
    2024-03-10T00:00:00Z
    2024-11-05T10:20:30.123Z
    2024-07-07T07:07:07+02:00
    2024-08-18T18:45-0530
    2024-09-09T19:00:00,5+14
    2024-W10-1T09:00
    2024-366T01:02:03Z
    P1Y
    P2M10D
    PT5H30M
    P1Y2M3DT4H5M6.7S
    P3W
    PT0.5S
    2024-01-01/2024-12-31
    2024-05-20T10:00Z/PT1H
    P1M/2025-10-01
    R5/2024-01-01/P1D
    R/2024-02-02T02:02Z/PT12H
  `),
  wrong: [
    '',
    '24',
    '2024-13',
    '2024-02-30',
    '2024-1-1',
    '2024-01-01T24:00',
    '2024-01-01T10:60',
    'P',
    'PT',
    'P1H',
    '2024-W54',
    '2024-000',
    '2024-01-01/',
    'R3/2024',
    'P1D/P2D',
    '2024-01T10:00',
  ],
  draw(d) {
    const day = () => {
      const month = d.int(1, 12)
      return `${d.int(1900, 2099)}-${String(month).padStart(2, '0')}-${d.digits(1, monthLengths[month - 1]!, 2)}`
    }
    const zone = () => d.pick(['', '', 'Z', 'Z', '+01:00', '-08:00', '+0530', '-03', '+13:45'])
    const time = () =>
      d.digits(0, 23, 2) +
      d.one(
        () => '',
        () => `:${d.digits(0, 59, 2)}`,
        () => `:${d.digits(0, 59, 2)}:${d.digits(0, 59, 2)}`,
        () => `:${d.digits(0, 59, 2)}:${d.digits(0, 59, 2)}${d.pick('.,')}${d.int(0, 999)}`,
      ) +
      zone()
    const date = () =>
      d.one(
        day,
        day,
        day,
        () => `${d.int(1900, 2099)}-W${d.digits(1, 53, 2)}-${d.int(1, 7)}`,
        () => `${d.int(1900, 2099)}-${d.digits(1, 366, 3)}`,
      )
    const point = () =>
      d.one(
        date,
        () => `${date()}T${time()}`,
        () => `${day()}T${time()}`,
        () =>
          d.pick([
            String(d.int(1900, 2099)),
            `${d.int(1900, 2099)}-${d.digits(1, 12, 2)}`,
            `${d.int(1900, 2099)}-W${d.digits(1, 53, 2)}`,
          ]),
      )
    const span = () =>
      d.one(
        () => `P${d.int(1, 52)}W`,
        () => `P${d.int(1, 9)}${d.pick('YMD')}`,
        () => `P${d.maybe(() => `${d.int(1, 9)}Y`)}${d.maybe(() => `${d.int(1, 11)}M`)}${d.int(1, 30)}D`,
        () => `PT${d.int(1, 23)}H${d.maybe(() => `${d.int(0, 59)}M`)}${d.maybe(() => `${d.int(0, 59)}S`)}`,
        () => `P${d.int(1, 9)}DT${d.int(1, 23)}H`,
        () => `PT${d.int(0, 59)}.${d.int(1, 9)}S`,
      )
    const interval = () =>
      d.one(
        () => `${point()}/${point()}`,
        () => `${point()}/${span()}`,
        () => `${span()}/${point()}`,
      )
    return d.one(point, point, point, span, interval, () => `R${d.maybe(() => String(d.int(0, 12)))}/${interval()}`)
  },
}
