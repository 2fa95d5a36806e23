/** Two workloads of networks: a small GPT that learns names of all lengths, one a step, and a network for digits on a batch, written for one example. */
import { compileStep } from '../../compile/index.js'
import { crossEntropyLoss, MLP } from '../../nn/index.js'
import type { Value } from '../../ops/index.js'
import { SGD } from '../../optim/index.js'
import { PythonRandom } from '../../random/index.js'
import { LENGTHS, NamesTraining } from '../../training/index.js'
import type { Run, Way, Workload } from './workloads.js'

const lines = (numbers: readonly number[]): string => numbers.join('\n')

/** After so many steps the names come again from the first on, and the rate begins anew. */
const NAMES = 1000
const namesTraining = (): NamesTraining => new NamesTraining({ seed: 42, steps: NAMES })
function startNames(way: Way): Run {
  const training = namesTraining()
  const { model, optimizer } = training
  const parameters = model.parameters() as Value[]
  const loss = (shown: readonly number[], wanted: readonly number[]): Value[] => training.losses(shown, wanted)
  const compiled =
    way === 'compiled' ? compileStep({ parameters, optimizer, loss, batch: false, lengths: LENGTHS }) : undefined
  let steps = 0
  const step = (): readonly number[] => {
    const at = steps++ % NAMES
    const [shown, wanted] = training.examples(at)
    optimizer.lr = training.rate(at)
    if (compiled) return [compiled(shown, wanted).loss]
    const total = training.loss(shown, wanted)
    optimizer.zeroGrad()
    total.backward()
    optimizer.step()
    return [total.data]
  }
  const numbers = (): number[] => parameters.flatMap((p) => [p.grad, p.data])
  return { step, numbers, ...(compiled && { stats: () => compiled.stats }) }
}

/** Inputs, hidden neurons, classes, and examples of a batch. */
type Sizes = readonly [inputs: number, hidden: number, classes: number, batch: number]
const DIGITS: Sizes = [784, 128, 10, 64]
/** What looks like pictures without a generator of them, and their classes. */
function pictures([inputs, , classes, batch]: Sizes): readonly [number[][], number[]] {
  const X = Array.from({ length: batch }, (_, k) => Array.from({ length: inputs }, (_, i) => ((37 * i + 53 * k + ((i * k) % 17)) % 101) / 101)) // prettier-ignore
  return [X, X.map((_, k) => (7 * k) % classes)]
}
function digitsNet([inputs, hidden, classes]: Sizes): MLP {
  const net = new MLP(inputs, [hidden, classes], { random: new PythonRandom(1337) })
  for (const p of net.parameters()) p.data *= 0.05
  return net
}
function startDigits(way: Way, sizes: Sizes): Run {
  const net = digitsNet(sizes)
  const batch = pictures(sizes)
  const parameters = net.parameters() as Value[]
  const loss = (x: readonly number[], digit: number): number => crossEntropyLoss([net.forward(x) as Value[]], [digit]) as number // prettier-ignore
  const step = compileStep({ parameters, loss, optimizer: SGD(parameters, { lr: 0.1 }), compile: way !== 'eager', dtype: way === 'f32' ? 'f32' : 'f64' }) // prettier-ignore
  const numbers = (): number[] => parameters.flatMap((p) => [p.grad, p.data])
  return { step: () => [step(...batch).loss], numbers, ...(way !== 'eager' && { stats: () => step.stats }) }
}

export const names: Workload = {
  says: `a GPT of 4,192 parameters learns names, one a step, by Adam: ${NAMES} steps in the shuffled order of seed 42, of all lengths, in float64 (a turn is ${NAMES} steps; of Python a tenth of it)`,
  unit: 'step',
  start: startNames,
  least: NAMES,
  text: () => {
    const training = namesTraining()
    const texts = Array.from({ length: NAMES }, (_, k) => training.examples(k))
    const lessons = texts.flatMap(([shown, wanted]) => [shown.length, ...shown, ...wanted])
    return lines([training.alphabet.length + 1, NAMES, ...lessons, ...training.model.parameters().map((p) => p.data)])
  },
}
export const digits: Workload = {
  says: `a network ${DIGITS.slice(0, 3).join('-')} on a batch of ${DIGITS[3]}, written for one example: forward, backward and update, in float64 unless it says f32; op by op it is 26 million nodes and is not timed`,
  unit: 'step',
  hasSingles: true,
  start: (way) => startDigits(way, DIGITS),
  reduced: (way) => startDigits(way, [48, 16, 10, 16]),
  text: () => {
    const [X, digits] = pictures(DIGITS)
    return lines([X.flat(), digits, digitsNet(DIGITS).parameters().map((p) => p.data)].flat()) // prettier-ignore
  },
}
