/** The public surface as the compiler sees it: the entries of package.json, what they export, and what their docstrings show. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import ts from 'typescript'

/** A name that users import from, and the file behind it. */
export interface Entry {
  readonly name: string
  readonly file: string
}

/** Something an entry exports, with its declarations. */
export interface Exported {
  readonly entry: string
  readonly name: string
  readonly declarations: readonly ts.Declaration[]
}

/** Code of an `@example`, and whose it is. */
export interface Example {
  readonly entry: string
  /** As `Adam` or `Module.parameters`. */
  readonly of: string
  readonly code: string
}

/** The entries of package.json. */
export function entries(): readonly Entry[] {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Readonly<Record<string, unknown>> }
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => ({
      name: entry.replace('.', 'seegrad'),
      file: entry === '.' ? 'src/index.ts' : `src${entry.slice(1)}/index.ts`,
    }))
}

function options(): ts.CompilerOptions {
  const read = ts.readConfigFile('tsconfig.build.json', ts.sys.readFile)
  return ts.parseJsonConfigFileContent(read.config, ts.sys, '.').options
}

let known: readonly Exported[] | undefined

/** Everything that the entries export, from the sources. */
export function surface(): readonly Exported[] {
  known ??= exportsOf(
    ts.createProgram({ rootNames: entries().map(({ file }) => file), options: options() }),
    (file) => file,
  )
  return known
}

function exportsOf(program: ts.Program, path: (file: string) => string): readonly Exported[] {
  const checker = program.getTypeChecker()
  return entries().flatMap(({ name: entry, file }) => {
    const source = program.getSourceFile(path(file))
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) return []
    return checker.getExportsOfModule(module).map((symbol): Exported => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      return { entry, name: symbol.name, declarations: target.declarations ?? [] }
    })
  })
}

/** The public names with their types as the built package declares them, one entry after the other, comments left out. */
export function publicTypes(): string {
  const asDeclared = (file: string): string => file.replace(/^src\//, 'dist/').replace(/\.ts$/, '.d.ts')
  const rootNames = entries().map(({ file }) => asDeclared(file))
  const program = ts.createProgram({ rootNames, options: options() })

  const lines: string[] = []
  let last = ''
  for (const { entry, name, declarations } of exportsOf(program, asDeclared).toSorted(byEntryAndName)) {
    if (entry !== last) lines.push(...(last ? [''] : []), `# ${entry}`, '')
    last = entry
    for (const declaration of declarations) lines.push(print(declaration, name))
  }
  return `${lines.join('\n')}\n`
}

const order = (entry: string): number => entries().findIndex(({ name }) => name === entry)
function byEntryAndName(a: Exported, b: Exported): number {
  return order(a.entry) - order(b.entry) || (a.name < b.name ? -1 : 1)
}

const printer = ts.createPrinter({ removeComments: true })

function print(declaration: ts.Declaration, name: string): string {
  const whole = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  if (ts.isSourceFile(whole)) return `namespace ${name}`
  return printer
    .printNode(ts.EmitHint.Unspecified, whole, declaration.getSourceFile())
    .replace(/^(export |declare )+/, '')
    .replace(/^ +private .*\n/gm, '')
    .replace(/;(?=\n|$)/g, '')
    .replace(/^ {4}/gm, '  ')
}

/** Public functions, classes and types without a docstring. Constants are let off: what an op is, its row says in `doc`. */
export function undocumented(): readonly string[] {
  return surface()
    .filter(({ declarations }) => !declarations.some((declaration) => ts.isVariableDeclaration(declaration)))
    .filter(({ declarations }) => !declarations.some((node) => ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc)))
    .map(({ entry, name }) => `${name} of ${entry}`)
}

/** What the compiler objects to in the given files, which may import the entries by their public names. */
export function typeErrors(files: readonly string[]): readonly string[] {
  const read = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
  const strict = ts.parseJsonConfigFileContent(read.config, ts.sys, '.').options
  // A reader's compiler is strict, but not as strict as ours.
  const asReaders = {
    noUnusedLocals: false,
    noUnusedParameters: false,
    noUncheckedIndexedAccess: false,
    exactOptionalPropertyTypes: false,
    isolatedDeclarations: false,
    declaration: false,
  }
  const program = ts.createProgram({ rootNames: [...files], options: { ...strict, ...asReaders } })
  return files.flatMap((file) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(({ messageText }) => {
      return `${basename(file)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    }),
  )
}

/** The code of every `@example` in the docstrings of what the entries export, members included. */
export function examples(): readonly Example[] {
  const seen = new Set<ts.Declaration>()
  return surface().flatMap(({ entry, name, declarations }) =>
    declarations.flatMap((declaration) => {
      if (seen.has(declaration)) return []
      seen.add(declaration)
      const members = ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration) ? declaration.members : []
      return [
        ...codeOf(declaration).map((code) => ({ entry, of: name, code })),
        ...[...members].flatMap((member) =>
          codeOf(member).map((code) => ({ entry, of: `${name}.${member.name?.getText() ?? 'constructor'}`, code })),
        ),
      ]
    }),
  )
}

/** The examples of one docstring: what stands between fences, or all of it where there are none. */
function codeOf(node: ts.Node): readonly string[] {
  return ts
    .getJSDocTags(node)
    .filter((tag) => tag.tagName.text === 'example')
    .flatMap((tag) => {
      const text = ts.getTextOfJSDocComment(tag.comment) ?? ''
      const fenced = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].map((found) => found[1] ?? '')
      return fenced.length > 0 ? fenced : [text]
    })
}
