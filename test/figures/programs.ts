/** Programs whose graphs are drawn in tests and in the gallery: small ones, with their numbers after backward, and some that are not tame. */
import { exp, scope, value, type Value } from 'seegrad'
import { hingeLoss, MLP } from 'seegrad/nn'
import { moons } from 'seegrad/data'
import { PythonRandom } from 'seegrad/random'

const named = (x: number, label: string): Value => value(x, label)
const walked = (root: number): Value => {
  const known = root as Value
  known.backward()
  return known
}

/** L = (a·b + c)·f. */
export function product(): Value {
  const [a, b, c, f] = [value(2, 'a'), value(-3, 'b'), value(10, 'c'), value(-2, 'f')]
  const e = named(a.mul(b), 'e')
  const d = named(e.add(c), 'd')
  return walked(named(d.mul(f), 'L'))
}

function weighted(): Value {
  const [x1, x2, w1, w2] = [value(2, 'x1'), value(0, 'x2'), value(-3, 'w1'), value(1, 'w2')]
  const b = value(6.8813735870195432, 'b')
  const [first, second] = [named(x1.mul(w1), 'x1w1'), named(x2.mul(w2), 'x2w2')]
  return named(named(first.add(second), 'x1w1 + x2w2').add(b), 'n')
}
/** A neuron, o = tanh(x1·w1 + x2·w2 + b). */
export const neuron = (): Value => walked(named(weighted().tanh(), 'o'))

/** The same with tanh in pieces. */
export function neuronInPieces(): Value {
  const e = named(exp(weighted().mul(2)), 'e')
  return walked(named(e.sub(1).div(e.add(1)), 'o'))
}

/** A value used twice by one op. */
export function twice(): Value {
  const a = value(3, 'a')
  return walked(named(a.add(a), 'b'))
}

/** Two values, each used twice. */
export function crossed(): Value {
  const [a, b] = [value(-2, 'a'), value(3, 'b')]
  return walked(named(named(a.mul(b), 'd').mul(named(a.add(b), 'e')), 'f'))
}

/** L = (a + b)·d. */
export function sum(): Value {
  const [a, b, d] = [value(5, 'a'), value(3, 'b'), value(10, 'd')]
  return walked(named(named(a.add(b), 'c').mul(d), 'L'))
}

export const notes: Readonly<Record<string, () => Value>> = { product, neuron, neuronInPieces, twice, crossed, sum }

/** A loss over the two moons: 100 of them and 2-16-16-1 make some 60,000 nodes. */
export function moonsLoss(samples = 100, hidden = 16): Value {
  const { X, y } = moons({ samples, noise: 0.1, seed: 1337 })
  const model = new MLP(2, [hidden, hidden, 1], { random: new PythonRandom(1337) })
  const scores = X.map((x) => model.forward(x) as Value)
  const data = scope('hinge', () =>
    hingeLoss(
      scores,
      y.map((label) => 2 * label - 1),
    ),
  )
  const penalty = scope('penalty', () => model.parameters().reduce((all: number, p) => p.mul(p).add(all), 0) as Value)
  return walked(named(penalty.mul(1e-4).add(data), 'loss'))
}

/** A multiplication after the other. */
export function chain(length: number): Value {
  let x = value(1, 'x')
  for (let k = 0; k < length; k++) x = x.mul(1.0001)
  return x
}

/** Ops on what there is, drawn by chance: a good part of them uses old values again. */
export function random(nodes: number, seed: number): Value {
  const draws = new PythonRandom(seed)
  const pick = (from: readonly Value[]): Value => from[draws.randint(Math.max(0, from.length - 12), from.length - 1)]!
  const all = Array.from({ length: 4 }, (_, k) => value(draws.uniform(-1, 1), `x${k}`))
  while (all.length < nodes) {
    const [a, b] = [pick(all), pick(all)]
    all.push(draws.random() < 0.3 ? a.tanh() : draws.random() < 0.5 ? a.mul(b) : a.add(b))
  }
  return all.slice(-6).reduce((total, x) => total.add(x))
}
