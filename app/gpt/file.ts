/** A run as a safetensors file, the one that `seegrad train names --save` writes too, and as it comes back from one. */
import { loadSafetensors, type Loaded } from '../../src/interop/index.js'
import { FALL, pack, unpack } from '../../src/training/index.js'
import type { Setting } from './orders.js'
import { Run } from './run.js'

/** Which texts were learned, in which order, as the terminal writes it; nothing where a page has no hashes, which is where it came without encryption. */
async function sumOf(texts: readonly string[]): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(texts.join('\n'))))
  return Array.from(sum.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The bytes of a run: weights, what the optimiser remembers, and where it stands. */
export async function packed({ training, setting, step }: Run): Promise<Uint8Array<ArrayBuffer>> {
  const data = await sumOf(training.texts)
  const metadata = {
    alphabet: JSON.stringify(training.alphabet),
    [FALL]: String(training.span),
    ...(data !== undefined && { data }),
    task: 'names',
    seed: String(setting.seed),
    step: String(step),
    steps: String(setting.steps),
    said: '{}',
  }
  return pack({ module: training.model, optimizer: training.optimizer }, metadata) as Uint8Array<ArrayBuffer>
}

const MEND = 'A file that “Save weights” or seegrad train names --save wrote is allowed.'

/** A run that goes on where a file says that it stood; with the texts that are learned at present, if they are the reader's own. Errors, in words: another model's file, other texts, damage. */
export async function unpacked(
  bytes: Uint8Array,
  { texts, isEager }: Pick<Setting, 'texts' | 'isEager'>,
): Promise<Run> {
  const loaded = read(bytes)
  const { metadata } = loaded
  const task = metadata.get('task')
  if (task === undefined) throw new RangeError(`This file holds tensors, but no training of this model. ${MEND}`)
  if (task !== 'names')
    throw new RangeError(`This file is a training of ${JSON.stringify(task)}, another model. ${MEND}`)
  const [seed, step, steps] = ['seed', 'step', FALL].map((key) => Number(metadata.get(key)))
  if (![seed, step, steps].every((x) => Number.isSafeInteger(x) && x! >= 0) || steps! < 1 || steps! > 1e6)
    throw new RangeError(`This file does not say where its training stands. ${MEND}`)
  if ((metadata.get('said') ?? '{}') !== '{}')
    throw new RangeError('This file was trained at another learning rate: go on with it in the terminal, by seegrad train names --resume.') // prettier-ignore
  const run = new Run({ seed: seed!, steps: steps!, ...(texts && { texts }), ...(isEager && { isEager }) })
  const { training } = run
  const sum = metadata.get('data')
  const isOther = metadata.get('alphabet') !== JSON.stringify(training.alphabet) || (sum !== undefined && sum !== ((await sumOf(training.texts)) ?? sum)) // prettier-ignore
  if (isOther)
    throw new RangeError(
      texts
        ? 'This file was trained on other texts than those that are open: open its own text first, or take the names.'
        : 'This file was trained on other texts than the names: open its own text first, then its weights.',
    )
  try {
    unpack({ module: training.model, optimizer: training.optimizer }, loaded, step!)
  } catch (error) {
    throw new RangeError(`This file ${(error as Error).message}`, { cause: error })
  }
  run.start = step!
  return run
}

function read(bytes: Uint8Array): Loaded {
  try {
    return loadSafetensors(bytes)
  } catch (error) {
    throw new RangeError(`This is no whole safetensors file: ${(error as Error).message.replace(/^loadSafetensors: /, '')} ${MEND}`, { cause: error }) // prettier-ignore
  }
}
