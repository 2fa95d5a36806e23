/** Values that come from elsewhere, another worker, a structured clone, a second copy of the package: clear errors, and no gradient is lost silently. */
/* oxlint-disable unicorn/require-post-message-target-origin -- ports of workers, which have no origin */
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { beforeAll, describe, expect, test } from 'vitest'
import * as seegrad from 'seegrad'
import { bundle } from './child.js'

const { add, dot, grad, graphOf, isValue, mul, sum, tanh, value } = seegrad
type Value = seegrad.Value

/** The ways by which a number goes into seegrad. */
const entrances: readonly (readonly [string, (x: number) => unknown])[] = [
  ['mul(x, 2)', (x) => mul(x, 2)],
  ['mul(2, x)', (x) => mul(2, x)],
  ['mul(v, x)', (x) => mul(value(3), x)],
  ['v.mul(x)', (x) => value(3).mul(x)],
  ['tanh(x)', (x) => tanh(x)],
  ['dot([x], [v])', (x) => dot([x], [value(2)])],
  ['value(x)', (x) => value(x)],
  ['grad(f)(x)', (x) => grad((t: number) => mul(t, t))(x)],
  ['graphOf(x)', (x) => graphOf(x)],
  ['backward(x)', (x) => seegrad.backward(x)],
]

describe('a copy of a Value is no Value', () => {
  const copy: readonly (readonly [string, (v: Value) => unknown])[] = [
    ['{ ...v }', (v) => ({ ...(v as object) })],
    ['Object.assign({}, v)', (v) => Object.assign({}, v)],
  ]
  for (const [how, make] of copy)
    test.each(entrances)(`%s refuses ${how}, and says what it is`, (_, enter) => {
      const x = make(value(2, 'x')) as number
      expect(isValue(x)).toBe(false)
      expect(() => enter(x)).toThrow(/what is left of a Value after copying it/)
    })
  test('structuredClone refuses a Value instead of copying its whole recording', () => {
    expect(() => structuredClone(mul(value(2), 3))).toThrow(/could not be cloned|cannot leave its worker/)
  })
  test('postMessage refuses a Value instead of copying its whole recording', () => {
    const { port1, port2 } = new MessageChannel()
    expect(() => port1.postMessage(mul(value(2), 3))).toThrow(/could not be cloned|cannot leave its worker/)
    expect(receiveMessageOnPort(port2)).toBe(undefined)
    port1.close()
  })
  test('what does cross, v.data and graphOf(v), crosses', () => {
    const y = mul(value(2, 'a'), 3)
    expect(structuredClone(y.data)).toBe(6)
    expect(structuredClone(graphOf(y))).toEqual(graphOf(y))
  })
})

describe('two workers', () => {
  test('differentiate at the same time, each on a recording of its own', async () => {
    const file = pathToFileURL(resolve(await bundle('worker')))
    const workers = [new Worker(file), new Worker(file)]
    const answers = workers.map((worker) => once(worker, 'message'))
    workers.forEach((worker, k) => worker.postMessage({ point: 0.1 * (k + 1), given: 2 }))
    const [first, second] = (await Promise.all(answers)) as [{ grad: number }][]
    for (const [k, [{ grad: slope }]] of [first!, second!].entries()) {
      const t = Math.tanh(0.1 * (k + 1))
      const decay = 0.999 ** 10_000
      expect(Math.abs(slope - ((1 - t * t) * decay + (1 - decay) / 0.001))).toBeLessThan(1e-8)
    }
    await Promise.all(workers.map((worker) => worker.terminate()))
  })
  test('a plain object in the shape of a Value that arrives in one is refused there by name', async () => {
    const worker = new Worker(pathToFileURL(resolve(await bundle('worker'))))
    const answer = once(worker, 'message')
    worker.postMessage({ point: 0.5, given: { segment: {}, index: 0 } })
    const [{ isValue, messages }] = (await answer) as [{ isValue: boolean; messages: string[] }]
    expect(isValue).toBe(false)
    for (const message of messages) expect(message).toMatch(/^TypeError: .*what is left of a Value after copying it/)
    await worker.terminate()
  })
})

describe('a second copy of the package', () => {
  let other: typeof seegrad
  beforeAll(async () => {
    const file = await bundle('package')
    copyFileSync(file, file.replace('.mjs', '-second.mjs'))
    other = (await import(
      /* @vite-ignore */ pathToFileURL(resolve(file.replace('.mjs', '-second.mjs'))).href
    )) as typeof seegrad
  })
  test('is one: its Values are none of ours, and ours none of its', () => {
    expect(other.value).not.toBe(value)
    expect([isValue(other.value(2)), other.isValue(value(2)), other.isValue(other.value(2))]).toEqual([
      false,
      false,
      true,
    ])
  })
  test.each(entrances)('%s refuses its Value, and says that seegrad was imported twice', (_, enter) => {
    expect(() => enter(other.value(2))).toThrow(/a Value of another copy of seegrad/)
  })
  test('ops on both name the one that is foreign and the mend', () => {
    const [x, y] = [value(2), other.value(3)]
    expect(() => mul(x, y)).toThrow(/mul: argument 2 is a Value of another copy of seegrad.*Import seegrad once/)
    expect(() => other.mul(x, y)).toThrow(/mul: argument 1 is a Value of another copy of seegrad.*Import seegrad once/)
    expect(() => y.add(x)).toThrow(/add: argument 2 is a Value of another copy/)
    expect(() => sum([x, x, y])).toThrow(/sum: element 2 is a Value of another copy/)
    expect(() => dot([x, x], [x, y])).toThrow(/dot: element 1 of list 2 is a Value of another copy/)
  })
  test('works beside ours without disturbing it', () => {
    const [x, y] = [value(2), other.value(3)]
    const [ours, theirs] = [mul(x, x), other.mul(y, y)]
    theirs.backward()
    add(ours, ours).backward()
    expect([x.grad, y.grad]).toEqual([8, 6])
  })
  test('its grad refuses a function that gives one of our Values', () => {
    const x = value(2)
    expect(() => other.grad((t: number) => other.add(t, 0) && (mul(x, 2) as number))(1)).toThrow(
      /a Value of another copy of seegrad/,
    )
  })
})
