/** How the law of scripts/house.ts is judged: each function reads one source file and gives its offences, as sentences. */
import { dirname, join } from 'node:path/posix'
import ts from 'typescript'
import { allowed, budgets, emptyNames, roomOf } from './house.js'

/** A file of the repository, its path from the root with `/`. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** A row of a table: an op, an update rule. */
export interface TableRow {
  readonly name: string
  readonly lines: number
}

const parsed = new Map<Source, ts.SourceFile>()
function parse(source: Source): ts.SourceFile {
  const known = parsed.get(source)
  if (known) return known
  const tree = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true)
  parsed.set(source, tree)
  return tree
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

/** Printed by a script, which says so in its first line: long by nature, read by nobody. */
export function isGenerated({ text }: Source): boolean {
  return /\bgenerated\b/i.test(text.slice(0, text.indexOf('\n')))
}

/** Every module a file names: imports, re-exports, import types, dynamic imports. */
export function importsOf(source: Source): readonly string[] {
  const found: string[] = []
  walk(parse(source), (node) => {
    const name =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
            ? node.arguments[0]
            : undefined
    if (name && ts.isStringLiteralLike(name)) found.push(name.text)
  })
  return found
}

/** The file that a relative import names. */
export function target(from: string, specifier: string): string {
  return join(dirname(from), specifier).replace(/\.js$/, '.ts')
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Imports that the table of rooms does not allow. */
export function wrongImports(source: Source): readonly string[] {
  const room = roomOf(source.path)
  if (!room) return [`${source.path} lies in no room`]
  const rooms = allowed(room)
  const mayImport = (name: string): boolean =>
    room.packages.some(
      (pattern) => pattern === name || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1))),
    )

  return importsOf(source).flatMap((specifier): string[] => {
    const says = `${source.path} imports ${specifier}`
    if (!specifier.startsWith('.')) {
      const name = specifier.startsWith('node:') ? specifier : packageName(specifier)
      if (name === 'seegrad')
        return room.publicOnly || room.handsOn ? [] : [`${says}: inside the house, import the room's index.ts`]
      return mayImport(name) ? [] : [`${says}: ${room.name} may import ${list(room.packages, 'no package')}`]
    }
    const file = target(source.path, specifier)
    const other = roomOf(file)
    if (other === room || (room.publicOnly && file.startsWith(`${room.folder}/`))) return []
    if (!other) return room.doors?.includes(file) ? [] : [`${says}: that lies in no room`]
    if (!rooms.includes(other.name)) return [`${says}: ${room.name} may import ${list(rooms, 'no other room')}`]
    return file === `${other.folder}/index.ts` || room.doors?.includes(file)
      ? []
      : [`${says}: a room is entered through its index.ts`]
  })
}

/** The names as a list, or the word for none. */
export function list(names: readonly string[], none: string): string {
  return names.length === 0 ? none : `only ${names.join(', ')}`
}

/** Ways by which files of different rooms import each other in a circle. */
export function circles(sources: readonly Source[]): readonly string[] {
  const known = new Map(sources.map((source) => [source.path, source]))
  const found: string[] = []
  const done = new Set<string>()
  const enter = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path)
    if (start >= 0) {
      const circle = [...way.slice(start), path]
      if (new Set(circle.map((file) => roomOf(file))).size > 1) found.push(circle.join(' → '))
      return
    }
    const source = known.get(path)
    if (!source || done.has(path)) return
    for (const specifier of importsOf(source))
      if (specifier.startsWith('.')) enter(target(path, specifier), [...way, path])
    done.add(path)
  }
  for (const path of known.keys()) enter(path, [])
  return found
}

const count = (text: string): number => text.replace(/\n$/, '').split('\n').length

/** Whether a file is longer than its budget. */
export function tooLong(source: Source): readonly string[] {
  if (isGenerated(source)) return []
  const budget =
    source.path === 'src/ops/op.ts'
      ? budgets.opFileLines
      : source.path.startsWith('src/engine/')
        ? budgets.engineFileLines
        : budgets.fileLines
  const lines = count(source.text)
  return lines > budget ? [`${source.path} has ${lines} lines; ${budget} are allowed`] : []
}

