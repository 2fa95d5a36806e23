/** The engine's promises about gradients, one case each: PyTorch's test_autograd.py, as far as it applies to scalars. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  add,
  backward,
  custom,
  detectAnomaly,
  div,
  exp,
  grad,
  gradients,
  gradOf,
  hessian,
  hvp,
  isValue,
  jacobian,
  jvp,
  log,
  mean,
  mul,
  neg,
  noGrad,
  pow,
  precision,
  scope,
  sin,
  sqrt,
  sub,
  sum,
  tanh,
  value,
  valueAndGrad,
  vjp,
  where,
  type Value,
} from 'seegrad'
import { ulps } from '../oracle/compare.js'

interface Fixture {
  readonly seeded: readonly number[]
}
/** What PyTorch gives, by scripts/fixtures/engine.py. */
const torch = JSON.parse(readFileSync('fixtures/engine.json', 'utf8')) as Fixture

/** Equal but for a few last digits, as two libraries' exp and tanh differ. */
function expectClose(actual: number, expected: number): void {
  expect(ulps(actual, expected), `${actual} and ${expected}`).toBeLessThanOrEqual(16)
}

describe('gradients of leaves', () => {
  test('accumulate over graphs', () => {
    const x = value(3)
    mul(x, x).backward()
    mul(x, x).backward()
    expect(x.grad).toBe(12)
  })
  test('start at 0 and are 0 again after zeroGrad', () => {
    const x = value(3)
    expect(x.grad).toBe(0)
    mul(x, x).backward()
    x.zeroGrad()
    expect(x.grad).toBe(0)
  })
  test('can be set by hand, and further passes add to that', () => {
    const x = value(3)
    x.grad = 100
    mul(x, x).backward()
    expect(x.grad).toBe(106)
  })
  test('stay 0 where the root does not depend on the leaf', () => {
    const [x, unused] = [value(3), value(4)]
    mul(unused, 2)
    mul(x, x).backward()
    expect(unused.grad).toBe(0)
    expect(gradients(mul(x, x), [unused]).map((g) => g.data)).toEqual([0])
    expect(grad((a: number, _b: number) => mul(a, 2), { argnums: 1 })(3, 4)).toBe(0)
  })
  test('of a leaf that is the root are the seed', () => {
    const x = value(3)
    x.backward()
    x.backward({ gradient: 0.5 })
    expect(x.grad).toBe(1.5)
  })
})

describe('backward({ gradient })', () => {
  test('seeds the pass: every gradient is that many times as large', () => {
    const [a, b] = [value(1.25), value(-3)]
    add(mul(a, b), sin(a)).backward({ gradient: 2.5 })
    expectClose(a.grad, torch.seeded[0]!)
    expectClose(b.grad, torch.seeded[1]!)
  })
  test('with 0 gives zeros, with NaN gives NaN', () => {
    const x = value(2)
    mul(x, x).backward({ gradient: 0 })
    expect(x.grad).toBe(0)
    mul(x, x).backward({ gradient: NaN })
    expect(x.grad).toBeNaN()
  })
  test('as a function, backward(root, { gradient }), does the same for what is typed as a number', () => {
    const x = value(2)
    const y: number = mul(x, x)
    backward(y, { gradient: 3 })
    expect(gradOf(x)).toBe(12)
  })
})

