/** Expressions of the command line: what is understood means what JavaScript means, and everything else is refused with its place. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, gradOf, isValue, value } from 'seegrad'
import { constants, expression, functions, mathNames, Mistake } from '../../src/expression/index.js'
import { seed } from '../seed.js'

const point = new Map([
  ['x', 0.7],
  ['y', -1.3],
])
const mistake = (text: string, strict = true): Mistake => {
  try {
    const read = expression(text)
    read.at(point, strict)
  } catch (error) {
    expect(error).toBeInstanceOf(Mistake)
    return error as Mistake
  }
  return expect.fail(`${text} was understood`)
}

describe('an expression means what JavaScript means by it:', () => {
  const texts = [
    '3*x**2 - 4*x + 5', '(x + y) * (x - y) / 2', '-x % 0.3', '+x', 'x ** y', '(-x) ** 2', '-(x ** 2)', '2 ** 3 ** 2',
    'x > 0 ? x : 0.1*x', 'y > 0 ? y : 0.1*y', 'x < y', 'x <= y', 'x >= y', 'x == y', 'x === x', 'x != y', 'x !== x',
    'x && y', 'x || y', '(x > 0) * y', 'x > 0 && y > 0 ? 1 : 2', '!x ? 1 : 2', '0x10 + 1e-3 + .5 + 1_000',
    'Math.exp(x) * Math.PI', 'Math.max(x, y)', 'Math.max(x, y, 2, 3)', 'Math.max(x)', 'Math.min(x, y, -9)', 'Math.hypot(x)', 'Math.hypot(x, y)',
    'Math.hypot(x, y, 2, 3)', 'Math.round(y)', 'Math.pow(x, 2)', 'Math.atan2(y, x)', 'x /* twice */ * 2 // so', 'Math.sqrt(x)', '((x))',
    'Infinity > x ? 1 : 2', 'x\n+\ny', '1', 'Math.SQRT1_2 * x',
  ] // prettier-ignore
  for (const text of texts)
    test(JSON.stringify(text), () => {
      const meant = Number(new Function('x', 'y', `return (${text}\n)`)(0.7, -1.3))
      const { at } = expression(text)
      expect(Number(at(point))).toBeCloseTo(meant, 14)
      const leaves = new Map([...point].map(([name, data]) => [name, value(data)]))
      const y = at(leaves, true)
      expect(isValue(y) ? y.data : y).toBeCloseTo(meant, 14)
    })
  test('every function of Math that an op stands for is one', () => {
    expect(mathNames.filter((name) => typeof Math[name as 'exp'] !== 'function')).toEqual([])
    expect(mathNames.length).toBeGreaterThan(25)
    expect(constants.get('PI')).toBe(Math.PI)
  })
})

test('every op of one or two numbers can be called by its name, and has the slope that it has in a program', () => {
  for (const [name, row] of functions) {
    if (row.arity === 'list' || row.arity === 3 || row.parameters.length > 0) continue
    const inputs = row.arity === 1 ? ['x'] : ['x', 'z']
    const at = new Map(
      [
        ['x', row.domain[0] === '[1, ∞)' ? 1.5 : 0.7],
        ['z', 0.4],
      ].map(([variable, data]) => [variable as string, value(data as number)]),
    )
    const direct = new Map([...at].map(([variable, leaf]) => [variable, value(leaf.data)]))
    const read = expression(`${name}(${inputs.join(', ')}) + x`).at(at, true)
    const bare = (row as unknown as (...inputs: number[]) => number)(...inputs.map((one) => direct.get(one) as number))
    // A step has no slope of its own.
    const called = add(bare, direct.get('x') as number)
    expect([name, read.toString()]).toEqual([name, called.toString()])
    value(read).backward()
    value(called).backward()
    for (const one of inputs) expect([name, gradOf(at.get(one) as number)]).toEqual([name, direct.get(one)?.grad])
  }
})

test('lists and parameters are given as in a program', () => {
  const texts = ['max([x, y])', 'dot([x, y], [y, x])', 'norm([3, 4])', 'sum([])', 'clamp(x, 0, 0.5)', 'elu(y, { alpha: 2 })', 'clamp(x, { max: 0.5 })', 'polygamma(1, 1)', 'elu(y)'] // prettier-ignore
  const numbers = texts.map((text) => Number(Number(expression(text).at(point)).toFixed(4)))
  expect(numbers).toEqual([0.7, -1.82, 5, 0, 0.5, -1.4549, 0.5, 1.6449, -0.7275])
})

