/** What seegrad answers at kinks, poles and far ends: the table of PyTorch's measured answers, with those that seegrad gives better. */
import { describe, expect, test } from 'vitest'
import {
  grad,
  gradients,
  greater,
  jvp,
  logSoftmax,
  ops,
  softmax,
  sqrt,
  value,
  where,
  xlogy,
  type Op,
  type Value,
} from 'seegrad'
import { ulps } from '../oracle/compare.js'
import { bound } from './points.js'

/** NaN stands for itself; undefined: not stated. */
type Answer = number | undefined
/** Op, inputs and then parameters, value, first derivatives by each input, and second derivative by the first. */
type Row = readonly [op: string, point: number[], value: Answer, slopes: readonly Answer[], second?: Answer]
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
  ['leakyRelu', [NaN], NaN, [NaN]],
  ['elu', [0], 0, [1], 0],
  ['elu', [-1e-300], -1e-300, [1]],
  ['softsign', [0], 0, [1], 0],
  ['maximum', [1, 1], 1, [0.5, 0.5], 0],
  ['minimum', [1, 1], 1, [0.5, 0.5], 0],
  ['maximum', [NaN, 1], NaN, [NaN, NaN]],
  ['max', [1, 1, 1, 0], 1, [1 / 3, 1 / 3, 1 / 3, 0], 0],
  ['min', [1, 1, 1, 0], 0, [0, 0, 0, 1], 0],
  ['max', [NaN, 1], NaN, [NaN, NaN]],
  ['clamp', [-1, -1, 1], -1, [1], 0],
  ['clamp', [1, -1, 1], 1, [1], 0],
  ['clamp', [1.5, -1, 1], 1, [0], 0],
  ['clamp', [NaN, -1, 1], NaN, [NaN]],
  ['floor', [2.5], 2, [0], 0],
  ['ceil', [2.5], 3, [0], 0],
  ['trunc', [-2.5], -2, [0], 0],
  ['round', [0.5], 0, [0]],
  ['round', [2.5], 2, [0]],
  ['roundHalfUp', [2.5], 3, [0]],
  ['fmod', [5, 0], NaN, [NaN, NaN]],
  ['remainder', [-1e-20, 1], 1, [1, 1]],
  ['sqrt', [0], 0, [inf], -inf],
  ['sqrt', [-0], 0, [inf], -inf],
  ['sqrt', [-1], NaN, [NaN], NaN],
  ['rsqrt', [-0], inf, [-inf], inf],
  ['log', [0], -inf, [inf], -inf],
  ['log', [-0], -inf, [-inf], -inf],
  ['log', [-1], NaN, [NaN], NaN],
  ['log1p', [-1], -inf, [inf]],
  ['log1p', [-2], NaN, [NaN]],
  ['log2', [-1], NaN, [NaN]],
  ['div', [1, 0], inf, [inf, -inf]],
  ['div', [1, -0], -inf, [-inf, -inf]],
  ['div', [0, 0], NaN, [NaN, NaN]],
  ['div', [inf, inf], NaN, [NaN, NaN]],
  ['reciprocal', [0], inf, [-inf], inf],
  ['reciprocal', [-0], -inf, [-inf], -inf],
  ['mul', [0, inf], NaN, [inf, 0]],
  ['asin', [1], Math.PI / 2, [inf], inf],
  ['acos', [1], 0, [-inf], -inf],
  ['acosh', [1], 0, [inf], -inf],
  ['atanh', [1], inf, [inf], inf],
  ['asin', [1.1], NaN, [NaN], NaN],
  ['acos', [-1.1], NaN, [NaN], NaN],
  ['acosh', [0.5], NaN, [NaN], NaN],
  ['acosh', [1e308], 709.889355822726, [1e-308]],
  ['atanh', [2], NaN, [NaN], NaN],
  ['asin', [1e-10], 1e-10, [1], 1e-10],
  ['asinh', [1e100], 230.95165647996453, [1e-100], -1e-200],
  ['tan', [Math.PI / 2], 1.633123935319537e16, [2.667093788113571e32], 8.711389406220653e48],
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
  ['pow', [1e-200, 0.3], 1.0000000000000051e-60, [3.0000000000000153e139, -4.605170185988115e-58]],
  ['hypot', [0, 0], 0, [0, 0], NaN],
  ['hypot', [3, 1e-3], 3.0000001666666622, [0.9999999444444491, 0.00033333331481481636], 3.7037030864198387e-8],
  ['hypot', [1e200, 1e200], Math.SQRT2 * 1e200, [Math.SQRT1_2, Math.SQRT1_2]],
  ['atan2', [0, 0], 0, [NaN, NaN]],
  ['atan2', [0, -1], Math.PI, [-1, 0]],
  ['atan2', [1e-200, 1e-200], Math.PI / 4, [5e199, -5e199]],
  ['tanh', [20], 1, [1.6993417021166355e-17], -3.398683404233271e-17],
  ['tanh', [1e-10], 1e-10, [1], -2e-10],
  ['tanh', [400], 1, [0], 0],
  ['tanh', [inf], 1, [0], 0],
  ['sigmoid', [37], 1, [8.533047625744065e-17], -8.533047625744063e-17],
  ['sigmoid', [-745], 5e-324, [5e-324]],
  ['sigmoid', [800], 1, [0]],
  ['sigmoid', [-800], 0, [0]],
  ['logSigmoid', [-800], -800, [1]],
  ['logSigmoid', [800], 0, [0]],
  ['logSigmoid', [-inf], -inf, [1], 0],
  ['softplus', [800], 800, [1]],
  ['softplus', [20.01], 20.010000002040645, [0.9999999979593552]],
  ['silu', [-inf], 0, [0]],
  ['silu', [inf], inf, [1]],
  ['gelu', [-9], -1.0157295653584566e-18, [-9.138937373906639e-18], -8.121021121618442e-17],
  ['gelu', [-inf], 0, [0]],
  ['gelu', [inf], inf, [1]],
  ['geluTanh', [-9], -1.3364595947348725e-28, [-2.515735285067425e-27]],
  ['geluTanh', [-1e160], 0, [0]],
  ['geluTanh', [inf], inf, [1]],
  ['erf', [6], 1, [2.617301239249265e-16]],
  ['erfc', [27], 5.23705e-319, [-2.8299433e-317]],
  ['erfc', [28], 0, [0]],
  ['lgamma', [0], inf, [-inf], inf],
  ['lgamma', [-1], inf, [NaN], NaN],
  ['lgamma', [2], 0, [0.42278433509846713], 0.6449340668482264],
  ['digamma', [0], -inf, [inf]],
  ['digamma', [-1], NaN, [NaN]],
  ['exp', [710], inf, [inf], inf],
  ['exp', [-746], 0, [0], 0],
  ['sinh', [711], inf, [inf]],
  ['expm1', [-40], -1, [4.248354255291589e-18]],
  ['expm1', [1e-300], 1e-300, [1]],
  ['asinh', [1e300], 691.4686750787737, [1e-300]],
  ['log1p', [1.797e308], 709.7823272499675, [5.56483027267668e-309]],
  ['xlogy', [0, 0], 0, [0, NaN]],
  ['xlogy', [0, 2], 0, [Math.LN2, 0]],
  ['logAddExp', [inf, inf], inf, [0.5, 0.5]],
  ['logAddExp', [-inf, -inf], -inf, [0.5, 0.5]],
  ['logAddExp', [-700.1, 0.3], 0.3, [6.609138834709412e-305, 1], 6.609138834709412e-305],
  ['logSumExp', [1000, 1000], 1000.6931471805599, [0.5, 0.5], 0.25],
  ['logSumExp', [0, -40], 4.248354255291589e-18, [1, 4.248354255291589e-18]],
  ['norm', [0, 0], 0, [0, 0]],
  ['norm', [1e200, 1e200], Math.SQRT2 * 1e200, [Math.SQRT1_2, Math.SQRT1_2]],
  ['prod', [0, 3, 0], 0, [0, 0, 0]],
  ['prod', [0, 3, 2], 0, [6, 0, 0], 0],
]

