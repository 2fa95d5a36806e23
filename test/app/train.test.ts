/** What a training in the page is made of: plain answers that have the network's bits, runs that begin again, and addresses that are read back. */
import { describe, expect, test } from 'vitest'
import { noGrad } from 'seegrad'
import type { Query } from '../../app/address.js'
import { answering, layout, placesOf } from '../../app/train/answer.js'
import { History, joined, noLosses } from '../../app/train/history.js'
import { drawnPoints, edited, readEdits, readPoints, trouble, writeEdits, writePoints } from '../../app/train/points.js'
import { proof } from '../../app/train/proof.js'
import { readTable } from '../../app/train/reading.js'
import { networkOf, Run, shapeOf } from '../../app/train/run.js'
import { activations, dataNames, differences, lossNames, optimisers, readByHand, readSettings, USUAL, writeByHand, writeSetting, type Settings } from '../../app/train/settings.js' // prettier-ignore

const points = drawnPoints(USUAL)
const run = (settings: Partial<Settings>, steps: number): Run => {
  const made = new Run({ ...USUAL, ...settings }, points, [])
  for (let k = 0; k < steps; k++) made.step()
  return made
}

describe('a plain answer has the bits of the network', () => {
  for (const act of activations)
    test(`with ${act}`, () => {
      const settings = { ...USUAL, net: [5, 3], act }
      const net = networkOf(settings)
      const weights = Float64Array.from(net.parameters(), ({ data }) => data)
      expect(weights.length).toBe(layout(shapeOf(settings)).count)
      const answer = answering(shapeOf(settings))
      for (const { x, y } of points)
        expect(answer(weights, x, y).at(-1)).toBe(noGrad(() => net.forward([x, y]) as { readonly data: number }).data)
    })
  test('and finds the numbers of a neuron', () => {
    const net = networkOf(USUAL)
    const { from, to } = placesOf(shapeOf(USUAL), 1, 5)
    const all = net.parameters()
    const { w, b } = net.layers[1]!.neurons[5]!
    expect(all.slice(from, to).map(({ id }) => id)).toEqual([...w, b].map(({ id }) => id))
  })
})