describe('what takes no part', () => {
  test('in noGrad nothing is recorded: the result is a constant without a past', () => {
    const x = value(3)
    const y = noGrad(() => mul(x, x))
    expect([isValue(y), y.data, y.requiresGrad, y.op, y.prev.length]).toEqual([true, 9, false, '', 0])
    expect(() => y.backward()).toThrow(/no leaf that requires a gradient is among its inputs.*noGrad/)
  })
  test('after noGrad, also one that threw, recording goes on', () => {
    const x = value(3)
    expect(() =>
      noGrad(() => {
        throw new Error('on purpose')
      }),
    ).toThrow('on purpose')
    mul(x, x).backward()
    expect(x.grad).toBe(6)
  })
  test('a transform inside noGrad still differentiates', () => {
    expect(noGrad(() => grad((x: number) => mul(x, x))(3))).toBe(6)
    expect(noGrad(() => jvp((x: number) => mul(x, x), [3], [1])[1])).toBe(6)
  })
  test('detach() gives a leaf with the same number, no past and no gradient', () => {
    const x = value(3)
    const cut = mul(x, x).detach()
    expect([cut.data, cut.op, cut.requiresGrad, cut.prev.length]).toEqual([9, '', false, 0])
    mul(cut, x).backward()
    expect([x.grad, cut.grad]).toEqual([9, 0])
  })
  test('a detached leaf can be made a variable again', () => {
    const cut = mul(value(3), 3).detach()
    cut.requiresGrad = true
    mul(cut, cut).backward()
    expect(cut.grad).toBe(18)
  })
  test('a leaf with requiresGrad = false gets no gradient, and the rest is unaffected', () => {
    const [x, data] = [value(3), value(5)]
    data.requiresGrad = false
    const y = mul(x, data)
    expect(y.requiresGrad).toBe(true)
    y.backward()
    expect([x.grad, data.grad]).toEqual([5, 0])
    expect(mul(data, data).requiresGrad).toBe(false)
  })
  test('gradients of what hangs on such leaves only are 0, whatever op it was made by', () => {
    const x = value(3)
    x.requiresGrad = false
    for (const y of [neg(x), sub(x, 1), mul(x, x), sum([x, x]), x])
      for (const createGraph of [false, true]) {
        const slope = gradients(y, [x], { createGraph })[0]!.data
        expect(slope, `${y.op || 'itself'}`).toBe(y === x ? 1 : 0)
      }
  })
  test('of leaves without requiresGrad only, backward() is refused', () => {
    const x = value(3)
    x.requiresGrad = false
    expect(() => mul(x, 2).backward()).toThrow(/set leaf\.requiresGrad = true before computing/)
  })
  test('where’s untaken side gets no gradient at all: sqrt at 0 with its infinite slope does not leak a NaN', () => {
    const x = value(0, 'x')
    const y = where(x.greater(0), sqrt(x), 0)
    expect(y.data).toBe(0)
    const one = value(0)
    where(one.greater(0), sqrt(one), mul(one, 5)).backward()
    expect(one.grad).toBe(5)
    const f = (x: number): number => where(Number(isValue(x) ? x.data : x) > 0, sqrt(x), mul(0, x))
    expect([grad(f)(0), jvp(f, [0], [1])[1], hessian(f)(0)]).toEqual([0, 0, 0])
  })
  test('where(x > 0, sqrt(x), 0) at 0 has the gradient 0, in both modes', () => {
    const f = (x: number): number => where((x as Value).greater(0), sqrt(x), mul(x, 0))
    expect([grad(f)(0), jvp(f, [0], [1])[1]]).toEqual([0, 0])
    const x = value(0)
    const g = (): Value => add(where(x.greater(0), sqrt(x), 0), mul(x, 0))
    g().backward()
    expect(x.grad).toBe(0)
  })
})

