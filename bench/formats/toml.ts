import { parse, stringify } from 'smol-toml'
import { type Format, unlessThrown } from './format.ts'
import { packages, some } from './installed.ts'

export const format: Format = {
  parser: 'smol-toml',
  accepts: unlessThrown(text => parse(text)),
  examples: [
    'title = "TOML"',
    '[owner]\nname = "Ann \\"A\\" Bell"\nborn = 1979-05-27T07:32:00Z',
    'ports = [ 8000, 8001 ]\nratio = 0.5',
    '# a comment\nenabled = true',
    '[[fruit]]\nname = \'apple\'\n\n[[fruit]]\nname = "pear"',
    'point = { x = 1, y = -2 }',
    '[a.b]\n"quoted key" = []',
    'a.b-c = """\ntwo\nlines"""',
    'n = [ [ 1, 2 ], [ "a" ] ]\n',
    'big = 1_000\nhex = 0xff\nnone = ""',
  ],
  lines: [
    'title = "TOML"',
    '[owner]',
    'name = "Ann \\"A\\" Bell"',
    'born = 1979-05-27T07:32:00Z',
    'ports = [ 8000, 8001, 8002 ]',
    'ratio = -0.5 # a comment',
    'enabled = true',
    '[[fruit.apple]]',
    "path = 'C:\\x'",
    'point = { x = 1, y = [ "a", 2 ] }',
  ],
  source: 'package metadata, written by smol-toml',
  inputs: () =>
    some(
      packages().map(metadata => stringify(metadata)),
      format.accepts,
    ),
}
