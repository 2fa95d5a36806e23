/** `emit`: a function as a program of its own, without this package: TypeScript to be read, or a WebAssembly module with its types. */
import { assertFunction, assertOptions, describe } from '../arguments/index.js'
import type { Kernel } from '../numeric/index.js'
import { kindOf } from '../numeric/kernels/kernel.js'
import { STEPS } from '../numeric/kernels/step.js'
import type { Shape } from '../transforms/tree.js'
import { choose } from './cost.js'
import { INPUT, NUMBER, type Program } from './graph.js'
import { isSmall } from './kernel-code.js'
import { lineOf } from './line.js'
import { nestCodeOf } from './nest-code.js'
import { findNests } from './nests.js'
import { read } from './read.js'
import { simplify } from './simplify.js'
import { inline, literal } from './source.js'
import { record } from './trace.js'

/** What `emit` gives of a function as a module: it imports nothing, its memory holds inputs and outputs where its types say. */
export interface EmittedModule {
  readonly wasm: Uint8Array<ArrayBuffer>
  /** The text of its `.d.ts`. */
  readonly types: string
}

type Differentiable = (...args: any[]) => any

/**
 * A function, for arguments built like `args`, as a program of its own with the same bits: self-contained TypeScript, or a WebAssembly module with its types. Names are
 * those of f and of labels.
 * Errors: a function that cannot be compiled, with branches on its arguments, or with an op whose row has no steps.
 * @example
 * import { grad, mul } from 'seegrad'
 * import { emit } from 'seegrad/compile'
 * const text = emit(grad((x: number) => mul(mul(x, x), x)), [2])
 * text.split('\n')[0] // 'export function f(a0: number): number {'
 */
export function emit(f: Differentiable, args: readonly unknown[], options?: { readonly to?: 'ts' }): string
export function emit(f: Differentiable, args: readonly unknown[], options: { readonly to: 'wasm' }): EmittedModule
export function emit(
  f: Differentiable,
  args: readonly unknown[],
  options: { readonly to?: 'ts' | 'wasm' } = {},
): string | EmittedModule {
  assertFunction('emit', f, 'a function of numbers')
  assertOptions('emit', options, 'to')
  if (!Array.isArray(args))
    throw new TypeError(`emit: the arguments are ${describe(args)}; a list is allowed, as in emit(f, [x]).`)
  const { to = 'ts' } = options
  if (to !== 'ts' && to !== 'wasm')
    throw new RangeError(`emit: to is ${JSON.stringify(to)}; 'ts' and 'wasm' are allowed.`)
  const recording = record(f, args)
  const reading = read(recording)
  const [outside] = reading.captured
  if (outside)
    throw new TypeError(
      `emit: f takes the Value ${outside.label || `#${outside.id}`} from outside; pass it as an argument.`,
    )
  if (reading.guards.length > 0)
    throw new TypeError(
      'emit: f takes a branch on a Value, and another number may take another one; write where(condition, a, b).',
    )
  if (recording.hasTaken)
    throw new TypeError(
      'emit: f takes the number of a Value (.data, item() or noGrad), and what that decides would stay decided; write where(condition, a, b), or stopGradient.',
    )
  const program = simplify(reading)
  const { graph } = program
  for (let i = 0; i < graph.length; i++) {
    const fn = graph.functionAt(i)
    if (fn && (!fn.kernel || fn.isList))
      throw new TypeError(
        `emit: ${fn.name} is JavaScript without steps, so it cannot leave the package. Compute it from other ops.`,
      )
  }
  const shapes = recording.frame.args.map(({ shape }) => shape)
  const out = recording.frame.out.shape
  const name = /^[A-Za-z_$][\w$]*$/.test(f.name) ? f.name : 'f'
  return to === 'ts' ? typescript(program, shapes, out, name) : module(program, shapes, out, name)
}

function module(program: Program, shapes: readonly Shape[], out: Shape, name: string): EmittedModule {
  const nests = findNests(program)
  const { bytes, layout } = !nests || choose(program, nests).executor === 'line' ? lineOf(program) : nestCodeOf(nests)
  const places = (from: number, all: readonly string[]): string =>
    all.map((path, k) => ` *   ${path}: ${from + 8 * k}`).join('\n')
  const inputs = shapes.flatMap((shape, k) => pathsOf(shape, `args[${k}]`))
  const types = `/**
 * ${name}: write the arguments into memory, call run, read the result. Each is a double at this byte:
${places(layout.inputs, inputs)}
${places(layout.outputs, pathsOf(out, 'result'))}
 */
export const memory: WebAssembly.Memory
export function run(): void
`
  return { wasm: bytes, types }
}

function pathsOf(shape: Shape, path: string): string[] {
  if (shape.kind === 'number') return [path]
  return shape.children.flatMap((child, k) =>
    pathsOf(child, 'keys' in shape ? `${path}.${shape.keys[k]}` : `${path}[${k}]`),
  )
}

/** The type of a tree as TypeScript writes it. */
function typeOf(shape: Shape): string {
  if (shape.kind === 'number') return 'number'
  if ('keys' in shape)
    return `{ ${shape.keys.map((key, k) => `${JSON.stringify(key)}: ${typeOf(shape.children[k] as Shape)}`).join('; ')} }`
  if (shape.kind !== 'list') return shape.kind === 'f64' ? 'Float64Array' : 'Float32Array'
  const kinds = [...new Set(shape.children.map(typeOf))]
  return kinds.length === 1
    ? `${/^\w+$/.test(kinds[0] as string) ? kinds[0] : `(${kinds[0]})`}[]`
    : `[${shape.children.map(typeOf).join(', ')}]`
}

