/** A tiny program as JavaScript: no call into a module, no copies. */
import { STEPS } from '../numeric/kernels/step.js'
import type { Kernel } from '../numeric/index.js'
import type { Shape } from '../transforms/tree.js'
import type { Fn } from './functions.js'
import { INPUT, NUMBER, type Program } from './graph.js'
import { holdsNode } from './guards.js'
import { isSmall } from './kernel-code.js'

/** What a call gives when the arguments are built otherwise, or a guard has another answer. */
export const MISS: unique symbol = Symbol('miss')
/** The program as a function of its arguments, or of a target and them. */
export interface Script {
  readonly call: (...args: never[]) => unknown
  readonly into: (target: unknown, ...args: never[]) => unknown
  /** Of how many arguments: JavaScript takes more without a word. */
  readonly arity: number
  readonly text: string
}

/** From how many nodes on JavaScript loses: engines stop optimising long functions. */
export const SCRIPT_NODES = 400

/** Undefined where the platform forbids to make functions from text. */
export function scriptOf(program: Program, args: readonly Shape[], out: Shape): Script | undefined {
  const { graph, modes } = program
  const isSingle = modes?.dtype === 'f32'
  const rounded = (text: string): string => (isSingle ? `Math.fround(${text})` : text)
  const holds = holdsNode(program)
  const called: Fn[] = []
  const uses = new Int32Array(graph.length)
  for (let i = 0; i < graph.length; i++)
    for (const operand of graph.operandsOf(i)) uses[operand] = (uses[operand] as number) + 1
  const named: string[] = []
  const name = (i: number): string =>
    graph.code[i] === NUMBER ? literal(graph.data[i] as number) : (named[i] as string)
  const lines: string[] = []
  for (let i = 0; i < graph.length; i++) {
    const fn = graph.functionAt(i)
    if (fn === undefined) {
      if (graph.code[i] === INPUT) named[i] = `x${graph.data[i]}`
      continue
    }
    named[i] = `v${i}`
    const operands = Array.from(graph.operandsOf(i), name)
    const isInline = fn.kernel && !fn.isList && isSmall(fn.kernel)
    const value = isInline ? inline(fn.kernel, operands) : `f${placeIn(called, fn)}(${operands.join()})`
    lines.push(`const v${i} = ${rounded(value)}`)
  }
  if (holds >= 0) lines.push(`if (${name(holds)} === 0) return MISS`)
  const result = program.outputs.map(name)
  const reads: string[] = []
  let next = 0
  const read = (shape: Shape, at: string): void => {
    if (shape.kind === 'number') {
      reads.push(
        isSingle
          ? `if (typeof ${at} !== 'number') return MISS; const x${next} = ${rounded(at)}`
          : `const x${next} = ${at}; if (typeof x${next} !== 'number') return MISS`,
      )
      next++
      return
    }
    const { children } = shape
    if ('keys' in shape) {
      reads.push(
        `if (!isRecord(${at}) || Object.keys(${at}).join() !== ${JSON.stringify(shape.keys.join())}) return MISS`,
      )
      shape.keys.forEach((key, k) => read(children[k] as Shape, `${at}[${JSON.stringify(key)}]`))
      return
    }
    const test =
      shape.kind === 'list'
        ? `Array.isArray(${at})`
        : `${at} instanceof ${shape.kind === 'f64' ? 'Float64Array' : 'Float32Array'}`
    reads.push(`if (!(${test}) || ${at}.length !== ${children.length}) return MISS`)
    children.forEach((child, k) => read(child, `${at}[${k}]`))
  }
  args.forEach((shape, k) => read(shape, `a${k}`))
  const names = args.map((_, k) => `a${k}`)
  const body = [...reads, ...lines].join('\n')
  const text = `(${names.join()}) => {\n${body}\nreturn ${build(out, [...result])}\n}`
  const into = `(target${names.map((one) => `, ${one}`).join('')}) => {\n${body}\n${write(out, [...result], 'target')}\nreturn target\n}`
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- the text is made of numbers and of names that this file chose
    const make = new Function(
      'MISS',
      'isRecord',
      ...called.map((_, k) => `f${k}`),
      `"use strict"; return [${text},\n${into}]`,
    )
    const isRecord = (x: unknown): boolean =>
      typeof x === 'object' && x !== null && [Object.prototype, null].includes(Object.getPrototypeOf(x) as null)
    const [call, writeInto] = make(MISS, isRecord, ...called.map(({ run }) => run)) as [Script['call'], Script['into']]
    return { call, into: writeInto, arity: args.length, text }
  } catch {
    return undefined
  }
}

function placeIn(called: Fn[], fn: Fn): number {
  const known = called.indexOf(fn)
  return known >= 0 ? known : called.push(fn) - 1
}

/** A number as text that reads back as the same double. */
export const literal = (x: number): string => (Object.is(x, -0) ? '(-0)' : x < 0 ? `(${x})` : String(x))

/** A small kernel as one expression of its operands, each of them a name or a number. */
export function inline({ steps }: Kernel, operands: readonly string[]): string {
  const text = (place: number): string => {
    const step = steps[place] as Kernel['steps'][number]
    if (step.op === 'parameter') return operands[step.value] as string
    if (step.op === 'number' || step.op === 'integer') return literal(step.value)
    if (step.op === 'call' || step.op === 'lookup') throw new Error(`${step.op} is not written in place`)
    const [a = '', b = '', c = ''] = step.args.map(text)
    const written = STEPS[step.op].js(a, b, c)
    return /^[\w.]+(\(.*\))?$/.test(written) && !written.startsWith('-') ? written : `(${written})`
  }
  return text(steps.length - 1)
}

/** What builds a tree; it takes the values, one after the other. */
function build(shape: Shape, values: string[]): string {
  if (shape.kind === 'number') return values.shift() as string
  const parts = shape.children.map((child) => build(child, values))
  if ('keys' in shape) return `({${shape.keys.map((key, k) => `[${JSON.stringify(key)}]: ${parts[k]}`).join()}})`
  if (shape.kind === 'list') return `[${parts.join()}]`
  return `${shape.kind === 'f64' ? 'Float64Array' : 'Float32Array'}.of(${parts.join()})`
}
function write(shape: Shape, values: string[], target: string): string {
  if (shape.kind === 'number') return `${target} = ${values.shift() as string}`
  const at = (k: number): string => `${target}[${'keys' in shape ? JSON.stringify(shape.keys[k]) : k}]`
  const check = 'keys' in shape ? '' : `if (${target}.length !== ${shape.children.length}) return MISS\n`
  return check + shape.children.map((child, k) => write(child, values, at(k))).join('\n')
}
