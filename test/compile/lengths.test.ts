/** Sequences of many lengths by one program: the bits of the eager run at the true length, and what is refused because they could not be. */
import { describe, expect, test } from 'vitest'
import {
  add,
  asValue,
  div,
  exp,
  greater,
  isTrue,
  less,
  log,
  maximum,
  mean,
  mul,
  relu,
  sub,
  sum,
  tanh,
  value,
  valueAndGrad,
  where,
  type Value,
} from 'seegrad'
import { compileStep } from 'seegrad/compile'
import { l2 } from 'seegrad/nn'
import { Adam, type Optimizer } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { machineOf } from '../../src/compile/machine.js'
import { isWhole } from '../../src/compile/masks.js'
import { nestCodeOf } from '../../src/compile/nest-code.js'
import { interpretNests } from '../../src/compile/nests-interpret.js'
import { nestsOf } from '../../src/compile/nests.js'
import { read } from '../../src/compile/read.js'
import { simplify } from '../../src/compile/simplify.js'
import { record } from '../../src/compile/trace.js'

type Cell = (w: readonly Value[], h: number, x: number) => number
/** Networks that go from place to place; the numbers reach infinities and zeros of both signs. */
const cells: Readonly<Record<string, Cell>> = {
  'a recurrent network': (w, h, x) => tanh(add(mul(w[0]!, h), add(mul(w[1]!, x), w[2]!))),
  'zeros of both signs': (w, h, x) => mul(relu(add(mul(w[0]!, h), x)), mul(w[1]!, relu(sub(w[2]!, x)))),
  'a choice': (w, h, x) => where(greater(x, h), mul(w[0]!, x), add(log(maximum(w[1]!, x)), mul(h, w[2]!))),
  'an infinite slope on the side not taken': (w, h, x) => where(greater(x, 0), log(mul(x, exp(mul(w[0]!, h)))), mul(w[1]!, add(h, w[2]!))),
  'overflow beyond the end': (w, h, x) => add(mul(h, mul(h, exp(mul(x, 40)))), mul(w[0]!, add(w[1]!, mul(w[2]!, x)))),
} // prettier-ignore

interface Net {
  readonly parameters: Value[]
  readonly optimizer: Optimizer
  readonly loss: (xs: readonly number[], ys: readonly number[]) => number[]
  readonly regularizer: () => number
}
function make(cell: Cell): Net {
  const random = new PythonRandom(11)
  const parameters = Array.from({ length: 3 }, (_, k) => value(random.uniform(-1, 1), `w${k}`))
  const loss = (xs: readonly number[], ys: readonly number[]): number[] => {
    // All states first, then all losses: another order of nodes than place by place.
    const states: number[] = []
    for (const x of xs) states.push(cell(parameters, states.at(-1) ?? 0.5, x))
    return states.map((h, k) => {
      const e = sub(h, ys[k]!)
      return add(mul(e, e), mul(parameters[k % 3]!, div(states[k >> 1]!, 10)))
    })
  }
  return { parameters, loss, optimizer: Adam(parameters, { lr: 0.05 }), regularizer: () => l2(parameters, 0.01) }
}

