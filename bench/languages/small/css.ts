import { alt, list, opt, type Pattern, plus, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { blocks, type SmallLanguage } from './language.ts'

const _ = token(/(?:[ \t\n]|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y)
const name = token(/-{0,2}[A-Za-z_][A-Za-z0-9_-]*/y)
const text = token(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y)
const number = token(/[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:%|[a-zA-Z]+)?/y)
const attribute = seq('[', _, name, _, opt(seq(token(/[~|^$*]?=/y), _, alt(name, text), _)), ']')
const pseudo: Pattern = rule(() =>
  seq(':', opt(':'), alt(name, seq(name, '(', _, alt(selectors, token(/\d*n(?:[-+]\d+)?|\d+|odd|even/y)), _, ')'))),
)
const qualifier = alt(seq('.', name), seq('#', token(/[A-Za-z0-9_-]+/y)), attribute, pseudo)
const compound = alt(seq(alt(name, '*'), star(qualifier)), plus(qualifier))
const combinator = alt(token(/[ \n]+/y), seq(_, token(/[>+~]/y), _))
const selectors: Pattern = rule(() => list(list(compound, combinator), seq(_, ',', _)))
const term: Pattern = rule(() =>
  alt(
    number,
    text,
    token(/#[0-9A-Fa-f]{3,8}/y),
    seq(name, opt(seq('(', _, opt(values), _, ')'))),
    token(/url\([^ \n"'()]*\)/y),
  ),
)
const separator = alt(token(/[ \n]+/y), seq(_, token(/[,/]/y), _))
const values: Pattern = rule(() => list(term, separator))
const declaration = seq(name, _, ':', _, values, opt(seq(_, '!important')))
const declarations = seq(_, opt(declaration), star(seq(_, ';', _, opt(declaration))), _)
const styleRule = seq(selectors, _, '{', declarations, '}')
const feature = seq('(', _, name, opt(seq(_, ':', _, term)), _, ')')
const query = alt(seq(name, star(seq(_, 'and', _, feature))), list(feature, seq(_, 'and', _)))
const sheet: Pattern = rule(() =>
  star(
    seq(
      alt(
        styleRule,
        seq('@media', token(/[ \n]+/y), list(query, seq(_, ',', _)), _, '{', _, star(seq(styleRule, _)), '}'),
        seq('@import', token(/[ \n]+/y), alt(text, token(/url\([^ \n"'()]*\)/y)), _, ';'),
        seq('@font-face', _, '{', declarations, '}'),
      ),
      _,
    ),
  ),
)

export const css: SmallLanguage = {
  about: 'style sheets: selectors, declarations, media queries',
  accepts: recogniser(seq(_, sheet)),
  examples: blocks(String.raw`
    a{}
    ----
    p { color: red }
    ----
    h1 { margin: 0; }
    ----
    h1, h2 { font-size: 1.5em; }
    ----
    .box { width: 100%; height: 20px }
    ----
    #main { color: #fff; background: #A0b1C2 }
    ----
    ul li { padding: 1px 2px 3px 4px }
    ----
    a > b { top: -5px }
    ----
    a + b ~ c { left: .5em }
    ----
    a:hover { color: blue !important }
    ----
    p::before { content: "x\"y" }
    ----
    input[type=text] { border: 1px solid black }
    ----
    [data-x="1"], [href^='http'] {}
    ----
    * { font-family: Arial, "Open Sans", serif }
    ----
    li:nth-child(2n+1) { float: left }
    ----
    li:nth-child(odd) {}
    ----
    a:not(.b) {}
    ----
    div { color: rgb(1, 2, 3) }
    ----
    i { background: url(img/a.png) }
    ----
    @media print { p { color: black } }
    ----
    @media screen and (max-width: 600px) { a { color: red } b {} }
    ----
    @import "x.css";
    ----
    @import url(y.css);
    ----
    @font-face { font-family: F }
    ----
    /* note */ a { b: c }
    ----
    a.b.c#d { x: calc(1px) }
    ----
    :root { --main: 10px; width: var(--main) }
    ----
    b {
      font: 12px/1.5 a;
      transform: rotate(45deg) scale(+2)
    }
  `),
  wrong: [
    'a',
    'a {',
    'a } {',
    'a { b }',
    'a { b: }',
    'a { b: c d: e }',
    ', a {}',
    '.{}',
    '@media {}',
    'a { b: c !imp }',
    '@import x;',
    'a[b {}',
    '/* a',
    'a:: {}',
  ],
  draw(d) {
    const id = () =>
      d.one(
        () => d.word(),
        () => `${d.word()}-${d.word()}`,
      )
    const tag = () => d.pick(['a', 'p', 'div', 'span', 'h1', 'ul', 'li', '*', 'table'])
    const compoundText = () =>
      d.one(
        tag,
        tag,
        () => `.${id()}`,
        () => `#${id()}`,
        () => `${tag()}.${id()}`,
        () =>
          `${tag()}:${d.pick(['hover', 'focus', 'first-child', ':after', 'nth-child(2n+1)', 'nth-child(even)', 'nth-child(3)'])}`,
        () => `${tag()}:not(${d.pick('.#')}${id()})`,
        () =>
          `${tag()}[${id()}${d.maybe(
            () =>
              `${d.pick(['=', '^=', '~=', '$='])}${d.one(
                () => `"${d.phrase()}"`,
                () => d.word(),
              )}`,
          )}]`,
      )
    const selector = () => d.some(1, 3, compoundText, d.pick([' ', ' > ', ' + ', ' ~ ', ' ']))
    const length = () => `${d.pick(['', '', '-'])}${d.int(0, 200)}${d.pick(['px', 'em', '%', 'vh', ''])}`
    const valueText = (): string =>
      d.one(
        length,
        length,
        () => id(),
        () => `#${d.chars('0123456789abcdefABCDEF', 6, 6)}`,
        () => `${d.int(0, 9)}.${d.int(0, 99)}em`,
        () => `"${d.phrase(0)}"`,
        () => `rgb(${d.some(3, 3, () => String(d.int(0, 255)), ', ')})`,
        () => `var(--${id()})`,
        () => `url(${d.word()}/${d.word()}.png)`,
        () => `rotate(${d.int(0, 360)}deg)`,
      )
    const property = () =>
      d.one(id, () => d.pick(['color', 'margin', 'font-size', 'background', 'border-top-width', '--my-var', 'display']))
    const declarationText = () =>
      `${property()}:${d.pick([' ', ''])}${d.some(1, 3, valueText, d.pick([' ', ', ', ' ']))}${d.chance(10) ? ' !important' : ''}`
    const ruleText = () =>
      `${d.some(1, 2, selector, ', ')} {${d.chance(8) ? '' : ` ${d.some(1, 3, declarationText, '; ')}${d.pick(['', ';'])} `}}`
    const item = () =>
      d.one(
        ruleText,
        ruleText,
        ruleText,
        ruleText,
        () =>
          `@media ${d.pick(['screen', 'print', 'all'])}${d.some(0, 2, () => ` and (${d.pick(['min-width', 'max-width'])}: ${d.int(1, 1200)}px)`)} { ${d.some(1, 2, ruleText, ' ')} }`,
        () => `@import ${d.pick([`"${d.word()}.css"`, `url(${d.word()}.css)`])};`,
        () => `/* ${d.phrase()} */ ${ruleText()}`,
      )
    return d.some(1, 3, item, d.pick([' ', '\n']))
  },
}
