import { lines, type SmallLanguage } from './language.ts'

const unreserved = "[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}"
const segment = `(?:${unreserved}|[:@])*`
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?'
const host = `(?:${label}(?:\\.${label})*\\.?|\\[[0-9A-Fa-f]*(?::[0-9A-Fa-f]*){2,7}\\])`
const url_ = new RegExp(
  `^[A-Za-z][A-Za-z0-9+.-]*://(?:(?:${unreserved})+(?::(?:${unreserved})*)?@)?${host}(?::\\d{1,5})?` +
    `(?:/${segment})*(?:\\?(?:${unreserved}|[:@/?])*)?(?:#(?:${unreserved}|[:@/?])*)?$`,
)

export const url: SmallLanguage = {
  about: 'absolute URLs with user, port, path, query, fragment',
  accepts: text => url_.test(text),
  examples: lines(`
    http://a
    https://example.com
    http://example.com/
    ftp://files.example.org/pub/x.tar.gz
    http://localhost:8080
    https://user@host.net
    ssh://git:secret@code.host:22/repo.git
    http://a.b/c?d=e
    https://x.y/?q=1&r=two+words
    http://example.com/#top
    http://h/p?q#f
    http://192.168.0.1/admin
    http://[::1]:3000/
    https://a-b.co/c_d/e~f
    http://ex.com/%20x%C3%A9
    file://host/
    https://www.shop.example/item;v=1/(2)
    ws://s:81/chat?room=a/b
    http://x.com?y
    https://en.wiki.org/wiki/A:B@c
    svn+ssh://h/r
    http://[2001:db8::ff]/
    http://x//y/
    https://m.x/a,b!c$d'e*
  `),
  wrong: [
    'http:/a',
    '://a',
    'http://',
    'http://-a',
    'http://a:b',
    'http://a/ b',
    'http://a/%2',
    'http://a#b#c',
    '1http://a',
    'http://[::1',
    'http://a b',
  ],
  draw(d) {
    const part = () =>
      d.one(
        () => d.word(),
        () => `${d.word()}${d.pick('-_.~')}${d.word()}`,
        () => String(d.int(0, 2030)),
        () => `${d.word()}%${d.chars('0123456789ABCDEF', 2, 2)}${d.word()}`,
        () => `${d.word()}${d.pick("!$'()*+,;=:@")}${d.word()}`,
      )
    const server = () =>
      d.one(
        () => `${d.word()}.${d.pick(['com', 'org', 'io'])}`,
        () => `${d.pick(['www', 'api', 'my-app'])}.${d.word()}.${d.pick(['com', 'co.uk'])}`,
        () => d.some(4, 4, () => String(d.int(0, 255)), '.'),
        () => d.pick(['localhost', '[::1]', '[fe80::1:2]', 'x']),
      )
    return (
      d.pick(['http', 'https', 'https', 'ftp', 'ws', 'git+ssh']) +
      '://' +
      (d.chance(5) ? `${d.word()}${d.maybe(() => `:${d.word()}${d.int(0, 99)}`)}@` : '') +
      server() +
      (d.chance(3) ? `:${d.int(80, 65535)}` : '') +
      d.some(0, 3, () => `/${part()}`) +
      (d.chance(3) ? '/' : '') +
      (d.chance(2) ? `?${d.some(1, 3, () => `${d.word()}${d.maybe(() => `=${part()}`)}`, '&')}` : '') +
      (d.chance(3) ? `#${part()}` : '')
    )
  },
}
