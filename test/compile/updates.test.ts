/** The updates of all parameters, copied from two: the same recording, node by node, as one that has them all, and all of them recorded where two do not tell. */
import { afterEach, expect, test, vi } from 'vitest'
import { greater, isTrue, mul, neg, sub, tanh, value, type Value } from 'seegrad'
import { compileStep } from 'seegrad/compile'
import { Optimizer, rules, type Hypers, type UpdateRule } from 'seegrad/optim'
import type { Skeleton } from '../../src/compile/skeleton.js'
import * as structure from '../../src/compile/structure.js'
import * as updates from '../../src/compile/updates.js'

const copies = vi.hoisted(() => ({ areMade: true, made: 0 }))
vi.mock('../../src/compile/updates.js', async (original) => {
  const { withAllUpdates, ...rest } = await original<typeof updates>()
  return {
    ...rest,
    withAllUpdates: (...given: Parameters<typeof withAllUpdates>) => {
      const made = copies.areMade ? withAllUpdates(...given) : undefined
      if (made) copies.made++
      return made
    },
  }
})
const skeletons: Skeleton[] = []
vi.mock('../../src/compile/structure.js', async (original) => {
  const all = await original<typeof structure>()
  return { ...all, structureOf: (...given: Parameters<typeof all.structureOf>) => (skeletons.push(given[0]), all.structureOf(...given)) } // prettier-ignore
})
afterEach(() => void Object.assign(copies, { areMade: true, made: 0 }))

type Rule = UpdateRule<Hypers>
interface Training {
  readonly rule: Rule
  readonly options: Readonly<Record<string, unknown>>
  readonly isBatch?: boolean
  readonly dtype?: 'f64' | 'f32'
}
/** Two steps, each traced anew; the last parameter but one is in no loss, and the last one does not move. */
function traced({ rule, options, isBatch = false, dtype = 'f64' }: Training, areMade: boolean) {
  copies.areMade = areMade
  const weights = Array.from({ length: 9 }, (_, k) => value(0.1 * k - 0.35, `w${k}`))
  weights[8]!.requiresGrad = false
  const optimizer = new Optimizer(rule, weights, options)
  const one = (x: number, y: number): Value => weights.slice(0, 7).reduce((h, w) => tanh(mul(w, h)).add(x), value(y))
  const loss = isBatch ? (x: number, y: number) => tanh(mul(weights[0]!, x)).sub(y).mul(weights[3]!) : one
  const run = (): unknown => {
    const step = compileStep({ parameters: weights, optimizer, loss: loss as never, batch: isBatch, dtype })
    return (step as (...given: unknown[]) => unknown)(
      ...(isBatch
        ? [
            [1, 2, 3],
            [0, 1, 0],
          ]
        : [0.5, 0.25]),
    )
  }
  const from = skeletons.length
  run()
  run()
  return { skeletons: skeletons.slice(from), numbers: [...weights.map(({ data }) => data), ...optimizer.states.flatMap((state) => Object.values(state))] } // prettier-ignore
}
/** What was made before the recording lies as far before it as it may. */
const comparable = (it: Skeleton): object => ({ ...it, labels: [...it.labels], offsets: it.offsets.map((offset) => Math.max(offset, -1)) }) // prettier-ignore
const hypers: Readonly<Record<string, Training['options']>> = {
  'SGD with momentum': { momentum: 0.9, dampening: 0.1, weightDecay: 0.01 },
  'SGD uphill': { maximize: true },
  'Adam with amsgrad': { amsgrad: true, weightDecay: 0.1 },
  'RMSprop centred': { centered: true, momentum: 0.5 },
}
const plain = [...rules].map(([name, rule]) => [name, { rule: rule as unknown as Rule, options: {} }] as const)
const special = Object.entries(hypers).map(([name, options]) => [name, { rule: rules.get(name.split(' ')[0]!) as unknown as Rule, options }] as const) // prettier-ignore
const adam = rules.get('Adam') as unknown as Rule
const forms = [
  ['Adam of a batch', { rule: adam, options: {}, isBatch: true }],
  ['Adam in singles', { rule: adam, options: {}, dtype: 'f32' }],
] as const
test.each<readonly [string, Training]>([...plain, ...special, ...forms])('%s: the same recording, node by node', (_, training) => {
  const copied = traced(training, true)
  expect(copies.made).toBe(2)
  const all = traced(training, false)
  expect(copied.skeletons.length).toBe(all.skeletons.length)
  expect(copied.skeletons.map(comparable)).toEqual(all.skeletons.map(comparable))
  expect(copied.numbers).toEqual(all.numbers)
}) // prettier-ignore

test('a rule that does not do the same with each parameter has all of its updates recorded', () => {
  const [base] = [rules.get('SGD') as unknown as Rule]
  let calls = 0
  const odd: Readonly<Record<string, Rule['update']>> = {
    'takes branches': (p, g, s, { lr }) => [sub(p, isTrue(greater(g, 0)) ? mul(lr, g) : neg(mul(lr, g))), s],
    'counts its calls': (p, g, s, { lr }) => [calls++ % 2 === 0 ? sub(p, mul(lr, g)) : sub(p, mul(mul(lr, 2), g)), s],
    'gives numbers': (p, _g, s) => [calls++ % 2 === 0 ? p : 1, s],
  }
  for (const update of Object.values(odd)) {
    calls = 0
    traced({ rule: { ...base, update }, options: { lr: 0.1 } }, true)
    expect(copies.made).toBe(0)
  }
})
