/** A cell of a notebook: its text as an async function that takes other cells' names and gives its own, and which names these are. */
import type { AnyNode, Identifier, ImportDeclaration, Program } from 'acorn'
import { Context, File, copy, put } from './context.js'
import { checkDirectives } from './directives.js'
import { print } from './rewrite.js'
import { isFunction, targets, type Scopes } from './scope.js'
import { childrenOf, read, type Source } from './source.js'
import { below, decode, mappingsOf } from './source-map.js'
import { apart } from './statements.js'
import { flatten, written, type Text } from './text.js'

/** A name and where it stands first; line and column count from 1. */
export interface Named {
  readonly name: string
  readonly line: number
  readonly column: number
}
/** A name that a cell defines at its top. */
export interface Defined extends Named {
  /** What it is of which module, `seegrad value` for example, if it is imported. */
  readonly from?: string
  /** A function writes to it, perhaps when the cell has ended. */
  readonly isLate: boolean
}
/** A cell ready to run. */
export interface CompiledCell {
  /**
   * An expression: an async function of what it finds, `(host) => Promise<names>`. The host has `runtime` (seegrad/operators/runtime),
   * `names` (those of other cells), `take(module, name)`, `show(result)`, and `tick()`, which says after how many turns of a loop it is to be called again.
   */
  readonly code: string
  readonly defines: readonly Defined[]
  /** Names of nobody in this cell, in the order of the text. */
  readonly reads: readonly Named[]
  /** Those of them that it writes to. */
  readonly assigns: readonly Named[]
  readonly modules: readonly Named[]
  /** The place in the cell's text of a place in the code, both from 1. */
  placeOf(line: number, column: number): { readonly line: number; readonly column: number } | undefined
}

/**
 * Compiles a cell with the operators of all of its text rewritten. The names that `given` has are those that it may read; all others are left to JavaScript.
 * Errors: a TransformError for what cannot be parsed or honoured, or makes no sense in a cell.
 */
export function compileCell(original: string, filename: string, given: (name: string) => boolean): CompiledCell {
  const source = read(original, filename, true)
  checkDirectives(source)
  const { program } = source
  refuseModules(source)
  const file = new File(source)
  const { scopes } = file
  const named = (node: AnyNode, name: string): Named => {
    const { line, column } = source.placeOf(node.start)
    return { name, line: line + 1, column: column + 1 }
  }
  const imports = program.body.filter((one) => one.type === 'ImportDeclaration')
  const { late, assigned } = writes(program, scopes)
  const defines = [
    ...imported(imports).map(({ local, from }) => ({ ...named(local, local.name), from, isLate: false })),
    ...declared(program, scopes).map((id) => ({ ...named(id, id.name), isLate: late.has(id.name) })),
  ]
  const free = firstOf(scopes.free)
  const own = new Set(defines.map(({ name }) => name))
  const text = body(file, own, [...free.keys()].filter(given))
  const pieces = flatten(text, source.code)
  const lines = decode(mappingsOf(pieces, source.code, source.placeOf))
  return {
    code: written(pieces, source.code),
    defines,
    reads: [...free].map(([name, node]) => named(node, name)),
    assigns: [...firstOf(assigned)].map(([name, node]) => named(node, name)),
    modules: imports.map((node) => named(node.source, String(node.source.value))),
    placeOf(line, column) {
      const segments = lines[line - 1] ?? []
      const found = segments[below(segments.length, (i) => segments[i]?.[0] ?? 0, column - 1)] ?? segments[0]
      return found && { line: found[1] + 1, column: found[2] + 1 }
    },
  }
}

function body(file: File, own: ReadonlySet<string>, given: readonly string[]): Text {
  const { program, code } = file.source
  const { prefix } = file
  const host = `${prefix}host`
  const loops = loopBodies(program)
  const ticks = `${prefix}tick`
  // A loop without an end stops at its own place, where all else is left as it was.
  const context = new Context(file, true, (node, inner) =>
    loops.has(node)
      ? [put(`{ if (--${ticks} < 0) ${ticks} = ${host}.tick(); `, node.start), print(node, inner), put(' }', node.end)]
      : print(node, inner),
  )
  const last = program.body.at(-1)
  const start = /^#!.*\r?\n/.exec(code)?.[0].length ?? 0
  const text = copy({ ...program, start }, context, (child) => {
    if (child.type === 'ImportDeclaration') return []
    if (child === last && child.type === 'ExpressionStatement' && !child.directive?.startsWith('use '))
      return [
        put(`;${host}.show(`, child.start),
        context.free(() => context.print(child.expression)),
        put(');', child.end),
      ]
    return apart(child, context)
  })
  const taken = imported(program.body.filter((one) => one.type === 'ImportDeclaration')).map(
    ({ local, module, name }) =>
      put(`const ${local.name} = ${host}.take(${JSON.stringify(module)}, ${JSON.stringify(name)}); `, local.start),
  )
  const names = given.length > 0 ? `const { ${given.join(', ')} } = ${host}.names; ` : ''
  const table = file.places.length > 0 ? `const ${prefix}at = (i) => ${JSON.stringify(file.places)}[i]; ` : ''
  // A function around it, so that its `this` and `arguments` say nothing.
  const head = `(function () { "use strict"; return async (${host}) => { const ${prefix} = ${host}.runtime; let ${ticks} = 0; ${names}${table}`
  return [
    put(head, start),
    taken,
    put(context.declaration, start),
    text,
    put(`\nreturn { ${[...own].join(', ')} } } })()`, program.end),
  ]
}

