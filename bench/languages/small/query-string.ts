import { lines, type SmallLanguage } from './language.ts'

const character = "(?:[A-Za-z0-9._~!$'()*,;:@/?+-]|%[0-9A-Fa-f]{2})"
const keyCharacter = character.replace('/?', '/')
const key = `${keyCharacter}+(?:\\[(?:\\d+|${character}+)?\\])*`
const pair = `${key}(?:=${character}*)?`
const query = new RegExp(`^\\??${pair}(?:&${pair})*$`)

export const queryString: SmallLanguage = {
  about: 'query strings with escapes, flags and bracketed keys',
  accepts: text => query.test(text),
  examples: lines(`
    a=1
    a=1&b=2
    ?q=x
    q=hello+world
    q=a%20b
    flag
    flag&x=1
    empty=
    ids[]=1&ids[]=2
    user[name]=joe
    m[0][x]=y
    date=2024-01-31
    t=12:30
    path=/a/b.c
    email=a@b.org
    list=1,2,3
    utf=%C3%a9
    x=~_!$'()*;
    ?a
    page=2&size=50&sort=-name
    A.B=C
    k=v?w
  `),
  wrong: ['', '?', '&', 'a=1&', 'a=1&&b=2', '=1', 'a=b=c', 'a b=c', 'a=%2', 'a=%zz', 'a[=1', 'a]=1', 'a=#', '??&'],
  draw(d) {
    const name = () =>
      d.one(
        () => d.word(),
        () => d.word(),
        () => `${d.word()}${d.pick('_.-')}${d.word()}`,
      )
    const keyText = () =>
      name() + d.some(0, d.chance(3) ? 2 : 0, () => d.pick(['[]', `[${d.int(0, 20)}]`, `[${d.word()}]`]))
    const value = () =>
      d.one(
        () => d.word(),
        () => String(d.int(-99, 9999)),
        () => d.some(1, 3, () => d.word(), d.pick(['+', '%20', ',', '/', '-'])),
        () => '',
        () => `%${d.chars('0123456789ABCDEFabcdef', 2, 2)}${d.word()}`,
        () => d.pick(['a@b.com', '10:45', 'x!', '(y)', "it's", '$5', '*', '2024-02-29', '~me', 'a;b']),
      )
    return d.pick(['', '', '?']) + d.some(1, 4, () => keyText() + (d.chance(6) ? '' : `=${value()}`), '&')
  },
}
