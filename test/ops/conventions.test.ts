/** What seegrad answers at kinks, poles and far ends: the table of PyTorch's measured answers, with those that seegrad gives better. */
import { describe, expect, test } from 'vitest'
import { grad, gradients, jvp, ops, value, type Op, type Value } from 'seegrad'
import { ulps } from '../oracle/compare.js'
import { spread } from './points.js'

type Function = (...inputs: number[]) => number
/** NaN stands for itself; undefined: not stated. */
type Answer = number | undefined
/** Op, inputs, value, first derivatives by each input, and second derivative by the first. */
type Row = readonly [op: string, inputs: number[], value: Answer, slopes: readonly Answer[], second?: Answer]
const inf = Infinity

const table: readonly Row[] = [
  ['relu', [0], 0, [0], 0],
  ['relu', [-0], 0, [0], 0],
  ['relu', [NaN], NaN, [NaN]],
  ['abs', [0], 0, [0], 0],
  ['abs', [NaN], NaN, [NaN]],
  ['sign', [0], 0, [0], 0],
  ['sign', [NaN], NaN, [NaN]],
  ['leakyRelu', [0], 0, [0.01], 0],
  ['elu', [0], 0, [1]],
  ['elu', [-1e-300], -1e-300, [1]],
  ['softsign', [0], 0, [1], 0],
  ['maximum', [1, 1], 1, [0.5, 0.5], 0],
  ['minimum', [1, 1], 1, [0.5, 0.5], 0],
  ['maximum', [NaN, 1], NaN, [NaN, NaN]],
  ['floor', [2.5], 2, [0], 0],
  ['ceil', [2.5], 3, [0], 0],
  ['trunc', [-2.5], -2, [0], 0],
  ['round', [0.5], 0, [0]],
  ['round', [2.5], 2, [0]],
  ['roundHalfUp', [2.5], 3, [0]],
  ['fmod', [5, 0], NaN, [NaN, NaN]],
  ['remainder', [-1e-20, 1], 1, [1, 1]],
  ['sqrt', [0], 0, [inf], -inf],
  ['sqrt', [-1], NaN, [NaN], NaN],
  ['log', [0], -inf, [inf], -inf],
  ['log', [-1], NaN, [NaN], NaN],
  ['log1p', [-1], -inf, [inf]],
  ['log1p', [-2], NaN, [NaN]],
  ['log2', [-1], NaN, [NaN]],
  ['div', [1, 0], inf, [inf, -inf]],
  ['div', [1, -0], -inf, [-inf, -inf]],
  ['div', [0, 0], NaN, [undefined, NaN]],
  ['reciprocal', [0], inf, [-inf], inf],
  ['reciprocal', [-0], -inf, [-inf], -inf],
  ['mul', [0, inf], NaN, [inf, 0]],
  ['asin', [1], Math.PI / 2, [inf], inf],
  ['acos', [1], 0, [-inf], -inf],
  ['acosh', [1], 0, [inf], -inf],
  ['atanh', [1], inf, [inf], inf],
  ['asin', [1.1], NaN, [NaN]],
  ['acosh', [0.5], NaN, [NaN]],
  ['atanh', [2], NaN, [NaN]],
  ['tan', [Math.PI / 2], 1.633123935319537e16, [2.667093788113571e32]],
  ['pow', [0, 0], 1, [0, 0]],
  ['pow', [0, 1], 0, [1, 0]],
  ['pow', [0, 2], 0, [0, 0], 2],
  ['pow', [0, 3], 0, [0, 0], 0],
  ['pow', [0, 0.5], 0, [inf, 0], -inf],
  ['pow', [0, 1.5], 0, [0, 0], inf],
  ['pow', [0, -1], inf, [-inf, -inf], inf],
  ['pow', [-8, 1 / 3], NaN, [NaN, NaN]],
  ['pow', [-2, 2], 4, [-4, NaN], 2],
  ['pow', [-2, 0.5], NaN, [NaN, NaN]],
  ['pow', [NaN, 0], 1, [0, undefined], 0],
  ['pow', [1, NaN], NaN, [NaN, NaN]],
  ['pow', [1, inf], NaN, [NaN, NaN]],
  ['hypot', [0, 0], 0, [0, 0]],
  ['hypot', [1e200, 1e200], Math.SQRT2 * 1e200, [Math.SQRT1_2, Math.SQRT1_2]],
  ['atan2', [1e-200, 1e-200], Math.PI / 4, [5e199, -5e199]],
  ['tanh', [20], 1, [1.6993417021166355e-17]],
  ['tanh', [400], 1, [0]],
  ['tanh', [inf], 1, [0]],
  ['sigmoid', [37], 1, [8.533047625744065e-17]],
  ['sigmoid', [-745], 5e-324, [5e-324]],
  ['sigmoid', [800], 1, [0]],
  ['sigmoid', [-800], 0, [0]],
  ['logSigmoid', [-800], -800, [1]],
  ['logSigmoid', [800], 0, [0]],
  ['softplus', [800], 800, [1]],
  ['softplus', [20.01], 20.010000002040645, [0.9999999979593552]],
  ['silu', [-inf], 0, [0]],
  ['silu', [inf], inf, [1]],
  ['exp', [710], inf, [inf], inf],
  ['exp', [-746], 0, [0], 0],
  ['expm1', [-40], -1, [4.248354255291589e-18]],
  ['expm1', [1e-300], 1e-300, [1]],
  ['asinh', [1e300], 691.4686750787737, [1e-300]],
  ['log1p', [1.797e308], 709.7823272499675, [5.56483027267668e-309]],
  ['xlogy', [0, 0], 0, [undefined, 0]],
]

