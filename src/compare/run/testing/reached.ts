import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

/** What a file imports, passes on under which names, all of what it passes on, and what of its own it offers. */
interface Module {
  readonly imports: readonly { readonly from: string; readonly names: readonly string[] }[]
  readonly passes: readonly { readonly from: string; readonly names: ReadonlyMap<string, string> }[]
  readonly passesAllOf: readonly string[]
  readonly hasOwn: boolean
  readonly offers: ReadonlySet<string>
}

/**
 * The files that some files need when they run, by what they import from each other, types left out. Of a file that only
 * passes things on it counts what is wanted of it.
 *
 * @param root the folder to which paths are relative
 * @param without files that are not followed
 */
export function sourcesReached(root: string, entries: readonly string[], without: readonly string[]): string[] {
  const moduleAt = (file: string) => {
    const path = join(root, file)
    const known = modules.get(path) ?? read(path, root)
    modules.set(path, known)
    return known
  }
  const found = new Set<string>()
  const follow = (file: string, names: readonly string[]) => {
    if (without.includes(file)) return
    const { imports, passes, passesAllOf, hasOwn } = moduleAt(file)
    if (hasOwn && !found.has(file)) {
      found.add(file)
      for (const { from, names: wanted } of imports) follow(from, wanted)
    }
    for (const { from, names: passed } of passes) {
      const wanted = [...passed].filter(([name]) => names.includes(name) || names.includes('*')).map(([, name]) => name)
      if (wanted.length > 0) follow(from, wanted)
    }
    for (const from of passesAllOf) {
      const { offers } = moduleAt(from)
      if (names.some(name => name === '*' || offers.has(name))) follow(from, names)
    }
  }
  for (const entry of entries) follow(entry, ['*'])
  return [...found].sort()
}

const modules = new Map<string, Module>()

function read(path: string, root: string): Module {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
  const imports: { from: string; names: string[] }[] = []
  const passes: { from: string; names: Map<string, string> }[] = []
  const passesAllOf: string[] = []
  const fileOf = (specifier: ts.Expression) =>
    ts.isStringLiteral(specifier) && specifier.text.startsWith('.')
      ? relative(root, join(dirname(path), specifier.text))
      : undefined
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const from = fileOf(statement.moduleSpecifier)
      const clause = statement.importClause
      if (from === undefined || clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) continue
      const bindings = clause?.namedBindings
      const values = bindings && ts.isNamedImports(bindings) ? bindings.elements.filter(e => !e.isTypeOnly) : undefined
      const names = values?.map(({ name, propertyName }) => (propertyName ?? name).text) ?? ['*']
      if (names.length > 0) imports.push({ from, names })
    } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && !statement.isTypeOnly) {
      const from = fileOf(statement.moduleSpecifier)
      const clause = statement.exportClause
      if (from === undefined) continue
      if (!clause || !ts.isNamedExports(clause)) {
        passesAllOf.push(from)
        continue
      }
      const values = clause.elements.filter(e => !e.isTypeOnly)
      passes.push({ from, names: new Map(values.map(e => [e.name.text, (e.propertyName ?? e.name).text])) })
    }
  }
  const own = source.statements.filter(s => !ts.isImportDeclaration(s) && !ts.isExportDeclaration(s))
  return { imports, passes, passesAllOf, hasOwn: own.length > 0, offers: new Set(own.flatMap(namesOf)) }
}

/** What a statement declares that runs. */
function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
  return isNamed && statement.name ? [statement.name.text] : []
}
