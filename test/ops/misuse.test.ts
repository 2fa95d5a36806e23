/** Misuse of the ops: every row refuses whatever is no number in every place of every way to call it, and says what to do; some have texts of their own. */
import { describe, expect, test } from 'vitest'
import * as seegrad from 'seegrad'
import { clamp, logSumExp, mean, norm, ops, prod, sum, value, type Op } from 'seegrad'
import { record } from '../record.js'

type Loose = (...given: unknown[]) => unknown
const s = seegrad as unknown as Readonly<Record<string, Loose>>
const loose = (f: unknown): Loose => f as Loose

const x = value(2, 'x')
class Celsius {
  degrees = 20
}
function* generator(): Generator<number> {
  yield 1
}

/** What is neither a number nor a Value, and how a text names it. */
const things: readonly (readonly [unknown, RegExp])[] = [
  ['2', /the string "2"/],
  ['', /the string ""/],
  [2n, /the BigInt 2n/],
  [undefined, /undefined/],
  [null, /null/],
  [true, /true/],
  [[1, 2], /a list of 2/],
  [[], /a list of 0/],
  [{ a: 1 }, /a plain object/],
  [Object.create(null), /a plain object/],
  [new Proxy({}, {}), /a plain object/],
  [new Date(0), /a Date/],
  [new Number(3), /a Number/],
  [new Float64Array(2), /a Float64Array/],
  [new Int32Array(2), /an Int32Array/],
  [new Celsius(), /a Celsius/],
  [Math.sin, /the function sin/],
  [Symbol('a'), /a symbol/],
  [Promise.resolve(1), /a Promise/],
  [generator(), /a plain object/],
]
const isList = (thing: unknown): boolean => Array.isArray(thing) || thing instanceof Float64Array

/** A call that is misuse, and the start of what it should say. */
interface Call {
  readonly run: () => unknown
  readonly starts: string
  readonly thing: RegExp
}
function callsOf(op: Op): Call[] {
  const f = loose(op)
  if (op.arity === 'list') return things.flatMap(([thing, text]) => listCalls(op, thing, text))
  const isBefore = op.order === 'before'
  const usual = Array.from({ length: op.arity }, () => 0.5)
  const calls: Call[] = []
  for (const [thing, text] of things) {
    usual.forEach((_, k) => {
      // A boolean is a condition.
      if (thing === true && k === 0 && op.arity === 3) return
      const place = `${op.name}: argument ${isBefore ? 2 : k + 1} is `
      for (const others of [usual, usual.map((number) => value(number))]) {
        const given = (others as unknown[]).with(k, thing)
        calls.push({ run: () => f(...(isBefore ? [1] : []), ...given), starts: place, thing: text })
        const method = loose((x as unknown as Record<string, unknown>)[op.name])
        if (k > 0) calls.push({ run: () => method.apply(x, given.slice(1)), starts: place, thing: text })
      }
    })
    // Left out, or null, it has its default.
    if (thing === undefined || thing === null) continue
    for (const { name } of op.parameters) {
      const starts = `${op.name}: ${name} is `
      if (isBefore) calls.push({ run: () => f(thing, 0.5), starts, thing: text })
      else calls.push({ run: () => f(0.5, { [name]: thing }), starts, thing: text })
    }
  }
  return calls
}
function listCalls(op: Op, thing: unknown, text: RegExp): Call[] {
  const f = loose(op)
  const isPair = s['dot'] === f
  const calls: Call[] = []
  // From its second call on, an op of Values is recorded by another way, which must refuse the same.
  f([x, x], ...(isPair ? [[x, x]] : []))
  const inList = isPair ? `${op.name}: element 1 of list 1 is ` : `${op.name}: element 1 is `
  for (const first of [1, x])
    calls.push({ run: () => f([first, thing], ...(isPair ? [[1, 2]] : [])), starts: inList, thing: text })
  if (isPair) calls.push({ run: () => f([1, 2], [x, thing]), starts: `${op.name}: element 1 of list 2 is `, thing: text }) // prettier-ignore
  if (isList(thing)) return calls
  const takes = `${op.name}: takes ${isPair ? 'two lists' : 'one list'}`
  calls.push({ run: () => f(thing, [1, 2]), starts: takes, thing: text })
  if (isPair) calls.push({ run: () => f([1, 2], thing), starts: takes, thing: text })
  return calls
}

const complaint = (run: () => unknown): unknown => {
  try {
    return `${String(run())} was given, nothing thrown`
  } catch (error) {
    return error
  }
}

