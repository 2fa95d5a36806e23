/** `Module`: an object that owns parameters, found by walking its properties. */
import { describe } from '../arguments/index.js'
import { isValue } from '../engine/index.js'
import { type Value } from '../ops/index.js'

/** The numbers of a module by the names of its parameters: plain data that JSON holds. */
export type StateDict = Record<string, number>

/**
 * Base of whatever owns parameters. A parameter is a leaf Value that is reached through the object's own properties: itself, in lists, in plain records, in other
 * modules. They come in the order in which the properties were made, each once, named by the way to it: `layers.0.neurons.3.w.1`. What shall not count as a parameter
 * belongs into a private `#field`.
 *
 * @example
 * import { value, type Value } from 'seegrad'
 * import { Module } from 'seegrad/nn'
 * class Line extends Module {
 *   readonly slope: Value = value(2)
 *   readonly height: Value = value(1)
 *   forward(x: number): Value {
 *     return this.slope.mul(x).add(this.height)
 *   }
 * }
 * const line = new Line()
 * line.forward(3).data // 7
 * line.namedParameters().map(([name]) => name) // ['slope', 'height']
 * line.stateDict() // { slope: 2, height: 1 }
 */
export abstract class Module {
  /** All parameters. */
  parameters(): Value[] {
    return this.namedParameters().map(([, parameter]) => parameter)
  }

  /** All parameters with their names. */
  namedParameters(): [name: string, parameter: Value][] {
    const found: [string, Value][] = []
    const seen = new Set<unknown>()
    const visit = (x: unknown, name: string): void => {
      if (isValue(x)) {
        if (x.op !== '' || seen.has(x.id)) return
        seen.add(x.id)
        found.push([name, x])
      } else if (isWalked(x) && !seen.has(x)) {
        seen.add(x)
        for (const [key, child] of Object.entries(x)) visit(child, name === '' ? key : `${name}.${key}`)
      }
    }
    visit(this, '')
    return found
  }

  /** Sets every parameter's gradient to 0: gradients add up from one `backward` to the next until then. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.zeroGrad()
  }

  /** From now on the module and all in it train: `Dropout` loses numbers. So it is from the start. */
  train(): this {
    return this.#trains(true)
  }

  /** From now on the module and all in it only answer, until `train()`. */
  eval(): this {
    return this.#trains(false)
  }

  #trains(training: boolean): this {
    const seen = new Set<unknown>()
    const visit = (x: unknown): void => {
      if (isValue(x) || !isWalked(x) || seen.has(x)) return
      seen.add(x)
      if (x instanceof Module && 'training' in x) x.training = training
      Object.values(x).forEach(visit)
    }
    visit(this)
    return this
  }

  /** The parameters' numbers by name. */
  stateDict(): StateDict {
    return Object.fromEntries(this.namedParameters().map(([name, parameter]) => [name, parameter.data]))
  }

  /**
   * Sets every parameter to the number of its name. Throws, and then changes none, unless `state` holds a number for each parameter and nothing else.
   *
   * @example
   * import { MLP, Neuron } from 'seegrad/nn'
   * const neuron = new Neuron(1)
   * neuron.loadStateDict({ 'w.0': 2, b: -1 })
   * neuron.forward([3]).data // 5
   * neuron.loadStateDict({ 'w.0': 2 }) // throws RangeError: no number for b
   */
  loadStateDict(state: Readonly<Record<string, number>>): void {
    if (typeof state !== 'object' || state === null)
      throw new TypeError(
        `loadStateDict: given ${describe(state)}; a record of numbers by name is allowed, as stateDict() gives it.`,
      )
    const named = this.namedParameters()
    const names = new Set(named.map(([name]) => name))
    const missing = [...names].filter((name) => !Object.hasOwn(state, name))
    const unknown = Object.keys(state).filter((name) => !names.has(name))
    const wrong = Object.entries(state).filter(([name, x]) => names.has(name) && typeof x !== 'number')
    if (missing.length + unknown.length + wrong.length === 0)
      for (const [name, parameter] of named) parameter.data = state[name] as number
    else {
      const faults = [
        listed('no number for', missing),
        listed('no parameter is named', unknown),
        listed(
          'not a number:',
          wrong.map(([name, x]) => `${name} (${describe(x)})`),
        ),
      ]
      throw new RangeError(
        `loadStateDict: ${faults.filter(Boolean).join('; ')}. Nothing was changed. One number for each of the module's ${named.length} ` +
          `parameters is allowed: does the state come from a module of the same sizes?`,
      )
    }
  }
}

/** Where parameters are looked for: not in maps, typed arrays or the objects of other classes. */
function isWalked(x: unknown): x is object {
  if (typeof x !== 'object' || x === null) return false
  if (x instanceof Module || Array.isArray(x)) return true
  const prototype: unknown = Object.getPrototypeOf(x)
  return prototype === Object.prototype || prototype === null
}

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return ''
  const more = names.length > 3 ? `, … (${names.length} in all)` : ''
  return `${what} ${names.slice(0, 3).join(', ')}${more}`
}
