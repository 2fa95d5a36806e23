/**
 * An example of a docstring as a program that checks itself: `expression // result` at the end of a line is a claim.
 * A result is a literal, what the console prints, a beginning that ends in `…`, a rounded number after `≈`, or `throws RangeError: message`.
 */
import { format, inspect, isDeepStrictEqual } from 'node:util'
import ts from 'typescript'

/** A claim of an example and what came of it. */
export interface Claim {
  readonly line: number
  readonly expected: string
  readonly value?: unknown
  readonly threw?: unknown
}

const prelude = `export const claims = []
const $note = (line, expected, rest) => claims.push({ line, expected, ...rest })
const $claim = (line, expected, run) => {
  try { $note(line, expected, { value: run() }) } catch (threw) { $note(line, expected, { threw }) }
}
const $later = async (line, expected, run) => {
  try { $note(line, expected, { value: await run() }) } catch (threw) { $note(line, expected, { threw }) }
}
const $printed = (...things) => ({ $printed: things })
`

/** The program: `code` with its claims noted, and with imports of the public names that it uses and does not declare. `origins` gives the entry of each public name. */
export function selfChecking(code: string, origins: ReadonlyMap<string, string>): string {
  const tree = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true)
  let program = code
  for (const statement of tree.statements.toReversed()) {
    const expected = claimAfter(statement, code)
    const replaced = expected === undefined ? undefined : claimed(statement, tree, expected)
    if (replaced) program = program.slice(0, statement.getStart()) + replaced + program.slice(statement.end)
  }
  return `${imports(tree, origins)}${prelude}${program}`
}

/** The code as a module of its own, to be type-checked: with the imports that a reader adds without thinking. */
export function complete(code: string, origins: ReadonlyMap<string, string>): string {
  return `${imports(ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true), origins)}${code}\nexport {}\n`
}

function claimAfter(statement: ts.Statement, code: string): string | undefined {
  const comment = ts.getTrailingCommentRanges(code, statement.end)?.find(({ pos }) => code.startsWith('//', pos))
  return comment && code.slice(comment.pos + 2, comment.end).trim()
}

function claimed(statement: ts.Statement, tree: ts.SourceFile, expected: string): string | undefined {
  const line = tree.getLineAndCharacterOfPosition(statement.getStart()).line + 1
  const claim = (expression: string): string =>
    /\bawait\b/.test(expression)
      ? `await $later(${line}, ${JSON.stringify(expected)}, async () => (${expression}));`
      : `$claim(${line}, ${JSON.stringify(expected)}, () => (${expression}));`
  if (ts.isExpressionStatement(statement))
    return claim(statement.expression.getText().replace(/^console\.log\(/, '$printed('))
  const [declared] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : []
  return declared && ts.isIdentifier(declared.name) ? `${statement.getText()}; ${claim(declared.name.text)}` : undefined
}

function imports(tree: ts.SourceFile, origins: ReadonlyMap<string, string>): string {
  const used = new Set<string>()
  const declared = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node
      const isName =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node)
      if (!isName) used.add(node.text)
      if ('name' in parent && parent.name === node && !isName) declared.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return [...used]
    .filter((name) => origins.has(name) && !declared.has(name))
    .map((name) => `import { ${name} } from '${origins.get(name)}'\n`)
    .join('')
}

/** What came of a claim, if it is not what it says; undefined if it holds. */
export function broken({ line, expected, value, threw }: Claim): string | undefined {
  const says = `line ${line} says ${expected}`
  const error = /^throws (\w+)(?:: (.*))?$/.exec(expected)
  if (threw !== undefined) {
    const { name, message } = threw as Error
    return name === error?.[1] && message.includes(error[2] ?? '') ? undefined : `${says}: throws ${name}: ${message}`
  }
  if (error) return `${says}: gives ${inspect(value)}`
  const printed = (value as { $printed?: unknown[] } | undefined)?.$printed
  const shown = printed ? format(...printed) : inspect(value, { depth: null, breakLength: Infinity })
  return holds(expected, printed?.length === 1 ? printed[0] : value, shown) ? undefined : `${says}: gives ${shown}`
}

function holds(expected: string, value: unknown, shown: string): boolean {
  if (expected === shown || (typeof value !== 'number' && expected === String(value))) return true
  if (expected.endsWith('…')) return shown.startsWith(expected.slice(0, -1))
  if (expected.startsWith('≈')) {
    const digits = expected.slice(1).trim().replace('−', '-')
    const last = /e/i.test(digits) ? Number(`1e${/e(.*)/i.exec(digits)?.[1]}`) : 1
    const decimals = /\.(\d*)/.exec(digits)?.[1]?.length ?? 0
    return typeof value === 'number' && Math.abs(value - Number(digits)) <= 0.5000001 * last * 10 ** -decimals
  }
  return isDeepStrictEqual(value, literal(expected))
}

const noLiteral = Symbol('no literal')

function literal(text: string): unknown {
  try {
    return new Function(`return (${text})`)() as unknown
  } catch {
    return noLiteral
  }
}