/** What loops do again and again. */
function loopBodies(program: Program): ReadonlySet<AnyNode> {
  const found = new Set<AnyNode>()
  const visit = (node: AnyNode): void => {
    if (/^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type))
      found.add((node as { body: AnyNode } & AnyNode).body)
    childrenOf(node).forEach(visit)
  }
  visit(program)
  return found
}

/** What only a module can have. */
function refuseModules({ program, refuse }: Source): void {
  const visit = (node: AnyNode): void => {
    if (node.type.startsWith('Export'))
      throw refuse(node.start, 'export: other cells see the names of a cell anyway; leave the word out.')
    if (node.type === 'MetaProperty' && node.meta.name === 'import')
      throw refuse(node.start, 'import.meta: a cell is no file and has no address.')
    childrenOf(node).forEach(visit)
  }
  visit(program)
}

interface Imported {
  readonly local: Identifier
  readonly module: string
  /** `*` for all of them. */
  readonly name: string
  readonly from: string
}
function imported(imports: readonly ImportDeclaration[]): readonly Imported[] {
  return imports.flatMap(({ specifiers, source }) =>
    specifiers.map((one) => {
      const module = String(source.value)
      const name =
        one.type === 'ImportNamespaceSpecifier'
          ? '*'
          : one.type === 'ImportDefaultSpecifier'
            ? 'default'
            : one.imported.type === 'Identifier'
              ? one.imported.name
              : String(one.imported.value)
      return { local: one.local, module, name, from: `${module} ${name}` }
    }),
  )
}

/** The identifiers by which names are declared at the top, one for each name. */
function declared(program: Program, scopes: Scopes): readonly Identifier[] {
  const found = new Map<string, Identifier>()
  const visit = (node: AnyNode): void => {
    const ids =
      node.type === 'VariableDeclaration'
        ? node.declarations.flatMap(({ id }) => targets(id))
        : (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id
          ? [node.id]
          : []
    // A class knows its name inside, by another variable than the one outside.
    const isTop = (id: Identifier): boolean => node.type === 'ClassDeclaration' ? program.body.some((one) => one === node) : scopes.of(id)?.isTop === true // prettier-ignore
    for (const id of ids) if (isTop(id) && !found.has(id.name)) found.set(id.name, id)
    if (!isFunction(node)) childrenOf(node).forEach(visit)
  }
  visit(program)
  return [...found.values()]
}

/** Names at the top that functions write to, and identifiers of nobody that are written to. */
function writes(program: Program, scopes: Scopes): { late: ReadonlySet<string>; assigned: ReadonlySet<Identifier> } {
  const [late, assigned] = [new Set<string>(), new Set<Identifier>()]
  const visit = (node: AnyNode, isInside: boolean): void => {
    const target =
      node.type === 'AssignmentExpression'
        ? node.left
        : node.type === 'UpdateExpression'
          ? node.argument
          : (node.type === 'ForInStatement' || node.type === 'ForOfStatement') &&
              node.left.type !== 'VariableDeclaration'
            ? node.left
            : undefined
    for (const id of target ? targets(target) : []) {
      const binding = scopes.of(id)
      if (!binding) assigned.add(id)
      else if (binding.isTop && isInside) late.add(id.name)
    }
    const inside = isInside || isFunction(node)
    for (const child of childrenOf(node)) visit(child, inside)
  }
  visit(program, false)
  return { late, assigned }
}

const firstOf = (identifiers: Iterable<Identifier>): ReadonlyMap<string, Identifier> => {
  const first = new Map<string, Identifier>()
  for (const one of [...identifiers].toSorted((a, b) => a.start - b.start))
    if (!first.has(one.name)) first.set(one.name, one)
  return first
}
