import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter, charactersOf, difference, hasCharacter } from '../character-class.ts'
import {
  characters,
  choice,
  empty,
  type Grammar,
  literal,
  optional,
  reference,
  repetition,
  sequence,
} from '../grammar.ts'
import { allStrings, anyGrammar } from '../testing/arbitrary.ts'
import { languageUpTo } from '../testing/language.ts'
import { Parser } from './parser.ts'
import { Recogniser } from './recogniser.ts'
import type { Tree } from './tree.ts'

const lit = literal
const ref = reference
const rules = (start: string, of: Record<string, Grammar['rules'][number]['expression']>): Grammar => ({
  start,
  rules: Object.entries(of).map(([name, expression]) => ({ name, expression })),
})
/** A tree as text: rule, children or the text of a leaf, in brackets. */
const shown = (tree: Tree, text: string): string =>
  tree.children.length === 0
    ? `${tree.rule}:${text.slice(tree.start, tree.end)}`
    : `${tree.rule}(${tree.children.map(child => shown(child, text)).join(' ')})`

describe('on small random grammars', () => {
  it('accepts exactly the sentences', () => {
    fc.assert(
      fc.property(anyGrammar, grammar => {
        const sentences = languageUpTo(grammar, 5)
        const parser = new Parser(grammar)
        expect(allStrings('ab', 5).filter(text => parser.accepts(text))).toEqual(
          allStrings('ab', 5).filter(text => sentences.has(text)),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('gives a tree that is a derivation of the text', () => {
    fc.assert(
      fc.property(anyGrammar, grammar => {
        const parser = new Parser(grammar)
        for (const text of languageUpTo(grammar, 5)) {
          const tree = parser.parse(text)!
          expect(tree.rule).toBe(grammar.start)
          expect([tree.start, tree.end]).toEqual([0, text.length])
          checkDerivation(grammar, tree, text)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('knows the longest beginning of a sentence, what can follow it, and whether it may end', () => {
    fc.assert(
      fc.property(anyGrammar, grammar => {
        // Sentences of these grammars that begin with a text of length 3 need not end within 6 characters: only what
        // the enumeration can decide is compared.
        const sentences = [...languageUpTo(grammar, 7)]
        const parser = new Parser(grammar)
        for (const text of allStrings('ab', 3)) {
          const { length, next, canEnd } = parser.prefix(text)
          const head = text.slice(0, length)
          expect(canEnd).toBe(sentences.includes(head))
          for (const c of 'ab') {
            if (sentences.some(s => s.startsWith(head + c))) expect(hasCharacter(next, c.codePointAt(0)!)).toBe(true)
          }
          for (let n = 0; n <= text.length; n++) {
            if (sentences.some(s => s.startsWith(text.slice(0, n)))) expect(length).toBeGreaterThanOrEqual(n)
          }
          // No false promise: each promised character leads to a state from which the parser finds a sentence.
          const recogniser = new Recogniser(parser)
          expect(recogniser.pushText(head) || sentences.length === 0).toBe(true)
          for (const c of 'ab') {
            if (!hasCharacter(next, c.codePointAt(0)!)) continue
            expect(recogniser.push(c.codePointAt(0)!)).toBe(true)
            expect(canFinish(recogniser)).toBe(true)
            recogniser.pop()
          }
        }
      }),
      { numRuns: 150 },
    )
  })
})

/** Whether some continuation reaches a sentence, nearest first; true also where the search gets too long to tell. */
function canFinish(recogniser: Recogniser): boolean {
  let patience = 20_000
  const goal = (left: number): boolean => {
    if (recogniser.accepting || --patience < 0) return true
    if (left === 0) return false
    for (const c of 'ab') {
      if (!recogniser.allows(c.codePointAt(0)!)) continue
      recogniser.push(c.codePointAt(0)!)
      const found = goal(left - 1)
      recogniser.pop()
      if (found) return true
    }
    return false
  }
  for (let left = 0; left <= 100; left++) if (goal(left)) return true
  return false
}

/** Each node's rule derives its text with the children as given (children as references, by a parser for that one step). */
function checkDerivation(grammar: Grammar, tree: Tree, text: string): void {
  const open = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    let at = node.start
    for (const child of node.children) {
      expect(at <= child.start && child.start < child.end && child.end <= node.end).toBe(true)
      at = child.end
    }
    expect(oneStep(grammar, node, text)).toBe(true)
    open.push(...node.children)
  }
}

/** A grammar in which every reference is a private character, or nothing if the rule can be empty. */
function oneStep(grammar: Grammar, node: Tree, text: string): boolean {
  const mark = (rule: string) => String.fromCodePoint(0xe000 + grammar.rules.findIndex(r => r.name === rule))
  const emptyOnes = new Set(
    grammar.rules.filter(r => languageUpTo({ ...grammar, start: r.name }, 0).has('')).map(r => r.name),
  )
  const frozen = (e: Grammar['rules'][number]['expression']): Grammar['rules'][number]['expression'] => {
    if (e.kind === 'reference') return emptyOnes.has(e.rule) ? optional(lit(mark(e.rule))) : lit(mark(e.rule))
    if (e.kind === 'sequence') return sequence(...e.items.map(frozen))
    if (e.kind === 'choice') return choice(...e.alternatives.map(frozen))
    if (e.kind === 'repetition') return repetition(frozen(e.item), e.min, e.max)
    return e
  }
  const rule = grammar.rules.find(r => r.name === node.rule)!
  let flat = ''
  let at = node.start
  for (const child of node.children) {
    flat += text.slice(at, child.start) + mark(child.rule)
    at = child.end
  }
  flat += text.slice(at, node.end)
  return languageUpTo(rules('x', { x: frozen(rule.expression) }), flat.length).has(flat)
}

describe('trees', () => {
  it('read an ambiguous operator from the left', () => {
    const grammar = rules('e', { e: choice(sequence(ref('e'), lit('-'), ref('e')), lit('1')) })
    const text = '1-1-1-1'
    expect(shown(new Parser(grammar).parse(text)!, text)).toBe('e(e(e(e:1 e:1) e:1) e:1)')
  })

  it('prefer the rule that stands first', () => {
    const grammar = rules('s', { s: choice(ref('b'), ref('a')), a: lit('x'), b: lit('x') })
    expect(shown(new Parser(grammar).parse('x')!, 'x')).toBe('s(a:x)')
  })

  it('end in cyclic grammars', () => {
    const grammar = rules('a', { a: choice(ref('b'), lit('x')), b: choice(ref('a'), sequence(ref('a'), ref('a'))) })
    expect(shown(new Parser(grammar).parse('xx')!, 'xx')).toBe('a(b(a:x a:x))')
  })

  it('have offsets in UTF-16 units, and no node for what is empty', () => {
    const grammar = rules('s', {
      s: sequence(ref('gap'), ref('c'), ref('gap'), ref('c')),
      c: characters(difference(anyCharacter, charactersOf(' '))),
      gap: repetition(lit(' ')),
    })
    expect(new Parser(grammar).parse('😀 b')).toEqual({
      rule: 's',
      start: 0,
      end: 4,
      children: [
        { rule: 'c', start: 0, end: 2, children: [] },
        { rule: 'gap', start: 2, end: 3, children: [] },
        { rule: 'c', start: 3, end: 4, children: [] },
      ],
    })
  })

  it('are a bare root for the empty text', () => {
    const grammar = rules('s', { s: repetition(ref('s'), 0, 2) })
    expect(new Parser(grammar).parse('')).toEqual({ rule: 's', start: 0, end: 0, children: [] })
    expect(new Parser(grammar).parse('a')).toBeUndefined()
  })
})

describe('long and deep texts', () => {
  const depthOf = (tree: Tree) => {
    let depth = 0
    for (let node: Tree | undefined = tree; node; node = node.children.at(-1)) depth++
    return depth
  }

  it('nest 100,000 deep', () => {
    const grammar = rules('s', { s: choice(empty, sequence(lit('('), ref('s'), lit(')'))) })
    const text = '('.repeat(100_000) + ')'.repeat(100_000)
    expect(depthOf(new Parser(grammar).parse(text)!)).toBe(100_000)
  })

  it('recur at the right in linear time, even where one character of lookahead does not decide', () => {
    // Whether an item is the last one of the list is known only after the gap.
    const grammar = rules('all', {
      all: sequence(ref('list'), repetition(lit(' '), 0, 1), lit('.')),
      list: choice(ref('item'), sequence(ref('item'), ref('list'))),
      item: choice(lit('a'), sequence(lit(' '), lit('a'))),
    })
    const parser = new Parser(grammar)
    const text = `${' a'.repeat(10_000)} .`
    expect(depthOf(parser.parse(text)!.children[0]!)).toBe(10_001)
    const recogniser = new Recogniser(parser)
    expect(recogniser.pushText(text)).toBe(true)
    expect(recogniser.accepting).toBe(true)
  })

  it('recur at the left', () => {
    const grammar = rules('s', { s: choice(lit('a'), sequence(ref('s'), lit('a'))) })
    expect(new Parser(grammar).accepts('a'.repeat(100_000))).toBe(true)
  })
})

describe('a recogniser', () => {
  const grammar = rules('s', {
    s: sequence(lit('['), optional(sequence(ref('s'), repetition(sequence(lit(','), ref('s'))))), lit(']')),
  })

  it('takes back what it read', () => {
    const recogniser = new Recogniser(new Parser(grammar))
    fc.assert(
      fc.property(fc.array(fc.constantFrom('[', ']', ',', 'pop'), { maxLength: 30 }), moves => {
        recogniser.restore(0)
        let text = ''
        for (const move of moves) {
          if (move !== 'pop') recogniser.push(move.codePointAt(0)!)
          else if (text !== '') recogniser.pop()
          text = move === 'pop' ? text.slice(0, -1) : text + move
          const fresh = new Recogniser(new Parser(grammar))
          expect(recogniser.alive).toBe(fresh.pushText(text))
          expect(recogniser.accepting).toBe(fresh.accepting)
          expect(recogniser.next()).toEqual(fresh.next())
          expect('[],x'.split('').map(c => recogniser.allows(c.codePointAt(0)!))).toEqual(
            '[],x'.split('').map(c => hasCharacter(fresh.next(), c.codePointAt(0)!)),
          )
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('grammars that explode as automata', () => {
  it('are split into helpers that leave no trace', () => {
    // Whether the 20th character from the end is an `a`: 2^20 deterministic states.
    const ab = characters(charactersOf('ab'))
    const grammar = rules('s', { s: sequence(repetition(ab), ref('a'), repetition(ab, 19, 19)), a: lit('a') })
    const parser = new Parser(grammar)
    const text = `ba${'ab'.repeat(10)}`
    expect(parser.accepts(text)).toBe(text.at(-20) === 'a')
    expect(parser.accepts(`${text}b`)).toBe(`${text}b`.at(-20) === 'a')
    expect(parser.parse(`bba${'b'.repeat(19)}`)!.children).toEqual([{ rule: 'a', start: 2, end: 3, children: [] }])
  })

  it('are refused when even their plain size is beyond reason', () => {
    let e = repetition(lit('a'), 1000, 1000)
    for (let i = 0; i < 5; i++) e = repetition(e, 1000, 1000)
    expect(() => new Parser(rules('s', { s: e }))).toThrow(/1048576 states/)
  })
})