describe('a sequence has the bits that it has by itself', () => {
  for (const [name, cell] of Object.entries(cells))
    for (const isRegular of [false, true])
      test(`${name}${isRegular ? ', with a regularizer' : ''}`, () => {
        const [eager, compiled] = [make(cell), make(cell)]
        const { parameters, optimizer, loss, regularizer } = compiled
        const step = compileStep({ parameters, optimizer, loss, batch: false, lengths: [12, 3], ...(isRegular && { regularizer }) }) // prettier-ignore
        const random = new PythonRandom(5)
        for (let k = 0; k < 60; k++) {
          const length = 1 + (k < 12 ? k : Math.floor(random.random() * 12))
          const [xs, ys] = [0, 1].map(() => Array.from({ length }, () => (random.random() < 0.3 ? 0 : random.uniform(-3, 3)))) as [number[], number[]] // prettier-ignore
          const total = mean(eager.loss(xs, ys)) as Value
          const whole = isRegular ? (add(total, eager.regularizer()) as Value) : total
          eager.optimizer.zeroGrad()
          whole.backward()
          eager.optimizer.step()
          expect(step(xs, ys).loss).toBe(whole.data)
          expect(parameters.map(({ data, grad }) => [data, grad]), `${length} places`).toEqual(eager.parameters.map(({ data, grad }) => [data, grad])) // prettier-ignore
        }
        expect(step.stats).toMatchObject({ programs: 2, calls: 60, checks: 1, failures: 0 })
        expect(optimizer.states).toEqual(eager.optimizer.states)
      })
  test('loops end at its length, and nothing that is left out is looked at', () => {
    const most = 12
    type Losses = (w: readonly number[], xs: readonly number[]) => number[]
    const layer: Losses = (w, xs) =>
      xs.map((x) => {
        const inputs = w.slice(0, 8).map((v) => tanh(mul(v, x)))
        const hidden = Array.from({ length: 16 }, (_, i) => relu(inputs.map((v, j) => mul(w[8 * i + j]!, v)).reduce((a, b) => add(a, b)))) // prettier-ignore
        return hidden.map((v, i) => mul(v, w[i]!)).reduce((a, b) => add(a, b))
      })
    const along = (cell: Cell): Losses => (w, xs) => {
      let h = 0.5
      return xs.map((x) => tanh((h = cell(w as never, h, x))))
    } // prettier-ignore
    const all: (readonly [string, number, Losses])[] = Object.entries(cells).map(([name, cell]) => [name, 3, along(cell)]) // prettier-ignore
    for (const [name, size, losses] of [...all, ['a layer at each place', 128, layer] as const]) {
      const loss = (w: number[], xs: number[], count: number): number => {
        isTrue(isWhole(count, 1, most))
        return losses(w, xs).map((x, k) => where(less(k, count), x, -0)).reduce((a, b) => add(a, b)) // prettier-ignore
      }
      const f = (w: number[], xs: number[], count: number): unknown => valueAndGrad((w: number[]) => loss(w, xs, count))(w) // prettier-ignore
      const [w, xs] = [size, most].map((length) => Array.from({ length }, (_, k) => Math.sin(5 * k + length)))
      const program = simplify(read(record(f, [w, xs, most])))
      const nests = nestsOf(program)
      const bounds = [...nests.bounds!.of.values()]
      expect(bounds.length).toBeGreaterThan(3)
      if (size > 3) {
        expect(bounds.some(({ dim }) => dim >= 0)).toBe(true)
        expect(bounds.some(({ skipped }) => skipped.some((terms) => terms !== undefined))).toBe(true)
      }
      const { memory, layout, run } = machineOf(nestCodeOf(nests))
      const computed = nests.places.filter((at, i) => at >= 0 && program.graph.code[i]! >= 0)
      for (const count of [most, 1, 7, 2, 11, 12]) {
        const inputs = [...w!, ...xs!, count]
        memory.set(inputs)
        // What no loop writes now must not come back from the run before.
        for (const at of computed) memory[at] = NaN
        run()
        const at = layout.outputs / 8
        const wanted = interpretNests(nests, inputs, 1 + size)
        expect([...memory.subarray(at, at + 1 + size)], `${name}, ${count} places`).toEqual(wanted)
        expect(wanted[0]).toBe(loss(w!, xs!, count))
      }
    }
  })
  test('with a branch: each way through it is a program, and shown anew to be the one of each length', () => {
    const w = value(0.5)
    const loss = (xs: readonly number[]): number[] => xs.map((x, k) => mul(w, k === 0 && isTrue(greater(x, 0)) ? mul(x, x) : sub(x, 1))) // prettier-ignore
    const step = compileStep({ parameters: [w], loss, batch: false, lengths: [4] })
    for (const xs of [[2, 1], [-2, 1], [2, 1, 1], [-2], [1, -1, -1, 5]]) {
      const eager = mean(loss(xs)) as Value
      eager.backward()
      const slope = w.grad
      expect([step(xs).loss, w.grad]).toEqual([eager.data, slope])
      w.grad = 0
    }
    expect(step.stats.programs).toBe(2)
  })
  test('losses of −0 have a mean of −0', () => {
    const w = value(0.5)
    const step = compileStep({ parameters: [w], loss: (xs: readonly number[]) => xs.map((x) => mul(w, x)), batch: false, lengths: [4] }) // prettier-ignore
    expect([step([-0, -0]).loss, w.grad]).toEqual([-0, -0])
  })
  test('from its last place on too, where each place stands by itself', () => {
    const w = value(0.5)
    const loss = (xs: readonly number[]): number[] => xs.toReversed().map((x) => mul(w, x)).toReversed() // prettier-ignore
    const step = compileStep({ parameters: [w], loss, batch: false, lengths: [4] })
    expect([step([1, 2]).loss, w.grad, step([3, 4, 5]).loss, step.stats.programs]).toEqual([0.75, 1.5, 2, 1])
  })
  test('places may be lists, and what belongs to no place is a number, a record or a typed array', () => {
    const w = value(0.5)
    const loss = (places: readonly (readonly number[])[], scale: number, more: { shift: number }): number[] =>
      places.map((xs) => mul(w, add(mul(sum(xs as number[]), scale), more.shift)))
    const step = compileStep({ parameters: [w], loss, batch: false, lengths: [3] })
    const given = [[[1, 2], [3, 4]], 2, { shift: 1 }] as const // prettier-ignore
    expect(step(...given).loss).toBe((mean(loss(...given)) as Value).data)
  })
})

