/** Trainings as files: what module and optimiser hold, in one safetensors file that is always whole. */
import { readFileSync } from 'node:fs'
import {
  assignTensors,
  loadSafetensors,
  saveSafetensors,
  tensorsOf,
  type Loaded,
  type Tensor,
} from '../interop/index.js'
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

const STATE = 'optimizer.'
/** The name under which a file says over how many steps its learning rate falls, where that follows from --steps. */
export const FALL = 'number of steps'

/** What a file says of a place. */
export const wordsOf = ({ task, seed, step, steps, said }: Place): Readonly<Record<string, string>> => ({
  task,
  seed: String(seed),
  step: String(step),
  steps: String(steps),
  said: JSON.stringify(said),
})

/** The bytes of a training at a place. */
export function packed({ module, optimizer, texts }: Training, place: Place): Uint8Array {
  const { states } = optimizer
  const kept = Object.keys(states[0]!).map((key): [string, Tensor] => [
    STATE + key,
    { shape: [states.length], data: Float64Array.from(states, (state) => state[key]!) },
  ])
  const metadata = { ...texts, ...wordsOf(place) }
  return saveSafetensors(new Map([...tensorsOf(module), ...kept]), { metadata })
}

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

/** The tensors of the model, without those of the optimiser. */
export const modelOf = ({ tensors }: Loaded): ReadonlyMap<string, Tensor> =>
  new Map([...tensors].filter(([name]) => !name.startsWith(STATE)))

/** Puts a training where a file says it stood. Errors: another data set, other sizes. */
export function resume(training: Training, path: string, loaded: Loaded, { step }: Place): void {
  for (const [name, text] of Object.entries(training.texts)) {
    const was = loaded.metadata.get(name)
    if (was === text) continue
    if (name === FALL)
      throw new Failure(`${path} was trained otherwise: its learning rate falls over ${was} steps, and with these --steps over ${text}. Begin anew, without --resume.`)
    throw new Failure(`${path} was trained otherwise: its ${name} is another. Give the same --data as before.`)
  }
  const { optimizer, module } = training
  const keys = Object.keys(optimizer.states[0]!)
  const kept = keys.map((key) => loaded.tensors.get(STATE + key))
  if (kept.some((tensor) => tensor?.data.length !== optimizer.states.length))
    throw new Failure(`${path} does not hold what the optimiser remembers; it was made by another version.`)
  try {
    assignTensors(module, modelOf(loaded))
  } catch (error) {
    throw new Failure(`${path} does not fit: ${(error as Error).message}`)
  }
  optimizer.states.forEach((_, i) => {
    optimizer.states[i] = Object.fromEntries(keys.map((key, k) => [key, kept[k]!.data[i]!]))
  })
  optimizer.steps = step
} // prettier-ignore
