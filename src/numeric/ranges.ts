/** Evenly spaced numbers, as NumPy's arange, linspace and logspace compute them: same lengths, same roundings. */
import { finite, whole } from '../arguments/index.js'
import { pow } from './kernels/printed.js'

/** More elements than this do not fit into a JavaScript array. */
const LONGEST = 2 ** 32 - 1

/**
 * The numbers `start`, `start + step`, … before `stop`; with one argument from 0 up to before `stop` in steps of 1.
 * There are ⌈(stop − start) / step⌉ of them (none if that is negative), and as in NumPy, whose bits these are, element i is
 * `start + i·δ` with δ the step as it survives one addition, (start + step) − start. So a step such as 0.1 may bring an element
 * just short of `stop`; where the number of elements matters, use `linspace`. Throws for a step of 0 and for what is not finite.
 *
 * @example
 * import { arange } from 'seegrad/numeric'
 * arange(4) // [0, 1, 2, 3]
 * arange(-1, 1, 0.5) // [-1, -0.5, 0, 0.5]
 * arange(3, 0, -1) // [3, 2, 1]
 */
export function arange(stop: number): number[]
export function arange(start: number, stop: number, step?: number): number[]
export function arange(first: number, second?: number, step = 1): number[] {
  const mend = 'Write arange(stop), arange(start, stop) or arange(start, stop, step).'
  const start = second === undefined ? 0 : finite('arange: start', first, mend)
  const stop = finite('arange: stop', second ?? first, mend)
  finite('arange: step', step, mend)
  if (step === 0)
    throw new RangeError('arange: step is 0; any other number is allowed. With a step of 0 the end is never reached.')
  const steps = (stop - start) / step
  // A quotient that underflows to +0 still covers the one element `start`.
  const length = steps === 0 && stop !== start ? (Object.is(steps, 0) ? 1 : 0) : Math.max(0, Math.ceil(steps))
  if (!(length <= LONGEST))
    throw new RangeError(
      `arange: from ${start} to ${stop} in steps of ${step} is ${length} numbers; at most ${LONGEST} are allowed. Take a larger step.`,
    )
  const delta = start + step - start
  return Array.from({ length }, (_, i) => start + i * delta)
}

/**
 * `num` numbers from `start` to `stop`, evenly spaced, both ends included; with `{ endpoint: false }` the last step, the one that
 * reaches `stop`, is left out. Element i is `i·step + start` with step = (stop − start) / (num − 1), and the last one is `stop`
 * itself: NumPy's roundings, bit for bit. Throws if an end or the distance between the ends is not finite, or if `num` is not a
 * whole number from 0 up.
 *
 * @example
 * import { linspace } from 'seegrad/numeric'
 * linspace(0, 1, 5) // [0, 0.25, 0.5, 0.75, 1]
 * linspace(0, 1, 4, { endpoint: false }) // [0, 0.25, 0.5, 0.75]
 */
export function linspace(
  start: number,
  stop: number,
  num = 50,
  { endpoint = true }: { readonly endpoint?: boolean } = {},
): number[] {
  const mend = 'Write linspace(start, stop, num).'
  finite('linspace: start', start, mend)
  finite('linspace: stop', stop, mend)
  const length = whole('linspace: num', num, 0, mend)
  const delta = stop - start
  finite('linspace: stop − start', delta, 'Take two ends that are closer together.')
  const steps = endpoint ? length - 1 : length
  const step = delta / steps
  // Where the step underflows to 0, dividing first keeps the elements apart.
  const offset = (i: number): number => (steps <= 0 ? i * delta : step === 0 ? (i / steps) * delta : i * step)
  const points = Array.from({ length }, (_, i) => offset(i) + start)
  if (endpoint && length > 1) points[length - 1] = stop
  return points
}

/**
 * `num` numbers from `base` to the power `start` to `base` to the power `stop`, evenly spaced on a logarithmic axis: `base` (10 unless
 * told) to each power of `linspace(start, stop, num, { endpoint })`. Whole powers of 10 are the doubles nearest to them, the very
 * numbers one writes as 1e-3; the others are within 2 ulp of the exact power, as NumPy's are. Throws as `linspace` does, and for a
 * base that is not positive.
 *
 * @example
 * import { logspace } from 'seegrad/numeric'
 * logspace(-3, 0, 4) // [0.001, 0.01, 0.1, 1]
 * logspace(0, 4, 5, { base: 2 }) // [1, 2, 4, 8, 16]
 */
export function logspace(
  start: number,
  stop: number,
  num = 50,
  { base = 10, endpoint = true }: { readonly base?: number; readonly endpoint?: boolean } = {},
): number[] {
  if (finite('logspace: base', base, 'Take a positive base, such as 10.') <= 0)
    throw new RangeError(
      `logspace: base is ${base}; a positive number is allowed. Its powers must all be real: take 10 or 2.`,
    )
  return linspace(start, stop, num, { endpoint }).map((power) =>
    base === 10 && Number.isInteger(power) ? Number(`1e${power}`) : pow(base, power),
  )
}