/** The same number, any two NaN, zeros of either sign; within a few last digits where it is finite and not whole. */
function expectAnswer(actual: number, expected: Answer, said: string): void {
  if (expected === undefined) return
  const close = Object.is(actual, expected) || actual === expected || ulps(actual, expected) <= 8
  expect(close, `${said}: ${actual} instead of ${expected}`).toBe(true)
}

describe('answers at kinks, poles and far ends', () => {
  for (const [name, point, y, slopes, second] of table) {
    const op = ops.get(name) as Op
    const [f, inputs] = bound(op, point, op.arity === 'list' ? point.length : op.arity)
    const said = `${name}(${point.map((x) => (Object.is(x, -0) ? '-0' : String(x))).join(', ')})`
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
  test('x/x at the smallest double is 1 with a slope that overflows, NaN', () => {
    expect(grad((x: number) => (x as Value).div(x))(5e-324)).toBeNaN()
  })
  test('x·ln x at 0, composed, is NaN; xlogy is there for it', () => {
    expect(grad((x: number) => (x as Value).mul((x as Value).log()))(0)).toBeNaN()
    expect(grad((x: number) => xlogy(2, x))(4)).toBe(0.5)
  })
  test('where(x > 0, √x, 0) at 0 has slope 0: the side not taken gives no gradient at all', () => {
    expect(grad((x: number) => where(greater(x, 0), sqrt(x), 0))(0)).toBe(0)
  })
  test('softmax of equal large numbers is ½ each, their slopes ¼ and −¼; with an infinite one it is NaN', () => {
    expect(softmax([1000, 1000])).toEqual([0.5, 0.5])
    expect(grad((xs: number[]) => softmax(xs)[0]!)([1000, 1000])).toEqual([0.25, -0.25])
    for (const xs of [[inf, 0], [-inf, -inf]]) expect(softmax(xs)).toEqual([NaN, NaN]) // prettier-ignore
    expect(logSoftmax([0, -40])[0]).toBe(-4.248354255291589e-18)
  })
})