describe('a recording whose numbers have changed', () => {
  test('a leaf set between forward and backward makes backward() throw, naming the leaf and the mend', () => {
    const x = value(3, 'x')
    const y = mul(x, x)
    x.data = 4
    expect(() => y.backward()).toThrow('x.data changed after this was computed: replay')
    expect(() => gradients(y, [x])).toThrow('x.data changed after this was computed')
    expect(x.grad).toBe(0)
  })
  const changing = (x: number): number => {
    const w = value(2, 'w')
    const y = mul(x, w)
    w.data = 5
    return y
  }
  test.each<[string, () => unknown]>([
    ['grad', () => grad(changing)(3)],
    ['valueAndGrad', () => valueAndGrad(changing)(3)],
    ['jvp', () => jvp(changing, [3], [1])],
    ['jacobian', () => jacobian((x: number[]) => [changing(x[0]!)])([3])],
    ['hessian', () => hessian((x: number[]) => mul(changing(x[0]!), x[0]!))([3])],
    ['hvp', () => hvp((x: number) => mul(changing(x), x), [3], [1])],
    ['grad of grad', () => grad(grad((x: number) => mul(changing(x), x)))(3)],
    ['gradients that are recorded', () => gradients(changing(value(3)) as Value, [], { createGraph: true })],
    ['precision', () => precision(changing(value(3)))],
    [
      'the pullback of a vjp, asked after a change',
      () => {
        const w = value(2, 'w')
        const [, pullback] = vjp((x: number) => mul(x, w), 3)
        w.data = 5
        return pullback(1)
      },
    ],
  ])('%s refuses it too', (_, run) => {
    expect(run).toThrow('w.data changed after this was computed: replay')
  })
  test('a number that was computed before a change, and is only used, is refused by no transform', () => {
    const w = value(2, 'w')
    const used = mul(w, w)
    w.data = 5
    expect(grad((x: number) => mul(x, used))(3)).toBe(4)
    expect(jvp((x: number) => mul(x, used), [3], [1])).toEqual([12, 4])
  })
  test('also if the leaf lies deep below, or is data', () => {
    const [x, w] = [value(3, 'x'), value(2, 'w')]
    w.requiresGrad = false
    let y: Value = mul(x, w)
    for (let k = 0; k < 1000; k++) y = tanh(y)
    w.data = 4
    expect(() => y.backward()).toThrow('w.data changed after this was computed')
  })
  test('a new forward pass after the change is fine, the old one stays refused', () => {
    const x = value(3, 'x')
    const old = mul(x, x)
    x.data = 5
    const fresh = mul(x, x)
    fresh.backward()
    expect(x.grad).toBe(10)
    expect(() => old.backward()).toThrow('x.data changed')
    expect(() => add(old, fresh).backward()).toThrow('x.data changed')
  })
  test('a change of another leaf does not matter', () => {
    const [x, other] = [value(3), value(1)]
    const y = mul(x, x)
    other.data = 2
    y.backward()
    expect(x.grad).toBe(6)
  })
  test('an intermediate node’s number cannot be set', () => {
    const y = mul(value(3), 2)
    expect(() => {
      y.data = 7
    }).toThrow(/it was computed.*detach\(\)/)
    expect(y.data).toBe(6)
  })
  test('a training loop that sets its parameters after each pass is fine', () => {
    const w = value(1, 'w')
    for (let k = 0; k < 100; k++) {
      const loss = pow(sub(mul(w, 3), 6), 2)
      w.zeroGrad()
      loss.backward()
      w.data -= 0.01 * w.grad
    }
    expect(Math.abs(w.data - 2)).toBeLessThan(1e-8)
  })
})

describe('rules that do more', () => {
  test('backward() inside a custom rule runs, and disturbs neither pass', () => {
    const inner = value(5, 'inner')
    const square = custom((x: number) => x * x, {
      vjp: (g: number, _y: number, x: number) => {
        const slope = grad((t: number) => mul(t, t))(isValue(x) ? x.data : x)
        return mul(g, slope)
      },
    })
    const reentrant = custom((x: number) => 2 * x, {
      vjp: (g: number) => {
        product.backward()
        return mul(g, 2)
      },
    })
    const product = mul(inner, inner)
    const x = value(3)
    ;(add(square(x), reentrant(x)) as Value).backward()
    expect([x.grad, inner.grad]).toEqual([8, 10])
  })
  test('an exception inside a rule leaves every .grad untouched', () => {
    const bad = custom((x: number) => x, {
      vjp: () => {
        throw new Error('the rule failed')
      },
    })
    const [x, z] = [value(3), value(4)]
    const first = mul(x, z)
    first.backward()
    const y = add(mul(first, z), bad(mul(x, x)))
    expect(() => y.backward()).toThrow('the rule failed')
    expect([x.grad, z.grad, first.grad, y.grad]).toEqual([4, 3, 1, 0])
  })
  test('an exception inside f leaves the transform unusable for nobody', () => {
    const f = (x: number): number => {
      if (isValue(x) && x.data > 2) throw new Error('too large')
      return mul(x, x)
    }
    expect(() => grad(f)(3)).toThrow('too large')
    expect(grad(f)(1)).toBe(2)
    expect(grad(grad(f))(1)).toBe(2)
  })
})

