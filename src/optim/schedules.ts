/** Schedules: how a learning rate changes from step to step, each a function from the number of the step, counted from 0. */
import { finite, whole } from '../arguments/index.js'
import { add, cos, div, mul, pow, sub } from '../ops/index.js'

/** The learning rate at a step; the first is step 0. */
export type Schedule = (step: number) => number

/**
 * The same rate at every step. Throws for a rate that is no finite number.
 *
 * @example
 * import { constant } from 'seegrad/optim'
 * const rate = constant(0.1)
 * rate(7) // 0.1
 */
export function constant(lr: number): Schedule {
  rate('constant: lr', lr)
  return scheduled('constant', () => lr)
}

/**
 * From `start` at step 0 in equal steps to `end` at step `steps`, and `end` from there on. Throws for rates that are not finite and for `steps` that is no whole number
 * from 1 up.
 *
 * @example
 * import { value } from 'seegrad'
 * import { linear, SGD } from 'seegrad/optim'
 * const rate = linear(1, 0.1, 100)
 * const rates = [0, 50, 100, 200].map(rate) // [1, 0.55, 0.1, 0.1]
 * const optimizer = SGD([value(2)])
 * optimizer.lr = rate(50)
 */
export function linear(start: number, end: number, steps: number): Schedule {
  const [from, to] = [rate('linear: start', start), rate('linear: end', end)]
  count('linear', steps)
  return scheduled('linear', (k) => (k >= steps ? to : from + ((to - from) * k) / steps))
}

/**
 * From `start` at step 0 along half a wave of the cosine to `end` at step `steps`, and `end` from there on: PyTorch's `CosineAnnealingLR`. Throws as {@link linear}.
 *
 * @example
 * import { cosine } from 'seegrad/optim'
 * const rate = cosine(1, 0, 100)
 * rate(25) // ≈ 0.8535533906
 */
export function cosine(start: number, end: number, steps: number): Schedule {
  const [from, to] = [rate('cosine: start', start), rate('cosine: end', end)]
  count('cosine', steps)
  const half = (k: number): number => div(add(1, cos((Math.PI * k) / steps)), 2)
  return scheduled('cosine', (k) => (k >= steps ? to : add(to, mul(sub(from, to), half(k)))))
}

/**
 * `start`, multiplied by `factor` after every `size` steps: PyTorch's `StepLR`. Throws for numbers that are not finite and for a `size` that is no whole number from 1 up.
 *
 * @example
 * import { step } from 'seegrad/optim'
 * const rate = step(1, 30, 0.5)
 * const rates = [0, 29, 30, 60].map(rate) // [1, 1, 0.5, 0.25]
 */
export function step(start: number, size: number, factor = 0.1): Schedule {
  const [from, times] = [rate('step: start', start), rate('step: factor', factor)]
  whole('step: size', size, 1, 'It counts the steps between two changes.')
  return scheduled('step', (k) => mul(from, pow(times, Math.floor(k / size))))
}

/**
 * `start`, multiplied by `factor` after every step: PyTorch's `ExponentialLR`. Throws for numbers that are not finite.
 *
 * @example
 * import { exponential } from 'seegrad/optim'
 * const rate = exponential(0.8, 0.5)
 * const rates = [0, 1, 2].map(rate) // [0.8, 0.4, 0.2]
 */
export function exponential(start: number, factor: number): Schedule {
  const [from, times] = [rate('exponential: start', start), rate('exponential: factor', factor)]
  return scheduled('exponential', (k) => mul(from, pow(times, k)))
}

const rate = (name: string, x: number): number => finite(name, x, 'A learning rate is a plain number, such as 0.1.')
const count = (name: string, steps: number): number =>
  whole(`${name}: steps`, steps, 1, 'It counts the steps from start to end.')

/** The schedule, which refuses what counts no step. */
const scheduled = (name: string, at: Schedule): Schedule => {
  const mend = `Write ${name}(…)(k), where k counts the steps from 0.`
  return (k) => at(whole(`${name}: the step`, k, 0, mend))
}
