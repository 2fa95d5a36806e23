/** `Sequential`: steps one after the other, each over what the one before gave. */
import { describe } from '../arguments/index.js'
import { scope } from '../engine/index.js'
import { ops, type Numbers, type Value } from '../ops/index.js'
import { Module } from './module.js'

/** A step of a `Sequential`: a module whose `forward` takes and gives a list, an op of one input (or its name) for each number, a function of the list. */
export type Step = Layered | string | ((x: never) => unknown)
/** A module whose `forward` takes a list and gives one. */
export interface Layered {
  forward(x: Numbers): unknown
}

/**
 * Modules and functions in a row: `forward` hands a list from each to the next. An op of one input, such as `relu` or `'relu'`, is applied to each number of the list; any
 * other function, such as `softmax`, is given the list. The parameters are those of the modules, in order. Throws for a step that is none of these.
 *
 * @example
 * import { relu } from 'seegrad'
 * import { Linear, Sequential } from 'seegrad/nn'
 * const net = new Sequential(new Linear(2, 3), relu, new Linear(3, 1))
 * net.forward([1, 2]).length // 1
 * net.toString() // 'Sequential(Linear(2, 3), relu, Linear(3, 1))'
 * net.parameters().length // 13
 */
export class Sequential extends Module {
  readonly steps: readonly Step[]

  constructor(...steps: readonly Step[]) {
    super()
    if (steps.length === 0)
      throw new RangeError('Sequential: no steps were given; at least one is allowed. Write new Sequential(new Linear(2, 1)).')
    steps.forEach((step, k) => {
      if (typeof step === 'string' ? ops.get(step)?.arity === 1 : isLayered(step) || typeof step === 'function') return
      throw new TypeError(
        `Sequential: step ${k} is ${describe(step)}; a module with forward, an op of one input, its name, or a function of a list is allowed.`,
      )
    })
    this.steps = steps
  } // prettier-ignore

  /** What the last step gives, of a list of numbers or Values for the first. */
  forward(x: Numbers): Value[] {
    let flowing: unknown = x
    this.steps.forEach((step, k) => {
      flowing = scope(`step ${k}`, () => taken(step, flowing as Numbers))
    })
    return flowing as Value[]
  }

  override toString(): string {
    const said = (step: Step): string => (typeof step === 'string' ? step : isLayered(step) ? String(step) : step.name || 'a function') // prettier-ignore
    return `Sequential(${this.steps.map(said).join(', ')})`
  }
}

const isLayered = (step: unknown): step is Layered => typeof (step as Layered | null)?.forward === 'function' && !isOp(step) // prettier-ignore
/** An op has a `forward` too, of plain numbers. */
const isOp = (step: unknown): boolean => typeof step === 'function' && 'arity' in step

function taken(step: Step, x: Numbers): unknown {
  if (isLayered(step)) {
    const out = step.forward(x)
    return Array.isArray(out) ? out : [out]
  }
  const f = (typeof step === 'string' ? ops.get(step) : step) as unknown as (x: unknown) => unknown
  return (f as { arity?: unknown }).arity === 1 ? Array.from(x, (each) => f(each)) : f(x)
}
