/** SGD leads where PyTorch's leads (fixtures/sgd.json), keeps PyTorch's conventions, and refuses what would train wrongly without a word. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { graphOf, grad, noGrad, value, type Value } from 'seegrad'
import { MLP } from 'seegrad/nn'
import { rules, SGD, type SGDOptions } from 'seegrad/optim'
import { refusal } from '../nn/refusal.js'

interface Fixture {
  readonly start: readonly [number, number, number]
  readonly cases: readonly { readonly options: SGDOptions; readonly steps: readonly (readonly number[])[] }[]
}
const fixture = JSON.parse(readFileSync('fixtures/sgd.json', 'utf8')) as Fixture

function lossOf([a, b, c]: readonly [Value, Value, Value]): Value {
  const bowl = a.sub(1).square().mul(2).add(b.add(2).square().div(2)).add(c.sub(3).square().div(4))
  return bowl.add(a.mul(3).mul(b).div(10))
}

describe('from the same start PyTorch and seegrad go the same way with', () => {
  for (const { options, steps } of fixture.cases)
    test(JSON.stringify(options), () => {
      const parameters = fixture.start.map((x) => value(x)) as [Value, Value, Value]
      const optimizer = SGD(parameters, options)
      for (const [k, wanted] of steps.entries()) {
        optimizer.zeroGrad()
        lossOf(parameters).backward()
        optimizer.step()
        const off = parameters.filter((p, i) => !(Math.abs(p.data - wanted[i]!) <= 1e-12 * Math.abs(wanted[i]!)))
        expect(
          off.map((p) => p.toString()),
          `step ${k}`,
        ).toEqual([])
      }
    })
})

describe('by hand', () => {
  const after = (options: SGDOptions, gradients: readonly number[], start = 10): number => {
    const p = value(start)
    const optimizer = SGD([p], options)
    for (const g of gradients) {
      p.grad = g
      optimizer.step()
    }
    return p.data
  }
  test('a step is p − lr·g', () => {
    expect(after({ lr: 0.5 }, [3])).toBe(8.5)
  })
  test('the learning rate is 0.001 unless told', () => {
    expect(after({}, [1000])).toBe(9)
  })
  test('momentum adds half of the first step to the second', () => {
    expect(after({ lr: 1, momentum: 0.5 }, [4, 2])).toBe(10 - 4 - (0.5 * 4 + 2))
  })
  test('dampening spares the first gradient', () => {
    expect(after({ lr: 1, momentum: 0.5, dampening: 0.75 }, [4, 2])).toBe(10 - 4 - (0.5 * 4 + 0.25 * 2))
  })
  test('nesterov looks one step of momentum ahead', () => {
    expect(after({ lr: 1, momentum: 0.5, nesterov: true }, [4])).toBe(10 - (4 + 0.5 * 4))
  })
  test('weight decay adds to the gradient before momentum sees it', () => {
    expect(after({ lr: 1, momentum: 0.5, weightDecay: 0.5 }, [1, 1])).toBe(4 - (0.5 * 6 + 1 + 0.5 * 4))
  })
  test('maximize goes uphill, but decay still draws to 0', () => {
    expect(after({ lr: 1, maximize: true, weightDecay: 0.5 }, [1])).toBe(10 + 1 - 5)
  })
})

describe('an optimiser', () => {
  test('is the same with and without new', () => {
    const p = value(1)
    expect(Object.getPrototypeOf(new SGD([p]))).toBe(Object.getPrototypeOf(SGD([p])))
  })
  test('takes its new learning rate at the next step', () => {
    const p = value(1)
    const optimizer = SGD([p], { lr: 1 })
    optimizer.lr = 0.25
    p.grad = 2
    optimizer.step()
    expect([optimizer.lr, optimizer.options.lr, p.data]).toEqual([0.25, 0.25, 0.5])
  })
  test('records nothing: a parameter is still a leaf after a step, and a graph has no more nodes', () => {
    const p = value(1)
    const y = p.square()
    const before = graphOf(y).nodes.length
    y.backward()
    SGD([p], { lr: 0.1, momentum: 0.9 }).step()
    expect([p.op, p.prev.length, graphOf(y).nodes.length]).toEqual(['', 0, before])
  })
  test('leaves frozen parameters as they are, weight decay or not', () => {
    const [moving, frozen] = [value(1), value(1)]
    frozen.requiresGrad = false
    const optimizer = SGD([moving, frozen], { lr: 0.5, weightDecay: 1 })
    optimizer.step()
    expect([moving.data, frozen.data]).toEqual([0.5, 1])
  })
  test('steps the same inside noGrad', () => {
    const p = value(1)
    p.grad = 1
    noGrad(() => SGD([p], { lr: 0.5 }).step())
    expect(p.data).toBe(0.5)
  })
  test('takes any iterable of Values, once', () => {
    const parameters = [value(1), value(2)]
    expect(SGD(new Set(parameters)).parameters).toEqual(parameters)
  })
})

describe('the row', () => {
  test('is in the table under its name, and the optimiser carries its facts', () => {
    expect([...rules.keys()]).toContain('SGD')
    expect([SGD.name, SGD.torch, SGD.doc]).toEqual(['SGD', 'torch.optim.SGD', rules.get('SGD')?.doc])
  })
  test('is made of ops: a step can itself be differentiated', () => {
    const h = { lr: 0.5, momentum: 0.5, dampening: 0, weightDecay: 0.25, nesterov: true, maximize: false, step: 2 }
    const moved = (p: number): number => SGD.update(p, 3, { buffer: 1 }, h)[0]
    // ∂p′/∂p = 1 − lr·λ·(1 + μ)
    expect(grad(moved)(7)).toBe(1 - 0.5 * 0.25 * 1.5)
  })
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const x = value(3, 'x')
  const wrong = (x: unknown): never => x as never
  const lr =
    (given: unknown): (() => unknown) =>
    () =>
      SGD([x], { lr: wrong(given) })
  const rate = 'a finite number in [0, ∞) is allowed. It says how far a step goes, per unit of gradient.'
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['no parameters', () => SGD([]), 'RangeError: SGD: no parameters were given; at least one Value is allowed. There is nothing to train.'],
    ['a parameter twice', () => SGD([x, x]), 'RangeError: SGD: parameter 1 (x) is parameter 0 again; each Value is allowed once. It would be moved twice a step.'],
    ['a computed parameter', () => SGD([x, x.mul(2)]), 'TypeError: SGD: parameter 1 was computed by mul; leaf Values are allowed. Give the leaves it was computed from, or detach() it.'],
    ['a number', () => SGD([x, 3]), 'TypeError: SGD: parameter 1 is 3; leaf Values are allowed. A number cannot be trained: make it a value(…).'],
    ['a network', () => SGD(wrong(new MLP(1, [1]))), 'TypeError: SGD: parameters is a MLP; a list of leaf Values is allowed. Write net.parameters().'],
    ['a Value without its list', () => SGD(wrong(x)), 'TypeError: SGD: parameters is a Value; a list of leaf Values is allowed. Write a list: [w, b].'],
    ['nothing at all', () => (SGD as unknown as () => void)(), 'TypeError: SGD: parameters is undefined; a list of leaf Values is allowed. Write a list: [w, b].'],
    ['a learning rate of NaN', lr(NaN), `RangeError: SGD: lr is NaN; ${rate}`],
    ['a learning rate of ∞', lr(Infinity), `RangeError: SGD: lr is Infinity; ${rate}`],
    ['a negative learning rate', lr(-0.1), `RangeError: SGD: lr is -0.1; ${rate}`],
    ['a learning rate as text', lr('0.1'), `TypeError: SGD: lr is the string "0.1"; ${rate}`],
    ['a learning rate as a Value', lr(value(1)), `TypeError: SGD: lr is a Value; ${rate} Pass its .data.`],
    ['a learning rate of NaN between steps', () => (SGD([x]).lr = NaN), `RangeError: SGD: lr is NaN; ${rate}`],
    ['negative momentum', () => SGD([x], { momentum: -1 }), 'RangeError: SGD: momentum is -1; a finite number in [0, ∞) is allowed.'],
    ['negative weight decay', () => SGD([x], { weightDecay: -1 }), 'RangeError: SGD: weightDecay is -1; a finite number in [0, ∞) is allowed.'],
    ['a switch that is a number', () => SGD([x], { nesterov: wrong(1) }), 'TypeError: SGD: nesterov is 1; true or false is allowed. It says whether to look one step of momentum ahead.'],
    ['nesterov without momentum', () => SGD([x], { nesterov: true }), 'RangeError: SGD: nesterov needs momentum and no dampening; '],
    ['nesterov with dampening', () => SGD([x], { nesterov: true, momentum: 1, dampening: 0.5 }), 'RangeError: SGD: nesterov needs momentum and no dampening; '],
    ['an unknown option', () => SGD([x], wrong({ learningRate: 1 })), 'TypeError: SGD: learningRate is none of its options; lr, momentum, dampening, weightDecay, nesterov, maximize are allowed. Each has a default, as in PyTorch.'],
    ['a learning rate without its name', () => SGD([x], wrong(0.1)), 'TypeError: SGD: options is 0.1; a record is allowed. Write SGD(parameters, { lr: 0.1 }).'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
})
