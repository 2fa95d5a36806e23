/** minimize, root and levenbergMarquardt find what is known, say how they ended, and can be differentiated through. */
import { describe, expect, test } from 'vitest'
import {
  add,
  cos,
  div,
  exp,
  grad,
  hessian,
  jvp,
  mul,
  pow,
  sin,
  square,
  sub,
  sum,
  tanh,
  value,
  type Value,
} from 'seegrad'
import { levenbergMarquardt, minimize, root, type MinimizeOptions } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { refusal } from '../nn/refusal.js'

const rosenbrock = (x: number[]): number =>
  sum(x.slice(1).map((b, k) => add(mul(100, square(sub(b, square(x[k]!)))), square(sub(1, x[k]!)))))
const expectNear = (got: readonly number[], wanted: readonly number[], within = 1e-8): void =>
  got.forEach((x, k) =>
    expect(Math.abs(x - wanted[k]!)).toBeLessThanOrEqual(within * Math.max(1, Math.abs(wanted[k]!))),
  )

describe('minimize', () => {
  for (const method of ['lbfgs', 'newton'] as const)
    for (const n of [2, 5, 10])
      test(`goes down Rosenbrock's valley of ${n} dimensions by ${method}`, () => {
        const start = Array.from({ length: n }, (_, k) => (k % 2 ? 1 : -1.2))
        const found = minimize(rosenbrock, start, { method })
        expect([found.converged, found.reason]).toEqual([true, 'flat'])
        // In four dimensions and more there is a second, shallower valley.
        if (n === 2) expectNear(found.x, [1, 1], 1e-7)
        expect(found.slope).toBeLessThanOrEqual(1e-8)
        expect(found.iterations).toBeLessThan(200)
      })
  test('by straight descent too, on a bowl', () => {
    const bowl = ([x, y]: number[]): number => add(square(sub(x!, 3)), mul(2, square(add(y!, 1))))
    expectNear(minimize(bowl, [0, 0], { method: 'gradient' }).x, [3, -1])
  })
  test('takes a number for a start and gives one', () => {
    const { x, value } = minimize((x: number) => sub(square(x), mul(4, x)), 10)
    expect([Math.abs(x - 2) < 1e-8, Math.abs(value + 4) < 1e-12]).toEqual([true, true])
  })
  test('agrees with the closed form on thirty random bowls', () => {
    const random = new PythonRandom(8)
    for (let k = 0; k < 30; k++) {
      const [a, b, c, d, e] = Array.from({ length: 5 }, () => random.uniform(-1, 1)) as [number, number, number, number, number] // prettier-ignore
      // xᵀAx/2 − bᵀx with A = LLᵀ + 1/10: the lowest point solves A·x = b.
      const [p, q, r] = [a * a + 0.1, a * b, b * b + c * c + 0.1]
      const bowl = ([x, y]: number[]): number => sub(div(add(add(mul(p, square(x!)), mul(mul(2 * q, x!), y!)), mul(r, square(y!))), 2), add(mul(d, x!), mul(e, y!))) // prettier-ignore
      const det = p * r - q * q
      expectNear(minimize(bowl, [5, -5]).x, [(r * d - q * e) / det, (p * e - q * d) / det], 1e-6)
    }
  })
  test('stays inside of its bounds, and finds the lowest point there', () => {
    const found = minimize(rosenbrock, [-1.2, 1], { bounds: [[-2, 0.5], [-2, 2]] }) // prettier-ignore
    expectNear(found.x, [0.5, 0.25], 1e-7)
    expect(found.converged).toBe(true)
    expectNear(minimize(([x, y]: number[]) => add(x!, y!), [3, 3], { bounds: [0, Infinity] }).x, [0, 0])
    expectNear([minimize((x: number) => square(sub(x, 5)), 0, { bounds: [-1, 2] }).x], [2])
  })
  test('works around places where f is not finite', () => {
    const found = minimize((x: number) => sub(x, pow(x, 0.5)), 4)
    expectNear([found.x], [0.25], 1e-6)
  })
  test('says when it did not converge, and why', () => {
    const seen: number[] = []
    const ended = (options: MinimizeOptions): string => minimize(rosenbrock, [-1.2, 1], options).reason
    expect(ended({ maxIterations: 3 })).toBe('most iterations')
    expect(ended({ onStep: ({ iteration }) => (seen.push(iteration), iteration < 4) })).toBe('stopped')
    expect(seen).toEqual([1, 2, 3, 4])
    expect(ended({ signal: AbortSignal.abort() })).toBe('aborted')
    expect(minimize((x: number) => exp(x), 0, { maxIterations: 20 }).converged).toBe(false)
  })
  test('lets each step be seen, ever lower', () => {
    const values: number[] = []
    minimize(rosenbrock, [-1.2, 1], { onStep: ({ value }) => void values.push(value) })
    expect(values.every((value, k) => k === 0 || value <= values[k - 1]!)).toBe(true)
  })
})

