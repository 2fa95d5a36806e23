/** The language model of the lectures: a small GPT learns to make up names. The choice of numbers is Andrej Karpathy's (microgpt). */
import { createHash } from 'node:crypto'
import { names } from '../../data/index.js'
import { crossEntropyLoss } from '../../nn/index.js'
import { Adam, linear } from '../../optim/index.js'
import { PythonRandom } from '../../random/index.js'
import { FALL } from '../checkpoint.js'
import { Failure } from '../failure.js'
import { classLoss } from './chosen.js'
import { BLOCK, GPT } from './gpt.js'
import type { Task } from './training.js'

const USUAL = 1000

/** The order of draws is his: the names are shuffled, then the matrices drawn, then letters chosen. Every step sees one name. */
export const namesTask: Task = {
  about: 'made-up names',
  steps: USUAL,
  seed: 42,
  takes: 'lines',
  start({ seed, steps, lr = 0.01, data }) {
    const documents = (data?.text.split('\n') ?? names()).map((line) => line.trim()).filter((line) => line !== '')
    if (documents.length === 0)
      throw new Failure(`${data!.path}: the file has no name; at least one is needed, each on a line of its own.`)
    const random = new PythonRandom(seed)
    random.shuffle(documents)
    const alphabet = [...new Set(documents.flatMap((name) => [...name]))].toSorted()
    const model = new GPT(alphabet, random)
    const parameters = model.parameters()
    const span = Math.max(USUAL, steps)
    const say = (count: number): readonly string[] => Array.from({ length: count }, () => model.sample(random, 0.5))
    const cut = documents.filter((name) => [...name].length > BLOCK).length
    const but = cut === 0 ? '' : ` (${cut} of them cut after ${BLOCK} letters)`
    return {
      title: `${documents.length} names${but} of ${alphabet.length} letters, a GPT of ${parameters.length} parameters, seed ${seed}`,
      module: model,
      optimizer: Adam(parameters, { betas: [0.85, 0.99], eps: 1e-8 }),
      // Down to 0 over a thousand steps, or as many as are asked for: fewer steps are the first of the thousand.
      rate: linear(lr, 0, span),
      texts: {
        alphabet: JSON.stringify(alphabet),
        [FALL]: String(span),
        data: createHash('sha256').update(documents.join('\n')).digest('hex').slice(0, 16),
      },
      examples(step) {
        const { shown, wanted } = model.lesson(documents[step % documents.length]!)
        return [shown, wanted]
      },
      look: (shown: readonly number[], wanted: readonly number[]) => ({
        loss: classLoss(model.forward(shown), wanted),
      }),
      elsewhere() {
        const lessons = documents.map((name) => model.lesson(name))
        return {
          X: lessons.map(({ shown }) => shown),
          y: lessons.map(({ wanted }) => wanted),
          loss: crossEntropyLoss,
          batch: 1,
        }
      },
      picture: () => [],
      samples: say,
    }
  },
}
