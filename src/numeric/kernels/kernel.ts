/** A kernel: an elementary function as plain data, a straight list of steps without branches; and the words to write one with. */
import { BESIDE, STEPS, type Kind, type StepName } from './step.js'

/**
 * One step. Its value is known by its place in the list; `args` are places before it.
 *
 *     place  step                       meaning
 *     0      parameter 0                x
 *     1      number 0.5                 the constant ½
 *     2      mul 0 1                    x · ½
 *     3      lookup 2 in a table        table[value 2 & (length − 1)]
 *     4      call sin 2                 another kernel
 */
export type Step =
  | {
      readonly op: StepName
      readonly args: readonly number[]
      readonly hint?: string
      /** Of a select: its flag nearly always holds. */
      readonly isUsual?: true
    }
  | { readonly op: 'parameter' | 'number' | 'integer'; readonly args: readonly []; readonly value: number }
  | {
      readonly op: 'lookup'
      readonly args: readonly number[]
      readonly table: readonly number[]
      readonly hint?: string
    }
  | { readonly op: 'call'; readonly args: readonly number[]; readonly kernel: Kernel; readonly hint?: string }

/** An elementary function as plain data: the value of its last step. It is written once and read by printers and interpreters. */
export interface Kernel {
  readonly name: string
  readonly doc: string
  readonly parameters: readonly string[]
  readonly steps: readonly Step[]
  /** Only called by other kernels: not a public function. */
  readonly inner: boolean
}

/** The kind of value that a step gives. */
export function kindOf(step: Step): Kind {
  if (step.op === 'integer') return 'i32'
  if (step.op === 'parameter' || step.op === 'number' || step.op === 'lookup' || step.op === 'call') return 'f64'
  return STEPS[step.op].gives
}

/** A step whose arguments are terms still, not places. */
type Draft = { [S in Step as S['op']]: Omit<S, 'args' | 'hint'> }[Step['op']]

let written = 0

/** A value in a kernel that is being written. */
class Term {
  /** Steps keep the order in which they were written. */
  readonly order: number = written++
  hint: string | undefined
  constructor(
    readonly draft: Draft,
    readonly args: readonly Term[],
  ) {}

  /** Names the value in what is printed. */
  as(name: string): this {
    this.hint = name
    return this
  }
}

/** A double of a kernel, or a number that is to be one. */
export type Real = Float | number

/** An integer of a kernel, or a number that is to be one. */
export type Whole = Int | number

/** A double in a kernel: each method is the step of its name. */
export class Float extends Term {
  add(b: Real): Float {
    return float('add', this, f64(b))
  }
  sub(b: Real): Float {
    return float('sub', this, f64(b))
  }
  mul(b: Real): Float {
    return float('mul', this, f64(b))
  }
  div(b: Real): Float {
    return float('div', this, f64(b))
  }
  neg(): Float {
    return float('neg', this)
  }
  abs(): Float {
    return float('abs', this)
  }
  sqrt(): Float {
    return float('sqrt', this)
  }
  floor(): Float {
    return float('floor', this)
  }
  trunc(): Float {
    return float('trunc', this)
  }
  ceil(): Float {
    return float('ceil', this)
  }
  max(b: Real): Float {
    return float('max', this, f64(b))
  }
  min(b: Real): Float {
    return float('min', this, f64(b))
  }
  /** a over this. */
  under(a: Real): Float {
    return f64(a).div(this)
  }
  /** The kernel of that name of this and further numbers. */
  call(name: string, ...more: Real[]): Float {
    return call(byName.get(name)!, this, ...more)
  }
  high(): Int {
    return int('high', this)
  }
  toInt(): Int {
    return int('toInt', this)
  }
  lt(b: Real): Flag {
    return flag('lt', this, f64(b))
  }
  le(b: Real): Flag {
    return flag('le', this, f64(b))
  }
  gt(b: Real): Flag {
    return flag('gt', this, f64(b))
  }
  ge(b: Real): Flag {
    return flag('ge', this, f64(b))
  }
  eq(b: Real): Flag {
    return flag('eq', this, f64(b))
  }
  ne(b: Real): Flag {
    return flag('ne', this, f64(b))
  }
}

/** An integer of 32 bits in a kernel. */
export class Int extends Term {
  add(b: Whole): Int {
    return b === 0 ? this : int('addInt', this, i32(b))
  }
  sub(b: Whole): Int {
    return int('subInt', this, i32(b))
  }
  mul(b: Whole): Int {
    return int('mulInt', this, i32(b))
  }
  and(b: Whole): Int {
    return int('andInt', this, i32(b))
  }
  or(b: Whole): Int {
    return int('orInt', this, i32(b))
  }
  shl(count: number): Int {
    return int('shlInt', this, i32(count))
  }
  shr(count: number): Int {
    return int('shrInt', this, i32(count))
  }
  eq(b: Whole): Flag {
    return flag('eqInt', this, i32(b))
  }
  lt(b: Whole): Flag {
    return flag('ltInt', this, i32(b))
  }
  neg(): Int {
    return i32(0).sub(this)
  }
  toFloat(): Float {
    return float('toFloat', this)
  }
  /** 2ᵏ, for −1022 ≤ k ≤ 1023. */
  pow2(): Float {
    return float('pow2', this)
  }
}

