/** Every op against the exact numbers of fixtures/ops: value, first and second derivatives in every mode, PyTorch's share beside ours. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as seegrad from 'seegrad'
import { record } from '../record.js'
import { exactOp, exactOps, type ExactOp, type Judged, type Point } from './exact.js'

const { asValue, grad, gradients, jvp, value } = seegrad
type Value = seegrad.Value
type Function = (...inputs: number[]) => number

/** Numbers that are not within the allowance, by op and reason; one that is within it again has to go. */
type Explained = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
const explained = Object.entries(JSON.parse(readFileSync('fixtures/explained.json', 'utf8')) as Explained).flatMap(
  ([op, reasons]) =>
    Object.entries(reasons).flatMap(([why, numbers]) => numbers.map((number) => [op, number, why] as const)),
)

const reasonOf = (op: string, number: string): string =>
  explained.find(([one, other]) => one === op && other === number)?.[2] ?? 'not explained'

const given = seegrad as unknown as Readonly<Record<string, unknown>>
const present = exactOps.filter((name) => typeof given[name] === 'function')
const missing = exactOps.filter((name) => !present.includes(name))

/** The op as a function of its inputs in a row, whatever its shape; of an op that gives a list, the entry `of` that the setting names. */
function spread({ name, shape }: ExactOp, setting: Point['setting']): Function {
  const op = given[name] as (...args: unknown[]) => unknown
  const { of, n, ...options } = setting
  if (shape === 'list' && of !== undefined) return (...xs) => (op(xs) as number[]).at(of) as number
  if (shape === 'list') return (...xs) => op(xs) as number
  if (shape === 'two lists') return (...xs) => op(xs.slice(0, xs.length / 2), xs.slice(xs.length / 2)) as number
  if (n !== undefined) return (x) => op(n, x) as number
  return Object.keys(options).length > 0 ? (...xs) => op(...xs, options) as number : (...xs) => op(...xs) as number
}

/** All numbers of an op at a point, by what they are differentiated by, in every way that there is to get them. */
function everyWay(f: Function, inputs: readonly number[], words: readonly string[]): Record<string, number[]> {
  const leaves = inputs.map((x) => value(x))
  const y = asValue(f(...leaves))
  const found: Record<string, number[]> = { '': [f(...inputs), y.data] }
  if (!words.some((word) => word !== '')) return found
  const along = (g: Function, k: number): number => jvp((x: number) => g(...inputs.with(k, x)), [inputs[k]!], [1])[1]
  const slopes = gradients(y, leaves, { createGraph: true })
  y.backward()
  const bends = new Map<number, number[]>()
  const bend = (i: number, j: number): number => {
    if (!bends.has(i)) bends.set(i, gradients(slopes[i] as Value, leaves).map(({ data }) => data)) // prettier-ignore
    return bends.get(i)![j] as number
  }
  for (const word of words) {
    const [i, j] = [...word].map((letter) => letter.codePointAt(0)! - 97)
    if (i === undefined) continue
    if (j === undefined) {
      found[word] = [leaves[i]!.grad, slopes[i]!.data, along(f, i)]
      continue
    }
    const slope = grad(f, { argnums: i }) as Function
    found[word] = [bend(i, j), bend(j, i), along(slope, j)]
  }
  return found
}

interface Miss {
  readonly said: string
  readonly detail: string
  /** Whether PyTorch is as far away, or at least half as far. */
  readonly isParity: boolean
}

/** The judged numbers that some way does not get within the allowance. */
function missesOf(op: ExactOp): Miss[] {
  return op.points.flatMap(({ setting, inputs, numbers }) => {
    const found = everyWay(spread(op, setting), inputs, numbers.map(({ word }) => word)) // prettier-ignore
    return numbers.flatMap((number): Miss[] => {
      const results = found[number.word] as number[]
      if (results.every((result) => number.accepts(result))) return []
      const settings = Object.entries(setting).map(([key, x]) => `${key} ${x}`)
      const said = [number.word || 'value', 'at', ...settings, inputs.map(show).join(', ')].join(' ')
      const farthest = Math.max(...results.map(number.off))
      return [{ said, detail: detail(number, results), isParity: farthest <= 2 * number.off(number.torch) }]
    })
  })
}
const show = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))
const detail = (number: Judged, results: readonly number[]): string =>
  `${results.join(' or ')} instead of ${number.exact}: ${Math.max(...results.map(number.off)).toPrecision(3)} last places; PyTorch ${number.off(number.torch).toPrecision(3)}`

let [all, within, alike, theirs] = [0, 0, 0, 0]
describe.each(present)('%s', (name) => {
  const op = exactOp(name)
  const numbers = op.points.flatMap((point) => point.numbers)

  test(`${name} is within its allowance at every judged number, but for those that are explained`, () => {
    const misses = missesOf(op)
    const torch = numbers.filter((number) => number.accepts(number.torch)).length
    all += numbers.length
    within += numbers.length - misses.length
    alike += numbers.length - misses.filter(({ isParity }) => !isParity).length
    theirs += torch
    record('Ops against exact numbers', {
      op: name,
      inputs: op.tried,
      numbers: op.counted,
      judged: numbers.length,
      'within the allowance, %': percent(numbers.length - misses.length, numbers.length),
      'PyTorch, %': percent(torch, numbers.length),
    })
    expect(op.tried).toBeGreaterThanOrEqual(200)
    for (const { said, detail } of misses)
      record('Numbers beyond the allowance', { op: name, number: said, found: detail, why: reasonOf(name, said) })
    const reasons = explained.filter(([op]) => op === name).map(([, number]) => number)
    const unexplained = misses.filter(({ said }) => !reasons.includes(said))
    expect(unexplained.map(({ said, detail }) => `${said}: ${detail}`)).toEqual([])
    expect(
      reasons.filter((number) => !misses.some(({ said }) => said === number)),
      'these are right now: strike them',
    ).toEqual([])
  })
})

test('at least 99.9 % of the judged numbers are within their allowance', () => {
  record('All ops against exact numbers', {
    ops: present.length,
    judged: all,
    'within the allowance': within,
    '%': percent(within, all),
    'or within twice PyTorch’s distance, %': percent(alike, all),
    PyTorch: theirs,
    'PyTorch, %': percent(theirs, all),
  })
  expect(within / all).toBeGreaterThanOrEqual(0.999)
  expect(alike / all).toBeGreaterThanOrEqual(0.9995)
})

test('every op that has exact numbers is there', () => {
  expect(missing).toEqual([])
})

test('every explained number is of an op that is there', () => {
  expect(explained.filter(([op]) => !present.includes(op))).toEqual([])
})

/** With its last digits, for 99.99 is not 100. */
function percent(part: number, whole: number): string {
  return ((100 * part) / whole).toFixed(2)
}
