/** The program that the build puts beside the page is the one that its GPT looks for. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stepOf } from '../../app/gpt/run.js'
import { PROGRAM } from '../../app/gpt/program.js'
import { shippedFor } from '../../app/gpt/shipped.js'
import { LENGTHS, NamesTraining, USUAL_STEPS } from '../../src/training/index.js'

/** How many of three steps the program takes. */
const taken = async (texts?: readonly string[]): Promise<number> => {
  const bytes = new Uint8Array(readFileSync(`dist/page/${PROGRAM}`))
  // Another seed: what is computed does not hang on it.
  const training = new NamesTraining({ seed: 7, steps: USUAL_STEPS, ...(texts && { texts }) })
  const step = stepOf(training, LENGTHS, { cache: { get: () => bytes, set: () => undefined }, idle: 0 })
  for (let k = 0; k < 3; k++) {
    step(...training.examples(k))
    await step.ready
  }
  return step.stats.compiled
}

test('of the names, whatever the seed: from the second step on it is run', async () => {
  expect(await taken()).toBe(2)
})
test('not of other letters: it is of no use there, and the page does not even ask', async () => {
  const texts = ['ab', 'ba', 'abc']
  expect(await taken(texts)).toBe(0)
  expect(shippedFor({ seed: 7, steps: USUAL_STEPS, texts })).toBeUndefined()
})
