/** The gallery: graphs and plots of every kind, each with the numbers that it is drawn from. */
import { backward, noGrad, pow, tanh, type Value } from 'seegrad'
import { moons } from 'seegrad/data'
import {
  attention,
  graph,
  plotBoundary,
  plotClaim,
  plotDelta,
  plotErrorCurve,
  plotFunction,
  plotLandscape,
  plotLoss,
  plotTangent,
  weights,
  type Figure,
} from 'seegrad/figures'
import { hingeLoss, MLP } from 'seegrad/nn'
import { linspace } from 'seegrad/numeric'
import { PythonRandom } from 'seegrad/random'
import { crossed, moonsLoss, neuron, neuronInPieces, product, sum, twice } from './programs.js'

export interface Picture {
  /** Also the name of its file. */
  readonly name: string
  /** Where it comes from, in words. */
  readonly caption: string
  figure(): Figure
}

const parabola = (x: number): number => 3 * x * x - 4 * x + 5
const square = (x: number): number => x * x
export const gallery: readonly Picture[] = [
  { name: 'neuron', caption: 'A neuron after its backward pass', figure: () => graph(neuron()) },
  { name: 'neuron-down', caption: 'The same from top to bottom', figure: () => graph(neuron(), { rankdir: 'TB' }) },
  { name: 'neuron-in-pieces', caption: 'tanh taken apart', figure: () => graph(neuronInPieces()) },
  { name: 'product', caption: 'L = (a·b + c)·f', figure: () => graph(product()) },
  { name: 'twice', caption: 'a + a has two edges', figure: () => graph(twice()) },
  { name: 'crossed', caption: 'Two values, each used twice', figure: () => graph(crossed()) },
  { name: 'sum', caption: 'L = (a + b)·d', figure: () => graph(sum()) },
  { name: 'moons-folded', caption: 'A loss over two moons, folded by scope', figure: () => graph(moonsLoss(20, 4)) },
  { name: 'parabola', caption: 'f(x) = 3x² − 4x + 5', figure: () => plotFunction(parabola, { points: [3] }) },
  { name: 'tanh', caption: 'tanh, and its derivative', figure: () => plotFunction(tanh, { derivative: true, name: 'tanh' }) },
  { name: 'delta', caption: 'A step of 1 from 2, and what x² does', figure: () => plotDelta(square, { x: 2, h: 1, from: -4, to: 4 }) },
  { name: 'claim', caption: 'A slope that somebody claims, 3, and the true one, −3: d = a·b + c by a', figure: () => plotClaim((a) => a * -3 + 10, { x: 2, claimed: 3, variable: 'a', name: 'd' }) },
  { name: 'tangent', caption: 'From the secant to the tangent', figure: () => plotTangent(parabola, { x: 3, h: [2, 1, 0.5] }) },
  { name: 'error-curve', caption: 'How small h should be', figure: () => plotErrorCurve(tanh, { x: 0.8814 }) },
  { name: 'landscape', caption: 'd = a·b + c, nudged one input at a time', figure: () => plotLandscape((a, b) => a * b + 10, { at: [2, -3], from: [-1, -5.5], to: [5, -0.5], names: ['a', 'b'] }) },
  { name: 'descent', caption: 'Gradient descent, a step against the arrow at a time', figure: () => plotLandscape((x, y) => x * x + 3 * y * y, { path: downhill(), from: [-3, -2], to: [3, 2] }) },
  { name: 'loss', caption: 'The loss of a training', figure: () => plotLoss({ train: falling(0.9), test: falling(0.93) }) },
  { name: 'boundary', caption: 'The plane as a network divides it', figure: boundary },
  { name: 'weights', caption: 'Weights and gradients of a network', figure: spread },
  { name: 'attention', caption: 'Where each letter of a name looks', figure: () => attention([[1], [0.72, 0.28], [0.4, 0.35, 0.25], [0.3, 0.15, 0.45, 0.1], [0.02, 0.1, 0.03, 0.6, 0.25]], { tokens: ['⊢', 'm', 'a', 'r', 'i'] }) },
] // prettier-ignore

function downhill(): [number, number][] {
  const way: [number, number][] = [[-2.6, 1.6]]
  for (let step = 0; step < 12; step++) {
    const [x, y] = way.at(-1)!
    way.push([x - 0.14 * 2 * x, y - 0.14 * 6 * y])
  }
  return way
}

function falling(rate: number): number[] {
  const draws = new PythonRandom(7)
  return linspace(0, 99, 100).map((step) => 1.2 * pow(rate, step) + 0.02 * draws.random() + 0.01)
}

/** A network that has learned the moons for a while: the numbers are the same on every machine. */
function boundary(): Figure {
  const { X, y } = moons({ samples: 100, noise: 0.1, seed: 1337 })
  const model = new MLP(2, [8, 8, 1], { random: new PythonRandom(1337) })
  const targets = y.map((label) => 2 * label - 1)
  for (let step = 0; step < 60; step++) {
    model.zeroGrad()
    backward(hingeLoss(X.map((x) => model.forward(x) as Value), targets)) // prettier-ignore
    for (const p of model.parameters()) p.data -= (1 - 0.9 * (step / 100)) * p.grad
  }
  return plotBoundary((a, b) => noGrad(() => model.forward([a, b]) as number), { X, y })
}

function spread(): Figure {
  const model = new MLP(2, [16, 16, 1], { random: new PythonRandom(1337) })
  const { X, y } = moons({ samples: 20, noise: 0.1, seed: 1337 })
  X.forEach((x, k) =>
    (model.forward(x) as ReturnType<typeof neuron>)
      .mul(1 - 2 * y[k]!)
      .add(1)
      .relu()
      .backward(),
  )
  return weights(model.parameters())
}
