import { parse } from 'csv-parse/sync'
import { type Format, unlessThrown } from './format.ts'
import { packages, some } from './installed.ts'

/** Tables of real metadata as another program writes them. */
async function tables(): Promise<string[]> {
  // d3-dsv comes without types.
  const { csvFormat } = (await import('d3-dsv' as string)) as { csvFormat: (rows: object[]) => string }
  const rows = packages().flatMap(({ name, version, license, description, keywords }) =>
    typeof name === 'string' ? [{ name, version, license, description, keywords: [keywords].flat().join(', ') }] : [],
  )
  return rows.map((_, i) => csvFormat(rows.slice(i, i + 1 + (i % 4))))
}

const written = await tables()

export const format: Format = {
  parser: 'csv-parse',
  accepts: unlessThrown(text => parse(text)),
  examples: [
    'a,b,c',
    'id,name\n1,Ann\n2,Bob',
    'x,"y z"',
    '"a ""quoted"" word",1',
    'k,v\n"1,5",\n,2\n',
    '"two\nlines",end',
    'price\n3.50\n-7',
    'a\r\nb\r\n',
    'mail,url\nme@x.org,https://x.org/?q=1&r=#top',
    '"",""',
  ],
  lines: [
    'a,b,c',
    'id,name,price',
    '1,Ann,3.50',
    'x,"y z"',
    '"a ""quoted"" word",1',
    'k,"1,5",,v',
    '"",""',
    'mail,me@x.org,https://x.org/?q=1&r=#top',
    "it's,-7,50%",
    'alone',
  ],
  source: 'tables of package metadata, written by d3-dsv',
  inputs: () => some(written, format.accepts),
}
