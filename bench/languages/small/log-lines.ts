import { lines, type SmallLanguage } from './language.ts'

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const client = `(?:${byte}(?:\\.${byte}){3}|[a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)*)`
const month = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const time = `\\[(?:0[1-9]|[12]\\d|3[01])/(?:${month})/\\d{4}:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d [+-]\\d{4}\\]`
const request = '"(?:GET|POST|PUT|HEAD|DELETE|OPTIONS) /[A-Za-z0-9/._?=&%~-]* HTTP/(?:1\\.[01]|2\\.0)"'
const line = `${client} - (?:-|[a-z]\\w*) ${time} (?:${request}|"-") [1-5]\\d\\d (?:\\d+|-)(?: "[^"\\n]*" "[^"\\n]*")?`
const log = new RegExp(`^${line}(?:\\n${line})*\\n?$`)

export const logLines: SmallLanguage = {
  about: 'the access log of a web server, common or combined',
  accepts: text => log.test(text),
  examples: [
    ...lines(`
      127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326
      10.0.0.7 - frank [01/Jan/2024:00:00:00 +0000] "GET /a.gif HTTP/1.1" 304 -
      host - - [28/Feb/2023:09:05:01 +0100] "POST /login HTTP/1.1" 302 0
      a.example.org - bob_2 [31/Dec/1999:23:59:59 +0000] "HEAD /x/y HTTP/1.0" 404 12
      192.168.1.255 - - [15/Mar/2021:20:10:10 +0530] "GET /?q=a&r=%20b HTTP/2.0" 500 1
      8.8.8.8 - - [05/Apr/2020:07:08:09 +0000] "-" 408 -
      1.2.3.4 - - [09/May/2022:11:12:13 +0000] "PUT /up HTTP/1.1" 201 5 "-" "curl/8.0"
      1.2.3.4 - - [30/Jun/2022:11:12:13 -1200] "GET /i HTTP/1.1" 200 7 "http://a.b/c" "Mozilla/5.0 (X11)"
      x - - [11/Jul/2011:01:02:03 +0000] "DELETE /z HTTP/1.1" 204 -
      x - - [22/Aug/2012:16:17:18 +0000] "OPTIONS / HTTP/1.1" 200 3
      y2 - u [19/Sep/2013:02:32:54 +0200] "GET /~me/index.html HTTP/1.1" 200 44
      99.0.10.249 - - [20/Nov/2019:22:43:26 +0000] "GET /v1/a-b_c HTTP/1.1" 403 9
      web-1.net - - [02/Oct/2018:03:04:05 +0000] "GET / HTTP/1.1" 100 0 "" ""
      n - - [13/Feb/2016:14:25:47 +0000] "POST /api HTTP/2.0" 503 19
      0.0.0.0 - ann [24/Apr/2015:05:06:57 +0000] "GET /p HTTP/1.0" 206 1000
      m.io - - [16/Mar/2014:18:49:00 +0000] "GET / HTTP/1.1" 301 -
      200.100.50.25 - - [27/May/2017:06:50:08 +0000] "GET /k HTTP/1.1" 400 226
      q - w [03/Dec/2025:21:11:29 +0000] "GET /r HTTP/1.1" 200 8
      t - - [18/Jun/2026:17:01:31 +0000] "GET / HTTP/1.1" 200 2
    `),
    'a - - [04/Jul/2009:08:07:06 +0000] "-" 400 -\nb - - [06/Aug/2008:10:09:08 +0000] "-" 400 -',
    'c - - [07/Sep/2007:12:11:10 +0000] "-" 408 0\n',
  ],
  wrong: [
    '',
    '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200',
    '127.0.0.1 - - [10/Oct/2000:24:55:36 -0700] "GET / HTTP/1.0" 200 1',
    '127.0.0.1 - - [10/Okt/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1',
    '127.0.0.256 - - [10/Oct/2000:13:55:36 -0700] "-" 200 1',
    '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 600 1',
    '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET  HTTP/1.0" 200 1',
    'a - - [00/Oct/2000:13:55:36 -0700] "-" 200 1',
    'a - - [10/Oct/2000:13:55:36 -0700] "-" 200 1 "x"',
  ],
  draw(d) {
    const entry = () => {
      const who = d.one(
        () => d.some(4, 4, () => String(d.int(0, 255)), '.'),
        () => d.some(4, 4, () => String(d.int(0, 255)), '.'),
        () => `${d.word()}.${d.word()}.${d.pick(['com', 'net'])}`,
        () => `${d.word()}-${d.int(1, 20)}`,
      )
      const at = `[${d.digits(1, 31, 2)}/${d.pick(month.split('|'))}/${d.int(1995, 2029)}:${d.digits(0, 23, 2)}:${d.digits(0, 59, 2)}:${d.digits(0, 59, 2)} ${d.pick('+-')}${d.digits(0, 12, 2)}00]`
      const path = `${d.some(0, 3, () => `/${d.word()}`)}${d.pick(['/', '/index.html', '/a_b-c.png', '/~x'])}${d.maybe(() => `?${d.some(1, 2, () => `${d.word()}=${d.int(0, 99)}`, '&')}`)}`
      const what = d.chance(8)
        ? '"-"'
        : `"${d.pick(['GET', 'GET', 'GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS'])} ${path} HTTP/${d.pick(['1.0', '1.1', '2.0'])}"`
      const more = d.chance(3)
        ? ` "${d.pick(['-', `http://${d.word()}.org/${d.word()}`])}" "${d.pick(['-', 'curl/7.1', 'Mozilla/5.0 (Macintosh; Intel)', 'Bot/1.0 (+http://b.c)'])}"`
        : ''
      return `${who} - ${d.pick(['-', '-', d.word()])} ${at} ${what} ${d.pick(['200', '200', '204', '301', '304', '404', '500', '503', '418'])} ${d.chance(4) ? '-' : d.int(0, 99999)}${more}`
    }
    return d.some(1, d.chance(3) ? 3 : 1, entry, '\n') + (d.chance(6) ? '\n' : '')
  },
}
