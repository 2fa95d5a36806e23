/** The language model of the lectures: a small GPT learns to make up names. */
import { createHash } from 'node:crypto'
import { crossEntropyLoss } from '../../nn/index.js'
import { BLOCK, FALL, LENGTHS, NamesTraining, textsIn, USUAL_SEED, USUAL_STEPS } from '../../training/index.js'
import { Failure } from '../failure.js'
import type { Task } from './training.js'

export const namesTask: Task = {
  about: 'made-up names',
  steps: USUAL_STEPS,
  seed: USUAL_SEED,
  takes: 'lines',
  start({ seed, steps, lr, data }) {
    const own = data && textsIn(data.text)
    if (own?.length === 0)
      throw new Failure(`${data!.path}: the file has no name; at least one is needed, each on a line of its own.`)
    const training = new NamesTraining({ seed, steps, ...(lr !== undefined && { lr }), ...(own && { texts: own }) })
    const { texts, alphabet, model, cut } = training
    const but = cut === 0 ? '' : ` (${cut} of them cut after ${BLOCK} letters)`
    return {
      title: `${texts.length} names${but} of ${alphabet.length} letters, a GPT of ${training.optimizer.parameters.length} parameters, seed ${seed}`,
      module: model,
      optimizer: training.optimizer,
      rate: training.rate,
      texts: {
        alphabet: JSON.stringify(alphabet),
        [FALL]: String(training.span),
        data: createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16),
      },
      examples: (step) => training.examples(step),
      look: (shown: readonly number[], wanted: readonly number[]) => ({ loss: training.loss(shown, wanted) }),
      sequence: { lengths: LENGTHS, losses: (shown, wanted) => training.losses(shown, wanted) },
      elsewhere() {
        const lessons = texts.map((text) => model.lesson(text))
        return {
          X: lessons.map(({ shown }) => shown),
          y: lessons.map(({ wanted }) => wanted),
          loss: crossEntropyLoss,
          batch: 1,
        }
      },
      picture: () => [],
      samples: (count) => training.samples(count),
    }
  },
}
