import { derivesEmpty, referencesOf } from '../analysis.ts'
import type { CharacterClass } from '../character-class.ts'
import { intersection, union } from '../character-class.ts'
import type { Expression, Grammar } from '../grammar.ts'
import { oneCharacter } from '../lookahead/network.ts'

/**
 * A parser by recursive descent as TypeScript: a function for each rule, which takes the first alternative that matches
 * and as many rounds of a repetition as it can. Where the next character tells which alternative it is, no other is tried.
 *
 * `readN(p)` reads rule N at offset p of `input`, puts its node on the stack `nodes`, of which `top` is the height, and
 * returns where it ends, or -1.
 * @param grammar an ordered one, no rule of which begins with itself or derives the empty string
 * @returns the functions; the start rule's is `read0`
 */
export function fastParser(grammar: Grammar): string {
  const rules = [...grammar.rules].sort((a, b) => Number(b.name === grammar.start) - Number(a.name === grammar.start))
  const writer = new Writer({ ...grammar, rules })
  return rules.map((_, i) => writer.rule(i)).join('\n')
}

/** What stands in the code where a part does not match: a jump. */
type Jump = string

class Writer {
  readonly #grammar: Grammar
  readonly #numbers: ReadonlyMap<string, number>
  readonly #firsts = new Map<string, CharacterClass>()
  #labels = 0

