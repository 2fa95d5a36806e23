/** A source read: its types stripped, its tree, and the way back from an offset to the line and column that its author sees. */
import { parse, type AnyNode, type Options, type Program } from 'acorn'
import { transform as strip } from 'sucrase'
import { below, decode, lineStarts, type Lines, type Place } from './source-map.js'

/** A refusal, with the place in the file: what was found, and what to write instead. Line and column count from 1. */
export class TransformError extends SyntaxError {
  override readonly name = 'TransformError'
  constructor(
    message: string,
    readonly filename: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`${filename}:${line}:${column}: ${message}`)
  }
}

/** What is rewritten: plain JavaScript, its tree, and whose it is. */
export interface Source {
  readonly filename: string
  readonly original: string
  /** Without types. */
  readonly code: string
  readonly program: Program
  /** The place in the original of an offset in the code. */
  placeOf(at: number): Place
  refuse(at: number, message: string): TransformError
}

const options: Options = { ecmaVersion: 'latest', sourceType: 'module', preserveParens: true, allowHashBang: true }

/** Reads JavaScript, or TypeScript where the name does not say otherwise; with `keep`, imports that nothing uses stay. Errors: what cannot be parsed. */
export function read(original: string, filename: string, keep: boolean = false): Source {
  const [code, lines] = /\.[cm]?jsx?$/.test(filename) ? [original, undefined] : stripped(original, filename, keep)
  const starts = lineStarts(code)
  const placeOf = (at: number): Place => {
    const line = below(starts.length, (i) => starts[i] as number, at)
    const column = at - (starts[line] as number)
    return lines ? before({ line, column }, lines) : { line, column }
  }
  const refuse = (at: number, message: string): TransformError => {
    const { line, column } = placeOf(at)
    return new TransformError(message, filename, line + 1, column + 1)
  }
  if (/\.c[jt]s$/.test(filename)) throw refuse(0, 'a CommonJS file: operators come by an import; make it an ES module (.mjs).') // prettier-ignore
  let program: Program
  try {
    program = parse(code, options)
  } catch (error) {
    const { message, pos } = error as Failure
    throw refuse(pos, explain(message, code, pos))
  }
  return { filename, original, code, program, placeOf, refuse }
}

// sucrase loses every column behind an empty piece of a template string (its issue 825). Such a piece gets a blank while it reads;
// where what looks like one is something else, it is a blank between tokens.
const EMPTY = /[`}](?=\$\{|`)/g
const BLANKS = ['\u205f', '\u1680', '\u3000', '\u202f']

function stripped(original: string, filename: string, keep: boolean): readonly [string, Lines] {
  // A first line for the shell would go with an import that follows it.
  const first = /^#!.*/.exec(original)?.[0] ?? ''
  const blank = BLANKS.find((one) => !original.includes(one)) ?? ''
  const padded = original.slice(first.length).replace(EMPTY, `$&${blank}`)
  const behind = (text: string, at: number): number => at - (blank ? text.slice(0, at).split(blank).length - 1 : 0)
  try {
    const { code, sourceMap } = strip(padded, {
      transforms: ['typescript'],
      disableESTransforms: true,
      keepUnusedImports: keep,
      filePath: filename,
      sourceMapOptions: { compiledFilename: filename },
    })
    const lines = decode((sourceMap as { mappings: string }).mappings)
    if (padded.length + first.length === original.length) return [first + code, lines]
    const [here, there] = [code.split('\n'), padded.split('\n')]
    const places = lines.map((segments, i) =>
      segments.map(
        ([column, line, from]) =>
          [behind(here[i] as string, column), line, behind(there[line] as string, from)] as const,
      ),
    )
    return [first + code.replaceAll(blank, ''), places]
  } catch (error) {
    const { message, pos } = error as Error & { pos?: number }
    const here = {
      message: message.replace(/^Error transforming .*?: /, ''),
      pos: behind(padded, pos ?? 0) + first.length,
    }
    const { message: said, pos: at } = further(original, here)
    const starts = lineStarts(original)
    const line = below(starts.length, (i) => starts[i] as number, at)
    throw new TransformError(explain(said, original, at), filename, line + 1, at - (starts[line] as number) + 1)
  }
}

/** What a text without types is refused for by the parser of JavaScript, if that read further: it knows more. */
function further(original: string, failure: Failure): Failure {
  try {
    parse(original, options)
  } catch (error) {
    if ((error as Failure).pos > failure.pos) return error as Failure
  }
  return failure
}
interface Failure {
  readonly message: string
  readonly pos: number
}

/** The place before types were stripped: that of the token, and as far into it. */
function before({ line, column }: Place, lines: Lines): Place {
  const segments = lines[line] ?? []
  const found = segments[below(segments.length, (i) => (segments[i] as readonly [number, number, number])[0], column)]
  return found ? { line: found[1], column: found[2] + column - found[0] } : { line, column: 0 }
}

/** What the parser says, and what to write instead where that is known. */
function explain(message: string, code: string, at: number): string {
  const said = message.replace(/ \(\d+:\d+\)$/, '')
  if (/with/.test(said) && /strict/.test(said)) return 'with: its names cannot be told apart from variables; write o.x.'
  if (code[at] === '@') return 'a decorator: not JavaScript yet; call it as a function, f = decorate(f).'
  if (code[at] === '<') return `${said}: JSX is not read here; keep what is differentiated in a file without it.`
  return `${said}: the file must parse as an ES module before its operators can be rewritten.`
}

/** A node without the parentheses around it. */
export function bare(node: AnyNode): AnyNode {
  let inner = node
  while (inner.type === 'ParenthesizedExpression') inner = inner.expression
  return inner
}

/** The nodes right below a node, in the order of the text; of two in one place, as in `{ a }`, the last. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  const found: AnyNode[] = []
  for (const child of Object.values(node))
    for (const one of Array.isArray(child) ? child : [child])
      if (typeof (one as AnyNode | null)?.type === 'string') found.push(one as AnyNode)
  if (found.length < 2) return found
  return found.toSorted((a, b) => a.start - b.start).filter((one, i, all) => one.start !== all[i + 1]?.start)
}
