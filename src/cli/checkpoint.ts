/** Trainings as files: what module and optimiser hold, in one safetensors file that is always whole. */
import { readFileSync } from 'node:fs'
import { loadSafetensors, type Loaded } from '../interop/index.js'
import { FALL, pack, unpack } from '../training/index.js'
import { Failure } from './failure.js'
import type { Said, Training } from './training/training.js'

/** Where a training stands. */
export interface Place {
  readonly task: string
  readonly seed: number
  /** How many steps were taken, of how many. */
  readonly step: number
  readonly steps: number
  readonly said: Said
}

/** What a file says of a place. */
export const wordsOf = ({ task, seed, step, steps, said }: Place): Readonly<Record<string, string>> => ({
  task,
  seed: String(seed),
  step: String(step),
  steps: String(steps),
  said: JSON.stringify(said),
})

/** The bytes of a training at a place. */
export const packed = ({ module, optimizer, texts }: Training, place: Place): Uint8Array =>
  pack({ module, optimizer }, { ...texts, ...wordsOf(place) })

/** The file of a model. Errors: what cannot be read, what is damaged. */
export function readModel(path: string): Loaded {
  try {
    return loadSafetensors(readFileSync(path))
  } catch (error) {
    throw new Failure(`${path} was not loaded: ${(error as Error).message.replace(/^loadSafetensors: /, '')}`)
  }
}

/** Where the training of a file stands. Errors: a file of something else. */
export function placeOf(path: string, { metadata }: Loaded): Place {
  const [task, ...counts] = ['task', 'seed', 'step', 'steps'].map((key) => metadata.get(key))
  if (task !== undefined && counts.every((count) => /^\d+$/.test(count ?? ''))) {
    const [seed, step, steps] = counts.map(Number) as [number, number, number]
    try {
      return { task, seed, step, steps, said: JSON.parse(metadata.get('said') ?? '{}') as Said }
    } catch {
      // What is said there is no JSON: not of ours.
    }
  }
  throw new Failure(`${path} holds no training of seegrad; a file that seegrad train … --save FILE wrote is allowed.`)
}

/** Puts a training where a file says it stood. Errors: another data set, other sizes. */
export function resume(training: Training, path: string, loaded: Loaded, { step }: Place): void {
  for (const [name, text] of Object.entries(training.texts)) {
    const was = loaded.metadata.get(name)
    if (was === text) continue
    if (name === FALL)
      throw new Failure(`${path} was trained otherwise: its learning rate falls over ${was} steps, and with these --steps over ${text}. Begin anew, without --resume.`)
    throw new Failure(`${path} was trained otherwise: its ${name} is another. Give the same --data as before.`)
  }
  try {
    unpack(training, loaded, step)
  } catch (error) {
    throw new Failure(`${path} ${(error as Error).message}`)
  }
} // prettier-ignore