describe('a run', () => {
  test('shows the loss at its present weights, which the next step notes to the last bit', () => {
    for (const loss of lossNames) {
      const made = run({ loss, batch: 30, net: [4] }, 5)
      const present = made.loss(made.weights())
      made.step()
      expect(made.history.all().train.at(-1)).toBe(present)
    }
  })
  test('begins again with the same weights, and goes the same way', () => {
    const made = run({ net: [4], opt: 'Adam', lr: 0.03, batch: 7 }, 40)
    const [weights, losses] = [made.weights(), made.history.all()]
    made.again(points, [])
    for (let k = 0; k < 40; k++) made.step()
    expect([made.weights(), made.history.all()]).toEqual([weights, losses])
  })
  test('goes on where another was handed over, compiled or not', () => {
    const whole = run({ net: [4], opt: 'momentum', lr: 0.1 }, 30)
    const half = run({ net: [4], opt: 'momentum', lr: 0.1 }, 15)
    const other = new Run({ ...USUAL, net: [4], opt: 'momentum', lr: 0.1 }, points, [])
    other.compile()
    other.load(half.save())
    for (let k = 0; k < 15; k++) other.step()
    expect([other.k, other.weights(), other.history.all()]).toEqual([30, whole.weights(), whole.history.all()])
  })
  for (const opt of optimisers)
    test(`gives the same bits compiled as eager with ${opt}`, () => {
      const settings = { ...USUAL, opt, lr: 0.05, net: [3], batch: 40, loss: 'logistic', act: 'tanh' } as const
      expect(proof({ settings, points, byHand: [{ step: 2, at: 1, x: 0.25 }] }, 12)).toMatchObject({ steps: 12, wrong: '' })
    })
  test('that breaks says where, and keeps the weights of before', () => {
    for (const isCompiled of [false, true]) {
      const made = new Run({ ...USUAL, lr: 1000, loss: 'squares' }, points, [])
      if (isCompiled) made.compile()
      for (let k = 0; k < 20 && made.canGoOn; k++) made.step()
      expect(made.failed).toMatch(/^The loss is Infinity at step 3, .*born in square #\d+ in mseLoss/)
      expect([...made.weights()].every(Number.isFinite)).toBe(true)
    }
  })
  test('of a hundred thousand steps keeps no more than 2,000 losses, and tells what is new', () => {
    const history = new History()
    let known = noLosses
    for (let k = 0; k < 100_000; k++) {
      if (history.isDue(k)) history.add(k, -k)
      if (k % 777 === 0) known = joined(known, history.news())
    }
    known = joined(known, history.news())
    expect(known).toEqual(history.all())
    expect(known.train.length).toBeLessThanOrEqual(2000)
    expect(known.train.every((x, k) => x === k * known.every && known.test[k] === -x)).toBe(true)
  })
}) // prettier-ignore

describe('an address', () => {
  test('says each setting, and brings it back', () => {
    const other: Settings = { data: 'xor', noise: 0.25, net: [3, 5, 2], act: 'tanh', loss: 'logistic', opt: 'Adam', lr: 0.03, fall: 'cosine', steps: 40, batch: 8, l2: 0, seed: 7 } // prettier-ignore
    const query: Query = Object.fromEntries(Object.entries(other).map(([key, x]) => [key, writeSetting(key as keyof Settings, x as never)!])) // prettier-ignore
    expect(readSettings(query)).toEqual({ settings: other, wrong: [] })
    expect(differences(USUAL, other)).toHaveLength(12)
    expect(readSettings({})).toEqual({ settings: USUAL, wrong: [] })
  })
  test('that says nonsense is named, and what is usual stands for it', () => {
    const { settings, wrong } = readSettings({ lr: 'fast', net: '99', data: 'suns', batch: '-1' })
    expect(settings).toEqual(USUAL)
    expect(wrong).toHaveLength(4)
    expect(wrong).toContain('Learning rate is “fast”; a number from 0 to 1,000 is allowed.')
  })
  test('holds what hands did', () => {
    const text = 'm1,0.5,-0.25,1;a1,2,0;d3'
    expect(writeEdits(readEdits(text))).toBe(text)
    const all = edited(points, readEdits(text))
    expect(all.map(({ place }) => place)).toEqual([...points.keys(), 100].filter((place) => place !== 3))
    expect(all[1]).toEqual({ x: 0.5, y: -0.25, kind: 1, place: 1 })
    expect(writeByHand(readByHand('60:12=0.5;61:3=-1;x'))).toBe('60:12=0.5;61:3=-1')
    expect(readPoints(writePoints(points))).toEqual(points)
  })
})

test('each set has both classes, and what cannot be told apart is said', () => {
  for (const data of dataNames.filter((name) => name !== 'own'))
    expect(trouble(drawnPoints({ ...USUAL, data }))).toBe('')
  expect(trouble([])).toContain('There is no point.')
  expect(trouble(points.slice(0, 1))).toContain('There is one point.')
  expect(trouble(points.filter(({ kind }) => kind === 0))).toContain('are of one class')
})

test('tables are read with and without a header, and refused with row and column', () => {
  expect(readTable('1;2;0\n3;4;1')).toMatchObject({ points: [{ x: 1, y: 2, kind: 0 }, { x: 3, y: 4, kind: 1 }] }) // prettier-ignore
  expect(readTable('a,b,c\n1,2,-1\n3,4,1')).toMatchObject({ points: [{ kind: 0 }, { kind: 1 }] })
  expect(readTable('a,b,c\n1,2,0\n3,,1')).toEqual({ refused: 'Line 3, b: the string "" is no finite number. Leave the row out, or put a number there.' }) // prettier-ignore
  expect(readTable('1,2\n3,4')).toMatchObject({ refused: expect.stringContaining('three are wanted') })
  expect(readTable(' ')).toMatchObject({ refused: expect.stringContaining('Nothing was pasted') })
})
