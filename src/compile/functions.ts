/** What nodes of a compiled graph compute: ops by their rows, and the few functions that the compiler adds. */
import * as numeric from '../numeric/index.js'
import type { Kernel } from '../numeric/index.js'
import { kernel, type Float } from '../numeric/kernels/kernel.js'
import type { StepName } from '../numeric/kernels/step.js'
import type { Op, Written } from '../ops/index.js'
import { ops } from '../ops/written.js'

/** A sum over so many examples of a batch, from the first to the last or back. */
export interface Over {
  readonly size: number
  readonly step: 1 | -1
}

/** What a node computes from its operands. */
export interface Fn {
  readonly code: number
  readonly name: string
  /** The row; none for what the compiler adds, through which no gradient flows. */
  readonly op: (Op & Written) | undefined
  /** In steps; undefined for what can only be called. */
  readonly kernel: Kernel | undefined
  /** The step that it is, if it is one step of its operands in order. */
  readonly step: StepName | undefined
  readonly isList: boolean
  /** Whether it is its first operand, whatever the others are. */
  readonly isIdentity: boolean
  /** Whether it is its second operand where the first is not 0, else its third. */
  readonly isChoice: boolean
  /** Whether it is 1 or 0, whatever its operands are. */
  readonly isFlag: boolean
  /** Of a sum over the examples of a batch: how many, and in which direction it goes. */
  readonly over: Over | undefined
  readonly run: (...inputs: number[]) => number
}

const all: Fn[] = []
const byCode: Fn[] = []
export const functionAt = (code: number): Fn => all[code] as Fn
/** Codes of functions are smaller. */
export const functionCount = (): number => all.length

/** Kernels by the JavaScript that was printed of them: a row whose `forward` is one needs no other steps. */
const printed: ReadonlyMap<unknown, Kernel> = new Map(
  [...numeric.kernels].map(([name, data]) => [(numeric as unknown as Record<string, unknown>)[name], data]),
)

function enter(
  name: string,
  op: Fn['op'],
  steps: Kernel | undefined,
  isList: boolean,
  run: (...inputs: number[]) => number,
  over?: Over,
): Fn {
  const made: Fn = {
    code: all.length,
    name,
    op,
    kernel: steps,
    step: steps && singleStep(steps),
    isList,
    isIdentity: isFirst(steps),
    isChoice: isPick(steps),
    isFlag: isEither(steps),
    over,
    run,
  }
  all.push(made)
  return made
}

const isFirst = (steps: Kernel | undefined): boolean => isParameter(steps?.steps.at(-1), 0)

function isPick(kernel: Kernel | undefined): boolean {
  const last = kernel?.steps.at(-1)
  if (!kernel || kernel.parameters.length !== 3 || last?.op !== 'select') return false
  const [yes, no, condition] = last.args.map((place) => kernel.steps[place])
  if (condition?.op !== 'ne' || !isParameter(yes, 1) || !isParameter(no, 2)) return false
  const [mask, none] = condition.args.map((place) => kernel.steps[place])
  return isParameter(mask, 0) && none?.op === 'number' && none.value === 0
}

function isEither(kernel: Kernel | undefined): boolean {
  const last = kernel?.steps.at(-1)
  if (!kernel || last?.op !== 'select') return false
  return last.args.slice(0, 2).every((place) => {
    const arm = kernel.steps[place]
    return arm?.op === 'number' && (Object.is(arm.value, 0) || arm.value === 1)
  })
}

/** The step that a kernel consists of. */
function singleStep({ steps, parameters }: Kernel): StepName | undefined {
  const last = steps.at(-1)
  if (steps.length !== parameters.length + 1 || !last || !('args' in last)) return undefined
  const isPlain = last.args.length === parameters.length && last.args.every((place, k) => isParameter(steps[place], k))
  return isPlain && !['call', 'lookup'].includes(last.op) ? (last.op as StepName) : undefined
}
const isParameter = (step: Kernel['steps'][number] | undefined, k: number): boolean =>
  step?.op === 'parameter' && step.value === k

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
/** The names of so many parameters, as the writing of kernels takes them. */
const letters = (count: number): string => Array.from({ length: count }, (_, k) => LETTERS[k] ?? `p${k}`).join(' ')