let tried = 0
describe('whatever is no number is refused', () => {
  for (const op of ops.values())
    test(`by ${op.name}, wherever it stands, with its name, its place, what is allowed and what to do`, () => {
      const calls = callsOf(op)
      for (const { run, starts, thing } of calls) {
        const error = complaint(run)
        expect(error).toBeInstanceOf(TypeError)
        const { message } = error as TypeError
        expect(message.slice(0, starts.length)).toBe(starts)
        expect(message.slice(starts.length)).toMatch(thing)
        expect(message).toMatch(/ (is|are) allowed\./)
      }
      tried += calls.length
    })
  test('and all of that is at least 5,000 calls', () => {
    record('Misuse of ops', { ops: ops.size, 'calls, all refused': tried })
    expect(tried).toBeGreaterThanOrEqual(5000)
  })
})

type Row = readonly [what: string, run: () => unknown, message: string]
const brackets = 'a list of numbers and Values is allowed. Put the numbers in brackets.'
const wrap = 'a list of numbers and Values is allowed. Make a list of it: Array.from(xs).'

const rows: readonly Row[] = [
  ['max(1, 2)', () => s['max']!(1, 2), `max: takes one list, max([a, b, c]); its argument is 1; ${brackets}`],
  ['norm of a Value', () => s['norm']!(x), `norm: takes one list, norm([a, b, c]); its argument is a Value; ${brackets}`],
  ['prod of a Set', () => s['prod']!(new Set([1])), `prod: takes one list, prod([a, b, c]); its argument is a Set; ${wrap}`],
  ['mean of an Int32Array', () => s['mean']!(new Int32Array(2)), `mean: takes one list, mean([a, b, c]); its argument is an Int32Array; ${wrap}`],
  ['softmax of what has a length', () => s['softmax']!({ length: 2 }), `softmax: takes one list, softmax([a, b, c]); its argument is a plain object; ${wrap}`],
  ['logSoftmax of numbers', () => s['logSoftmax']!(1, 2), `logSoftmax: takes one list, logSoftmax([a, b, c]); its argument is 1; ${brackets}`],
  ['min()', () => s['min']!(), 'min: takes one list, min([a, b, c]); its argument is undefined; a list of numbers and Values is allowed. Was an argument left out, or an array index past the end?'],
  ['dot of two numbers', () => s['dot']!(1, 2), `dot: takes two lists, dot([a, b], [c, d]); argument 1 is 1; ${brackets}`],
  ['dot of a list and a Value', () => s['dot']!([1], x), `dot: takes two lists, dot([a, b], [c, d]); argument 2 is a Value; ${brackets}`],
  ['dot of unlike typed arrays', () => s['dot']!(new Float64Array(3), new Float32Array(1)), 'dot: lists of 3 and 1 numbers; they must be equally long.'],
  ['max of nothing', () => s['max']!([]), 'max: the list is empty; at least one number is allowed.'],
  ['min of nothing', () => s['min']!(new Float64Array(0)), 'min: the list is empty; at least one number is allowed.'],
  ['softmax of nothing', () => s['softmax']!([]), 'softmax: the list is empty; at least one number is allowed.'],
  ['logSoftmax of nothing', () => s['logSoftmax']!([]), 'logSoftmax: the list is empty; at least one number is allowed.'],
  ['softmax of a list of lists', () => s['softmax']!([[1, 2], [3, 4]]), 'softmax: element 0 is a list of 2; numbers and Values are allowed. Apply the op to its elements, xs.map(…), or use one over lists: sum, mean, dot.'],
  ['logSoftmax with a gap in the list', () => s['logSoftmax']!([1, , 3]), 'logSoftmax: element 1 is undefined; numbers and Values are allowed. Was an argument left out, or an array index past the end?'], // oxlint-disable-line no-sparse-arrays
  ['an order by its name', () => s['polygamma']!({ n: 1 }, 2), 'polygamma: n is a plain object; a whole number in [0, 20] is allowed.'],
  ['NaN as a bound', () => s['clamp']!(1, 0, NaN), 'clamp: max is NaN; a number in (−∞, ∞) is allowed.'],
  ['a bound as text', () => s['clamp']!(x, '0'), 'clamp: min is the string "0"; a number in (−∞, ∞) is allowed.'],
  ['bounds as a list', () => s['clamp']!(1, [0, 1]), 'clamp: min is a list of 2; a number in (−∞, ∞) is allowed.'],
  ['a bound that is a Value', () => s['clamp']!(1, 0, x), 'clamp: max is a Value; parameters are plain numbers: pass v.data, or write it in ops.'],
  ['a bound by another name', () => s['clamp']!(1, { low: 0 }), 'clamp: low is none of its parameters; name them: min, max.'],
  ['a slope that is a Value', () => s['leakyRelu']!(1, { slope: x }), 'leakyRelu: slope is a Value; parameters are plain numbers: pass v.data, or write it in ops.'],
  ['a slope without its name', () => s['leakyRelu']!(1, 0.1), 'leakyRelu: 0.1 is none of its parameters; name them: slope.'],
  ['a slope as text', () => s['leakyRelu']!(1, { slope: '0.1' }), 'leakyRelu: slope is the string "0.1"; a number in (−∞, ∞) is allowed.'],
  ['a slope that is NaN', () => s['leakyRelu']!(1, { slope: NaN }), 'leakyRelu: slope is NaN; a number in (−∞, ∞) is allowed.'],
  ['a slope in a list', () => s['leakyRelu']!(1, [0.1]), 'leakyRelu: a list of 1 is none of its parameters; name them: slope.'],
  ['parameters in a Map', () => s['elu']!(1, new Map([['alpha', 2]])), 'elu: a Map is none of its parameters; name them: alpha.'],
  ['an alpha as BigInt', () => loose(x.elu.bind(x))({ alpha: 2n }), 'elu: alpha is the BigInt 2n; a number in (−∞, ∞) is allowed.'],
  ['an order below 0', () => s['polygamma']!(-1, 2), 'polygamma: n is -1; a whole number in [0, 20] is allowed.'],
  ['an order between', () => s['polygamma']!(1.5, x), 'polygamma: n is 1.5; a whole number in [0, 20] is allowed.'],
  ['an order of NaN', () => s['polygamma']!(NaN, 1), 'polygamma: n is NaN; a whole number in [0, 20] is allowed.'],
  ['an order too high', () => x.polygamma(21), 'polygamma: n is 21; a whole number in [0, 20] is allowed.'],
  ['an order that is a Value', () => s['polygamma']!(x, 1), 'polygamma: n is a Value; parameters are plain numbers: pass v.data, or write it in ops.'],
  ['an order without its number', () => s['polygamma']!(2), 'polygamma: argument 2 is undefined; numbers and Values are allowed. Was an argument left out, or an array index past the end?'],
  ['a number without its order', () => loose(x.polygamma.bind(x))(), 'polygamma: n is missing; a whole number in [0, 20] is allowed.'],
  ['an index between', () => s['gather']!([1, 2], 1.5), 'gather: index 1.5; a whole number from 0 to 1 is allowed.'],
  ['an index from the end', () => s['gather']!([1, 2], -1), 'gather: index -1; a whole number from 0 to 1 is allowed.'],
  ['an index as text', () => s['gather']!([1, 2], '0'), 'gather: index the string "0"; a whole number from 0 to 1 is allowed.'],
  ['no index', () => s['gather']!([1, 2]), 'gather: index undefined; a whole number from 0 to 1 is allowed.'],
  ['an index that is a Value past the end', () => s['gather']!([1, 2], x), 'gather: index x = 2; a whole number from 0 to 1 is allowed.'],
  ['a table that is text', () => s['gather']!('ab', 0), 'gather: the table is the string "ab"; a list is allowed.'],
  ['a condition as a list', () => s['where']!([true], 2, 3), 'where: argument 1 is a list of 1; numbers and Values are allowed. Apply the op to its elements, xs.map(…), or use one over lists: sum, mean, dot.'],
  ['a choice of one', () => s['where']!(true, 2), 'where: argument 3 is undefined; numbers and Values are allowed. Was an argument left out, or an array index past the end?'],
  ['a choice that is a boolean', () => s['where']!(true, false, 1), 'where: argument 2 is false; numbers and Values are allowed. Write 1 or 0, or where(condition, a, b).'],
] // prettier-ignore

describe('texts', () => {
  test.each(rows)('%s', (_, run, message) => {
    const error = complaint(run)
    expect(error).toBeInstanceOf(Error)
    expect((error as Error).message).toBe(message)
  })
})

describe('what is no misuse', () => {
  test('lists without a number have the answers that their rows say', () => {
    expect([sum([]), mean([]), prod([]), norm([]), logSumExp([])]).toEqual([0, NaN, 1, 0, -Infinity])
  })
  test('bounds the wrong way round give the upper one, as in PyTorch', () => {
    expect([clamp(1, 2, 0), clamp(3, 2, 0), clamp(-1, 2, 0)]).toEqual([0, 0, 0])
  })
  test('arguments too many, as map gives them, are not looked at', () => {
    expect([[1, 2], [3, 4]].map(sum)).toEqual([3, 7]) // prettier-ignore
    expect([0, 1].map(seegrad.tanh)).toEqual([0, seegrad.tanh(1)])
  })
})
