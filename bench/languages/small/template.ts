import { alt, list, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { blocks, type SmallLanguage } from './language.ts'

const reserved = new Set('and else elif endfor endif for if in not or'.split(' '))
const _ = token(/ */y)
const gap = token(/ +/y)
const word = (text: string) => seq(token(new RegExp(`${text}(?![A-Za-z0-9_])`, 'y')), _)
const name = token(/[A-Za-z_][A-Za-z0-9_]*/y, reserved)
const text = token(/(?:[^{]|\{(?![{%#]))+/y)
const literal = alt(token(/"[^"{}]*"|'[^'{}]*'/y), token(/\d+(?:\.\d+)?/y))
const operand: Pattern = rule(() =>
  seq(
    alt(
      literal,
      seq(name, star(alt(seq('.', alt(name, token(/\d+/y))), seq('[', _, expression, ']')))),
      seq('(', _, expression, ')'),
    ),
    _,
  ),
)
const filtered: Pattern = rule(() =>
  seq(operand, star(seq('|', _, name, opt(seq('(', _, list(expression, seq(',', _)), ')')), _))),
)
const test: Pattern = rule(() => seq(star(word('not')), filtered, opt(seq(token(/==|!=|<=|>=|<|>/y), _, filtered))))
const expression: Pattern = rule(() => list(test, alt(word('and'), word('or'))))
const tag = (...inside: readonly (Pattern | string)[]) => seq('{%', opt('-'), _, ...inside, _, opt('-'), '%}')
const body: Pattern = rule(() => star(piece))
const piece: Pattern = rule(() =>
  alt(
    text,
    seq('{{', opt('-'), _, expression, opt('-'), '}}'),
    token(/\{#(?:[^#]|#(?!\}))*#\}/y),
    tag(word('include'), literal),
    tag(word('set'), name, _, '=', _, expression),
    seq(
      tag(word('if'), expression),
      body,
      star(seq(tag(word('elif'), expression), body)),
      opt(seq(tag(word('else')), body)),
      tag(word('endif')),
    ),
    seq(tag(word('for'), name, opt(seq(_, ',', _, name)), gap, word('in'), expression), body, tag(word('endfor'))),
  ),
)

export const template: SmallLanguage = {
  about: 'a template language: values with filters, conditions and loops that end in tags of their own',
  accepts: recogniser(body),
  examples: blocks(`
    plain text
    ----
    {{ x }}
    ----
    {{x}}
    ----
    Hello {{ user.name }}!
    ----
    {{ a | upper }}
    ----
    {{ a | join(", ") | lower }}
    ----
    {{ list[0] }}
    ----
    {{ m['k'].v }}
    ----
    {% if a %}b{% endif %}
    ----
    {% if a %}b{% else %}c{% endif %}
    ----
    {% if a %}1{% elif b %}2{% elif c %}3{% else %}4{% endif %}
    ----
    {% for x in xs %}{{ x }}, {% endfor %}
    ----
    {% for k, v in d.items %}{{ k }}={{ v }}{% endfor %}
    ----
    {# comment #}
    ----
    {% include "head.html" %}
    ----
    {% set n = 5 %}
    ----
    {% if a and not b or c %}y{% endif %}
    ----
    {% if n == 1 %}one{% endif %}
    ----
    {% if a.b != "x" %}{% endif %}
    ----
    {% if (x > 1.5) and y <= 2 %}z{% endif %}
    ----
    a { b } c
    ----
    {%- if x -%} t {%- endif -%}
    ----
    {{- y -}}
    ----
    <p class="{{ c }}">{{ t | default('none') }}</p>
    ----
    {% if a %}{% for i in b %}-{% endfor %}{% endif %}
    ----
    {% if n >= 3 %}
    {{ n | round(2, 1) }}
    {% endif %}
    ----
    {{ a < b }}
  `),
  wrong: [
    '{{',
    '{{ }}',
    '{{ x }',
    '{% if %}{% endif %}',
    '{% if x %}',
    '{% endif %}',
    '{% for x %}{% endfor %}',
    '{{ a | }}',
    '{# x',
    '{% else %}',
    '{{ a b }}',
    '{{ if }}',
    '{% set = 1 %}',
    '{% for x in y %}{% endif %}',
  ],
  draw(d) {
    const value = () =>
      d.one(
        () => d.word(),
        () => d.word(),
        () => `${d.word()}.${d.word()}`,
        () => `${d.word()}[${d.int(0, 9)}]`,
        () => String(d.int(0, 99)),
        () => `"${d.phrase(0)}"`,
        () => `'${d.word()}'`,
      )
    const filteredText = () =>
      value() +
      d.some(0, d.chance(2) ? 2 : 0, () => ` | ${d.word()}${d.chance(3) ? `(${d.some(1, 2, value, ', ')})` : ''}`)
    const cond = (depth: number): string =>
      d.one(
        filteredText,
        () => `${value()} ${d.pick(['==', '!=', '<', '>', '<=', '>='])} ${value()}`,
        () => `not ${value()}`,
        () => (depth === 0 ? value() : `${cond(depth - 1)} ${d.pick(['and', 'or'])} ${cond(depth - 1)}`),
        () => (depth === 0 ? value() : `(${cond(depth - 1)})`),
      )
    const plain = () =>
      d.one(
        () => d.phrase(),
        () => d.pick(['<b>', '</p>\n', ', ', ' ', '\n', '!', ': ', '<a href="/x">', '{ }', '100%']),
      )
    const part = (depth: number): string =>
      d.one(
        plain,
        plain,
        () => `{{ ${filteredText()} }}`,
        () => `{{ ${filteredText()} }}`,
        () => (d.chance(3) ? `{# ${d.phrase()} #}` : `{{${d.word()}}}`),
        () => (depth === 0 ? plain() : `{% if ${cond(1)} %}${parts(depth - 1)}{% endif %}`),
        () =>
          depth === 0
            ? plain()
            : `{% if ${cond(1)} %}${parts(depth - 1)}${d.maybe(() => `{% elif ${cond(0)} %}${parts(depth - 1)}`)}{% else %}${parts(depth - 1)}{% endif %}`,
        () =>
          depth === 0
            ? plain()
            : `{% for ${d.word()}${d.chance(3) ? `, ${d.word()}` : ''} in ${value()} %}${parts(depth - 1)}{% endfor %}`,
        () =>
          d.one(
            () => `{% set ${d.word()} = ${cond(0)} %}`,
            () => `{% include "${d.word()}.html" %}`,
          ),
      )
    const parts = (depth: number): string => d.some(1, 3, () => part(depth))
    return parts(2)
  },
}
