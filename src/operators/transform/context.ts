/** What a rule of the rewriting knows: the file, the names that it may use, and how to print what stands below it. */
import type { AnyNode } from 'acorn'
import { PlainExpressions } from './plain.js'
import { Scopes } from './scope.js'
import { childrenOf, type Source } from './source.js'
import type { Insert, Slice, Text } from './text.js'

/** One file under rewriting. */
export class File {
  readonly scopes: Scopes
  readonly plain: PlainExpressions
  /** What transformed code calls the runtime; with a number after it, a variable for what is in hand. */
  readonly prefix: string
  /** Places of operators in the author's text, by their number. */
  readonly places: string[] = []
  /** Whether anything needs the runtime. */
  isUsed = false
  private readonly numbers = new Map<string, number>()

  constructor(readonly source: Source) {
    this.scopes = new Scopes(source.program)
    this.plain = new PlainExpressions(this.scopes)
    const isTaken = (prefix: string): boolean =>
      this.scopes.names.some(
        (name) => name.startsWith(prefix) && /^(at|host|tick|\d*)$/.test(name.slice(prefix.length)),
      )
    let prefix = '$'
    while (isTaken(prefix)) prefix += '_'
    this.prefix = prefix
  }

  /** A function of the runtime. */
  runtime(name: string): string {
    this.isUsed = true
    return `${this.prefix}.${name}`
  }
  /** An expression that is the place of an offset, as `net.ts:3:14`. */
  place(at: number): string {
    const { line, column } = this.source.placeOf(at)
    const place = `${this.source.filename}:${line + 1}:${column + 1}`
    const number = this.numbers.get(place) ?? this.places.push(place) - 1
    this.numbers.set(place, number)
    return `${this.prefix}at(${number})`
  }
}

/** Where rewriting is: in which function, and which of its variables are in use. */
export class Context {
  /** Variables in use, and the most that were. */
  depth = 0
  most = 0
  /** How often a place asks whether it has numbers. */
  guards = 0

  constructor(
    readonly file: File,
    /** Whether operators are rewritten here. */
    readonly on: boolean,
    private readonly printer: (node: AnyNode, context: Context) => Text,
  ) {}

  /** The context of a function inside this one. */
  inner(on: boolean): Context {
    return new Context(this.file, on, this.printer)
  }
  print(node: AnyNode): Text {
    return this.printer(node, this)
  }
  /** A variable for what has just been computed; free again when `depth` is what it was. */
  take(): string {
    const name = `${this.file.prefix}${++this.depth}`
    this.most = Math.max(this.most, this.depth)
    return name
  }
  /** Declares the variables that were taken. */
  get declaration(): string {
    const names = Array.from({ length: this.most }, (_, i) => `${this.file.prefix}${i + 1}`)
    return names.length === 0 ? '' : `let ${names.join(', ')}; `
  }
  /** Prints what `run` prints, and frees the variables that it took. */
  free(run: () => Text): Text {
    const before = this.depth
    const text = run()
    this.depth = before
    return text
  }
}

export const cut = (from: number, to: number): Slice => ({ from, to })
export const whole = (node: AnyNode): Slice => ({ from: node.start, to: node.end })
export const put = (text: string, at: number): Insert => ({ text, at })

/** A node as it was, except for what stands below it; `other` may print a child in another way. */
export function copy(node: AnyNode, context: Context, other?: (child: AnyNode) => Text | undefined): Text {
  const parts: Text[] = []
  let from = node.start
  for (const child of childrenOf(node)) {
    parts.push(cut(from, child.start), other?.(child) ?? context.print(child))
    from = child.end
  }
  parts.push(cut(from, node.end))
  return parts
}

/** Where an operator stands, at or after an offset: comments are passed over. */
export function operatorAt(code: string, from: number, operator: string): number {
  let at = from
  while (at < code.length && !code.startsWith(operator, at)) {
    if (code.startsWith('//', at)) at = code.slice(at).search(/[\n\r\u2028\u2029]/) + at
    else if (code.startsWith('/*', at)) at = code.indexOf('*/', at) + 2
    else at++
  }
  return at
}
