/** Tasks that tell classes apart: a row each, of examples, a network and how it learns. */
import { batches, digits, type Examples, iris, spirals, split, yinYang } from '../../data/index.js'
import { noGrad } from '../../engine/index.js'
import { crossEntropyLoss, Linear, Sequential } from '../../nn/index.js'
import type { Value } from '../../ops/index.js'
import { Adam, cosine } from '../../optim/index.js'
import { PythonRandom } from '../../random/index.js'
import type { Task } from './training.js'

/** What sets one such task apart. */
interface Lesson {
  readonly about: string
  readonly steps: number
  readonly examples: (seed: number) => Examples<readonly number[]>
  /** Numbers between layers, from the inputs to the classes. */
  readonly sizes: readonly number[]
  readonly activation: 'tanh' | 'relu'
  readonly lr: number
  /** Examples of a step. */
  readonly batch: number
  /** The names of the classes, if they are not their numbers. */
  readonly classes?: readonly string[]
}

const largest = (scores: readonly Value[]): number =>
  scores.reduce((best, { data }, k) => (data > scores[best]!.data ? k : best), 0)

/** The task of a lesson: four of five examples are trained on by Adam, each epoch in another order, the rest is kept for the test. */
const task = (name: string, lesson: Lesson): Task => ({
  about: lesson.about,
  steps: lesson.steps,
  seed: 1337,
  start({ seed }) {
    const { sizes, activation, batch } = lesson
    const { train, test } = split(lesson.examples(seed), { test: 0.2, seed })
    const random = new PythonRandom(seed)
    const layers = sizes.slice(1).map((size, k) => new Linear(sizes[k]!, size, { init: 'kaimingUniform', random }))
    const net = new Sequential(...layers.flatMap((layer, k) => (k === 0 ? [layer] : [activation, layer])))
    const parameters = net.parameters()
    const perEpoch = Math.ceil(train.X.length / batch)
    // Every epoch deals the examples anew, from a seed that follows from its number.
    let dealt: { readonly epoch: number; readonly hands: Examples<readonly number[]>[] } | undefined
    const hand = (step: number): Examples<readonly number[]> => {
      const epoch = Math.floor(step / perEpoch)
      if (dealt?.epoch !== epoch) dealt = { epoch, hands: batches(train, batch, { seed: seed + epoch + 1 }) }
      return dealt.hands[step % perEpoch]!
    }
    const answers = ({ X }: Examples<readonly number[]>): number[] => noGrad(() => X.map((x) => largest(net.forward(x))))
    const rightly = (set: Examples<readonly number[]>): number => answers(set).filter((k, i) => k === set.y[i]).length / set.y.length
    return {
      title: `${train.X.length + test.X.length} examples of ${name}, ${net}, ${parameters.length} parameters, seed ${seed}`,
      module: net,
      optimizer: Adam(parameters),
      // Over the usual number of steps, whatever the number of steps: more go on from where fewer ended.
      rate: cosine(lesson.lr, lesson.lr / 100, lesson.steps),
      texts: {},
      look(step) {
        const { X, y } = hand(step)
        const scores = X.map((x) => net.forward(x))
        const right = scores.filter((each, i) => largest(each) === y[i]).length
        return { loss: crossEntropyLoss(scores, y), accuracy: right / y.length }
      },
      test: () => rightly(test),
      elsewhere: () => ({ ...train, loss: crossEntropyLoss, batch, shuffle: seed + 1 }),
      picture() {
        const found = answers(test)
        const row = (kind: number): string => {
          const all = found.filter((_, i) => test.y[i] === kind)
          const label = lesson.classes?.[kind] ?? String(kind)
          return `${label.padStart(10)}  ${all.filter((k) => k === kind).length} of ${all.length}`
        }
        return ['Answered rightly, of the examples it was not trained on:', ...Array.from({ length: sizes.at(-1)! }, (_, kind) => row(kind))]
      },
    }
  },
}) // prettier-ignore

/** Each column less its mean, over its standard deviation. */
function standardised({ X, y }: Examples<number[]>): Examples<number[]> {
  const columns = X[0]!.map((_, k) => X.map((x) => x[k]!))
  const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length
  const means = columns.map(mean)
  const deviations = columns.map((xs, k) => Math.sqrt(mean(xs.map((x) => (x - means[k]!) * (x - means[k]!)))))
  return { X: X.map((x) => x.map((each, k) => (each - means[k]!) / deviations[k]!)), y }
}

export const spiralsTask: Task = task('spirals', {
  about: 'two spirals wound around each other',
  steps: 400,
  examples: (seed) => spirals({ samples: 200, noise: 0.01, seed }),
  sizes: [2, 16, 16, 2],
  activation: 'tanh',
  lr: 0.03,
  batch: 160,
})

export const yinYangTask: Task = task('yin and yang', {
  about: 'the parts of the sign of yin and yang',
  steps: 800,
  examples: (seed) => yinYang({ samples: 1000, seed }),
  sizes: [2, 16, 16, 3],
  activation: 'tanh',
  lr: 0.03,
  batch: 80,
  classes: ['yin', 'yang', 'dots'],
})

export const irisTask: Task = task('iris', {
  about: 'three species of iris',
  steps: 120,
  examples: () => standardised(iris()),
  sizes: [4, 8, 3],
  activation: 'tanh',
  lr: 0.03,
  batch: 120,
  classes: ['setosa', 'versicolor', 'virginica'],
})

export const digitsTask: Task = task('handwritten digits', {
  about: 'handwritten digits of 8 × 8 pixels',
  steps: 900,
  examples: () => {
    const { X, y } = digits()
    return { X: X.map((pixels) => pixels.map((pixel) => pixel / 16)), y }
  },
  sizes: [64, 48, 10],
  activation: 'relu',
  lr: 0.01,
  batch: 32,
})
