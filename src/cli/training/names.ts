/** The language model of the lectures: a small GPT learns to make up names. The choice of numbers is Andrej Karpathy's (microgpt). */
import { createHash } from 'node:crypto'
import { names } from '../../data/index.js'
import { crossEntropyLoss } from '../../nn/index.js'
import { Adam, linear } from '../../optim/index.js'
import { PythonRandom } from '../../random/index.js'
import { Failure } from '../failure.js'
import { GPT } from './gpt.js'
import type { Task } from './training.js'

const USUAL = 1000

/** The order of draws is his: the names are shuffled, then the matrices drawn, then letters chosen. Every step sees one name. */
export const namesTask: Task = {
  about: 'names, one a line of --data FILE, or those of the package',
  steps: USUAL,
  seed: 42,
  takesLines: true,
  start({ seed, steps, lines = names() }) {
    const documents = lines.map((line) => line.trim()).filter((line) => line !== '')
    if (documents.length === 0)
      throw new Failure('the data has no name; at least one is needed, each on a line of its own.')
    const random = new PythonRandom(seed)
    random.shuffle(documents)
    const alphabet = [...new Set(documents.flatMap((name) => [...name]))].toSorted()
    const model = new GPT(alphabet, random)
    const parameters = model.parameters()
    const span = Math.max(USUAL, steps)
    const say = (count: number): readonly string[] => Array.from({ length: count }, () => model.sample(random, 0.5))
    return {
      title: `${documents.length} names of ${alphabet.length} letters, a GPT of ${parameters.length} parameters, seed ${seed}`,
      module: model,
      optimizer: Adam(parameters, { betas: [0.85, 0.99], eps: 1e-8 }),
      // Down to 0 over a thousand steps, or as many as are asked for: fewer steps are the first of the thousand.
      rate: linear(0.01, 0, span),
      texts: {
        alphabet: JSON.stringify(alphabet),
        'number of steps': String(span),
        data: createHash('sha256').update(documents.join('\n')).digest('hex').slice(0, 16),
      },
      look(step) {
        const { shown, wanted } = model.lesson(documents[step % documents.length]!)
        return { loss: crossEntropyLoss(model.forward(shown), wanted) }
      },
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
