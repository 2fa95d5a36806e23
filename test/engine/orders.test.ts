/** Derivatives of derivatives, and of every way to ask for one: they agree with PyTorch and with each other. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  add,
  div,
  exp,
  grad,
  gradients,
  hessian,
  hvp,
  jvp,
  log,
  mul,
  pow,
  sin,
  sub,
  tanh,
  value,
  valueAndGrad,
  vjp,
  vmap,
  type Value,
} from 'seegrad'
import { ulps } from '../oracle/compare.js'

interface Fixture {
  readonly orders: readonly number[]
  readonly step: { readonly loss: number; readonly gradients: readonly number[] }
  readonly hessian: readonly (readonly number[])[]
}
/** What PyTorch gives, by scripts/fixtures/engine.py. */
const torch = JSON.parse(readFileSync('fixtures/engine.json', 'utf8')) as Fixture

/** Equal but for a few last digits, as two libraries' exp and tanh differ. */
function expectClose(actual: number, expected: number): void {
  expect(ulps(actual, expected), `${actual} and ${expected}`).toBeLessThanOrEqual(16)
}

describe('higher orders', () => {
  const f = (x: Value): Value => exp(mul(x, sin(x)))
  test('gradients of gradients, four times over, are PyTorch’s', () => {
    const x = value(0.7)
    let y = f(x)
    expectClose(y.data, torch.orders[0]!)
    for (const [k, expected] of torch.orders.slice(1).entries()) {
      y = gradients(y, [x], { createGraph: true })[0]!
      expect(Math.abs(y.data - expected), `order ${k + 1}`).toBeLessThanOrEqual(1e-13 * 5)
    }
    expect(x.grad).toBe(0)
  })
  test('backward() through gradients with createGraph gives the second derivative', () => {
    const x = value(3)
    const y = mul(mul(x, x), x)
    const [slope] = gradients(y, [x], { createGraph: true })
    slope!.backward()
    expect(x.grad).toBe(18)
  })
  test('without createGraph a gradient is a number without a past', () => {
    const x = value(3)
    const [slope] = gradients(mul(x, x), [x])
    expect([slope!.data, slope!.requiresGrad]).toEqual([6, false])
  })
  test('through a step of SGD, by the weights and by the learning rate, they are PyTorch’s', () => {
    const [w, v, lr] = [value(0.8), value(-0.4), value(0.1)]
    const loss = (w: number, v: number): Value =>
      add(pow(sub(tanh(add(mul(w, 1.5), v)), 0.3), 2), mul(0.01, add(mul(w, w), mul(v, v)))) as Value
    const [gw, gv] = gradients(loss(w, v), [w, v], { createGraph: true })
    const after = loss(sub(w, mul(lr, gw!)), sub(v, mul(lr, gv!)))
    after.backward()
    expectClose(after.data, torch.step.loss)
    for (const [k, x] of [w, v, lr].entries())
      expect(Math.abs(x.grad - torch.step.gradients[k]!)).toBeLessThanOrEqual(1e-14)
  })
  const g = ([x, y, z]: number[]): number => sub(add(mul(pow(x!, 2), y!), mul(exp(mul(y!, z!)), tanh(x!))), log(z!))
  const point = [0.5, -0.8, 1.7]
  test('the Hessian is PyTorch’s, and symmetric', () => {
    const H = hessian(g)(point) as number[][]
    for (const [i, row] of H.entries())
      for (const [j, entry] of row.entries()) {
        expect(Math.abs(entry - torch.hessian[i]![j]!)).toBeLessThanOrEqual(1e-14)
        expect(Math.abs(entry - H[j]![i]!)).toBeLessThanOrEqual(1e-13 * 1.8)
      }
  })
  test('the jvp of the vjp is hvp is the Hessian times the vector', () => {
    const H = hessian(g)(point) as number[][]
    const u = [0.3, -1.1, 0.6]
    const product = hvp(g, [point], [u]) as number[]
    const slope = (p: number[]): number[] => vjp(g, p)[1](1) as number[]
    const [, mixed] = jvp(slope, [point], [u])
    for (const [i, row] of H.entries()) {
      expect(Math.abs(product[i]! - row.reduce((total, h, j) => total + h * u[j]!, 0))).toBeLessThanOrEqual(1e-14)
      expect(mixed[i]).toBe(product[i])
    }
  })
})

describe('functions and methods agree', () => {
  const h = (x: number, y: number): number => add(mul(sin(x), exp(y)), div(x, add(2, mul(y, y))))
  test('grad, gradients, vjp and backward() give the same bits', () => {
    const [x, y] = [value(0.3), value(-0.9)]
    const root = h(x, y) as Value
    const byGradients = gradients(root, [x, y]).map((g) => g.data)
    root.backward()
    expect([x.grad, y.grad]).toEqual(byGradients)
    expect(grad(h, { argnums: [0, 1] })(0.3, -0.9)).toEqual(byGradients)
    expect(vjp(h, 0.3, -0.9)[1](1)).toEqual(byGradients)
    expect(valueAndGrad(h, { argnums: [0, 1] })(0.3, -0.9)).toEqual([root.data, byGradients])
  })
  test('vmap is the loop', () => {
    const [xs, ys] = [
      [0.1, 0.2, 0.3],
      [-1, 0, 1],
    ] as const
    const slopes = grad(h, { argnums: [0, 1] })
    expect(vmap(slopes)(xs, ys)).toEqual(xs.map((x, k) => slopes(x, ys[k]!)))
    expect(vmap(h, { inAxes: [0, null] })(xs, 2)).toEqual(xs.map((x) => h(x, 2)))
  })
})
