import { lines, type SmallLanguage } from './language.ts'

const square = '[a-h][1-8]'
const move = `(?:O-O(?:-O)?|[KQRBN](?:[a-h]|[1-8]|${square})?x?${square}|(?:[a-h]x)?[a-h](?:[2-7]|[18]=[QRBN]))[+#]?(?:[!?]{1,2})?`
const comment = ' \\{[^{}]*\\}'
const turn = `[1-9]\\d*\\. ${move}(?:${comment})?(?: ${move}(?:${comment})?)?`
const game = new RegExp(`^${turn}(?: ${turn})*(?: (?:1-0|0-1|1/2-1/2|\\*))?$`)

export const chess: SmallLanguage = {
  about: 'games of chess in algebraic notation with comments and results',
  accepts: text => game.test(text),
  examples: lines(`
    1. e4
    1. e4 e5
    1. d4 Nf6 2. c4 g6
    1. Nf3 *
    5. O-O Be7
    9. O-O-O
    3. exd5 Qxd5
    12. Nbd2 R1e2
    8. Qh5+ Kd8
    4. Qxf7#
    30. e8=Q+ Kf7
    21. bxa8=N
    7. Bg5!
    8. Ne5? dxe5!!
    1. e4 {best by test} c5
    2. Nc3 d6 {solid} 3. f4
    40. Kg2 Rh1 1-0
    50. Rd8 0-1
    33. Qe7 1/2-1/2
    10. Qa4b5 Nxc3
    11. Raxd1!? Rfxe8?!
    60. h1=R g1=B
    14. Nh4 a6 15. b3 h6 16. Bb2
    100. Kb6 {} Ka8
  `),
  wrong: [
    'e4',
    '1.e4',
    '1. e9',
    '1. i4',
    '0. e4',
    '1. e4 e5 e6',
    '1. Pe4',
    '1. e8',
    '1. O-O-O-O',
    '1. e4 {x',
    '1. e4 1-1',
    '1. Nf3=Q',
  ],
  draw(d) {
    const sq = () => d.pick('abcdefgh') + d.pick('12345678')
    const one = () =>
      d.one(
        () => d.pick('abcdefgh') + d.pick('234567'),
        () => d.pick('abcdefgh') + d.pick('234567'),
        () => `${d.pick('abcdefgh')}x${d.pick('abcdefgh')}${d.pick('234567')}`,
        () => `${d.pick('KQRBN')}${d.maybe(() => 'x')}${sq()}`,
        () => `${d.pick('KQRBN')}${d.maybe(() => 'x')}${sq()}`,
        () =>
          `${d.pick('RNQ')}${d.one(
            () => d.pick('abcdefgh'),
            () => d.pick('12345678'),
            sq,
          )}${d.maybe(() => 'x')}${sq()}`,
        () => d.pick(['O-O', 'O-O-O']),
        () => `${d.pick('abcdefgh')}${d.pick('18')}=${d.pick('QRBN')}`,
      ) +
      d.pick(['', '', '', '', '+', '#']) +
      d.pick(['', '', '', '', '', '!', '?', '!!', '??', '!?', '?!']) +
      (d.chance(10) ? ` {${d.phrase(0, 3)}}` : '')
    let n = d.int(1, 40)
    const turns = Array.from({ length: d.int(1, 5) }, () => `${n++}. ${one()} ${one()}`)
    if (d.chance(3)) turns.push(`${n}. ${one()}`)
    return turns.join(' ') + (d.chance(4) ? ` ${d.pick(['1-0', '0-1', '1/2-1/2', '*'])}` : '')
  },
}