  constructor(grammar: Grammar) {
    this.#grammar = grammar
    this.#numbers = new Map(grammar.rules.map((rule, i) => [rule.name, i]))
    for (let changed = true; changed; ) {
      changed = false
      for (const { name, expression } of grammar.rules) {
        const found = this.#first(expression)
        if (JSON.stringify(found) === JSON.stringify(this.#firsts.get(name) ?? [])) continue
        this.#firsts.set(name, found)
        changed = true
      }
    }
  }

  rule(i: number): string {
    const { name, expression } = this.#grammar.rules[i]!
    const hasChildren = referencesOf(expression).size > 0
    this.#labels = 0
    const body = this.#read(expression, 'return -1', hasChildren)
    const uses = (variable: string) => new RegExp(`\\b${variable}\\b`).test(body)
    return [
      `function read${i}(start: number): number {`,
      '  if (--fuel < 0) throw outOfFuel',
      '  let p = start',
      ...(uses('c') ? ['  let c = 0'] : []),
      ...(uses('q') ? ['  let q = 0'] : []),
      ...(hasChildren ? ['  const below = top'] : []),
      ...indented(body, 1),
      ...(hasChildren
        ? ['  const children = top === below ? none : nodes.slice(below, top)', '  top = below']
        : ['  const children = none']),
      `  nodes[top++] = { rule: ${JSON.stringify(name)}, start, end: p, children }`,
      '  return p',
      '}',
    ].join('\n')
  }

  /** Code that reads an expression at p, moves p behind it, or jumps. */
  #read(e: Expression, fail: Jump, hasChildren: boolean): string {
    const one = oneCharacter(e)
    if (one) return `${peek(one)}\nif (!(${test(one)})) ${fail}\n${step(one)}`
    switch (e.kind) {
      case 'literal':
        return `if (!input.startsWith(${JSON.stringify(e.text)}, p)) ${fail}\np += ${e.text.length}`
      case 'characters':
        return fail
      case 'reference':
        return `if ((q = read${this.#numbers.get(e.rule)!}(p)) < 0) ${fail}\np = q`
      case 'sequence':
        return e.items.map(item => this.#read(item, fail, hasChildren)).join('\n')
      case 'choice':
        return this.#choice(e.alternatives, fail, hasChildren)
      case 'repetition':
        return this.#repetition(e, fail, hasChildren)
    }
  }

  #choice(alternatives: readonly Expression[], fail: Jump, hasChildren: boolean): string {
    const firsts = alternatives.map(item => (isNullable(item) ? undefined : this.#first(item)))
    const isTold = firsts.every((a, i) => a && firsts.slice(i + 1).every(b => b && intersection(a, b).length === 0))
    if (isTold) {
      const branches = alternatives.map(
        (item, i) => `if (${test(firsts[i]!)}) {\n${block(this.#read(item, fail, hasChildren))}}`,
      )
      return `${peek(union(...(firsts as CharacterClass[])))}\n${branches.join(' else ')} else ${fail}`
    }
    // One after the other, each from the same place.
    const done = this.#label()
    const tries = alternatives.map((item, i) => {
      const next = this.#label()
      const first = firsts[i]
      const body = this.#read(item, `break ${next}`, this.#hasReference(item))
      const guard = first ? `${peek(first)}\nif (!(${test(first)})) break ${next}\n` : ''
      return `${next}: {\n${block(`${guard}${body}\nbreak ${done}`)}}\n${this.#back(item, done)}`
    })
    return `${done}: {\n${block(`${this.#mark(alternatives, done)}${tries.join('\n')}\n${fail}`)}}`
  }

  #repetition({ item, min, max }: Expression & { kind: 'repetition' }, fail: Jump, hasChildren: boolean): string {
    const isCounted = min > 0 || (max !== null && max > 1)
    const count = isCounted ? `n${this.#label().slice(1)}` : ''
    const first = this.#first(item)
    const one = oneCharacter(item)
    const loop = this.#label()
    const more = isCounted && max !== null ? `${count} < ${max}` : ''
    const counted = isCounted ? `\n${count}++` : ''
    let body: string
    const quick = one ? undefined : this.#quick(item)
    if (one) body = `${peek(one)}\nif (!(${test(one)})) break\n${step(one)}${counted}`
    else {
      const round = this.#label()
      const inner = this.#read(item, `break ${round}`, hasChildren)
      const again = max === 1 ? `break ${loop}` : `continue ${loop}`
      const skip = quick
        ? `if (${test(quick)}) {\n${block(`${step(quick)}${counted}\n${max === 1 ? 'break' : 'continue'}`)}}\n`
        : ''
      body = `${peek(first)}\n${skip}if (!(${test(first)})) break\n${this.#mark([item], loop)}${round}: {\n${block(`${inner}${counted}\n${again}`)}}\n${this.#back(item, loop)}\nbreak`
    }
    const isOnce = max === 1 && !isCounted
    const head = one ? '' : `${loop}: `
    const tail = isOnce && one ? '\nbreak' : ''
    return [
      ...(isCounted ? [`let ${count} = 0`] : []),
      `${head}for (;${more ? ` ${more}` : ''};) {\n${block(body + tail)}}`,
      ...(min > 0 ? [`if (${count} < ${min}) ${fail}`] : []),
    ].join('\n')
  }

  /** Of alternatives that the next character tells apart, the class of those that are one character and no more. */
  #quick(e: Expression): CharacterClass | undefined {
    if (e.kind !== 'choice') return undefined
    const single = e.alternatives.flatMap(item => oneCharacter(item) ?? [])
    const others = e.alternatives.filter(item => !oneCharacter(item))
    const found = union(...e.alternatives.map(item => oneCharacter(item) ?? []))
    const isTold = others.every(item => !isNullable(item) && intersection(this.#first(item), found).length === 0)
    return single.length > 0 && isTold ? found : undefined
  }

  /** Remembers where it is. @param label of the part that may go back */
  #mark(parts: readonly Expression[], label: string): string {
    const kids = parts.some(part => this.#hasReference(part)) ? `, k${label} = top` : ''
    return `const p${label} = p${kids}\n`
  }

  /** Goes back to where it was. */
  #back(part: Expression, label: string): string {
    return this.#hasReference(part) ? `p = p${label}\ntop = k${label}` : `p = p${label}`
  }

  #hasReference(e: Expression): boolean {
    return referencesOf(e).size > 0
  }

  #label(): string {
    return `l${++this.#labels}`
  }

  /** The characters with which an expression can begin. */
  #first(e: Expression): CharacterClass {
    switch (e.kind) {
      case 'literal':
        return oneCharacter({ kind: 'literal', text: String.fromCodePoint(e.text.codePointAt(0)!) })!
      case 'characters':
        return e.characters
      case 'reference':
        return this.#firsts.get(e.rule) ?? []
      case 'choice':
        return union(...e.alternatives.map(item => this.#first(item)))
      case 'repetition':
        return this.#first(e.item)
      case 'sequence': {
        const firsts: CharacterClass[] = []
        for (const item of e.items) {
          firsts.push(this.#first(item))
          if (!isNullable(item)) break
        }
        return union(...firsts)
      }
    }
  }
}

const isNullable = (e: Expression) => derivesEmpty(e, new Set())

const isAstral = (of: CharacterClass) => of.some(([, last]) => last > 0xffff)

/** Reads the next character into c: a UTF-16 unit where that is enough to know whether it is in the class. */
function peek(of: CharacterClass): string {
  const unit = 'c = input.charCodeAt(p)'
  return isAstral(of) ? `${unit}\nif (c >= 0xd800 && c < 0xdc00) c = input.codePointAt(p)!` : unit
}

const step = (of: CharacterClass) => (isAstral(of) ? 'p += c > 0xffff ? 2 : 1' : 'p++')

/** Whether c is in the class; false at the end of the text, where c is not a number. */
function test(of: CharacterClass): string {
  const ranges = of.map(([first, last]) =>
    first === last ? `c === ${first}` : first === 0 ? `c <= ${last}` : `(c >= ${first} && c <= ${last})`,
  )
  return ranges.length === 0 ? 'false' : ranges.join(' || ')
}

const indented = (code: string, by: number) => code.split('\n').map(line => '  '.repeat(by) + line)
const block = (code: string) => `${indented(code, 1).join('\n')}\n`
