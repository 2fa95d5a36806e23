/** LBFGS goes PyTorch's way (fixtures/lbfgs.json), with and without its line search. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sum, value, type Value } from 'seegrad'
import { LBFGS, type LBFGSOptions } from 'seegrad/optim'
import { refusal } from '../nn/refusal.js'

interface Fixture {
  /** How far PyTorch may go astray from itself: by this the starts were chosen. */
  readonly near: number
  readonly xs: readonly number[]
  readonly ys: readonly number[]
  readonly cases: readonly {
    readonly loss: 'valley' | 'bend'
    readonly start: readonly number[]
    readonly options: LBFGSOptions
    /** With each: how far it goes astray when the start is shaken by its last bit. */
    readonly steps: readonly {
      readonly loss: number
      readonly parameters: readonly number[]
      readonly spread: number
    }[]
  }[]
}
const { near, xs, ys, cases } = JSON.parse(readFileSync('fixtures/lbfgs.json', 'utf8')) as Fixture
const losses = {
  valley: (p: readonly Value[]) =>
    sum(p.slice(1).map((b, k) => b.sub(p[k]!.square()).square().mul(10).add(p[k]!.neg().add(1).square()))), // prettier-ignore
  bend: ([a, b, c, d]: readonly Value[]) =>
    sum(xs.map((x, k) => a!.mul(b!.mul(x).add(c!).tanh()).add(d!).sub(ys[k]!).square())),
}

describe('LBFGS goes where PyTorch leads:', () => {
  for (const { loss, start, options, steps } of cases)
    test(`${loss} ${JSON.stringify(options)}`, () => {
      const parameters = start.map((x) => value(x))
      const optimizer = new LBFGS(parameters, options)
      const closure = (): Value => {
        optimizer.zeroGrad()
        const out = losses[loss](parameters)
        out.backward()
        return out
      }
      steps.forEach((wanted, k) => {
        const before = optimizer.step(closure)
        const off = parameters.map((p, i) => Math.abs(p.data - wanted.parameters[i]!) / Math.max(1, Math.abs(p.data)))
        expect(Math.max(...off), `step ${k}`).toBeLessThanOrEqual(1e-10)
        expect(Math.abs(before.data - wanted.loss)).toBeLessThanOrEqual(1e-10 * Math.max(1, wanted.loss))
      })
    })
})

test('LBFGS is judged from starts from which PyTorch stays near itself', () => {
  const spreads = cases.flatMap(({ steps }) => steps.map(({ spread }) => spread))
  expect([near, Math.max(...spreads) <= near, spreads.length]).toEqual([1e-12, true, 48])
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const wrong = (x: unknown): never => x as never
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['a step without its closure', () => new LBFGS([value(1)]).step(wrong(undefined)), 'TypeError: LBFGS: step was given undefined; a function is allowed that zeroes the gradients'],
    ['a closure that gives nothing', () => new LBFGS([value(1)]).step(wrong(() => {})), 'TypeError: LBFGS: the closure gave undefined; the loss, a Value, is allowed. Return it.'],
    ['no parameters', () => new LBFGS([]), 'RangeError: LBFGS: no parameters were given;'],
    ['no steps', () => new LBFGS([value(1)], { maxIter: 0 }), 'RangeError: LBFGS: maxIter is 0; a finite number in [1, ∞) is allowed. It says how many steps one step takes at most.'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
})
