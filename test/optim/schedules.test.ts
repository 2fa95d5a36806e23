/** Schedules give the rates that PyTorch's and the demo of micrograd give, and refuse what counts no step. */
import { describe, expect, test } from 'vitest'
import { constant, cosine, exponential, linear, step, type Schedule } from 'seegrad/optim'
import { refusal } from '../nn/refusal.js'

const near = (rate: Schedule, wanted: (k: number) => number, steps: number): number[] =>
  Array.from({ length: steps }, (_, k) => k).filter((k) => !(Math.abs(rate(k) - wanted(k)) <= 4e-16))

describe('a schedule', () => {
  test('constant stays', () => {
    expect([0, 1, 1000].map(constant(0.3))).toEqual([0.3, 0.3, 0.3])
  })
  test('linear(1, 0.1, 100) has the bits of 1.0 - 0.9*k/100', () => {
    const rate = linear(1, 0.1, 100)
    expect(Array.from({ length: 100 }, (_, k) => rate(k))).toEqual(Array.from({ length: 100 }, (_, k) => 1.0 - (0.9 * k) / 100)) // prettier-ignore
  })
  test('linear and cosine end exactly where told, and stay there', () => {
    expect([7, 8, 1e9].map(linear(1, 0.1, 7))).toEqual([0.1, 0.1, 0.1])
    expect([7, 8, 1e9].map(cosine(1, 0.1, 7))).toEqual([0.1, 0.1, 0.1])
  })
  test('cosine is PyTorch’s closed form', () => {
    const closed = (k: number): number => 0.01 + ((0.5 - 0.01) * (1 + Math.cos((Math.PI * k) / 30))) / 2
    expect(near(cosine(0.5, 0.01, 30), closed, 30)).toEqual([])
  })
  test('step falls by its factor after every so many steps', () => {
    expect([0, 2, 3, 5, 6].map(step(1, 3, 0.5))).toEqual([1, 1, 0.5, 0.5, 0.25])
    expect(Math.abs(step(1, 3)(3) - 0.1)).toBeLessThan(1e-16)
  })
  test('exponential falls by its factor after every step', () => {
    expect(near(exponential(2, 0.9), (k) => 2 * 0.9 ** k, 50)).toEqual([])
  })
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['a rate of NaN', () => constant(NaN), 'RangeError: constant: lr is NaN; a finite number is allowed. A learning rate is a plain number, such as 0.1.'],
    ['an end of ∞', () => linear(1, Infinity, 10), 'RangeError: linear: end is Infinity; a finite number is allowed.'],
    ['no steps', () => linear(1, 0.1, 0), 'RangeError: linear: steps is 0; a whole number from 1 up is allowed. It counts the steps from start to end.'],
    ['half a step', () => cosine(1, 0.1, 1.5), 'RangeError: cosine: steps is 1.5; a whole number from 1 up is allowed.'],
    ['a size of 0', () => step(1, 0), 'RangeError: step: size is 0; a whole number from 1 up is allowed. It counts the steps between two changes.'],
    ['a step before the first', () => exponential(1, 0.5)(-1), 'RangeError: exponential: the step is -1; a whole number from 0 up is allowed. Write exponential(…)(k), where k counts the steps from 0.'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
})