describe('the lowest point, differentiated by what f was asked with', () => {
  // x − tanh… has its lowest point where x = θ³ + sin θ.
  const at = (t: number): number => minimize((x: number, t: number) => square(sub(x, add(pow(t, 3), sin(t)))), 0, { args: [t] }).x // prettier-ignore
  test('has the slope of the closed form, and its second and third', () => {
    expectNear([grad(at)(0.7)], [3 * 0.49 + Math.cos(0.7)])
    expectNear([grad(grad(at))(0.7)], [6 * 0.7 - Math.sin(0.7)])
    expectNear([grad(grad(grad(at)))(0.7)], [6 - Math.cos(0.7)], 1e-7)
    expectNear([jvp(at, [0.7], [2])[1]], [2 * (3 * 0.49 + Math.cos(0.7))])
  })
  test('has the slopes that nudging finds, of several unknowns bent together', () => {
    const f = ([x, y]: number[], [a, b]: number[]): number => add(square(sub(x!, mul(a!, y!))), add(exp(sub(y!, b!)), mul(0.5, square(y!)))) // prettier-ignore
    const first = (t: number[]): number => minimize(f, [0, 0], { args: [t], tolerance: 1e-12 }).x[0]!
    const step = 1e-4
    const nudged = [0, 1].map((k) => (first([0.5, 1].with(k, [0.5, 1][k]! + step)) - first([0.5, 1].with(k, [0.5, 1][k]! - step))) / (2 * step)) // prettier-ignore
    expectNear(grad(first)([0.5, 1]), nudged, 1e-6)
    const second = hessian(first)([0.5, 1]) as unknown as number[][]
    expect(Math.abs(second[0]![1]! - second[1]![0]!)).toBeLessThan(1e-9)
  })
  test('is a Value for Values, and pulls on them', () => {
    const a = value(2)
    const { x, value: lowest } = minimize((x: number, a: number) => add(square(sub(x, a)), a), 0, { args: [a] })
    ;(mul(x, 5) as unknown as Value).backward()
    expectNear([a.grad], [5])
    expect((lowest as unknown as Value).data).toBeCloseTo(2, 10)
  })
  test('does not move where a bound holds it', () => {
    const held = (t: number): number => minimize((x: number, t: number) => square(sub(x, t)), 0, { args: [t], bounds: [-1, 1] }).x // prettier-ignore
    expect([grad(held)(3), Math.abs(grad(held)(0.5) - 1) < 1e-12]).toEqual([0, true])
  })
})

describe('root', () => {
  test('finds where equations hold, of one and of several unknowns', () => {
    expectNear([root((x: number) => sub(cos(x), x), 1).x], [0.7390851332151607], 1e-14)
    const circle = ([x, y]: number[]): number[] => [sub(add(square(x!), square(y!)), 4), sub(y!, square(x!))]
    const { x, converged, residual } = root(circle, [1, 1])
    expectNear(x, [Math.sqrt((Math.sqrt(17) - 1) / 2), (Math.sqrt(17) - 1) / 2])
    expect([converged, residual < 1e-10]).toEqual([true, true])
  })
  test('shortens steps that would overshoot', () => {
    expect(Math.abs(root((x: number) => tanh(x), 2).x)).toBeLessThan(1e-10)
  })
  test('says when there is none, and where slopes vanish', () => {
    expect(root((x: number) => add(square(x), 1), 3).converged).toBe(false)
    expect(root((x: number) => add(square(x), 1), 0).reason).toBe('singular')
    expect(root((x: number) => sub(exp(x), 1), 5, { maxIterations: 2 }).reason).toBe('most iterations')
  })
  test('can be differentiated, three times over', () => {
    const at = (a: number): number => root((x: number, a: number) => sub(mul(x, x), a), 1, { args: [a] }).x
    expectNear([grad(at)(4), grad(grad(at))(4), grad(grad(grad(at)))(4)], [1 / 4, -1 / 32, 3 / 256], 1e-9)
  })
})

