/** A training as one file: what module and optimiser hold, as safetensors, so that it goes on from there to the same bits. */
import { assignTensors, saveSafetensors, tensorsOf, type Loaded, type Tensor } from '../interop/index.js'
import type { Module } from '../nn/index.js'
import type { Optimizer } from '../optim/index.js'

/** What is kept of a training. */
export interface Kept {
  readonly module: Module
  readonly optimizer: Optimizer
}

const STATE = 'optimizer.'
/** The name under which a file says over how many steps its learning rate falls, where that follows from how many were asked for. */
export const FALL = 'number of steps'

/** The bytes of a training, with what is to be known besides its numbers. */
export function pack({ module, optimizer }: Kept, metadata: Readonly<Record<string, string>>): Uint8Array {
  const { states } = optimizer
  const kept = Object.keys(states[0]!).map((key): [string, Tensor] => [
    STATE + key,
    { shape: [states.length], data: Float64Array.from(states, (state) => state[key]!) },
  ])
  return saveSafetensors(new Map([...tensorsOf(module), ...kept]), { metadata })
}

/** The tensors of the model, without those of the optimiser. */
export const modelOf = ({ tensors }: Loaded): ReadonlyMap<string, Tensor> =>
  new Map([...tensors].filter(([name]) => !name.startsWith(STATE)))

/** Puts a training where a file says that it stood after so many steps. Throws, and changes nothing, where it does not fit; messages go on from the name of the file. */
export function unpack({ module, optimizer }: Kept, loaded: Loaded, step: number): void {
  const keys = Object.keys(optimizer.states[0]!)
  const kept = keys.map((key) => loaded.tensors.get(STATE + key))
  if (kept.some((tensor) => tensor?.data.length !== optimizer.states.length))
    throw new RangeError('does not hold what the optimiser remembers; it was made by another version.')
  try {
    assignTensors(module, modelOf(loaded))
  } catch (error) {
    throw new RangeError(`does not fit: ${(error as Error).message}`, { cause: error })
  }
  optimizer.states.forEach((_, i) => {
    optimizer.states[i] = Object.fromEntries(keys.map((key, k) => [key, kept[k]!.data[i]!]))
  })
  optimizer.steps = step
}
