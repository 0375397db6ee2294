import { blocks, type SmallLanguage } from './language.ts'

const entry = /^[A-Za-z_][\w.-]*[ \t]*[=:][^\n]*$/
const section = /^\[[A-Za-z][\w .:-]*\][ \t]*$/
const nothing = /^[ \t]*(?:[;#][^\n]*)?$/

export const ini: SmallLanguage = {
  about: 'sections, keys with values, comments',
  accepts: text => text.split('\n').every(line => entry.test(line) || section.test(line) || nothing.test(line)),
  examples: blocks(`
    a=1
    ----
    name = value
    ----
    [main]
    ----
    [core]
    editor = vim
    ----
    ; a comment
    ----
    # another one
    x=
    ----
    url: http://example.org/a?b=c
    ----
    [server]
    host=localhost
    port=8080
    ----
    [a]
    [b]
    ----
    path = C:\\temp\\x
    ----
    [user.settings]
    font-size = 12

    [x-1]
    y_z = "quoted text"
    ----
    key =   spaces
    ----
    DEBUG=true
    ; off
    ----
    list = 1, 2, 3
    ----
    [db]
    user=root
    password=p@ss;w#rd!

    # end
    ----
    _hidden = 0
    ----
    Time = 12:30:00
    ----
    [my section]
    a.b.c = d
    ----
    rate=50%
    ----
    k1=v1
    k2=v2
    k3=v3
    ----
    [net]
    dns = 8.8.8.8
    mask : 255.255.255.0
    ----
    greeting = hello (world) [x] {y} <z>
    ----
    a = b = c
  `),
  wrong: ['novalue', '[open', '[]', '1a=2', '=x', 'a b=c', '[x] y', '[1]'],
  draw(d) {
    const key = () =>
      d.one(
        () => d.word(),
        () => `${d.word()}${d.pick('._-')}${d.word()}`,
        () => d.word().toUpperCase(),
        () => `${d.name()}${d.int(0, 9)}`,
      )
    const value = () =>
      d.one(
        () => d.word(),
        () => String(d.int(0, 9999)),
        () => d.phrase(),
        () => `"${d.phrase()}"`,
        () => `/${d.word()}/${d.word()}.txt`,
        () => '',
        () => d.pick(['true', 'off', '10.0.0.1', 'a;b', 'x # y', '50%', 'http://a.b/c?d=e&f=g', '1,2,3', '*', '~/x']),
      )
    const line = (): string =>
      d.one(
        () => key() + d.pick(['=', ' = ', '= ', ': ', ' =']) + value(),
        () => key() + d.pick(['=', ' = ']) + value(),
        () =>
          `[${d.one(
            () => d.word(),
            () => `${d.word()} ${d.word()}`,
            () => `${d.word()}.${d.word()}`,
          )}]`,
        () => d.pick(';#') + d.pick(['', ' ']) + d.phrase(0, 4),
        () => '',
      )
    return d.some(1, 6, line, '\n')
  },
}