/** Lines that hold code: neither blank nor only comment. */
export function codeLines(source: Source): number {
  const tree = parse(source)
  const lines = new Set<number>()
  // getChildren, unlike forEachChild, also gives brackets and commas: the lines that hold nothing else count too.
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node) || node.getWidth(tree) === 0) return
    const children = node.getChildren(tree)
    if (children.length > 0) return children.forEach(visit)
    const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line
    const last = tree.getLineAndCharacterOfPosition(node.end).line
    for (let line = first; line <= last; line++) lines.add(line)
  }
  visit(tree)
  return lines.size
}

/** The comment a file begins with, without its stars; empty if there is none. */
export function openingComment(source: Source): string {
  const shebang = ts.getShebang(source.text) ?? ''
  const [first] = ts.getLeadingCommentRanges(source.text, shebang.length) ?? []
  if (!first) return ''
  return source.text
    .slice(first.pos, first.end)
    .replace(/^\/\*\*?|\*\/$|^\/\/+/g, '')
    .replace(/^\s*\*(?!\/)/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** A file that does not open with a sentence. */
export function noOpening(source: Source): readonly string[] {
  return /^\S.{15,}?[.:]( |$)/.test(openingComment(source))
    ? []
    : [`${source.path} does not open with a sentence that says what it is`]
}

/** An index that does more than pass on, or does not open with exactly one sentence. */
export function wrongIndex(source: Source): readonly string[] {
  const opening = openingComment(source)
  const offences = parse(source).statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) && statement.moduleSpecifier
      ? []
      : [`${source.path} does more than re-export: ${statement.getText().split('\n')[0]}`],
  )
  if (!source.text.startsWith('/**') || !opening.endsWith('.') || /[.!?] \p{Lu}/u.test(opening))
    offences.push(`${source.path} does not open with a doc comment of one sentence`)
  return offences
}

/** The rows of a table of ops or update rules: exported constants whose object states a `name`. */
export function rowsOf(source: Source): readonly TableRow[] {
  const tree = parse(source)
  return tree.statements.flatMap((statement): TableRow[] => {
    if (!ts.isVariableStatement(statement)) return []
    const [declaration] = statement.declarationList.declarations
    const value = declaration?.initializer
    const row = value && ts.isCallExpression(value) ? value.arguments[0] : value
    if (!declaration || !row || !ts.isObjectLiteralExpression(row)) return []
    const name = row.properties.find((property) => property.name?.getText() === 'name')
    if (!name || !ts.isPropertyAssignment(name) || !ts.isStringLiteral(name.initializer)) return []
    const comments = ts.getLeadingCommentRanges(source.text, statement.getFullStart()) ?? []
    const own = comments.filter((comment) => comment.pos > 0 && !isApart(source.text, comment.end))
    return [
      {
        name: name.initializer.text,
        lines: count(source.text.slice(own[0]?.pos ?? statement.getStart(), statement.end)),
      },
    ]
  })
}

const isApart = (text: string, end: number): boolean => /^[ \t]*\n[ \t]*\n/.test(text.slice(end))

/** Names that say nothing, and names that are not kebab-case. */
export function wrongName(path: string): readonly string[] {
  const offences: string[] = []
  for (const part of path.split('/')) {
    const stem = part.replace(/^\./, '').replace(/(\.(test|test-d|d|config|build|bench))?\.[a-z]+$/, '')
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) offences.push(`${path}: ${part} is not kebab-case`)
    if (stem.split('-').some((word) => emptyNames.includes(word)))
      offences.push(`${path}: ${part} does not say what it holds`)
  }
  return offences
}

