/** TypeScript over the cells of a notebook: each cell is a module that imports the names of all others. */
import type ts from 'typescript'

export interface CellText {
  readonly id: string
  readonly code: string
}
export interface TypeMistake {
  /** Where it stands in the cell's text. */
  readonly from: number
  readonly to: number
  readonly line: number
  readonly message: string
}
export interface Offer {
  readonly name: string
  readonly kind: 'function' | 'property' | 'variable' | 'class' | 'type' | 'keyword'
  /** Where it would have to be imported from. */
  readonly module?: string
}
export interface Offers {
  /** Whether they are members of what stands before the dot. */
  readonly isMember: boolean
  readonly list: readonly Offer[]
}
export interface Types {
  /** The cells as they are now. */
  set(cells: readonly CellText[]): void
  mistakes(id: string): readonly TypeMistake[]
  offers(id: string, at: number): Offers | undefined
  /** The type of a name that was offered, and what is said about it. */
  about(id: string, at: number, name: string): string
}

/** What a cell finds without an import. To the checker an operator gives a number; in a cell it gives a Value where one comes in, so every number has what Values have. */
export const PRELUDE = `
import type { ValueApi, Value } from 'seegrad'
declare global {
  interface Number extends ValueApi {}
  /** Shows what it is given: a Value as its graph, a figure, a list of objects as a table. */
  function show(...results: unknown[]): void
  /** A formula, given as TeX, or that of a Value. */
  function formula(what: string | number): object
  /** A table, given as a list of rows: its columns are named by their keys, or here. */
  function table(rows: readonly unknown[], columns?: readonly string[]): object
  /** A slider with this name; gives the number at which it stands. */
  function slider(name: string, options?: { min?: number; max?: number; step?: number; value?: number }): number
  /** What judges an exercise. */
  const check: Readonly<Record<string, (...given: any[]) => unknown>>
  const console: { log(...all: unknown[]): void; info(...all: unknown[]): void; warn(...all: unknown[]): void; error(...all: unknown[]): void; debug(...all: unknown[]): void; table(rows: unknown): void }
  function setTimeout(act: (nothing?: any) => void, milliseconds?: number): number
  function setInterval(act: () => void, milliseconds?: number): number
  function clearTimeout(timer?: number): void
  function clearInterval(timer?: number): void
  function structuredClone<T>(thing: T): T
  const performance: { now(): number }
}
`
const fileOf = (id: string): string => `/cells/${id}.ts`
const NAME = /^[A-Za-z_$][\w$]*$/

interface Module {
  readonly code: string
  readonly head: string
  readonly text: string
  readonly version: number
}

/**
 * @param isThere whether the worker in which cells run has a global of this name: then it is no mistake to use it
 */
