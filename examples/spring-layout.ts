/** A graph is drawn by letting go of it: its edges are springs, its nodes push each other away, and it comes to rest. */
import { valueAndGrad } from 'seegrad'
import { PythonRandom } from 'seegrad/random'

// A ring of six.
const nodes = [0, 1, 2, 3, 4, 5]
const edges = nodes.map((k) => [k, (k + 1) % 6] as const)

type Places = readonly (readonly [x: number, y: number])[]
const gap = (places: Places, a: number, b: number): number => {
  'use grad'
  const [[ax, ay], [bx, by]] = [places[a]!, places[b]!]
  return Math.hypot(ax - bx, ay - by)
}
const energy = (places: Places): number => {
  'use grad'
  let sum = 0
  for (const [a, b] of edges) sum += (gap(places, a, b) - 1) ** 2
  for (const a of nodes) for (const b of nodes) if (a < b) sum += 0.1 / gap(places, a, b)
  return sum
}

const random = new PythonRandom(2)
let places: Places = nodes.map(() => [random.uniform(-1, 1), random.uniform(-1, 1)])
console.log(energy(places).toFixed(3)) // 5.722

const settle = valueAndGrad(energy)
let last = Infinity
for (let k = 0; k < 3000; k++) {
  const [now, pull] = settle(places)
  if (last - now < 1e-15) break
  last = now
  places = places.map(([x, y], n) => [x - 0.1 * pull[n]![0], y - 0.1 * pull[n]![1]])
}
console.log(energy(places).toFixed(6)) // 1.053580

// At rest it is a regular hexagon: all sides are alike, and opposite corners are two sides apart. (From other places it may get stuck, folded.)
const sides = edges.map(([a, b]) => gap(places, a, b))
console.log(sides.map((side) => side.toFixed(4)).join(' ')) // 1.0785 1.0785 1.0785 1.0785 1.0785 1.0785
console.log([0, 1, 2].map((k) => (gap(places, k, k + 3) / sides[0]!).toFixed(4)).join(' ')) // 2.0000 2.0000 2.0000