describe('what is refused, with what is said and where:', () => {
  const cases: readonly (readonly [text: string, says: RegExp, at: number])[] = [
    // What would run, reach or change something.
    ['process.exit(1)', /a member: of objects there is only Math/, 0],
    ['globalThis', /unknown|no value/, 0],
    ['x.constructor', /a member/, 0],
    ['x.constructor.constructor("return process")()', /a call of something/, 0],
    ['(0).constructor', /a member/, 0],
    ['"".constructor', /a member/, 0],
    ['[].constructor', /a member/, 0],
    ['[]["constructor"]', /a member/, 0],
    ['Math["exp"](x)', /a member/, 0],
    ['Math.constructor', /unknown: Math\.constructor/, 0],
    ['Math.__proto__', /unknown: Math\.__proto__/, 0],
    ['Math.toString()', /unknown: Math\.toString/, 0],
    ['Math.exp.call(x)', /a member/, 0],
    ['Math?.exp(x)', /a member/, 0],
    ['Math.exp?.(x)', /a member/, 0],
    ['Math', /Math itself is no number/, 0],
    ['Math(x)', /unknown: the function Math/, 0],
    ['Math.random()', /no op stands for Math\.random/, 0],
    ['eval("1")', /unknown: the function eval/, 0],
    ['Function("return 1")()', /a call of something that is no function/, 0],
    ['require("fs")', /unknown: the function require/, 0],
    ['import("fs")', /import/, 0],
    ['import.meta', /import\.meta/, 0],
    ['new Date()', /new makes objects/, 0],
    ['new.target', /new\.target/, 0],
    ['this', /this/, 0],
    ['constructor(x)', /unknown: the function constructor/, 0],
    ['toString(x)', /unknown: the function toString/, 0],
    ['__proto__(x)', /unknown: the function __proto__/, 0],
    ['value(x)', /unknown: the function value/, 0],
    ['alias(x)', /unknown: the function alias/, 0],
    ['x(1)', /unknown: the function x/, 0],
    ['x = 1', /an assignment/, 0],
    ['x += 1', /an assignment/, 0],
    ['x++', /\+\+ and -- assign/, 0],
    ['--x', /\+\+ and -- assign/, 0],
    ['x => x', /a function/, 0],
    ['(() => x)()', /a call of something/, 1],
    ['(function () { for (;;); })()', /a call of something/, 1],
    ['function f() {}', /a statement/, 0],
    ['class A {}', /a statement/, 0],
    ['async () => await x', /a function/, 0],
    ['await x', /await/, 0],
    ['yield', /reserved|yield/, 0],
    ['delete x', /the operator delete|Deleting/, 0],
    ['void x', /the operator void/, 0],
    ['typeof x', /the operator typeof/, 0],
    ['x in y', /the operator in/, 0],
    ['x instanceof y', /the operator instanceof/, 0],
    ['x, y', /more than one expression/, 0],
    ['x; y', /more than one expression/, 3],
    ['while (1);', /a statement/, 0],
    ['{ x }', /a statement/, 0],
    ['let z = 1', /a statement/, 0],
    ['`${x}`', /a text/, 0],
    ['sin`x`', /a text/, 0],
    ['"x"', /a text is no number/, 0],
    ["'use grad'", /a text is no number/, 0],
    ['x + "1"', /a text is no number/, 4],
    ['10n', /a BigInt is no number/, 0],
    ['/x/', /no number/, 0],
    ['true', /true is no number/, 0],
    ['null', /null is no number/, 0],
    ['{}', /a statement/, 0],
    ['({ x })', /an object/, 1],
    ['[x]', /a list/, 0],
    ['max([...x])', /spread/, 5],
    ['max(...x)', /write max\(\[a, b\]\)/, 0],
    ['Math.max(...x)', /spread/, 9],
    ['max([x, , y])', /a hole/, 4],
    ['elu(x, { get alpha() { return 1 } })', /parameters are written/, 9],
    ['elu(x, { ["alpha"]: 1 })', /parameters are written/, 9],
    ['elu(x, { alpha: () => 1 })', /a function/, 16],
    ['elu(x, { __proto__: 1 })', /unknown: the parameter __proto__/, 9],
    ['elu(x, { ...y })', /parameters are written/, 9],
    // What is maths, but not JavaScript's, or not here.
    ['', /an empty expression/, 0],
    ['   // nothing', /an empty expression/, 0],
    ['x ^ 2', /\^ is not a power: write x \*\* 2/, 0],
    ['x | 0', /the operator \| has no gradient/, 0],
    ['~x', /the operator ~ has no gradient/, 0],
    ['x ?? 1', /nothing to replace/, 0],
    ['2x', /write 2 \* x/, 1],
    ['-x ** 2', /a sign before a power/, 3],
    ['(x', /ends too early/, 2],
    ['x +', /ends too early/, 3],
    ['x ) y', /Unexpected token/, 2],
    ['x = = 2', /an assignment/, 4],
    ['tahn(x)', /unknown: the function tahn\. Did you mean tanh\?/, 0],
    ['Tanh(x)', /Did you mean tanh\?/, 0],
    ['1 + expn1(x)', /Did you mean expm1\?/, 4],
    ['Math.epx(x)', /Did you mean Math\.exp\?/, 0],
    ['Math.Pi', /Did you mean Math\.PI\?/, 0],
    ['Math.PI()', /Math\.PI is a number/, 0],
    ['Math.exp', /Math\.exp is a function/, 0],
    ['tanh()', /tanh takes one argument; here are 0/, 0],
    ['tanh(x, y)', /tanh takes one argument; here are 2/, 0],
    ['Math.tanh(x, y)', /Math\.tanh of 2 arguments/, 0],
    ['hypot(x)', /hypot takes 2 arguments; here are 1/, 0],
    ['max(x, y)', /write max\(\[a, b\]\)/, 0],
    ['sum([x], [y])', /sum takes one list/, 0],
    ['dot([x])', /dot takes two lists/, 0],
    ['elu(x, 2)', /write elu\(x, \{ alpha: … \}\)/, 7],
    ['elu(x, { aplha: 2 })', /Did you mean alpha\?/, 9],
  ] // prettier-ignore
  for (const [text, says, at] of cases)
    test(JSON.stringify(text), () => {
      // A variable without a value is refused by the command: here it shows that nothing of that name was reached.
      if (text === 'globalThis') {
        expect([...expression(text).variables.keys()]).toEqual(['globalThis'])
        return
      }
      const { message, at: place } = mistake(text)
      expect(message).toMatch(says)
      expect(place).toBe(at)
    })
})

