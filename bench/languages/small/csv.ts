import { lines, type SmallLanguage } from './language.ts'

const field = '(?:"(?:[^"]|"")*"|[^",\\r\\n]*)'
const row = `${field}(?:,${field})*`
const table = new RegExp(`^${row}(?:\\r?\\n${row})*$`)

export const csv: SmallLanguage = {
  about: 'tables with commas; quotes around fields that need them, doubled within',
  accepts: text => table.test(text),
  examples: [
    ...lines(`
      a,b
      id,name,price
      1,apple,0.50
      2,,3
      ,
      "x",y
      "a,b",c
      "say ""hi""",2
      ""
      "",""
      Smith,"12 Main St, Apt 4",NY
      3.14
      Ann,-7,true
      5' 2,100%
      2024-01-31,open
      a b c,d e
      "#1",(none)
    `),
    'a,b\n1,2',
    'k,v\nx,"1\n2"\ny,3',
    'a\r\nb\r\n',
    'one\n"two"\n',
    '1,2,3\n4,5,6\n7,8,9',
    '"q""r"\n"s,t",u',
  ],
  wrong: ['"a', 'a"b', '"a"b,c', '"a""', 'x,"y\n', 'a,b"'],
  draw(d) {
    const plain = () =>
      d.one(
        () => d.word(),
        () => d.phrase(),
        () => String(d.int(-50, 2000)),
        () => `${d.int(0, 99)}.${d.digits(0, 99, 2)}`,
        () => '',
        () => `${d.name()} ${d.name()}`,
        () => `${d.int(1990, 2030)}-${d.digits(1, 12, 2)}-${d.digits(1, 28, 2)}`,
        () => d.pick(['true', 'no', 'N/A', '$5', 'a@b.org', '50%', "it's", '#3', '(x)', '1/2']),
      )
    const quoted = () => `"${d.some(0, 3, () => d.one(plain, plain, () => d.pick([',', '""', ', ', '\n', ' '])))}"`
    const columns = d.int(1, 4)
    const end = d.chance(4) ? '\r\n' : '\n'
    const line = () => d.some(columns, columns, () => d.one(plain, plain, quoted), ',')
    return d.some(1, 4, line, end) + (d.chance(3) ? end : '')
  },
}