describe('levenbergMarquardt', () => {
  test('fits a decay to points that lie on it', () => {
    const points = Array.from({ length: 20 }, (_, k) => [k / 4, 3 * Math.exp(-0.7 * (k / 4)) + 0.5] as const)
    const fit = levenbergMarquardt(([a, b, c]: number[]) => points.map(([t, y]) => sub(add(mul(a!, exp(mul(b!, t))), c!), y)), [1, -0.1, 0]) // prettier-ignore
    expectNear(fit.x, [3, -0.7, 0.5], 1e-9)
    expect([fit.converged, fit.value < 1e-20]).toEqual([true, true])
  })
  test('meets Misra’s data of NIST, whose answer has eleven digits', () => {
    const y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78]
    const x = [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760]
    const fit = levenbergMarquardt(([a, b]: number[]) => x.map((x, k) => sub(mul(a!, sub(1, exp(mul(mul(-1, b!), x)))), y[k]!)), [500, 0.0001], { tolerance: 1e-6 }) // prettier-ignore
    expectNear(fit.x, [238.94212918, 0.00055015643181], 1e-7)
    expectNear([2 * fit.value], [0.12455138894], 1e-9)
  })
  test('agrees with minimize on the same squares', () => {
    const residuals = ([a, b]: number[]): number[] => [sub(mul(a!, b!), 1), sub(a!, 2), sub(b!, 3)]
    const least = minimize((x: number[]) => mul(0.5, sum(residuals(x).map(square))), [1, 1])
    expectNear(levenbergMarquardt(residuals, [1, 1]).x, least.x, 1e-7)
  })
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const wrong = (x: unknown): never => x as never
  const f = (x: number): number => square(x)
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['no function', () => minimize(wrong(3), 0), 'TypeError: minimize: '],
    ['a start of NaN', () => minimize(f, NaN), 'RangeError: minimize: x0 is NaN; a finite number is allowed. The search begins there; of a Value write its .data.'],
    ['an empty start', () => minimize(wrong(f), []), 'TypeError: minimize: x0 is a list of 0; a number or a list of at least one is allowed.'],
    ['a Value for a start', () => minimize(f, value(1)), 'TypeError: minimize: x0 is a Value; a number or a list of at least one is allowed.'],
    ['an unknown method', () => minimize(f, 1, { method: wrong('adam') }), "TypeError: minimize: method is the string \"adam\"; 'lbfgs', 'newton' and 'gradient' are allowed."],
    ['an unknown option', () => minimize(f, 1, wrong({ maxIter: 3 })), 'TypeError: minimize: maxIter is none of its options; '],
    ['a start where f is not', () => minimize((x: number) => pow(x, 0.5), -1), 'RangeError: minimize: at the start [-1] f is NaN with slopes [NaN]; finite numbers are allowed. Start elsewhere, or set bounds.'],
    ['bounds the wrong way round', () => minimize(f, 1, { bounds: [2, 1] }), 'RangeError: minimize: bounds are a list of 2, the pair 0 is no [least, greatest]; one pair or 1 of them are allowed, such as [0, Infinity].'],
    ['too few bounds', () => minimize(rosenbrock, [1, 1], { bounds: [[0, 1]] }), 'RangeError: minimize: bounds are a list of 1; one pair or 2 of them are allowed'],
    ['a flat minimum differentiated', () => minimize((x: number, a: number) => mul(0, mul(x, a)), 1, { args: [value(1)] }), 'RangeError: minimize: the solution cannot be differentiated: its Hessian is singular there.'],
    ['too few equations', () => root(wrong(() => [1]), [1, 2]), 'RangeError: root: f gives 1 numbers for 2 unknowns; as many equations as unknowns are allowed.'],
    ['equations that are not', () => root((x: number) => div(1, x), 0), 'RangeError: root: at the start [0] f is [Infinity]; finite numbers are allowed. Start elsewhere.'],
    ['no measurements', () => levenbergMarquardt(() => [], [1]), 'RangeError: levenbergMarquardt: at the start the residuals are a list of 0; a list of at least one finite number is allowed.'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
})