function typescript({ graph, outputs }: Program, shapes: readonly Shape[], out: Shape, name: string): string {
  const library = new Library()
  const taken = new Set([name, ...shapes.map((_, k) => `a${k}`)])
  const paths = shapes.flatMap((shape, k) => accessOf(shape, `a${k}`))
  const names: string[] = []
  const fresh = (wish: string): string => {
    let made = wish
    for (let k = 2; taken.has(made) || library.reserves(made); k++) made = `${wish}${k}`
    taken.add(made)
    return made
  }
  const lines: string[] = []
  for (let i = 0; i < graph.length; i++) {
    const fn = graph.functionAt(i)
    const label = (graph.labels.get(i) ?? '').replace(/\W+/g, '_').replace(/^(?=\d)/, '_')
    if (fn === undefined) {
      if (graph.code[i] === NUMBER) names[i] = literal(graph.data[i] as number)
      else if (graph.code[i] === INPUT) names[i] = paths[graph.data[i] as number] as string
      continue
    }
    const operands = Array.from(graph.operandsOf(i), (operand) => names[operand] as string)
    const kernel = fn.kernel as Kernel
    names[i] = fresh(label || `v${i}`)
    lines.push(
      `  const ${names[i]} = ${isSmall(kernel) ? inline(kernel, operands) : `${library.name(kernel)}(${operands.join(', ')})`}`,
    )
  }
  const values = outputs.map((i) => names[i] as string)
  const parameters = shapes.map((shape, k) => `a${k}: ${typeOf(shape)}`).join(', ')
  return [
    `export function ${name}(${parameters}): ${typeOf(out)} {`,
    ...lines,
    `  return ${tree(out, values)}`,
    '}',
    ...library.texts,
    '',
  ].join('\n')
}
function accessOf(shape: Shape, path: string): string[] {
  if (shape.kind === 'number') return [path]
  return shape.children.flatMap((child, k) =>
    accessOf(child, 'keys' in shape ? `${path}[${JSON.stringify(shape.keys[k])}]` : `${path}[${k}]!`),
  )
}
function tree(shape: Shape, values: string[]): string {
  if (shape.kind === 'number') return values.shift() as string
  const parts = shape.children.map((child) => tree(child, values))
  if ('keys' in shape) return `{ ${shape.keys.map((key, k) => `${JSON.stringify(key)}: ${parts[k]}`).join(', ')} }`
  if (shape.kind === 'list') return `[${parts.join(', ')}]`
  return `${shape.kind === 'f64' ? 'Float64Array' : 'Float32Array'}.of(${parts.join(', ')})`
}

/** The kernels that a text calls, as functions below it. */
class Library {
  readonly texts: string[] = []
  private readonly known = new Map<string, string>()
  private readonly tables = new Map<readonly number[], string>()

  reserves(name: string): boolean {
    return name.startsWith('kernel') || ['view', 'high', 'pow2'].includes(name)
  }
  name(kernel: Kernel): string {
    const known = this.known.get(kernel.name)
    if (known !== undefined) return known
    const name = `kernel${kernel.name[0]?.toUpperCase()}${kernel.name.slice(1)}`
    this.known.set(kernel.name, name)
    const text = this.text(kernel, name)
    this.texts.push('', `/** ${kernel.doc} */`, text)
    return name
  }
  private word(name: 'high' | 'pow2'): void {
    if (this.known.has(name)) return
    this.known.set(name, name)
    if (!this.known.has('view')) this.texts.push('', 'const view = new DataView(new ArrayBuffer(8))')
    this.known.set('view', 'view')
    const body =
      name === 'high'
        ? 'const high = (x: number): number => (view.setFloat64(0, x), view.getInt32(0))'
        : 'const pow2 = (k: number): number => (view.setInt32(0, (k + 1023) << 20), view.setInt32(4, 0), view.getFloat64(0))'
    this.texts.push(body)
  }
  private text({ steps, parameters }: Kernel, name: string): string {
    const uses = steps.map(() => 0)
    for (const step of steps) for (const arg of step.args) uses[arg]!++
    const lines: string[] = []
    const texts: string[] = []
    steps.forEach((step, place) => {
      const args = step.args.map((arg) => texts[arg] as string)
      let text: string
      if (step.op === 'parameter') text = parameters[step.value] as string
      else if (step.op === 'number' || step.op === 'integer') text = literal(step.value)
      else if (step.op === 'call') text = `${this.name(step.kernel)}(${args.join(', ')})`
      else if (step.op === 'lookup') text = `${this.table(step.table)}[${args[0]} & ${step.table.length - 1}]!`
      else {
        if (step.op === 'high' || step.op === 'pow2') this.word(step.op)
        const [a = '', b = '', c = ''] = args
        text = `(${STEPS[step.op].js(a, b, c)})`
      }
      const isFree = step.op === 'parameter' || step.op === 'number' || step.op === 'integer'
      if (!isFree && (uses[place] as number) > 1) {
        lines.push(`  const s${place}: ${kindOf(step) === 'flag' ? 'boolean' : 'number'} = ${text}`)
        text = `s${place}`
      }
      texts.push(text)
    })
    const header = `function ${name}(${parameters.map((one) => `${one}: number`).join(', ')}): number {`
    return [header, ...lines, `  return ${texts.at(-1)}`, '}'].join('\n')
  }
  private table(numbers: readonly number[]): string {
    let name = this.tables.get(numbers)
    if (name === undefined) {
      name = `kernelTable${this.tables.size}`
      this.tables.set(numbers, name)
      this.texts.push('', `const ${name} = [${numbers.map(literal).join(', ')}]`)
    }
    return name
  }
}
