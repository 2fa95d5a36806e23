/** A step moves many parameters at once: to the bits of the same rule, called for one parameter after the other. */
import { describe, expect, test } from 'vitest'
import { add, mul, sub, value, type Value } from 'seegrad'
import { rules, type Hypers, type Making, type Optimizer, type State, type UpdateRule } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { LENGTH, loops } from '../../src/optim/columns.js'
import { rule } from '../../src/optim/rule.js'
import { ops } from '../../src/ops/table.js'
import { seed } from '../seed.js'

/** Before this file makes rules of its own. */
const names = [...rules.keys()]
const SPECIAL = [0, -0, 1, -1, 0.1, -3.5, 2 ** -1074, -(2 ** -1060), 1e308, -1e308, Infinity, -Infinity, NaN]
/** For every rule what makes it compute in another way. */
const settings: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  SGD: [{}, { momentum: 0.9 }, { momentum: 0.9, nesterov: true, weightDecay: 0.1 }, { momentum: 0.5, dampening: 0.2, maximize: true }],
  Adam: [{}, { betas: [0.85, 0.99], lr: 0.01 }, { amsgrad: true, weightDecay: 0.1 }, { maximize: true }],
  AdamW: [{}, { amsgrad: true }, { weightDecay: 0, maximize: true }],
  RMSprop: [{}, { centered: true }, { momentum: 0.9, weightDecay: 0.1 }, { centered: true, momentum: 0.5, maximize: true }],
  Adagrad: [{}, { lrDecay: 0.1, initialAccumulatorValue: 0.5 }, { weightDecay: 0.1, maximize: true }],
} // prettier-ignore

/** Parameters of special and of random numbers, with gradients of both kinds. */
function parametersOf(count: number): Value[] {
  const random = new PythonRandom(seed + count)
  const draw = (k: number): number => (random.random() < 0.2 ? SPECIAL[k % SPECIAL.length]! : random.uniform(-3, 3))
  return Array.from({ length: count }, (_, k) => value(draw(k)))
}
function steps(optimizer: Optimizer, count: number, look: (step: number) => unknown = () => {}): void {
  for (let step = 0; step < count; step++) {
    const random = new PythonRandom(seed + step)
    optimizer.parameters.forEach((p, k) => (p.grad = random.random() < 0.2 ? SPECIAL[(step + k) % SPECIAL.length]! : random.uniform(-2, 2))) // prettier-ignore
    look(step)
    optimizer.step()
  }
}
const numbersOf = (optimizer: Optimizer): number[] => [
  ...optimizer.parameters.map((p) => p.data),
  ...optimizer.states.flatMap((state) => Object.values(state)),
]
/** What the rule says of one parameter after the other, by itself. */
function oneByOne({ rule, options }: Optimizer, parameters: readonly Value[], count: number): number[] {
  const row = rule as UpdateRule<Hypers>
  let now = parameters.map((p) => ({ p: p.data, state: row.state(options as never) }))
  for (let step = 0; step < count; step++) {
    const random = new PythonRandom(seed + step)
    const h = { ...options, step: step + 1 }
    const all = { ...h, ...(row.common?.(h as never) as object | undefined) }
    now = now.map(({ p, state }, k) => {
      const g = random.random() < 0.2 ? SPECIAL[(step + k) % SPECIAL.length]! : random.uniform(-2, 2)
      const [next, after] = row.update(p, g, state, all as never)
      return { p: next, state: after }
    })
  }
  return [...now.map(({ p }) => p), ...now.flatMap(({ state }) => Object.values(state))]
}