describe('NaN and ∞', () => {
  test('go through values and gradients', () => {
    const x = value(NaN)
    mul(x, 2).backward()
    expect([mul(x, 2).data, x.grad]).toEqual([NaN, 2])
    const y = value(Infinity)
    mul(y, y).backward()
    expect([mul(y, 2).data, y.grad]).toEqual([Infinity, Infinity])
    const z = value(NaN)
    mul(z, z).backward()
    expect(z.grad).toBeNaN()
  })
  test('a NaN in one branch of a sum does not reach the gradient of the other', () => {
    const [a, b] = [value(-1), value(3)]
    add(log(a), mul(b, b)).backward()
    expect([a.grad, b.grad]).toEqual([NaN, 6])
  })
  test('detectAnomaly stops at the op that makes one of finite numbers, naming label, op, inputs, scope and domain', () => {
    const x = value(-2, 'x')
    const run = (): Value => scope('model', () => scope('layer 1', () => log(mul(x, 1.5))))
    expect(() => detectAnomaly(run)).toThrow(
      /NaN was born in log #\d+ in model\/layer 1: log of mul #\d+ = -3\. -3 is outside \(0, ∞\)\. Did you mean log\(abs\(x\)\)\?/,
    )
    expect(run().data).toBeNaN()
  })
  test('detectAnomaly says nothing of one that was passed on', () => {
    expect(detectAnomaly(() => mul(value(NaN), 2).data)).toBeNaN()
  })
  test('detectAnomaly stops the backward pass at the slope that is not finite', () => {
    const x = value(0, 'x')
    const y = sqrt(x)
    expect(() => detectAnomaly(() => y.backward())).toThrow(
      /a gradient of Infinity was born in sqrt #\d+.*sqrt of x = 0/,
    )
    expect(x.grad).toBe(0)
  })
  test('detectAnomaly finds a NaN loss with finite gradients', () => {
    const x = value(1, 'x')
    expect(() => detectAnomaly(() => add(x, sub(div(1, mul(x, 0)), div(1, mul(x, 0)))))).toThrow(RangeError)
  })
})

describe('the same bits every time', () => {
  test('also of a zero: its sign does not hang on what ran before', () => {
    const program = (): number => {
      const x = value(3)
      neg(x).mul(0).backward()
      return x.grad
    }
    const signs = Array.from({ length: 200 }, () => 1 / program())
    expect(new Set(signs).size).toBe(1)
  })
  test('in 100 runs of one program, of every size of recording before it', () => {
    const program = (): number[] => {
      const leaves = Array.from({ length: 20 }, (_, k) => value(Math.sin(k)))
      let y = mean(leaves.map((x, k) => mul(tanh(mul(x, leaves[(k * 7) % 20]!)), 1 / (k + 1)))) as Value
      for (let k = 0; k < 50; k++) y = sub(mul(y, leaves[k % 20]!), neg(exp(mul(y, 0.1))))
      y.backward()
      return [y.data, ...leaves.map(gradOf)]
    }
    const first = program()
    const litter: Value[] = []
    for (let run = 0; run < 100; run++) {
      // What else was recorded before shifts where the graph's segments begin and end.
      for (let k = 0; k < run * 3; k++) litter[k % 5] = sum([value(k), value(1)])
      expect(program()).toEqual(first)
    }
  })
})