describe('where there is no number, the op says so:', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['log(y)', 'log of −1.3: outside (0, ∞). Did you mean log(abs(x))?', 0],
    ['2 * Math.log(y)', 'log of −1.3: outside (0, ∞). Did you mean log(abs(x))?', 4],
    ['sqrt(y)', 'sqrt of −1.3: outside [0, ∞)', 0],
    ['asin(y)', 'asin of −1.3: outside [−1, 1].', 0],
    ['y ** 0.5', 'y ** 0.5 is NaN: pow has no value at −1.3, 0.5.', 0],
    ['0 / (x - x)', '0 / (x - x) is NaN: div has no value at 0, 0.', 0],
    ['max([])', 'max: the list is empty', 0],
    ['dot([x], [x, y])', 'dot: lists of 1 and 2 numbers', 0],
    ['polygamma(0.5, x)', 'polygamma', 0],
  ]
  for (const [text, says, at] of cases)
    test(text, () => {
      const { message, at: place, isOutside } = mistake(text)
      expect(message).toContain(says)
      expect([place, isOutside]).toEqual([at, true])
    })
  test('but not while nudging, where a NaN is an answer', () => {
    expect(Number(expression('log(y)').at(point))).toBeNaN()
  })
  test('and a side that is not taken does not matter', () => {
    expect(Number(expression('y > 0 ? log(y) : 0').at(point, true))).toBe(0)
  })
})

describe('what would exhaust the machine is refused', () => {
  test('by its length', () => expect(mistake(`${'x+'.repeat(6000)}x`).message).toContain('more than 10000 characters'))
  for (const [what, text] of [
    ['parentheses', `${'('.repeat(4990)}x${')'.repeat(4990)}`],
    ['calls', `${'abs('.repeat(1990)}x${')'.repeat(1990)}`],
    ['signs', '- '.repeat(4990) + 'x'],
    ['sums', `${'x+'.repeat(4990)}x`],
    ['lists', `${'['.repeat(4990)}`],
  ] as const)
    test(`or understood: nested ${what}`, () => {
      try {
        expect(typeof Number(expression(text).at(point))).toBe('number')
      } catch (error) {
        expect(error).toBeInstanceOf(Mistake)
      }
    })
})

test('a mistake is shown with a mark under its place, and with nothing that a terminal would obey', () => {
  expect(mistake('x +\n  tahn(x)').shown()).toBe('unknown: the function tahn. Did you mean tanh?\n    tahn(x)\n    ^')
  expect(mistake('x + "\u001b[31m"').shown()).not.toContain('\u001b')
  expect(mistake(`${'1 + '.repeat(50)}2x`).shown().split('\n').every((line) => line.length < 80)).toBe(true) // prettier-ignore
})

test('random words are understood or refused, and nothing of them is ever run', () => {
  const token = fc.constantFrom('x', 'y', '1', '2.5', '+', '-', '*', '**', '/', '(', ')', '[', ']', '{', '}', ',', '.', '?', ':', '=>', '=', '"', '`', '$', ';', 'Math', '.exp', 'tanh', 'max', 'new ', 'this', 'constructor', 'trap', 'trap()', 'trap``', '[0]', '...', '!', '<', 'async ', 'await ', 'function ', 'class ') // prettier-ignore
  let calls = 0
  Object.defineProperty(globalThis, 'trap', { configurable: true, get: () => (calls++, () => calls++) })
  try {
    let understood = 0
    const text = fc.array(token, { minLength: 1, maxLength: 12 }).map((words) => words.join(''))
    fc.assert(
      fc.property(text, (words) => {
        try {
          Number(expression(words).at(new Map([...expression(words).variables.keys()].map((name) => [name, 0.5]))))
          understood++
        } catch (error) {
          expect(error).toBeInstanceOf(Mistake)
        }
      }),
      { seed, numRuns: 3000 },
    )
    expect(understood).toBeGreaterThan(30)
    expect(calls).toBe(0)
  } finally {
    Reflect.deleteProperty(globalThis, 'trap')
  }
})
