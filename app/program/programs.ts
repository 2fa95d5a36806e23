/** Programs that the page carries, by name: what is larger than a line. */
import { scope, value } from '../../src/engine/index.js'
import { moons } from '../../src/data/index.js'
import { hingeLoss, MLP } from '../../src/nn/index.js'
import type { Value } from '../../src/ops/index.js'
import { PythonRandom } from '../../src/random/index.js'

export interface Carried {
  readonly title: string
  readonly about: string
  /** Too large to be walked through where the page is drawn. */
  readonly isLarge?: true
  /** Makes it anew; `rest` is called now and then, where a page can draw. */
  make(rest: () => Promise<void>): Promise<Value>
}

async function moonsLoss(samples: number, width: number, rest: () => Promise<void>): Promise<Value> {
  const { X, y } = moons({ samples, noise: 0.1, seed: 1337 })
  const model = new MLP(2, [width, width, 1], { random: new PythonRandom(1337) })
  const targets = y.map((label) => 2 * label - 1)
  const scores: Value[] = []
  for (const x of X) {
    scores.push(model.forward(x) as Value)
    if (scores.length % 20 === 0) await rest()
  }
  const data = hingeLoss(scores, targets) as Value
  const penalty = scope('penalty', () => model.parameters().reduce((all: number, p) => p.mul(p).add(all), 0)) as Value
  return value(penalty.mul(1e-4).add(data), 'loss')
}

export const programs: Readonly<Record<string, Carried>> = {
  moons: {
    title: 'The loss on two moons',
    about: 'A hundred points through a network of 337 numbers: one loss, made of some sixty thousand nodes.',
    isLarge: true,
    make: (rest) => moonsLoss(100, 16, rest),
  },
  point: {
    title: 'One point of two moons',
    about: 'A point through a small network, every multiplication of it.',
    make: (rest) => moonsLoss(1, 4, rest),
  },
}
