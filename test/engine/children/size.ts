/** Big programs, each with the numbers that it must give: a million ops deep, a million terms wide, 2⁶⁰ paths. */
import {
  add,
  dot,
  grad,
  gradients,
  graphOf,
  jvp,
  mean,
  mul,
  neg,
  replay,
  sub,
  sum,
  tanh,
  value,
  type Value,
} from 'seegrad'

const MILLION = 1_000_000
/** What a program gave, and what it must give, number by number. */
type Outcome = readonly (readonly [got: number | string | boolean, wanted: number | string | boolean])[]
const doubled = (x: number): number => Array.from({ length: 60 }).reduce<number>((y) => add(y, y), x)

const programs: Readonly<Record<string, () => Outcome>> = {
  'a chain of 10⁶ ops passes the gradient on, link by link'() {
    const x = value(1)
    let y = add(x, 0)
    for (let k = 1; k < MILLION; k++) y = k % 2 ? neg(y) : mul(y, 1)
    y.backward()
    return [
      [y.data, 1],
      [x.grad, 1],
    ]
  },
  'a product of 10⁶ factors has the exact gradient'() {
    // Factors 2 and ½ in turn: every prefix is exact.
    const x = value(3)
    let y = mul(x, 2)
    for (let k = 1; k < MILLION; k++) y = mul(y, k % 2 ? 0.5 : 2)
    y.backward()
    return [
      [y.data, 3],
      [x.grad, 1],
    ]
  },
  'a chain of 10⁶ ops is differentiated by grad and by jvp, and replayed'() {
    const chain = (x: number): number => {
      let y = x
      for (let k = 0; k < MILLION / 2; k++) y = sub(y, mul(y, 2 ** -20))
      return y
    }
    const slope = (1 - 2 ** -20) ** (MILLION / 2)
    const x = value(1)
    const y = chain(x) as Value
    replay(y, [[x, 3]])
    const close = (made: number): boolean => Math.abs(made / slope - 1) < 1e-10
    return [
      [close(grad(chain)(1)), true],
      [close(jvp(chain, [1], [1])[1]), true],
      [close(y.data / 3), true],
    ]
  },
  'a chain of 10⁵ ops is read, labelled and turned into plain data'() {
    const x = value(1, 'x')
    let y = add(x, 0)
    for (let k = 1; k < 100_000; k++) y = neg(y)
    y.label = 'end'
    return [
      // x, 0, and 100,000 ops.
      [graphOf(y).nodes.length, 100_002],
      [y.toString(), 'Value(data=-1, grad=0, label=end)'],
    ]
  },
  'sum of 10⁶ Values gives each the gradient 1'() {
    const xs = Array.from({ length: MILLION }, (_, k) => value(k))
    const y = sum(xs)
    y.backward()
    return [
      [y.data, (MILLION * (MILLION - 1)) / 2],
      [xs.every((x) => x.grad === 1), true],
    ]
  },
  '10⁶ Values added one by one have the gradient 1 each'() {
    const xs = Array.from({ length: MILLION }, (_, k) => value(k % 3))
    const y = xs.reduce((total, x) => add(total, x))
    y.backward()
    return [
      [y.data, 999_999],
      [xs.every((x) => x.grad === 1), true],
    ]
  },
  'one Value used 10⁶ times in one sum has the gradient 10⁶'() {
    const x = value(3)
    const y = sum(Array.from({ length: MILLION }, () => x))
    y.backward()
    return [
      [y.data, 3 * MILLION],
      [x.grad, MILLION],
      [y.prev.length, MILLION],
    ]
  },
  'one Value used by 10⁶ ops has the gradient of all of them'() {
    const x = value(3)
    const terms = Array.from({ length: MILLION }, (_, k) => mul(x, k % 2 ? 1 : -2))
    sum(terms).backward()
    const all = x.grad
    x.zeroGrad()
    mean(terms.slice(0, 1024)).backward()
    return [
      [all, -MILLION / 2],
      [x.grad, -0.5],
    ]
  },
  'dot of two lists of 300,000 Values gives each its partner'() {
    const a = Array.from({ length: 300_000 }, (_, k) => value(k))
    const b = Array.from({ length: 300_000 }, (_, k) => value(-k))
    dot(a, b).backward()
    return [
      [a.every((x, k) => x.grad === (b[k] as Value).data), true],
      [b.every((x, k) => x.grad === (a[k] as Value).data), true],
    ]
  },
  'a diamond of 60 doublings, 2⁶⁰ paths, has the gradient 2⁶⁰'() {
    const x = value(1)
    const y = doubled(x) as Value
    y.backward()
    return [
      [y.data, 2 ** 60],
      [x.grad, 2 ** 60],
      [(gradients(y, [x])[0] as Value).data, 2 ** 60],
      [jvp(doubled, [1], [1])[1], 2 ** 60],
      [grad(grad((x: number) => doubled(mul(x, x))))(1), 2 * 2 ** 60],
    ]
  },
  'a Value times itself ten times over, x¹⁰²⁴, has the gradient 1024·x¹⁰²³'() {
    const x = value(1 + 2 ** -10)
    let y: Value = x
    for (let k = 0; k < 10; k++) y = mul(y, y)
    y.backward()
    return [[Math.abs(x.grad / (1024 * (1 + 2 ** -10) ** 1023) - 1) < 1e-12, true]]
  },
  'of two roots over shared nodes each gives its own gradient'() {
    const x = value(0.5)
    const shared = tanh(x)
    const [a, b] = [mul(shared, 2), mul(shared, -5)]
    a.backward()
    const first = x.grad
    x.zeroGrad()
    b.backward()
    return [
      [x.grad, (first / 2) * -5],
      [a.grad + b.grad, 2],
    ]
  },
}

console.log(JSON.stringify(Object.entries(programs).map(([name, run]) => [name, run()])))
