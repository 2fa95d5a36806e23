/** Before anybody waits: while the page rests, what the run at hand is going to need is compiled, so that it is there when the run begins. */
import { LENGTHS, NamesTraining } from '../../src/training/index.js'
import type { Setting } from './orders.js'
import { shippedFor } from './shipped.js'
import { stepOf } from './run.js'

/** So often each program is run: enough for the browser to make its code fast. */
const ROUNDS = 30
/** How long the thread waits for the reader to begin, in milliseconds. */
const IDLE = 300_000

/** Between two steps whoever asks something of this thread is heard. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** A model like that of the run learns a few steps, and is forgotten: its programs are found again by what they compute. Ends as soon as there is something else to do; whether it came to its end. */
export async function compileAhead(setting: Setting, isIdle: () => boolean): Promise<boolean> {
  const training = new NamesTraining(setting)
  const cache = shippedFor(setting)
  const step = stepOf(training, LENGTHS, { idle: IDLE, ...(cache && { cache }) })
  const missing = new Set(LENGTHS)
  // Few texts are long: programs that the run will not come to are not made.
  for (let k = 0; k < setting.steps && missing.size > 0; k++) {
    const [shown, wanted] = training.examples(k)
    if (!missing.delete(LENGTHS.find((length) => shown.length <= length) ?? 0)) continue
    for (let round = 0; round < ROUNDS; round++) {
      if (!isIdle()) return false
      step(shown, wanted)
      await step.ready
      await pause()
    }
  }
  return step.stats.compiled > 0
}