/** A yes or no in a kernel. */
export class Flag extends Term {
  and(b: Flag): Flag {
    return flag('and', this, b)
  }
  or(b: Flag): Flag {
    return flag('or', this, b)
  }
  not(): Flag {
    return flag('not', this)
  }
  /** `yes` where the flag holds, else `no`. Both have a value; what only one of them needs is printed inside its arm. */
  select(yes: Real, no: Real): Float {
    return float('select', f64(yes), f64(no), this)
  }
  /** The same, where the flag nearly always holds: what `no` needs is computed for those numbers only that need it, also side by side with others. */
  usually(yes: Real, no: Real): Float {
    return new Float({ op: 'select', isUsual: true }, [f64(yes), f64(no), this])
  }
  selectInt(yes: Whole, no: Whole): Int {
    return int('selectInt', i32(yes), i32(no), this)
  }
}

const float = (op: StepName, ...args: Term[]): Float => new Float({ op }, args)
const int = (op: StepName, ...args: Term[]): Int => new Int({ op }, args)
const flag = (op: StepName, ...args: Term[]): Flag => new Flag({ op }, args)

/** The number as a double of a kernel. */
export function f64(value: Real): Float {
  return value instanceof Float ? value : new Float({ op: 'number', value }, [])
}

function i32(value: Whole): Int {
  return value instanceof Int ? value : new Int({ op: 'integer', value }, [])
}

/** table[index & (length − 1)]: the length is a power of two, so that no index leads out of the table. */
export function lookup(table: readonly number[], index: Int): Float {
  if (table.length === 0 || (table.length & (table.length - 1)) !== 0)
    throw new RangeError(`lookup: the table has ${table.length} numbers; a power of two is needed.`)
  return new Float({ op: 'lookup', table }, [index])
}

/** The value of another kernel. */
export function call(kernel: Kernel, ...args: Real[]): Float {
  if (args.length !== kernel.parameters.length)
    throw new RangeError(`call: ${kernel.name} takes ${kernel.parameters.length} numbers, not ${args.length}.`)
  return new Float({ op: 'call', kernel }, args.map(f64))
}

/** c₀ + x·(c₁ + x·(c₂ + …)). */
export function polynomial(x: Float, [first = 0, ...rest]: readonly number[]): Float {
  return rest.length === 0 ? f64(first) : x.mul(polynomial(x, rest)).add(first)
}

/** x rounded to a whole number, halves to even, for |x| < 2⁵¹: beside 1.5·2⁵² a double has no place for a fraction. */
export function nearest(x: Float): Float {
  return x.add(BESIDE).sub(BESIDE)
}

/**
 * x to so many bits, after Veltkamp; for |x| < 2¹⁰²³/2⁵³⁻ᵇⁱᵗˢ. By itself or by a number of 27 bits it then multiplies exactly,
 * if it has 26.
 */
export function upper(x: Float, bits: number = 26): Float {
  const wide = x.mul(2 ** (53 - bits) + 1).as('wide')
  return wide.sub(wide.sub(x))
}

/** 1 or −1, the sign of x: −1 for −0 too. */
export function signOf(x: Float): Float {
  return x.high().shr(31).or(1).toFloat()
}

type Body = (...parameters: Float[]) => Float

/** Kernels by their names, as they are written. */
const byName = new Map<string, Kernel>()

/** Writes a kernel: `body` is given the parameters, whose names stand in one string, and gives the value. */
export function kernel(name: string, parameters: string, doc: string, body: Body): Kernel {
  const names = parameters.split(' ')
  const terms = names.map((_, value) => new Float({ op: 'parameter', value }, []))
  const made = { name, doc, parameters: names, steps: listed(body(...terms)), inner: false }
  if (!byName.has(name)) byName.set(name, made)
  return made
}

/** Writes a kernel that only other kernels call. */
export function innerKernel(name: string, parameters: string, doc: string, body: Body): Kernel {
  return { ...kernel(name, parameters, doc, body), inner: true }
}

/** The steps that lead to a value, in the order in which they were written; what was written twice is one step. */
function listed(result: Term): readonly Step[] {
  const needed = new Set<Term>([result])
  for (const term of needed) for (const arg of term.args) needed.add(arg)
  const steps: Step[] = []
  const placeOf = new Map<Term, number>()
  const known = new Map<string, number>()
  for (const term of [...needed].toSorted((a, b) => a.order - b.order)) {
    const args = term.args.map((arg) => placeOf.get(arg)!)
    const { draft, hint } = term
    const key = `${draft.op} ${args.join()} ${detail(draft)}`
    const place = known.get(key) ?? steps.push({ ...draft, args, ...(hint && { hint }) } as Step) - 1
    known.set(key, place)
    placeOf.set(term, place)
  }
  return steps
}

function detail(draft: Draft): string {
  if ('value' in draft) return Object.is(draft.value, -0) ? '-0' : String(draft.value)
  if ('table' in draft) return draft.table.join()
  return 'kernel' in draft ? draft.kernel.name : ''
}
