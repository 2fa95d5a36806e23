/** Programs to begin with: plain numbers and loops, as anybody would write them. */
import type { Of } from './inside.js'

export interface Example {
  readonly title: string
  /** What a newcomer should know before looking. */
  readonly about: string
  readonly of: Of
  readonly code: string
}

const random = `import { PythonRandom } from 'seegrad/random'

const random = new PythonRandom(1337)
const row = (count) => Array.from({ length: count }, () => random.uniform(-1, 1))
const rows = (height, width) => Array.from({ length: height }, () => row(width))
`
const network = `const layer = (W, b, x) =>
  W.map((w, j) => w.reduce((sum, v, i) => sum + v * x[i], b[j]))
const network = (W1, b1, W2, b2, W3, b3, x) => {
  const h1 = layer(W1, b1, x).map((h) => relu(h))
  const h2 = layer(W2, b2, h1).map((h) => relu(h))
  return layer(W3, b3, h2)[0]
}`

export const examples: Readonly<Record<string, Example>> = {
  moons: {
    title: 'moons network',
    about:
      'One point through the moons network. The compiler notices which of its operations are the same sum in a different place.',
    of: 'value',
    code: `import { relu } from 'seegrad'
${random}
${network}
const f = network
const args = { W1: rows(16, 2), b1: row(16), W2: rows(16, 16), b2: row(16), W3: rows(1, 16), b3: row(1), x: [0.5, -0.25] }
const result = 's'`,
  },
  loss: {
    title: 'moons, 100 points',
    about: 'The loss of a hundred points and its slopes by 337 numbers, differentiated one number at a time.',
    of: 'slopes',
    code: `import { relu } from 'seegrad'
import { moons } from 'seegrad/data'
${random}
${network}
const f = (W1, b1, W2, b2, W3, b3, X, y) =>
  X.map((x, k) => relu(1 - y[k] * network(W1, b1, W2, b2, W3, b3, x))).reduce((sum, loss) => sum + loss, 0) / X.length
const { X, y } = moons({ samples: 100, noise: 0.1, seed: 1337 })
const args = { W1: rows(16, 2), b1: row(16), W2: rows(16, 16), b2: row(16), W3: rows(1, 16), b3: row(1), X, y: y.map((one) => 2 * one - 1) }
const result = 'loss'`,
  },
  layer: {
    title: 'layer',
    about: 'Sixteen neurons with eight inputs, and the slopes of their sum by every weight: an outer product, found.',
    of: 'slopes',
    code: `${random}
const f = (W, b, x) => W.map((w, j) => Math.tanh(w.reduce((sum, v, i) => sum + v * x[i], b[j])))
const args = { W: rows(16, 8), b: row(16), x: row(8) }
const result = 'h'`,
  },
  softmax: {
    title: 'softmax',
    about: 'Scores to probabilities: a maximum, powers, a sum, quotients.',
    of: 'value',
    code: `import { max } from 'seegrad'
${random}
const f = (scores) => {
  const most = max(scores)
  const powers = scores.map((s) => Math.exp(s - most))
  const sum = powers.reduce((a, b) => a + b)
  return powers.map((p) => p / sum)
}
const args = { scores: row(27) }
const result = 'p'`,
  },
}

/** A neuron as the lecture has it: a line, which is parsed and not run. */
export const NEURON = { e: 'o = tanh(x1*w1 + x2*w2 + b)', at: 'x1=2,w1=-3,x2=0,w2=1,b=6.8813735870195432' } as const
