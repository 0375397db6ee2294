import { blocks, type SmallLanguage } from './language.ts'

const word = "[A-Za-z0-9!#$%&'*+.^_`|~-]+"
const text = '"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*"'
const parameters = `(?:; ?${word}=(?:${word}|${text}))*`
const list = (item: string) => new RegExp(`^${item}(?:, ?${item})*$`)
const quality = '(?:; ?q=(?:0(?:\\.\\d{1,3})?|1(?:\\.0{1,3})?))?'
const date =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/
const mediaType = new RegExp(`^${word}/${word}${parameters}$`)
const known: Readonly<Record<string, RegExp>> = {
  'content-length': /^\d+$/,
  'content-type': mediaType,
  accept: list(`${word}/${word}${quality}`),
  'accept-language': list(`(?:[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\\*)${quality}`),
  'cache-control': list(`${word}(?:=(?:\\d+|${text}))?`),
  connection: /^(?:close|keep-alive)$/,
  date,
  'last-modified': date,
  etag: /^(?:W\/)?"[^"\s]*"$/,
  cookie: new RegExp(`^${word}=[^\\s",;\\\\]*(?:; ${word}=[^\\s",;\\\\]*)*$`),
  host: /^[A-Za-z0-9.-]+(?::\d+)?$/,
}
const line = /^([A-Za-z][A-Za-z0-9-]*): ?(.*)$/

export const httpHeaders: SmallLanguage = {
  about: 'header lines of HTTP, the values of the best known ones by their own rules',
  accepts: all =>
    all.split('\n').every(header => {
      const [, name, value] = line.exec(header) ?? []
      if (name === undefined) return false
      const rule = known[name.toLowerCase()]
      return rule ? rule.test(value!) : !/\r/.test(value!)
    }),
  examples: blocks(`
    Host: a.org
    ----
    Host: localhost:8080
    ----
    Content-Length: 42
    ----
    Content-Type: text/html
    ----
    Content-Type: text/html; charset=utf-8
    ----
    Content-Type: multipart/form-data; boundary="a b"
    ----
    Accept: */*
    ----
    Accept: text/html, application/json;q=0.9, */*; q=0.1
    ----
    Accept-Language: en
    ----
    Accept-Language: en-US,de;q=0.5, *;q=0
    ----
    Cache-Control: no-cache
    ----
    Cache-Control: max-age=3600, public
    ----
    Connection: close
    ----
    Connection: keep-alive
    ----
    Date: Tue, 15 Nov 1994 08:12:31 GMT
    ----
    Last-Modified: Sat, 01 Jan 2000 00:00:00 GMT
    ----
    ETag: "abc-1"
    ----
    ETag: W/"x"
    ----
    Cookie: a=1
    ----
    Cookie: id=x9; theme=dark; e=
    ----
    X-Custom: any text, here (ok)
    ----
    User-Agent: curl/8.5.0
    ----
    Host: b
    Accept: image/png
    ----
    X-Empty:
    ----
    content-length:0
    ----
    Location: /new
    Content-Length: 0
    Connection: close
  `),
  wrong: [
    '',
    'Host',
    'Host:',
    'Content-Length: x',
    'Content-Type: text',
    'Accept: a/b;q=2',
    'Connection: open',
    'Date: today',
    'ETag: x',
    'Cookie: a',
    'Content-Type: a/b; c',
    '1: x',
    'X Y: z',
  ],
  draw(d) {
    const q = () => d.pick(['', '', ';q=0.5', '; q=0.75', ';q=1', ';q=1.0', ';q=0'])
    const type = () =>
      d.pick([
        'text/html',
        'text/plain',
        'application/json',
        'image/*',
        '*/*',
        'image/svg+xml',
        'application/vnd.api+json',
      ])
    const when = () =>
      `${d.pick(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])}, ${d.digits(1, 28, 2)} ${d.pick(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'])} ${d.int(1990, 2030)} ${d.digits(0, 23, 2)}:${d.digits(0, 59, 2)}:${d.digits(0, 59, 2)} GMT`
    const header = () =>
      d.one(
        () => `Host: ${d.word()}.${d.pick(['org', 'com'])}${d.maybe(() => `:${d.int(80, 9000)}`)}`,
        () => `Content-Length: ${d.int(0, 99999)}`,
        () =>
          `Content-Type: ${type()}${d.maybe(() => d.pick(['; charset=utf-8', ';charset="iso-8859-1"', '; boundary=xx--9; a=b']))}`,
        () => `Accept: ${d.some(1, 3, () => type() + q(), d.pick([',', ', ']))}`,
        () =>
          `Accept-Language: ${d.some(1, 3, () => d.pick(['en', 'en-US', 'de', 'fr-CH', 'zh-Hans-CN', '*']) + q(), ', ')}`,
        () =>
          `Cache-Control: ${d.some(1, 3, () => d.pick(['no-cache', 'no-store', 'public', 'private', `max-age=${d.int(0, 9999)}`, `s-maxage=${d.int(0, 99)}`]), ', ')}`,
        () => `Connection: ${d.pick(['close', 'keep-alive'])}`,
        () => `${d.pick(['Date', 'Last-Modified'])}: ${when()}`,
        () => `ETag: ${d.maybe(() => 'W/')}"${d.chars('0123456789abcdef-', 0, 8)}"`,
        () => `Cookie: ${d.some(1, 3, () => `${d.word()}=${d.maybe(() => d.word() + d.int(0, 99))}`, '; ')}`,
        () => `X-${d.name()}${d.maybe(() => `-${d.name()}`)}: ${d.phrase(0, 4)}`,
        () =>
          `${d.pick(['User-Agent', 'Server'])}: ${d.name()}/${d.int(1, 9)}.${d.int(0, 9)}${d.maybe(() => ' (x86_64; rv:1)')}`,
      )
    return d.some(1, 4, header, '\n')
  },
}