describe('a step of all parameters at once', () => {
  for (const [name, all] of Object.entries(settings))
    for (const options of all)
      test(`${name}(${JSON.stringify(options)}) has the bits of its rule`, () => {
        const make = rules.get(name) as unknown as UpdateRule<Hypers>
        for (const count of [1, 2, LENGTH - 1, LENGTH, LENGTH + 1, 3 * LENGTH + 17]) {
          const optimizer = rule(make as never)(parametersOf(count), options as never)
          const wanted = oneByOne(optimizer, parametersOf(count), 4)
          steps(optimizer, 4)
          expect(numbersOf(optimizer)).toEqual(wanted)
        }
      })
  test('is tried with every rule of the table', () => {
    expect(Object.keys(settings)).toEqual(names)
  })
  test('calls the rule for many of them', () => {
    let calls = 0
    const { update, ...row } = rules.get('Adam') as unknown as UpdateRule<Hypers>
    const optimizer = rule({ ...row, name: 'Counted', update: (...all) => (calls++, update(...all)) })(
      parametersOf(3 * LENGTH),
    )
    optimizer.step()
    expect(calls).toBe(3)
    // A parameter that stays as it is has them called for one after the other.
    optimizer.parameters[0]!.requiresGrad = false
    optimizer.step()
    expect(calls).toBe(3 + 3 * LENGTH - 1)
  })
  test('computes what is written out with the bits of the op', () => {
    const known = [...ops.values()].filter((op) => loops.has(op.forward))
    expect(known.length).toBe(loops.size)
    for (const op of known) {
      const pairs = SPECIAL.flatMap((a) => SPECIAL.map((b) => [a, b] as const))
      const [a, b] = [0, 1].map((j) => Float64Array.from(pairs, (pair) => pair[j]!)) as [Float64Array, Float64Array]
      const into = new Float64Array(pairs.length)
      loops.get(op.forward)!(into, a, b, pairs.length)
      const forward = op.forward as (a: number, b: number) => number
      expect([...into]).toEqual(pairs.map(([a, b]) => forward(a, b)))
    }
  })
})

describe('what is remembered', () => {
  test('is the same list whoever has looked, also after further steps, and may be changed', () => {
    const optimizer = rule(rules.get('Adam') as never)(parametersOf(300))
    const pull = (step: number): unknown => (optimizer.parameters[7]!.grad = step + 1)
    steps(optimizer, 2, pull)
    const { states } = optimizer
    const before = { ...states[7] } as State
    steps(optimizer, 1, pull)
    expect(optimizer.states).toBe(states)
    expect(states[7]).not.toEqual(before)
    states[7] = { mean: 0.25, meanSquare: 4 }
    optimizer.parameters[7]!.grad = 0
    optimizer.step()
    expect(states[7]).toEqual({ mean: 0.9 * 0.25, meanSquare: 0.999 * 4 })
  })
  test('goes with a parameter that is frozen and thawed', () => {
    const make = (): Optimizer => rule(rules.get('SGD') as never)(parametersOf(300), { momentum: 0.9 } as never)
    const [frozen, free] = [make(), make()]
    // Numbers of its own, which a draw that is special cannot hide.
    for (const { parameters } of [frozen, free]) parameters[5]!.data = 1
    steps(frozen, 4, (step) => {
      frozen.parameters[5]!.grad = 1
      frozen.parameters[5]!.requiresGrad = step < 1 || step > 2
    })
    steps(free, 4, () => (free.parameters[5]!.grad = 1))
    const [own, others] = [frozen, free].map(numbersOf) as [number[], number[]]
    const isOther = own.map((x, k) => !Object.is(x, others[k]))
    // The frozen one and what is remembered of it, and no other.
    expect(isOther.flatMap((is, k) => (is ? [k] : []))).toEqual([5, 305])
  })
})

describe('a rule that computes outside of ops', () => {
  const own = (name: string, update: UpdateRule<{ lr?: number }, { n: number }>['update']): Making<{ lr?: number }, { n: number }> =>
    rule<{ lr?: number }, { n: number }>({ name, doc: '', torch: '', hyper: { lr: { default: 0.5, doc: '' } }, state: () => ({ n: 0 }), letters: { n: 'n' }, update }) // prettier-ignore

  test.each([
    ['in the parameter', own('Outside', (p, g, s, h) => [p - h.lr * g, { n: s.n + 1 }])],
    ['in what it remembers', own('Half', (p, g, s, h) => [sub(p, mul(h.lr, g)), { n: s.n + 1 }])],
    ['in a branch', own('Branch', (p, g, s, h) => [g > 0 ? sub(p, h.lr) : add(p, h.lr), { n: add(s.n, 1) }])],
  ])('%s is called for one parameter after the other', (_, make) => {
    const parameters = [1, 2, 3].map((x) => value(x))
    const optimizer = make(parameters)
    parameters.forEach((p, k) => (p.grad = k - 1 || 1))
    optimizer.step()
    optimizer.step()
    const wanted = [1, 2, 3].map((x, k) => (k === 0 && _ === 'in a branch' ? x + 1 : x - (k - 1 || 1)))
    expect(parameters.map((p) => p.data)).toEqual(wanted)
    expect(optimizer.states).toEqual([{ n: 2 }, { n: 2 }, { n: 2 }])
  })
})