/** The function of an op, entered the first time it is met. */
export function functionOf({ code, name }: Pick<Op, 'code' | 'name'>): Fn {
  const known = byCode[code]
  if (known) return known
  const entered = ops.get(name) as Op & Written & { readonly row: Written }
  // One that was defined later than the table was read has what it says in its row still; of the others the build has cut it out there.
  const { steps, unrolled, flows } = entered.row
  const op = ('steps' in entered ? entered : Object.assign(entered, { steps, unrolled, flows })) as Op & Written
  const { forward, arity, parameters } = op
  const isList = arity === 'list'
  const width = isList ? 0 : arity + parameters.length
  const written =
    op.steps && !isList ? kernel(name, letters(width), name, op.steps as (...inputs: Float[]) => Float) : undefined
  const run = forward as unknown as (...inputs: unknown[]) => number
  const made = enter(
    name,
    op,
    printed.get(forward) ?? written,
    isList,
    isList ? (...inputs) => run(inputs) : (run as Fn['run']),
  )
  byCode[code] = made
  return made
}

const added = (name: string, parameters: string, body: (...inputs: Float[]) => Float, run: Fn['run']): Fn =>
  enter(name, undefined, kernel(name, parameters, name, body), false, run)

/** a where the mask is not 0, else b: the choice between contributions that are there and such that are not. A pass goes through it to what was chosen. */
export const PICK: Fn = added('pick', 'mask a b', (mask, a, b) => mask!.ne(0).select(a!, b!), (mask, a, b) => (mask !== 0 ? a! : b!)) // prettier-ignore
/** What is there of a, where the mask p is not 0, and of b, where q is not: their sum, one of them, or −0, which changes nothing that it is added to. */
export const JOIN: Fn = added(
  'join',
  'p a q b',
  (p, a, q, b) => p!.ne(0).select(q!.ne(0).select(a!.add(b!), a!), q!.ne(0).select(b!, -0)),
  (p, a, q, b) => (p !== 0 ? (q !== 0 ? a! + b! : a!) : q !== 0 ? b! : -0),
)
/** Of masks and numbers in turn the number whose mask is not 0: one of them. */
export const CHOICE: Fn = enter('choice', undefined, undefined, true, (...inputs) => inputs[1 + inputs.findIndex((mask, k) => k % 2 === 0 && mask !== 0)] as number) // prettier-ignore
/** Whether neither, both, or one of two masks is 0. */
export const NONE: Fn = added('none', 'mask', (mask) => mask!.ne(0).select(0, 1), (mask) => (mask !== 0 ? 0 : 1)) // prettier-ignore
export const BOTH: Fn = added('both', 'p q', (p, q) => p!.ne(0).and(q!.ne(0)).select(1, 0), (p, q) => (p !== 0 && q !== 0 ? 1 : 0)) // prettier-ignore
export const EITHER: Fn = added('either', 'p q', (p, q) => p!.ne(0).or(q!.ne(0)).select(1, 0), (p, q) => (p !== 0 || q !== 0 ? 1 : 0)) // prettier-ignore

const sums = new Map<string, Fn>()
/**
 * The first operand, and to it added what the others are of one example after the other, in order. The plain function is for operands that are the same of every example.
 */
export function sumOver(size: number, step: 1 | -1): Fn {
  const name = `sum over ${step < 0 ? '-' : ''}${size}`
  let made = sums.get(name)
  if (!made) {
    const run = (first: number, ...terms: number[]): number => {
      let sum = first
      for (let k = 0; k < size; k++) for (const term of terms) sum += term
      return sum
    }
    sums.set(name, (made = enter(name, undefined, undefined, false, run, { size, step })))
  }
  return made
}
