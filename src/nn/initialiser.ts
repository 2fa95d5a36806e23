/** Initialisers: what weights begin with, by name; PyTorch's, for the gain 1 unless their names say otherwise. */
import { describe } from '../arguments/index.js'
import { isValue } from '../engine/index.js'
import type { Draws } from './arguments.js'

/** A weight of a unit of so many inputs, beside so many outputs. */
export type Draw = (random: Required<Draws>, inputs: number, outputs: number) => number

const even = (bound: (inputs: number, outputs: number) => number): Draw => (random, inputs, outputs) => {
  const b = bound(inputs, outputs)
  return random.uniform(-b, b)
} // prettier-ignore
const normal =
  (deviation: (inputs: number, outputs: number) => number): Draw =>
  (random, inputs, outputs) =>
    random.gauss(0, deviation(inputs, outputs))

/** The names of the initialisers. */
export type InitialiserName = 'zeros' | 'ones' | 'micrograd' | 'linear' | 'normal' | 'xavierUniform' | 'xavierNormal' | 'kaimingUniform' | 'kaimingNormal' // prettier-ignore

/** The initialisers by name: `linear` is what PyTorch's `Linear` begins with, `micrograd` what its neurons do, `kaiming…` fits relu. */
export const initialisers: Readonly<Record<InitialiserName, Draw>> = {
  zeros: () => 0,
  ones: () => 1,
  micrograd: even(() => 1),
  linear: even((inputs) => 1 / Math.sqrt(inputs)),
  normal: normal(() => 1),
  xavierUniform: even((inputs, outputs) => Math.sqrt(6 / (inputs + outputs))),
  xavierNormal: normal((inputs, outputs) => Math.sqrt(2 / (inputs + outputs))),
  kaimingUniform: even((inputs) => Math.sqrt(6 / inputs)),
  kaimingNormal: normal((inputs) => Math.sqrt(2 / inputs)),
}

/** The name of an initialiser, or a function that draws a weight. */
export type Initialiser = InitialiserName | Draw

/** The function that an initialiser names, with what it draws from. Errors: unknown names, a generator that cannot draw so. */
export function drawer(who: string, init: Initialiser, random: Draws): (inputs: number, outputs: number) => number {
  const draw = typeof init === 'function' ? init : initialisers[init]
  if (typeof draw !== 'function' || (typeof init === 'string' && !Object.hasOwn(initialisers, init)))
    throw new TypeError(
      `${who}: init is ${describe(init)}; a function or one of these names is allowed: ${Object.keys(initialisers).join(', ')}. Write { init: 'xavierUniform' }.`,
    )
  const draws: Required<Draws> = {
    uniform: (a, b) => random.uniform(a, b),
    gauss(mean, deviation) {
      if (random.gauss) return random.gauss(mean, deviation)
      throw new TypeError(
        `${who}: random has no gauss(mean, deviation), which this init draws from. Write { random: new PythonRandom(0) }.`,
      )
    },
  }
  return (inputs, outputs) => {
    const x: unknown = draw(draws, inputs, outputs)
    if (typeof x === 'number' && Number.isFinite(x)) return x
    throw new TypeError(
      `${who}: init gave ${isValue(x) ? 'a Value' : describe(x)}; a finite number is allowed. Return one plain number for each weight.`,
    )
  }
}
