/** Backpropagation from nothing: the slope of a parabola, a product and a sum, gradients by hand, and one neuron. */
'use grad'
import { asValue, backward, gradOf, graphOf, value } from 'seegrad'
import { arange } from 'seegrad/numeric'

// A function of one number, and its values along a line: what one would plot.
const f = (x: number): number => 3 * x ** 2 - 4 * x + 5
console.log(f(3.0)) // 20
const xs = arange(-5, 5, 0.25)
const ys = xs.map(f)
console.log(xs.length, ys[0], ys.at(-1)) // 40 100 53.6875

// Its slope without any formula: nudge x, and see how much f moves. At 2/3 the parabola turns.
let h = 0.0000000001
let x = 2 / 3
console.log((f(x + h) - f(x)) / h) // 0
h = 0.000001
x = 3.0
console.log((f(x + h) - f(x)) / h) // 14.000003002223593

// Three numbers make one. How much does each of them move it?
const mix = (a: number, b: number, c: number): number => a * b + c
console.log(mix(2.0, -3.0, 10.0)) // 4
h = 0.00001
const slopes = [mix(2 + h, -3, 10), mix(2, -3 + h, 10), mix(2, -3, 10 + h)].map((moved) => (moved - 4) / h)
console.log(slopes.map((slope) => slope.toFixed(6)).join(' ')) // -3.000000 2.000000 1.000000
const [d1, d2] = [mix(2, -3, 10), mix(2, -3, 10 + h)]
console.log(`d1=${d1} d2=${d2} slope=${(d2 - d1) / h}`) // d1=4 d2=4.00001 slope=0.9999999999621422

// Numbers that remember where they came from. A node is labelled after the variable that holds it.
const a = value(2.0, 'a')
const b = value(-3.0, 'b')
const c = value(10.0, 'c')
const e = a * b
const d = e + c
const f4 = value(-2.0, 'f')
const L = d * f4
console.log(asValue(L).data) // -8
const drawn = graphOf(L).nodes.map(({ label, op, data }) => `${label}${op && ` by ${op}`} = ${data}`)
console.log(drawn.join(', ')) // a = 2, b = -3, c = 10, e by mul = -6, d by add = 4, f = -2, L by mul = -8

// By hand, from the end to the beginning. L = d·f, so each factor's slope is the other one.
const byHand = { L: 1, f: 4, d: -2, c: 0, e: 0, a: 0, b: 0 }
// A sum hands its slope on as it is.
byHand.c = byHand.d * 1
byHand.e = byHand.d * 1
// The chain rule: the slope of L by e, times that of e by a, which is b.
byHand.a = byHand.e * -3
byHand.b = byHand.e * 2
console.log(byHand.a, byHand.b) // 6 -4

// The same by itself.
backward(L)
const found = { L, f: f4, d, c, e, a, b }
console.log(Object.entries(found).every(([name, node]) => gradOf(node) === byHand[name as keyof typeof byHand])) // true

// The same by nudging a. Where nothing is nudged, nothing moves.
const lol = (h: number): number => (2 + h) * -3 * -2 + 10 * -2
console.log((lol(0) - lol(0)) / 0.0001) // 0
console.log(((lol(0.0001) - lol(0)) / 0.0001).toFixed(6)) // 6.000000

// A small step along the gradient, for all four leaves, lifts L.
for (const leaf of [a, b, c, f4]) leaf.data += 0.01 * leaf.grad
console.log(asValue((a * b + c) * f4).data.toFixed(6)) // -7.286496

// tanh squashes every number into (−1, 1).
const squashed = arange(-5, 5, 0.2).map((x) => Math.tanh(x))
console.log(squashed.length, squashed[0]!.toFixed(4), squashed[25]!.toFixed(4), squashed.at(-1)!.toFixed(4)) // 50 -0.9999 0.0000 0.9999

// A neuron: inputs times weights, a bias, and tanh.
const x1 = value(2.0, 'x1')
const x2 = value(0.0, 'x2')
const w1 = value(-3.0, 'w1')
const w2 = value(1.0, 'w2')
const bias = value(6.8813735870195432, 'b')
const x1w1 = x1 * w1
const x2w2 = x2 * w2
const x1w1x2w2 = x1w1 + x2w2
const n = x1w1x2w2 + bias
const o = Math.tanh(n)
console.log(asValue(o).data) // 0.7071067811865476

// do/dn = 1 − tanh²(n) = 1 − o², a half here. Then sums hand it on, and products multiply by the other factor.
console.log((1 - asValue(o).data ** 2).toFixed(15)) // 0.500000000000000
backward(o)
console.log([o, n, x1w1x2w2, bias, x1w1, x2w2].map((node) => gradOf(node).toFixed(3)).join(' ')) // 1.000 0.500 0.500 0.500 0.500 0.500
console.log([x1, w1, x2, w2].map((node) => gradOf(node).toFixed(3)).join(' ')) // -1.500 1.000 0.500 0.000

// The order of the way back: every node after all that were made from it.
const order = graphOf(o).nodes.map(({ label }) => label)
console.log(order.toReversed().join(' ')) // o n x1w1x2w2 x2w2 x1w1 b w2 w1 x2 x1

// A number that is used twice gets both slopes.
const twice = value(3.0, 'a')
backward(twice + twice)
console.log(twice.grad) // 2
