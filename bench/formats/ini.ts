import { parse } from 'js-ini'
import { type Format, unlessThrown } from './format.ts'
import { packages, some } from './installed.ts'

/** Package metadata as another program writes it. */
async function written(): Promise<string[]> {
  // This writer comes without types.
  const { stringify } = (await import('ini' as string)) as { stringify: (value: object) => string }
  return packages().map(metadata => stringify(metadata))
}

const texts = await written()

export const format: Format = {
  parser: 'js-ini',
  accepts: unlessThrown(text => parse(text)),
  examples: [
    'name = Ann',
    '[owner]\nname=Ann Bell\nborn = 1979-05-27',
    '; a comment\nenabled = true',
    '[a.b]\n[c]\nkey="quoted"',
    'url = https://x.org/?q=1&r=2\npath=/usr/lib:/lib',
    'x.y-z_1 = -0.5\n\nempty =\n',
    '[section one]\n; nothing here\n',
    'k=v ; no comment\nk2 = [1, 2]',
    'list[] = a\nlist[] = b',
    'size=10 %\nmark=(c) 2020!',
  ],
  lines: [
    'name = Ann',
    '[owner]',
    'born=1979-05-27',
    '; a comment',
    '[a.b-c]',
    'key="quoted text"',
    'url = https://x.org/?q=1&r=2',
    'empty =',
    '  x.y_1 = -0.5',
    'list[] = (a) 10 %!',
  ],
  source: 'package metadata, written by another program, ini',
  inputs: () => some(texts, format.accepts),
}