/** The same number, any two NaN, zeros of either sign; within a few last digits where it is finite and not whole. */
function expectAnswer(actual: number, expected: Answer, said: string): void {
  if (expected === undefined) return
  const close = Object.is(actual, expected) || actual === expected || ulps(actual, expected) <= 8
  expect(close, `${said}: ${actual} instead of ${expected}`).toBe(true)
}

describe('answers at kinks, poles and far ends', () => {
  for (const [name, inputs, y, slopes, second] of table) {
    const op = ops.get(name) as Op | undefined
    const said = `${name}(${inputs.map((x) => (Object.is(x, -0) ? '-0' : String(x))).join(', ')})`
    // A row for an op that has not been written yet waits for it.
    if (!op) continue
    const f = spread(op) as Function
    test(`${said} is ${y}, slopes ${slopes.join(' and ')}${second === undefined ? '' : `, second ${second}`}`, () => {
      expectAnswer(f(...inputs), y, said)
      const leaves = inputs.map((x) => value(x))
      ;(f(...leaves) as Value).backward()
      for (const [k, slope] of slopes.entries()) {
        expectAnswer(leaves[k]!.grad, slope, `backward of ${said} by input ${k}`)
        expectAnswer(grad(f, { argnums: k })(...inputs) as number, slope, `grad of ${said} by input ${k}`)
        const one = (x: number): number => f(...inputs.with(k, x))
        expectAnswer(jvp(one, [inputs[k]!], [1])[1], slope, `forward mode of ${said} by input ${k}`)
      }
      const one = (x: number): number => f(...inputs.with(0, x))
      const slopeOf = grad(one)
      expectAnswer(grad(slopeOf)(inputs[0]!), second, `second derivative of ${said}`)
      expectAnswer(jvp(slopeOf, [inputs[0]!], [1])[1], second, `forward over reverse of ${said}`)
    })
  }
  test('the mixed derivative of xʸ at y = 0 is 1/x, where PyTorch says 0', () => {
    const [x, y] = [value(1.17), value(0)]
    const [byY] = gradients(x.pow(y), [y], { createGraph: true })
    expectAnswer(gradients(byY!, [x])[0]!.data, 1 / 1.17, '∂²xʸ/∂x∂y')
    const [byX] = gradients(x.pow(y), [x], { createGraph: true })
    expectAnswer(gradients(byX!, [y])[0]!.data, 1 / 1.17, '∂²xʸ/∂y∂x')
  })
  test('√(x·x) at 0, composed, stays NaN, as 0·∞ is', () => {
    expect(grad((x: number) => (x as Value).mul(x).sqrt())(0)).toBeNaN()
  })
})
