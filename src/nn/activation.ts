/** What a neuron ends in: an op of one input by its name or itself, or nothing. */
import { describe } from '../arguments/index.js'
import { ops } from '../ops/index.js'

/** The name of an op of one input, such an op itself or another function of one number, or `'linear'`: nothing. */
export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | (string & {}) | ((x: number) => number)

/** An activation as neurons use it: `undefined` for none, and its name. */
export interface Resolved {
  readonly name: string
  readonly apply: ((x: number) => number) | undefined
}

/** The function that an activation names. Errors: a name that no op of one input has, an op of several inputs. */
export function resolve(who: string, activation: Activation): Resolved {
  if (activation === 'linear') return { name: 'linear', apply: undefined }
  const found: unknown = typeof activation === 'string' ? ops.get(activation) : activation
  const arity = (found as { arity?: unknown } | undefined)?.arity
  if (typeof found === 'function' && (arity === undefined || arity === 1))
    return { name: found.name || 'a function', apply: found as (x: number) => number }
  const unary = [...ops.values()].filter((op) => op.arity === 1).map(({ name }) => name)
  const given = typeof found === 'function' ? `${found.name}, an op of more than one input` : describe(activation)
  throw new TypeError(
    `${who}: activation is ${given}; 'linear', an op of one input or its name is allowed: ${unary.join(', ')}. ` +
      `Write { activation: 'relu' } or { activation: relu }.`,
  )
}