/** Declared types with the prefix I, which says nothing either. */
export function prefixed(source: Source): readonly string[] {
  const found: string[] = []
  walk(parse(source), (node) => {
    if ((ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && /^I[A-Z][a-z]/.test(node.name.text))
      found.push(`${source.path}: ${node.name.text} needs no I`)
  })
  return found
}

/** Places that ask which op they have in hand: rows answer, readers do not branch. */
export function asksForOp(source: Source, opNames: ReadonlySet<string>): readonly string[] {
  const isName = (node: ts.Expression): boolean =>
    (ts.isPropertyAccessExpression(node) && /^(name|op)$/.test(node.name.text)) ||
    (ts.isIdentifier(node) && /^(op|opName)$/.test(node.text))
  const isOp = (node: ts.Expression): boolean => ts.isStringLiteralLike(node) && opNames.has(node.text)
  const found: string[] = []
  const note = (node: ts.Node): void => {
    const { line } = parse(source).getLineAndCharacterOfPosition(node.getStart())
    found.push(`${source.path}:${line + 1} asks which op it has: ${node.getText().split('\n')[0]}`)
  }
  walk(parse(source), (node) => {
    if (ts.isBinaryExpression(node) && /^[!=]==?$/.test(node.operatorToken.getText())) {
      if ((isName(node.left) && isOp(node.right)) || (isOp(node.left) && isName(node.right))) note(node)
    } else if (ts.isSwitchStatement(node) && isName(node.expression)) {
      if (node.caseBlock.clauses.some((clause) => ts.isCaseClause(clause) && isOp(clause.expression))) note(node)
    }
  })
  return found
}

/** What IEEE 754 or the language fixes to the last bit: all else in `Math` may differ from browser to browser. */
const EXACT = new Set('abs ceil clz32 floor fround imul max min round sign sqrt trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'.split(' ')) // prettier-ignore

/** Places whose last digits are the machine's: functions of `Math` that no standard fixes, and powers but of 2 or of whole numbers. */
export function inexact(source: Source): readonly string[] {
  const found: string[] = []
  const note = (node: ts.Node): void => {
    const { line } = parse(source).getLineAndCharacterOfPosition(node.getStart())
    found.push(`${source.path}:${line + 1} has the digits of the machine: ${node.getText().split('\n')[0]}`)
  }
  const isWhole = (node: ts.Expression): boolean => ts.isNumericLiteral(node) && Number.isInteger(Number(node.text))
  const isPowerOf2 = (node: ts.Expression): boolean => ts.isNumericLiteral(node) && /^(2|4|8|16|32|64)$/.test(node.text)
  const bare = (node: ts.Expression): ts.Expression => {
    if (ts.isParenthesizedExpression(node)) return bare(node.expression)
    return ts.isPrefixUnaryExpression(node) ? bare(node.operand) : node
  }
  walk(parse(source), (node) => {
    if (ts.isIdentifier(node) && node.text === 'Math') {
      const { parent } = node
      if (ts.isPropertyAccessExpression(parent) && parent.name === node) return
      if (!ts.isPropertyAccessExpression(parent) || !EXACT.has(parent.name.text)) note(parent)
    } else if (ts.isBinaryExpression(node) && /^\*\*=?$/.test(node.operatorToken.getText())) {
      const [base, power] = [bare(node.left), bare(node.right)]
      const isFraction = ts.isNumericLiteral(power) && !isWhole(power)
      if (isFraction || !(isPowerOf2(base) || (isWhole(base) && isWhole(power)))) note(node)
    }
  })
  return found
}

// Spelt in parts, so that this file does not offend itself.
const machines = ['work', 'root', 'home', 'Users', 'tmp'].join('|')
const hosts = ['npmjs', 'yarnpkg', 'jsr', 'pypi'].join('|')
const local = [
  { what: 'a path of one machine', pattern: new RegExp(`(?<![\\w.~/$}*)\\]-])/(${machines})(?=["'\\x60/\\s]|$)`) },
  {
    what: 'a package registry',
    pattern: new RegExp(`(registry|files|pkg)\\.(${hosts})\\b|\\b(${hosts})\\.(org|com|io)/`),
  },
  {
    what: 'an address of one network',
    pattern: /https?:\/\/(?!127\.0\.0\.1|localhost\b)((\d{1,3}\.){3}\d|[\w-]+[:/]|[\w.-]+:\d)/,
  },
]

/** Lines that only mean something on one machine or network. */
export function machineBound({ path, text }: Source): readonly string[] {
  return text.split('\n').flatMap((line, index) =>
    local.flatMap(({ what, pattern }) => {
      const found = pattern.exec(line)
      return found ? [`${path}:${index + 1} names ${what}: ${found[0]}`] : []
    }),
  )
}
