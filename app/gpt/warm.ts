/** Before anybody waits: small models of the same kind learn a few steps and are compiled, so that the compiler's own code is compiled, and its thread there, when a run begins. */
import { NamesTraining } from '../../src/training/index.js'
import { stepOf } from './run.js'

/** So many places have the models, one after the other, and so wide are they: enough for the browser to take the compiler for code that is often run. */
const PLACES: readonly number[] = [3, 5, 8]
const WIDTH = 4
/** Steps of each model, first op by op and then compiled. */
const [EAGER, COMPILED] = [3, 30]
/** How long the thread waits for the reader to begin, in milliseconds. */
const IDLE = 300_000
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** Between two steps whoever asks something of this thread is heard. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** Ends as soon as there is something else to do. */
export async function warmUp(isIdle: () => boolean): Promise<void> {
  for (const places of PLACES) {
    // The start is a place too.
    const texts = Array.from({ length: Math.ceil(LETTERS.length / (places - 1)) }, (_, k) => LETTERS.slice(k * (places - 1), (k + 1) * (places - 1))) // prettier-ignore
    const training = new NamesTraining({ seed: places, steps: EAGER + COMPILED, texts, width: WIDTH })
    const step = stepOf(training, [places], { idle: IDLE })
    for (let k = 0; k < EAGER + COMPILED; k++) {
      if (k === EAGER) await step.ready
      if (!isIdle()) return
      step(...training.examples(k))
      await pause()
    }
  }
}
