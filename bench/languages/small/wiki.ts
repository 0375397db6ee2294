import { alt, opt, type Pattern, plus, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { blocks, type SmallLanguage } from './language.ts'

const plain = token(/[A-Za-z0-9 .,:;!?()/"-]+/y)
const page = token(/[A-Za-z0-9 _:()-]+/y)
const link = alt(
  seq('[[', page, opt(seq('|', plain)), ']]'),
  seq('[', token(/https?:\/\/[A-Za-z0-9./_?=&-]+/y), opt(seq(' ', plain)), ']'),
  seq('{{', page, star(seq('|', opt(seq(token(/[a-z]+/y), '=')), opt(plain))), '}}'),
)
const italic: Pattern = seq("''", plus(alt(plain, link)), "''")
const bold: Pattern = rule(() => seq("'''", plus(alt(plain, link, italic)), "'''"))
const text: Pattern = plus(alt(plain, link, bold, italic))
const heading = alt(
  ...['==', '===', '===='].map(marks => seq(marks, token(/ *[A-Za-z0-9][A-Za-z0-9 .,:;!?()-]*/y), marks)),
)
const line = alt('', heading, seq(token(/[*#:]+ /y), text), '----', seq(token(/(?=[^ ])/y), text))
const wikiText = recogniser(seq(line, star(seq('\n', line))))

export const wiki: SmallLanguage = {
  about: 'wiki text: headings, lists, bold and italic, links, templates',
  accepts: wikiText,
  examples: blocks(`
    hello
    ----
    Some text, with dots.
    ----
    == Title ==
    ----
    === Sub ===
    ----
    ==== Deep ====
    ----
    '''bold'''
    ----
    ''italic''
    ----
    a '''b''' c
    ----
    [[Page]]
    ----
    [[Main Page|home]]
    ----
    see [[Help:A (b)]] now
    ----
    [http://x.org]
    ----
    [https://a.b/c?d=e the site]
    ----
    * item
    ----
    * one
    * two
    ----
    ** nested
    ----
    # first
    # second
    ----
    : indented
    ----
    {{stub}}
    ----
    {{box|a|b=c}}
    ----
    '''a ''b'' c'''
    ----
    * ''x'' and [[Y]]
    ----
    Why? (Because!) "so" - 3/4; ok:
    ----
    == A ==

    text one
    text two

    == B ==
    # z
    ----
    ''[[L|m]]''
    ----
    '''[[L]]''' end
  `),
  wrong: ['[[a', '[a]', "'''b", "''i", '== x =', '==', '{{a', '[[a|b|c]]', ' x', '*x*', '[[]]', '<b>'],
  draw(d) {
    const words = () => d.phrase(1, 4) + d.pick(['', '', '.', ',', '!', '?', ' (x)', ': y'])
    const page = () =>
      d.one(
        () => d.name(),
        () => `${d.name()} ${d.word()}`,
        () => `Help:${d.name()}`,
      )
    const link = () =>
      d.one(
        () => `[[${page()}]]`,
        () => `[[${page()}|${words()}]]`,
        () => `[http://${d.word()}.org/${d.word()}]`,
        () => `[https://${d.word()}.com/${d.word()}?x=${d.int(0, 9)} ${words()}]`,
        () => `{{${d.word()}${d.some(0, 2, () => `|${d.maybe(() => `${d.word()}=`)}${d.word()}`)}}}`,
      )
    const span = () =>
      d.one(
        words,
        words,
        link,
        () => `''${d.one(words, link)}''`,
        () => `'''${words()}'''`,
        () => `'''${words()} ''${words()}'' ${words()}'''`,
      )
    const line = () =>
      d.one(
        () => d.some(1, 3, span, ' '),
        () => d.some(1, 3, span, ' '),
        () => `${d.pick(['*', '#', '**', ':', '##', '*#'])} ${d.some(1, 2, span, ' ')}`,
        () => `== ${d.phrase(1, 2)} ==`,
        () => `=== ${d.phrase(1, 2)} ===`,
        () => d.pick(['', '', '==== x ====']),
      )
    return d.some(1, 4, line, '\n')
  },
}
