/** Differentiation from nothing: shifts, rates of change, limits, partial derivatives, the chain rule, and a loss that goes down. */
'use grad'
import { asValue, backward, grad, gradOf, value } from 'seegrad'
import { linspace } from 'seegrad/numeric'

// How much does the output change when the input is shifted?
const square = (x: number): number => x ** 2
console.log([10, 1, 0.1, 0].map((h) => square(3 + h))) // [ 169, 16, 9.610000000000001, 9 ]
const change = (x: number, h: number): number => square(x + h) - square(x)
console.log(`Δx: 1, Δy: ${change(3, 1)}`) // Δx: 1, Δy: 7
console.log(`When you change x by 1 unit, y changes by ${change(3, 1)} units.`) // When you change x by 1 unit, y changes by 7 units.
const corner = [[2, square(2)], [2 + 1, square(2)], [2 + 1, square(2 + 1)]] // prettier-ignore
console.log(corner) // [ [ 2, 4 ], [ 3, 4 ], [ 3, 9 ] ]
const line = linspace(-4, 4, 30).map(square)
console.log(line.length, line[0], line.at(-1)) // 30 16 16

// The rate of change is another one for every h …
const rate = (x: number, h: number): number => change(x, h) / h
console.log(rate(3, 1), rate(3, 0.5), rate(1, 1), rate(-2, 0.5)) // 7 6.5 3 -3.5
// … and has a limit as h goes to 0: the derivative.
console.log(rate(3, 0.000001)) // 6.000001000927568
console.log(grad(square)(3)) // 6

// Of several inputs one is moved, and the others stay.
const nudged = (f: (...p: number[]) => number, p: number[], k: number, h: number): number =>
  (f(...p.with(k, p[k]! + h)) - f(...p)) / h
const sum = (x: number, y: number): number => x + y
console.log(sum(2, 3)) // 5
console.log(nudged(sum, [2, 3], 0, 0.000001)) // 1.000000000139778
console.log(nudged(sum, [2, 3], 1, 0.000001)) // 1.000000000139778
const places = [[-20, 300], [2, 75], [3, 10]] // prettier-ignore
console.log(places.map((p) => nudged(sum, p, 0, 0.000001))) // [ 0.9999999974752427, 0.9999999974752427, 1.0000000010279564 ]
console.log([0, 1].map((k) => nudged(sum, [2, 3], k, 10))) // [ 1, 1 ]
const product = (x: number, y: number): number => x * y
console.log(nudged(product, [2, 3], 0, 1e-5)) // 3.000000000064062
console.log([-20, 2, 3].map((x) => nudged(product, [x, 3], 0, 1e-5))) // [ 2.999999999531155, 3.000000000064062, 3.000000000064062 ]
console.log(nudged(product, [10, 3], 0, 5), 3) // 3 3
const three = (x: number, y: number, z: number): number => x ** 2 + y ** 3 - z
console.log(three(2, 3, 4), three(2 + 1, 3, 4)) // 27 32
console.log(three(2 + 1, 3, 4) - three(2, 3, 4), nudged(three, [2, 3, 4], 0, 1)) // 5 5
console.log(nudged(three, [2, 3, 4], 0, 0.00001)) // 4.000010000027032
console.log(Math.round(nudged(three, [2, 3, 4], 0, 0.00001)) === 2 * 2) // true
// 2x, 3y² and −1.
console.log(grad(three, { argnums: [0, 1, 2] })(2, 3, 4)) // [ 4, 27, -1 ]

// A graph of five numbers.
const a = value(5, 'a')
const b = value(3, 'b')
const d = value(10, 'd')
const forward = (): { c: number; L: number } => {
  const c = a + b
  return { c, L: c * d }
}
const { c, L } = forward()
console.log(`${a}`, a.prev) // Value(data=5, grad=0, label=a) []
console.log(`${L}`) // Value(data=80, grad=0)
console.log(asValue(L).prev.map(({ label, data }) => `${label} = ${data}`)) // [ 'c = 8', 'd = 10' ]

// What does each do to L? L itself moves by as much as it moves.
const same = (x: number): number => x
console.log(Math.round(nudged(same, [80], 0, 1e-5))) // 1
// The others by nudging …
const shifted = (ha = 0, hb = 0, hc = 0, hd = 0): number => (5 + ha + (3 + hb) + hc) * (10 + hd)
const h = 1e-5
console.log((shifted(0, 0, 0, h) - shifted()) / h) // 7.999999999697137
console.log((shifted(0, 0, h) - shifted()) / h) // 10.000000000331966
console.log((shifted(h) - shifted()) / h, (shifted(0, h) - shifted()) / h) // 10.000000000331966 10.000000000331966
console.log(shifted(1), shifted(0, 1), shifted(0, 0, 1), shifted(0, 0, 0, 1)) // 90 90 90 88
// … by the chain rule, by hand: dL/da = dL/dc · dc/da. Of a product each slope is the other factor, a sum hands its own on.
const byHand = { d: asValue(c).data, c: d.data, a: 1.0 * d.data, b: 1.0 * d.data }
console.log(byHand.a, byHand.b) // 10 10
// … and by the engine, all the way back.
backward(L)
console.log(gradOf(L), gradOf(c), d.grad, a.grad, b.grad) // 1 10 8 10 10

// A step against the gradient brings L down, from 80. c is not stepped: it follows from a and b.
const leaves = [a, b, d]
const step = (rate: number): number => {
  for (const leaf of leaves) {
    leaf.data -= rate * leaf.grad
    leaf.zeroGrad()
  }
  const { L } = forward()
  backward(L)
  return asValue(L).data
}
console.log(step(0.01).toFixed(3)) // 77.376

// From the start again with a greater rate, until L is below 0.
for (const [k, leaf] of leaves.entries()) {
  leaf.data = [5, 3, 10][k]!
  leaf.zeroGrad()
}
backward(forward().L)
console.log(step(0.05).toFixed(1)) // 67.2
const losses: string[] = []
for (let loss = step(0.05); loss >= 0; loss = step(0.05)) losses.push(loss.toFixed(2))
console.log(losses.join(' ')) // 55.87 45.77 36.68 28.42 20.81 13.69 6.91 0.34
