/** What becomes of each construct of JavaScript in a function that says "use grad", as data: docs/operators.md prints it, a test holds every row to it. */

/** What happens to a construct: it works, it is refused before the program runs, it throws when it meets a Value, or it goes by the node. */
export type Fate = 'works' | 'refused' | 'throws' | 'goes by node'

/** One row of the table. */
export interface Construct {
  readonly says: string
  readonly fate: Fate
  /** What it means on a Value, or what to write instead. */
  readonly means: string
  /** A function of one number, in TypeScript, that is run at 3; or, if it cannot be one, a whole text. */
  readonly example: string
  /** What the refusal says. */
  readonly error?: RegExp
  /** The example is no TypeScript, on purpose. */
  readonly isUntyped?: true
}

const works = (says: string, means: string, example: string): Construct => ({ says, fate: 'works', means, example })
const other =
  (fate: Fate) =>
  (says: string, error: RegExp, means: string, example: string): Construct => ({ says, fate, means, example, error })
const refused = other('refused')
const throws = other('throws')
const untyped = (row: Construct): Construct => ({ ...row, isUntyped: true })

export const constructs: readonly Construct[] = [
  works(
    '`a + b` `a - b` `a * b` `a / b`',
    'the ops `add`, `sub`, `mul`, `div`',
    '(x: number) => (x + 2) * (x - 1) / x',
  ),
  works('`a % b` `a ** b` `-a` `+a`', '`fmod`, `pow`, `neg`; the Value itself', '(x: number) => -(x ** 2) % 5 + +x'),
  works('`a += b` and its kind', 'on variables, members and elements; object and key are evaluated once', '(x: number) => { let y = x; y *= x; const o = { w: [y] }; o.w[0]! -= 2 * x; return o.w[0]! ** 2 }'), // prettier-ignore
  works('`a++` `--a`', 'one more, one less', '(x: number) => { let y = x; y++; return y-- * y }'),
  works('`a ||= b` `a &&= b` `a ??= b`', 'asks `a` as `if (a)` does', '(x: number) => { let y = 0; y ||= x; y &&= y * x; return y }'), // prettier-ignore
  works('`a < b` `a <= b` `a > b` `a >= b`', 'compares the data; the answer is a guard of the recording', '(x: number) => (x > 2 ? x * x : x)'), // prettier-ignore
  works('`a === b` `a == b` `a !== b` `a != b`', 'the same: equal data, not the same node', '(x: number) => (x !== 4 && x === 3 ? x * 2 + Number(x == 3) : 0)'), // prettier-ignore
  works('`if` `while` `do` `for` `a ? b : c`', 'a Value is true unless it is 0 or NaN; a guard', '(x: number) => { let y = x; while (y > 1) y /= 2; if (y) y += x; return y ? y : 1 }'), // prettier-ignore
  works(
    '`a && b` `a || b` `!a`',
    'the same; the result is one of the two',
    '(x: number) => (x && x * 2) || (!x ? 1 : 2)',
  ),
  works('`switch (a)`', 'asks each case with ===', '(x: number) => { switch (x) { case 2: return 1; case 3: return x * x; default: return 0 } }'), // prettier-ignore
  works('`typeof a`', "'number'", "(x: number) => (typeof x === 'number' ? x * 2 : 0)"),
  works("`'loss ' + a` `` `loss ${a}` `` `String(a)` `xs.join()`", 'strings concatenate; a Value prints as `v.toString()` does', "(x: number) => x * (`${x}` + 'a').length / ('' + x + 'a').length"), // prettier-ignore
  works('BigInt', 'stays as it is', '(x: number) => x * Number(2n ** 3n - 1n)'),
  works('`Math.exp(a)` and every function of Math that is an op', 'on numbers it is Math’s own, on a Value the op; `Math.round` is `roundHalfUp`', '(x: number) => Math.exp(-x) + Math.round(x + 0.2) * Math.sqrt(x)'), // prettier-ignore
  works('`Math.max` `Math.min` `Math.hypot`', 'of any number of arguments', '(x: number) => Math.max(x, 1, 2) * Math.min(...[x, 5]) + Math.hypot(x, 4, 12)'), // prettier-ignore
  works('`const { exp } = Math` `Math[name]` `xs.map(Math.sin)`', 'other names for functions of Math', '(x: number) => { const { exp } = Math; return [x, 1].map(Math.sin)[0]! + exp(x) }'), // prettier-ignore
  works('`Number.isFinite(a)` `isNaN(a)` `Object.is(a, b)` `Boolean(a)` and their kind', 'asks the data; a guard', '(x: number) => (Number.isFinite(x) && !Number.isNaN(x) && Object.is(x, 3) ? x * 2 : 0)'), // prettier-ignore
  works('`xs.filter(f)` `some` `every` `find` …', 'f may give a Value: its truth counts', '(x: number) => [x, 0].filter((y) => y * 2).length * x'), // prettier-ignore
  works('`xs.sort(f)` `xs.toSorted(f)`', 'f may give a Value: its sign counts', '(x: number) => [5, x, 1].sort((a, b) => a - b)[1]! * x'), // prettier-ignore
  works('`xs.includes(a)` `xs.indexOf(a)`', 'look for equal data', '(x: number) => [1, x].indexOf(3) * x'),
  works('`xs.map` `reduce` `flatMap` …, spread, destructuring, defaults', 'as they are', '(x: number) => { const [a, b = a * x] = [x].map((y) => y * 2) as [number, number?]; return Math.max(...[a, b!]) }'), // prettier-ignore
  works('closures, classes, getters, generators, `this`', 'as they are', '(x: number) => { class P { constructor(private readonly w: number) {} get twice() { return this.w * 2 } } return new P(x).twice * x }'), // prettier-ignore
  works('`const d = a * b + c`', 'the node of the last operator is labelled `d`', '(x: number) => { const d = x * x + 1; return d * d }'), // prettier-ignore
  works('loop variables, `xs.length`', 'stay plain numbers', '(x: number) => { const xs = [x, x * x]; let s = 0; for (let i = 0; i < xs.length; i++) s += xs[i]! * i; return s }'), // prettier-ignore
  throws(
    '`a & b` `a | b` `~a` `a << b` …',
    /plain JavaScript/,
    'there is no gradient: take `a.data`',
    '(x: number) => x | 1',
  ),
  throws('`xs[a]` `new Float64Array([a])` `JSON.stringify(a)` `a.toFixed(2)`', /plain number/, 'wants a plain number: take `a.data`, or `gather(xs, a)`', '(x: number) => [1, 2, 3, 4][x]! * x'), // prettier-ignore
  throws(
    '`new Array(a)`',
    /length is a plain number/,
    'would be a list of one Value',
    '(x: number) => new Array(x).length',
  ),
  throws('`Math.imul` `clz32` `fround` `random` of a Value', /no op stands for Math\.fround/, 'no op stands for them', '(x: number) => Math.fround(x)'), // prettier-ignore
  throws('a Value with `undefined`, `null`, an object, a BigInt', /numbers and Values are allowed/, 'is no number; `true` and `false` count as 1 and 0', '(x: number) => x * (undefined as unknown as number)'), // prettier-ignore
  throws('code that says no "use grad" and meets a Value', /plain JavaScript/, 'say it there too, or write ops; the lint rule finds what cannot throw: truth, ===, typeof', '(x: number) => new Function("y", "return y * 2")(x) as number'), // prettier-ignore
  { says: '`new Map([[a, 1]])` `new Set([a])` `new WeakMap()`', fate: 'goes by node', means: 'a Value is a key by its node, `a.id`, not by its data', example: '(x: number) => x * (new Set([x, x]).size + Number(new Set([x]).has(x)))' }, // prettier-ignore
  refused('`eval(text)`', /^f\.ts:1:17: eval: .*write the code out/, 'the text cannot be rewritten', "const f = () => eval('1')"), // prettier-ignore
  untyped(refused('`with (o) …`', /^f\.ts:1:19: with: .*write o\.x/, 'its names are nobody’s', 'const f = () => { with (o) x }')), // prettier-ignore
  refused('`async function*`', /^f\.ts:1:10: an async generator: .*async function/, 'has no end to record; collect in an async function', 'const f=(async function* (x: number) { yield x })'), // prettier-ignore
  refused('`xs?.ys.includes(a)`', /^f\.ts:1:51: includes after \?\.: .*write \(xs \?\? \[\]\)/, 'could miss a Value; write `(xs?.ys ?? []).includes(a)`', 'const f = (x: number, xs?: { ys: number[] }) =>   xs?.ys.includes(x)'), // prettier-ignore
  refused('`"use grad"` that is not the first statement', /^f\.ts:1:29: "use grad" works only as the first/, 'would do nothing', "const f = (x: number) => {x;'use grad'; return x }"), // prettier-ignore
  refused('`"use gradient"` `"use-grad"` …', /^f\.ts:1:28: "use gradient" .*write "use grad"/, 'would do nothing', "const f = (x: number) => { 'use gradient'; return x }"), // prettier-ignore
  refused('decorators', /^f\.ts:2:1: a decorator: /, 'are not JavaScript yet; call them', 'const d = (_: unknown): void => {}\n@d class C {}'), // prettier-ignore
  untyped(refused('what cannot be parsed', /^f\.ts:1:15: /, 'says where and what', 'const f = 3 * ) 4')),
]
