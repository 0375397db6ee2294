import { lines, type SmallLanguage } from './language.ts'

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const quoted = '"(?:[^"\\\\\\r\\n]|\\\\.)*"'
const local = `(?:${atom}(?:\\.${atom})*|${quoted})`
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?'
const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const domain = `(?:${label}(?:\\.${label})*|\\[${byte}(?:\\.${byte}){3}\\])`
const address = `${local}@${domain}`
const display = `(?:${atom}(?: ${atom})*|${quoted})`
const mailbox = `(?:${address}|(?:${display} )?<${address}>)`
const all = new RegExp(`^${mailbox}(?:, ?${mailbox})*$`)

export const email: SmallLanguage = {
  about: 'lists of mail addresses with display names, quoted parts and address literals',
  accepts: text => all.test(text),
  examples: lines(String.raw`
    a@b
    joe@example.com
    j.doe@example.org
    first.last@sub.domain.co.uk
    x+tag@mail.net
    <me@here.org>
    Joe <joe@example.com>
    Mary Smith <mary@x.test>
    "Smith, Joe" <j.smith@example.com>
    "odd name"@example.com
    user@[127.0.0.1]
    o'neil@irish.ie
    a@b, c@d
    Joe <j@a.com>,Ann <ann@b.com>
    under_score@x-y.com
    1234567890@numbers.net
    !#$%&*/=?^{|}~@weird.org
    "a\"b" <q@r.st>
    root@localhost
    A.B.C@D.E.F
    no-reply@8.8.8.com
    Web Master <w@[10.0.255.1]>
  `),
  wrong: [
    'a',
    '@b',
    'a@',
    'a..b@c',
    '.a@b',
    'a@-b',
    'a@b-',
    'a@b..c',
    'Joe <a@b',
    'a b@c',
    'a@[1.2.3]',
    'a@[1.2.3.256]',
  ],
  draw(d) {
    const localText = () =>
      d.one(
        () => d.word(),
        () => `${d.word()}.${d.word()}`,
        () => `${d.word()}${d.pick('+-_')}${d.word()}${d.int(0, 99)}`,
        () => `${d.name()}${d.chars("0123456789!#$%&'*/=?^`{|}~", 1, 2)}`,
        () => `"${d.phrase()}"`,
      )
    const labelText = () =>
      d.one(
        () => d.word(),
        () => d.word(),
        () => `${d.word()}-${d.word()}`,
        () => `${d.word()}${d.int(1, 9)}`,
      )
    const domainText = () =>
      d.chance(6)
        ? `[${d.some(4, 4, () => String(d.int(0, 255)), '.')}]`
        : `${d.some(0, 2, () => `${labelText()}.`)}${d.pick(['com', 'org', 'net', 'de', 'localhost', 'test', 'uk'])}`
    const one = () => `${localText()}@${domainText()}`
    const box = () =>
      d.one(
        one,
        one,
        () => `<${one()}>`,
        () => `${d.some(1, 3, () => d.name(), ' ')} <${one()}>`,
        () => `"${d.name()}, ${d.pick(['', '\\"'])}${d.name()}" <${one()}>`,
      )
    return d.some(1, d.int(1, 3), box, d.pick([', ', ',']))
  },
}