describe('refused:', () => {
  const w = value(0.5)
  const step = (loss: (...xs: any[]) => unknown, lengths: unknown = [4]) =>
    compileStep({
      parameters: [w],
      loss: loss as (...given: any[]) => number[],
      batch: false,
      lengths: lengths as number[],
    })
  const each = (xs: readonly number[]): number[] => xs.map((x) => mul(w, x))
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['a loss that looks ahead', () => step((xs: number[]) => xs.map((x, k) => mul(w, add(x, xs[k + 1] ?? 0))))([1, 2]), 'compileStep: the losses of a sequence of 2 places are not the first 2 of one of 4'],
    ['a loss that knows how many there are', () => step((xs: number[]) => xs.map((x) => mul(w, add(x, xs.length))))([1, 2]), 'compileStep: the losses of a sequence of 2 places are not the first 2 of one of 4'],
    ['one number for all places', () => step((xs: number[]) => mean(each(xs)))([1, 2]), 'compileStep: the loss gave a Value for a sequence of 2 places'],
    ['a sequence that is too long', () => step(each)([1, 2, 3, 4, 5]), 'compileStep: a sequence of 5 places was given; the longest of lengths is 4.'],
    ['an empty sequence', () => step(each)([]), 'compileStep: a sequence without a place was given'],
    ['no sequence', () => step(() => [])(3), 'compileStep: no list was given'],
    ['lists of two lengths', () => step((xs: number[], ys: number[]) => each(xs).concat(ys))([1, 2], [3]), 'compileStep: lists of 2 and 1 places were given'],
    ['lengths that are none', () => step(each, [4, 0]), 'compileStep: lengths is [4, 0]; a list of whole numbers from 1 up is allowed'],
    ['no lengths', () => step(each, []), 'compileStep: lengths is []; a list'],
    ['lengths of batches', () => compileStep({ parameters: [w], loss: each, lengths: [4] }), 'compileStep: lengths are of one sequence a step; write batch: false beside them.'],
    ['what the loss refuses itself', () => step((xs: number[]) => xs.map((x) => { if (asData(x) > 3) throw new RangeError('no'); return mul(w, x) }))([1, 9]), 'no'],
  ] // prettier-ignore
  const asData = (x: number): number => (typeof x === 'number' ? x : asValue(x).data)
  for (const [name, run, says] of cases)
    test(name, () => {
      expect(run).toThrow(says)
    })
})