export function createTypes(
  compiler: typeof ts,
  declarations: Readonly<Record<string, string>>,
  modules: readonly string[],
  isThere: (name: string) => boolean,
): Types {
  // What nobody has imported yet is to be offered too.
  const all = modules.map((module, k) => `import type * as module${k} from '${module}'`).join('\n')
  const files = new Map(Object.entries({ ...declarations, '/prelude.ts': `${all}\n${PRELUDE}` }))
  const folders = new Set([...files.keys()].flatMap((path) => path.split('/').map((_, k, all) => all.slice(0, k).join('/')))) // prettier-ignore
  let cells: ReadonlyMap<string, Module> = new Map()
  const moduleOf = (path: string): Module | undefined => cells.get(/^\/cells\/(.*)\.ts$/.exec(path)?.[1] ?? '')
  const textOf = (path: string): string | undefined => moduleOf(path)?.text ?? files.get(path)
  const options: ts.CompilerOptions = {
    target: compiler.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: compiler.ModuleKind.ESNext,
    moduleResolution: compiler.ModuleResolutionKind.Bundler,
    strict: true,
    // A note in the margin is not the place to ask for every type.
    noImplicitAny: false,
    skipLibCheck: true,
    types: [],
  }
  const service = compiler.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => ['/prelude.ts', ...[...cells.keys()].map(fileOf)],
    getScriptVersion: (path) => String(moduleOf(path)?.version ?? 1),
    getScriptSnapshot(path) {
      const text = textOf(path)
      return text === undefined ? undefined : compiler.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => '/lib/lib.es2023.d.ts',
    fileExists: (path) => textOf(path) !== undefined,
    readFile: textOf,
    directoryExists: (path) => path === '/cells' || folders.has(path.replace(/\/$/, '')),
    getDirectories: () => [],
  })
  const names = new Map<string, Names>()
  const namesOf = (code: string): Names => {
    const found = names.get(code) ?? namesIn(compiler, code)
    names.delete(code)
    names.set(code, found)
    for (const [oldest] of names) if (names.size > 200) names.delete(oldest)
    return found
  }
  let exported: readonly Offer[] | undefined
  /** All that can be imported, found once. */
  const importable = (): readonly Offer[] => {
    if (exported) return exported
    const program = service.getProgram()!
    const checker = program.getTypeChecker()
    const seen = new Set<string>()
    exported = modules.flatMap((module) => {
      const inside = module.slice('seegrad'.length)
      const source = program.getSourceFile(`/node_modules/seegrad/dist${inside}/index.d.ts`)
      const symbol = source && checker.getSymbolAtLocation(source)
      return (symbol ? checker.getExportsOfModule(symbol) : []).flatMap((one): Offer[] => {
        const { flags } = one.flags & compiler.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one
        if (!(flags & compiler.SymbolFlags.Value) || seen.has(one.name)) return []
        seen.add(one.name)
        return [{ name: one.name, kind: flags & compiler.SymbolFlags.Class ? 'class' : 'function', module }]
      })
    })
    return exported
  }
  return {
    set(latest) {
      const owners = new Map<string, { readonly id: string; readonly isType: boolean }>()
      for (const { id, code } of latest)
        for (const [name, isType] of namesOf(code)) if (!owners.has(name)) owners.set(name, { id, isType })
      cells = new Map(
        latest.map(({ id, code }) => {
          const own = namesOf(code)
          const foreign = [...owners].filter(([name, owner]) => owner.id !== id && !own.has(name))
          const head = foreign.map(([name, owner]) => `import ${owner.isType ? 'type ' : ''}{ ${name} } from './${owner.id}';`).join('') // prettier-ignore
          const tail = [...own].map(([name, isType]) => `export ${isType ? 'type ' : ''}{ ${name} };`).join('')
          const text = `${head}${code}\n;${tail}export {};`
          const before = cells.get(id)
          return [id, before?.text === text ? before : { code, head, text, version: (before?.version ?? 0) + 1 }]
        }),
      )
    },
    mistakes(id) {
      const module = cells.get(id)
      if (!module) return []
      const { head, code } = module
      // What cannot be read is said by who runs it.
      if (service.getSyntacticDiagnostics(fileOf(id)).length > 0) return []
      return service.getSemanticDiagnostics(fileOf(id)).flatMap((one): TypeMistake[] => {
        const from = (one.start ?? 0) - head.length
        const to = Math.min(from + (one.length ?? 0), code.length)
        if (one.category !== compiler.DiagnosticCategory.Error || from < 0 || from >= code.length) return []
        const message = said(one)
        const word = /^Cannot find name '([A-Za-z_$][\w$]*)'/.exec(message)?.[1]
        if (word !== undefined && isThere(word)) return []
        const module = word === undefined ? undefined : importable().find(({ name }) => name === word)?.module
        const mend = module === undefined ? '' : ` Write: import { ${word} } from '${module}'`
        return [{ from, to, line: code.slice(0, from).split('\n').length, message: `${message}${mend}` }]
      })
      function said({ messageText }: ts.Diagnostic): string {
        const [first = ''] = compiler.flattenDiagnosticMessageText(messageText, '\n').split('\n')
        return first
      }
    },
    offers(id, at) {
      const module = cells.get(id)
      if (!module) return undefined
      const found = service.getCompletionsAtPosition(fileOf(id), at + module.head.length, {})
      if (!found) return undefined
      const list = found.entries.filter(({ name, kind }) => NAME.test(name) && kind !== 'warning').map(({ name, kind }): Offer => ({ name, kind: kinds[kind] ?? 'variable' })) // prettier-ignore
      if (found.isMemberCompletion) return { isMember: true, list }
      const there = new Set(list.map(({ name }) => name))
      return { isMember: false, list: [...list, ...importable().filter(({ name }) => !there.has(name))] }
    },
    about(id, at, name) {
      const module = cells.get(id)
      if (!module) return ''
      const found = service.getCompletionEntryDetails(fileOf(id), at + module.head.length, name, {}, undefined, {}, undefined) // prettier-ignore
      if (!found) return ''
      const type = compiler.displayPartsToString(found.displayParts)
      const words = compiler.displayPartsToString(found.documentation)
      return [type.length > 300 ? `${type.slice(0, 300)}…` : type, words].filter((text) => text !== '').join('\n')
    },
  }
}

const kinds: Readonly<Record<string, Offer['kind']>> = {
  function: 'function', 'local function': 'function', method: 'function', property: 'property', getter: 'property', class: 'class',
  interface: 'type', type: 'type', keyword: 'keyword',
} // prettier-ignore

/** Names at the top of a cell, and whether each is a type only. */
type Names = ReadonlyMap<string, boolean>
function namesIn(compiler: typeof ts, code: string): Names {
  const found = new Map<string, boolean>()
  const add = (name: ts.BindingName): void => {
    if (compiler.isIdentifier(name)) found.set(name.text, false)
    else for (const one of name.elements) if (!compiler.isOmittedExpression(one)) add(one.name)
  }
  for (const one of compiler.createSourceFile('cell.ts', code, compiler.ScriptTarget.ES2023).statements) {
    if (compiler.isVariableStatement(one)) one.declarationList.declarations.forEach(({ name }) => add(name))
    else if (
      compiler.isFunctionDeclaration(one) ||
      compiler.isClassDeclaration(one) ||
      compiler.isEnumDeclaration(one)
    ) {
      if (one.name) found.set(one.name.text, false)
    } else if (compiler.isTypeAliasDeclaration(one) || compiler.isInterfaceDeclaration(one)) {
      if (!found.has(one.name.text)) found.set(one.name.text, true)
    } else if (compiler.isImportDeclaration(one) && one.importClause) {
      const { isTypeOnly, name, namedBindings } = one.importClause as ts.ImportClause & { isTypeOnly: boolean }
      if (name) found.set(name.text, isTypeOnly)
      if (namedBindings && compiler.isNamespaceImport(namedBindings)) found.set(namedBindings.name.text, isTypeOnly)
      else if (namedBindings) for (const part of namedBindings.elements) found.set(part.name.text, isTypeOnly || part.isTypeOnly) // prettier-ignore
    }
  }
  found.delete('')
  return found
}
