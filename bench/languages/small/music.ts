import { blocks, type SmallLanguage } from './language.ts'

const note = "(?:(?:\\^{1,2}|_{1,2}|=)?(?:[A-G],*|[a-g]'*)|[zx])"
const length = '(?:[1-9]\\d*)?(?:/[1-9]\\d*|/{1,2})?'
const sounds = `(?:~|\\.)?(?:${note}${length}|\\[(?:${note}${length}){2,}\\]${length})`
const element = `(?:"[A-G][#b]?(?:m|maj7|m7|7|dim)?")?(?:\\((?:[2-9](?=[A-Ga-gz^_=]))?)*${sounds}-?\\)*`
const bar = '(?:\\|[\\]|:12]?(?!\\|)|:\\|[12]?|::)'
const tuneLine = new RegExp(`^(?:(?:${element}|${bar}|[<>]) *)+$`)
const header: Readonly<Record<string, RegExp>> = {
  X: /^[1-9]\d*$/,
  T: /^[^\n]+$/,
  C: /^[^\n]+$/,
  M: /^(?:C\|?|\d+\/(?:1|2|4|8|16))$/,
  L: /^1\/(?:1|2|4|8|16)$/,
  Q: /^(?:\d+\/\d+=)?\d+$/,
  K: /^[A-G][#b]?(?: ?(?:maj|min|m|dor|mix))?$/,
}

/** Header lines in any order, but `X` first if it is there and `K` last; then lines of music. Slurs must close in a line. */
function accepts(text: string): boolean {
  const all = text.split('\n')
  let i = 0
  let key = -1
  for (; i < all.length; i++) {
    const [, field, value] = /^([A-Z]): ?(.*)$/.exec(all[i]!) ?? []
    const rule = field === undefined ? undefined : header[field]
    if (!rule) break
    if (!rule.test(value!) || (field === 'X' && i > 0) || key >= 0) return false
    if (field === 'K') key = i
  }
  if (i === all.length || (i > 0 && key < 0)) return false
  return all.slice(i).every(line => tuneLine.test(line) && slursClose(line))
}

function slursClose(line: string): boolean {
  let open = 0
  for (const [mark] of line.matchAll(/\((?![2-9])|\)/g)) {
    open += mark === '(' ? 1 : -1
    if (open < 0) return false
  }
  return open === 0
}

export const music: SmallLanguage = {
  about: 'tunes in ABC notation: headers, notes with accidentals, octaves and lengths, bars, chords, slurs',
  accepts,
  examples: blocks(
    `
    CDEF
    ----
    C D E F |
    ----
    c2 d/ e/2 f3/2
    ----
    ^C _D =E
    ----
    C, c' B,, b''
    ----
    z4 | x2
    ----
    |: CDE :|
    ----
    [CEG]
    ----
    [C2E2]3 |]
    ----
    (CD) E
    ----
    "Am"A2 "F#7"f2
    ----
    A-A B>c d<e
    ----
    (3abc
    ----
    X:1
    K:C
    CDE
    ----
    X: 12
    T: A tune
    M: 4/4
    L: 1/8
    K: G
    GABc dedB|
    ----
    M:C|
    K:Dm
    d
    ----
    Q:120
    K:Bb mix
    B
    ----
    Q: 1/4=90
    C: Anon.
    K: F#min
    f
    g
    ----
    AB|1 c :|2 d ||
    ----
    ~G .A// b
    ----
    __B ^^f
    ----
    A :: B
    ----
    ((AB) c)
    ----
    M:6/8
    K:Ador
    "G"G3
  `,
  ),
  wrong: [
    '',
    'H',
    'C)',
    '(C',
    'X:0\nK:C\nC',
    'K:C',
    'K:H\nC',
    'M:4/3\nK:C\nC',
    'T:x\nC',
    '[C]',
    '^',
    "C'",
    'c,',
    'C0',
    'M:4/4\nX:1\nK:C\nC',
  ],
  draw(d) {
    const pitch = () =>
      d.pick(['', '', '', '^', '_', '=']) +
      d.one(
        () => d.pick('ABCDEFG'),
        () => d.pick('abcdefg'),
        () => `${d.pick('ABCDEFG')},`,
        () => `${d.pick('abcdefg')}'`,
      )
    const noteText = () => (d.chance(6) ? 'z' : pitch()) + d.pick(['', '', '', '2', '3', '/', '/2', '3/2', '4'])
    const group = (): string =>
      d.one(
        () => d.some(1, 4, noteText),
        () => d.some(1, 4, noteText),
        () => `[${d.some(2, 3, noteText)}]`,
        () => `(${d.some(2, 3, noteText)})`,
        () => `(3${d.some(3, 3, () => d.pick('abcdefgABCDEFG'))}`,
        () => `"${d.pick(['A', 'Bb', 'C', 'F#'])}${d.pick(['', 'm', '7', 'maj7'])}"${noteText()}`,
        () => `${d.pick('ABC')}-${d.pick('ABC')}`,
        () => `${d.pick('abc')}>${d.pick('abc')}`,
      )
    const measure = () => d.some(1, 4, group, d.pick([' ', '']))
    const tune = () => `${d.pick(['', '|:'])}${d.some(1, 3, measure, ' | ')}${d.pick(['', '|', ' :|', ' |]', ' ||'])}`
    const heads = d.chance(2)
      ? ''
      : [
          `X:${d.int(1, 99)}`,
          ...(d.chance(2) ? [`T:${d.phrase()}`] : []),
          ...(d.chance(4) ? [`C: ${d.name()} ${d.name()}`] : []),
          ...(d.chance(2) ? [`M:${d.pick(['4/4', '3/4', '6/8', 'C', 'C|', '2/2'])}`] : []),
          ...(d.chance(2) ? [`L: 1/${d.pick(['4', '8', '16'])}`] : []),
          ...(d.chance(4) ? [`Q:${d.pick(['', '1/4='])}${d.int(60, 180)}`] : []),
          `K:${d.pick('ABCDEFG')}${d.pick(['', '', '#', 'b'])}${d.pick(['', 'm', 'maj', ' dor'])}\n`,
        ].join('\n')
    return heads + d.some(1, 2, tune, '\n')
  },
}
