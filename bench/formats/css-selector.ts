import { parse } from 'css-what'
import { type Format, unlessThrown } from './format.ts'
import { files, some } from './installed.ts'

export const format: Format = {
  parser: 'css-what',
  accepts: unlessThrown(text => parse(text)),
  examples: [
    'a',
    '*',
    '.box',
    '#main',
    'ul li',
    'a > b',
    'h1 + p, h2 ~ p',
    'a.b.c#d',
    'a:hover',
    'p::before',
    '[type]',
    'input[type=text]',
    '[href^="http"][lang|=en i]',
    "a[title~='x y']",
    'li:nth-child(2n+1)',
    'li:not(.x, :first-child)',
    'div:has(> img)',
    ':is(h1, h2) .t_1-x',
    'svg|a',
    '.a\\:b',
  ],
  source: 'selectors in style sheets below node_modules',
  inputs: () =>
    some(
      files(/\.css$/, 3_000_000).flatMap(text => [...text.matchAll(/([^{}@;/]+)\{/g)].map(m => m[1]!.trim())),
      format.accepts,
      200,
    ),
}
