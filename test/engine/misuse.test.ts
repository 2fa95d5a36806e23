/** Misuse: whatever is given wrongly is refused with what was given, what is allowed and what to do; each row with its own text. */
import { describe, expect, test } from 'vitest'
import * as seegrad from 'seegrad'
import { value, type UnaryRow } from 'seegrad'

/** The package as JavaScript sees it: nothing is checked before it runs. */
type Loose = (...given: unknown[]) => Loose & Record<string | number, unknown>
const s = seegrad as unknown as Readonly<Record<string, Loose>>
const loose = (f: unknown): Loose => f as Loose

const x = value(2, 'x')
const y = x.mul(x)
const row: UnaryRow = {
  name: 'newOp',
  doc: 'A new op.',
  domain: ['(−∞, ∞)'],
  forward: (a) => a,
  partials: [() => 1],
  tex: (a) => a,
}
const id = (a: unknown): unknown => a
const square = (a: unknown): unknown => s['mul']!(a, a)

type Row = readonly [what: string, run: () => unknown, message: RegExp]

const operands: readonly Row[] = [
  [
    "mul('2', 3)",
    () => s['mul']!('2', 3),
    /^mul: argument 1 is the string "2"; numbers and Values are allowed\. Convert it first: Number\("2"\)/,
  ],
  ["x.add('1')", () => loose(x.add.bind(x))('1'), /^add: argument 2 is the string "1".*Number\("1"\)/],
  ['mul(2n, 3)', () => s['mul']!(2n, 3), /^mul: argument 1 is the BigInt 2n;.*Number\(2n\)/],
  ['tanh(new Date(0))', () => s['tanh']!(new Date(0)), /^tanh: argument 1 is a Date;/],
  ['tanh()', () => s['tanh']!(), /^tanh: argument 1 is undefined;.*Was an argument left out/],
  ['mul(x)', () => s['mul']!(x), /^mul: argument 2 is undefined;.*Was an argument left out/],
  [
    'list[9], past the end',
    () => s['add']!([1, 2][9], 1),
    /^add: argument 1 is undefined;.*an array index past the end/,
  ],
  ['tanh(null)', () => s['tanh']!(null), /^tanh: argument 1 is null;/],
  ['tanh({})', () => s['tanh']!({}), /^tanh: argument 1 is a plain object;/],
  ['tanh([])', () => s['tanh']!([]), /^tanh: argument 1 is a list of 0;.*xs\.map/],
  ['add(x, [1, 2])', () => s['add']!(x, [1, 2]), /^add: argument 2 is a list of 2;.*one over lists: sum, mean, dot/],
  ['tanh(true)', () => s['tanh']!(true), /^tanh: argument 1 is true;.*Write 1 or 0, or where/],
  ['tanh(Math.sin)', () => s['tanh']!(Math.sin), /^tanh: argument 1 is the function sin;.*Call it first/],
  ['tanh(Promise)', () => s['tanh']!(Promise.resolve(1)), /^tanh: argument 1 is a Promise;.*await/i],
  ['tanh(Symbol())', () => s['tanh']!(Symbol('a')), /^tanh: argument 1 is a symbol;/],
  ['tanh(new Map())', () => s['tanh']!(new Map()), /^tanh: argument 1 is a Map;/],
  ["where('yes', 1, 2)", () => s['where']!('yes', 1, 2), /^where: argument 1 is the string "yes"/],
  ['where(x, 1)', () => s['where']!(x, 1), /^where: argument 3 is undefined/],
  ['pow(x, { b: 2 })', () => s['pow']!(x, { b: 2 }), /^pow: argument 2 is a plain object/],
  ['a string of 10⁶ letters', () => s['exp']!('a'.repeat(1e6)), /^exp: argument 1 is the string "a{40}…"/],
]
const lists: readonly Row[] = [
  ['sum(1, 2)', () => s['sum']!(1, 2), /^sum: takes one list, sum\(\[a, b, c\]\); its argument is 1/],
  ['sum()', () => s['sum']!(), /^sum: takes one list.*its argument is undefined/],
  ["sum('abc')", () => s['sum']!('abc'), /^sum: takes one list.*the string "abc"/],
  ['sum(new Set([1]))', () => s['sum']!(new Set([1])), /^sum: takes one list.*a Set/],
  ["sum([1, '2'])", () => s['sum']!([1, '2']), /^sum: element 1 is the string "2"/],
  ['sum of a sparse list', () => s['sum']!([1, , 3]), /^sum: element 1 is undefined/], // oxlint-disable-line no-sparse-arrays
  ['sum([[1, 2]])', () => s['sum']!([[1, 2]]), /^sum: element 0 is a list of 2/],
  ['mean([x, null])', () => s['mean']!([x, null]), /^mean: element 1 is null/],
  ['dot([1, 2], [1])', () => s['dot']!([1, 2], [1]), /^dot: lists of 2 and 1 numbers; they must be equally long/],
  ['dot([1, 2])', () => s['dot']!([1, 2]), /^dot: takes two lists, dot\(\[a, b\], \[c, d\]\); argument 2 is undefined/],
  ['dot([1, x], [1, null])', () => s['dot']!([1, x], [1, null]), /^dot: element 1 of list 2 is null/],
]
const values: readonly Row[] = [
  ["value('2')", () => s['value']!('2'), /^value\(the string "2"\): a number is allowed/],
  ['value()', () => s['value']!(), /^value\(undefined\): a number is allowed/],
  ['value([1, 2])', () => s['value']!([1, 2]), /^value\(a list of 2\).*xs\.map\(\(x\) => value\(x\)\)/],
  ['value(null)', () => s['value']!(null), /^value\(null\)/],
  ['value(true)', () => s['value']!(true), /^value\(true\)/],
  ["x.data = '3'", () => Object.assign(x, { data: '3' }), /^data of x: the string "3" was given; a number is allowed/],
  ['x.data = undefined', () => Object.assign(x, { data: undefined }), /^data of x: undefined was given/],
  ['x.grad = null', () => Object.assign(x, { grad: null }), /^grad of x: null was given; a number is allowed/],
  [
    'y.data = 1',
    () => Object.assign(y, { data: 1 }),
    /^data of mul #\d+: it was computed.*replay\(root\), or detach\(\)/,
  ],
  [
    'a constant’s data',
    () => Object.assign(x.mul(3).prev[1]!, { data: 1 }),
    /^data of constant #\d+: (?!it was computed)/,
  ],
  [
    'y.requiresGrad = false',
    () => Object.assign(y, { requiresGrad: false }),
    /^requiresGrad of mul #\d+: only a leaf's can be set; take v\.detach\(\)/,
  ],
  [
    "x.requiresGrad = 'no'",
    () => Object.assign(x, { requiresGrad: 'no' }),
    /requiresGrad of x: the string "no".*true or false/,
  ],
  ['x.id = 4', () => Object.assign(x, { id: 4 }), /Cannot set property id/],
  ['y.prev = []', () => Object.assign(y, { prev: [] }), /Cannot set property prev/],
]
const passes: readonly Row[] = [
  [
    'backward of a plain number',
    () => s['backward']!(6),
    /^6 is not recorded: no Value among its inputs\. Start from value\(x\)/,
  ],
  ['gradOf(6)', () => s['gradOf']!(6), /^6 is not recorded: no Value among its inputs/],
  ["asValue('a')", () => s['asValue']!('a'), /^the string "a" is not recorded: no Value among its inputs/],
  ["y.backward({ gradient: '1' })", () => loose(y.backward.bind(y))({ gradient: '1' }), /^backward: gradient.*"1"/],
  ['y.backward({ gradient: x })', () => loose(y.backward.bind(y))({ gradient: x }), /^backward: gradient.*Value/],
  ['y.backward(3)', () => loose(y.backward.bind(y))(3), /^backward: 3.*\{ gradient: 3 \}/],
  [
    'backward of what hangs on no leaf',
    () => x.detach().mul(2).backward(),
    /^backward\(\) of mul #\d+: no leaf that requires a gradient/,
  ],
  ['gradients(3, [x])', () => s['gradients']!(3, [x]), /^gradients: the output is 3; a Value is allowed/],
  ['gradients(y, [3])', () => s['gradients']!(y, [3]), /^gradients: inputs\[0\] is 3; a Value is allowed/],
  ['gradients(y, x)', () => s['gradients']!(y, x), /^gradients: inputs.*a Value.*list of Values/],
  ['gradients(y)', () => s['gradients']!(y), /^gradients: .*undefined.*list of Values/],
  ['replay(3)', () => s['replay']!(3), /^replay: 3 was given; a Value is allowed/],
  [
    'replay with an intermediate node',
    () => s['replay']!(y, [[y, 3]]),
    /^replay: changes\[0\] names (?!.*another copy).*a leaf is allowed/,
  ],
  ["replay to '3'", () => s['replay']!(y, [[x, '3']]), /^replay: changes\[0\] is the string "3"; a number is allowed/],
  ['graphOf(3)', () => s['graphOf']!(3), /^graphOf: 3 was given; a Value is allowed/],
  ['trace of a constant', () => s['trace']!(() => 3, 1), /^trace: f gave a number that no argument went into/],
  ['trace of no function', () => s['trace']!(3), /^trace: 3 was given; a function/],
  ['trace of a list', () => s['trace']!((a: unknown) => [a], 1), /^trace: f gave several numbers/],
  ["isTrue('a')", () => s['isTrue']!('a'), /^isTrue: the condition is the string "a"; a boolean, a number or a Value/],
  ['noGrad(3)', () => s['noGrad']!(3), /^noGrad: 3 was given; a function/],
  ["scope('name')", () => s['scope']!('name'), /^scope: undefined was given; a function/],
  ['detectAnomaly(1)', () => s['detectAnomaly']!(1), /^detectAnomaly: 1 was given; a function/],
]
const transforms: readonly Row[] = [
  ['grad(3)', () => s['grad']!(3), /^grad: 3 was given; a function of numbers is allowed/],
  ['grad(x)', () => s['grad']!(x), /^grad: (?!.*another copy).*was given; a function of numbers is allowed/],
  [
    'grad of an f that gives a list',
    () => s['grad']!((a: unknown) => [a])(1),
    /^grad: f gave a list of 1; one number is allowed\. For several outputs take jacobian/,
  ],
  ['grad of an f that gives a string', () => s['grad']!(() => 'a')(1), /result of grad's function is the string "a"/],
  ['grad of an f that returns nothing', () => s['grad']!(() => {})(1), /result of grad's function is undefined/],
  ['grad of an async f', () => s['grad']!(async (a: unknown) => a)(1), /result of grad's function is a Promise/],
  ['grad(f)()', () => s['grad']!(id)(), /^grad: argnums names argument 0; the call has none/],
  [
    'argnums out of range',
    () => s['grad']!(id, { argnums: 3 })(1, 2),
    /^grad: argnums names argument 3; the call has 0 to 1/,
  ],
  ["argnums: 'x'", () => s['grad']!(id, { argnums: 'x' })(1), /^grad: argnums.*x/],
  ['argnums: null', () => s['grad']!(id, { argnums: null })(1), /^grad: argnums.*null/],
  ["grad(f)('1')", () => s['grad']!(id)('1'), /^args\[0\] is the string "1": allowed are numbers, Values/],
  [
    'jvp without lists',
    () => s['jvp']!(id, 1, 1),
    /^jvp: primals is 1 and the vector is 1; both are lists with one entry per argument of f, as in jvp\(f, \[x\], \[1\]\)/,
  ],
  [
    'jvp with one tangent too many',
    () => s['jvp']!(id, [1], [1, 2]),
    /^jvp: primals is a list of 1 and the vector is a list of 2/,
  ],
  [
    'jvp with an unlike tangent',
    () => s['jvp']!(id, [[1, 2]], [[1]]),
    /^tangents\[0\] is a list of 1; it must be a list of 2/,
  ],
  [
    'jvp with another record',
    () => s['jvp']!(id, [{ a: 1 }], [{ b: 1 }]),
    /^tangents\[0\] is a record of b; it must be a record of a/,
  ],
  [
    'a cotangent that is no list',
    () => loose(s['vjp']!((a: unknown) => [a, a], 1)[1])(1),
    /^the cotangent is a number; it must be a list of 2/,
  ],
  ['hessian of an f that gives a list', () => s['hessian']!(id)([1, 2]), /^(hessian|grad): f gave a list of 2/],
  [
    'a Jacobian of 4·10⁸ entries',
    () => s['jacobian']!(id)(new Float64Array(20_000)),
    /^jacobian: 20000 × 20000 entries; at most 10⁸ are allowed\. Take products instead: hvp/,
  ],
  ['hvp without lists', () => s['hvp']!(square, 3, 1), /^hvp: primals is 3/],
  ['vmap(3)', () => s['vmap']!(3), /^vmap: 3 was given/],
  [
    'vmap over lists of 2 and 1',
    () => s['vmap']!(id)([1, 2], [1]),
    /^vmap: args\[0\] has 2 entries and args\[1\] has 1; they must be equally many/,
  ],
  ['vmap over a number', () => s['vmap']!(id)(1), /^vmap: args\[0\] is 1; a list is allowed, or inAxes null/],
  ['vmap with inAxes [1]', () => s['vmap']!(id, { inAxes: [1] })([1]), /^vmap: inAxes\[0\] is 1; 0 or null is allowed/],
  [
    'vmap over nothing',
    () => s['vmap']!(id, { inAxes: [null] })([1]),
    /^vmap: no argument has a list: inAxes is null for all/,
  ],
  ['gather past the end', () => s['gather']!([1, 2], 2), /^gather: index 2; a whole number from 0 to 1 is allowed/],
  ['gather at NaN', () => s['gather']!([1, 2], NaN), /^gather: index NaN;/],
  ['gather by a Value past the end', () => s['gather']!([1, 2], value(7, 'k')), /^gather: index k = 7;/],
  ['gather from no list', () => s['gather']!(5, 0), /^gather: the table is 5; a list is allowed/],
  ['gather from an empty list', () => s['gather']!([], 0), /^gather: (?!.*0 to -1).*empty/],
  [
    'checkGrads of order 4',
    () => s['checkGrads']!(square, [1], { order: 4 }),
    /^checkGrads: order 4; 1, 2 or 3 is allowed/,
  ],
  [
    "checkGrads in mode 'reverse'",
    () => s['checkGrads']!(square, [1], { modes: ['reverse'] }),
    /^checkGrads: mode "reverse"; 'rev' and 'fwd' are allowed/,
  ],
  ['checkGrads without a list', () => s['checkGrads']!(square, 1), /^checkGrads: .*list/],
]
const rows: readonly Row[] = [
  [
    'an op name that is taken',
    () => s['unary']!({ ...row, name: 'tanh' }),
    /^an op named "tanh" is already in the table: choose another name/,
  ],
  [
    'an op name that is no name',
    () => s['unary']!({ ...row, name: 'my op' }),
    /^op name "my op": letters and digits only/,
  ],
  ['an op named like a property of Values', () => s['unary']!({ ...row, name: 'grad' }), /"grad".*choose another name/],
  ['an op without forward', () => s['unary']!({ ...row, name: 'noForward', forward: undefined }), /noForward.*forward/],
  ['a binary op with one partial', () => s['binary']!({ ...row, name: 'onePartial' }), /onePartial.*partials/],
  ['unary()', () => s['unary']!(), /^unary: .*row/],
  ['custom(3, {})', () => s['custom']!(3, {}), /^custom: 3 was given; a function/],
  [
    'a custom function without vjp in reverse mode',
    () => s['grad']!(s['custom']!(square, {}))(1),
    /has no vjp rule: give custom\(f, \{ vjp, jvp \}\) one, or use forward mode/,
  ],
  [
    'a custom function without jvp in forward mode',
    () => s['jvp']!(s['custom']!(square, {}), [1], [1]),
    /has no jvp rule.*use reverse mode/,
  ],
  [
    'a vjp that gives another shape',
    () => s['grad']!(s['custom']!((list: unknown) => square((list as number[])[0]), { vjp: id }))([1]),
    /vjp of .*: the gradient of args\[0\] is a number; it must be a list of 1/,
  ],
]

const groups = { operands, lists, values, passes, transforms, rows }
for (const [group, cases] of Object.entries(groups))
  describe(`wrong ${group}`, () => {
    test.each(cases)('%s is refused', (_, run, message) => {
      expect(run).toThrow(message)
    })
  })

describe('the texts', () => {
  const all = Object.values(groups).flat()
  const text = (run: () => unknown): string => {
    try {
      run()
      return 'nothing was thrown'
    } catch (error) {
      return (error as Error).message
    }
  }
  test(`there are at least 60 rows`, () => {
    expect(all.length).toBeGreaterThanOrEqual(60)
  })
  test('none is JavaScript’s own complaint about the inside of seegrad', () => {
    const inside = /is not a function|is not iterable|Cannot read propert|Cannot destructure|undefined \(reading/
    expect(all.map(([what, run]) => [what, text(run)]).filter(([, message]) => inside.test(message ?? ''))).toEqual([])
  })
  test('each is its own', () => {
    const expected = all.map(([, , message]) => message.source)
    expect(new Set(expected).size).toBe(expected.length)
  })
  test('nothing of it changed x or y', () => {
    expect([x.data, x.label, x.requiresGrad, y.data]).toEqual([2, 'x', true, 4])
  })
})
