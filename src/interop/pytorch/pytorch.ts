/** `toPyTorch`: a model or a function as a Python program for PyTorch, with its weights beside it and a script that trains it on many processes. */
import { assertOptions, describe } from '../../arguments/index.js'
import { isValue } from '../../engine/index.js'
import { Module } from '../../nn/index.js'
import type { Value } from '../../ops/index.js'
import type { Tree } from '../../transforms/index.js'
import { saveSafetensors } from '../safetensors.js'
import { made } from './modules.js'
import { planned, type TorchTraining } from './plan.js'
import { structured } from './printed.js'
import { programOf } from './program.js'
import { isModuleName } from './python.js'
import { recorded } from './recorded.js'

/** How a program is printed. */
export interface PyTorchOptions {
  /** The name of the program, by which Python imports it, and of the files; `'twin'` unless told. */
  readonly name?: string
  /** The arguments of an example: a function is recorded at them; of a model they are what the program compares its answer at. Numbers are inputs, Values and modules are weights. */
  readonly args?: readonly Tree[]
  /** Names for the weights that a function closes over: a module, or a record of Values. */
  readonly weights?: Module | Readonly<Record<string, Value>>
  /** What the training script trains on, and how; without it none is printed. */
  readonly training?: TorchTraining
  /** Texts that go with the weights. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** What `toPyTorch` prints. */
export interface PyTorchTwin {
  /** The Python program; as a string the whole is this. */
  readonly program: string
  /** The Python script that trains it, if it was asked for. */
  readonly training?: string
  /** The weights, a safetensors file. */
  readonly weights: Uint8Array
  /** The files that belong together, by name: the program, its weights, and where there are any its script, its example and its data. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
  toString(): string
}

type Callable = (...args: never[]) => unknown

/**
 * A model or a function as a Python program for PyTorch 1.13 or newer, which needs no other package, with its weights beside it as a safetensors file whose names are those of
 * `tensorsOf`. The modules of `seegrad/nn` become classes of matrices, and so do those that {@link torchModule} was told of; any other function or module is recorded at `args`
 * and printed op by op (a branch that it took there is taken always). Run, the program computes its example and compares it with seegrad's numbers; the training script does so
 * with the first loss, and then takes the steps that seegrad takes, in as many processes as `torchrun` starts. Throws for names that Python does not allow, weights that are no finite
 * numbers, ops that have no words for PyTorch, and examples that do not fit.
 *
 * @example
 * import { mul, tanh, value } from 'seegrad'
 * import { toPyTorch } from 'seegrad/interop'
 * const w = value(-3, 'w')
 * const twin = toPyTorch((x: number) => tanh(mul(w, x)), { args: [2], name: 'neuron' })
 * Array.from(twin.files.keys()) // ['neuron.py', 'neuron.safetensors', 'neuron.data.safetensors']
 * twin.program.includes('v = w * x') // true
 */
export function toPyTorch(subject: Module | Callable, options: PyTorchOptions = {}): PyTorchTwin {
  assertOptions('toPyTorch', options, 'name', 'args', 'weights', 'training', 'metadata')
  const { name = 'twin', args, weights: owner, training, metadata = {} } = options
  if (typeof name !== 'string' || !isModuleName(name))
    throw new TypeError(
      `toPyTorch: name is ${describe(name)}; a name that Python can import is allowed, letters, digits and _, none of its own words and modules. Write { name: 'moons' }.`,
    )
  if (!(subject instanceof Module) && typeof subject !== 'function')
    throw new TypeError(`toPyTorch: given ${describe(subject)}; a Module or a function is allowed.`)
  if (args !== undefined && !Array.isArray(args))
    throw new TypeError(`toPyTorch: args is ${describe(args)}; a list of arguments is allowed. Write { args: [x] }.`)
  const answered = answering(subject)
  try {
    const structure = subject instanceof Module ? made(subject) : 'a function is recorded'
    const printed =
      typeof structure === 'string'
        ? recorded(subject, structure, args, owner)
        : structured(subject as Module, structure, args)
    const { weights, program, example } = printed
    const data = new Map(example)
    let script: string | undefined
    if (training !== undefined) script = planned(name, subject, printed, training, data)
    const bytes = saveSafetensors(weights, { metadata })
    const said = subject instanceof Module ? String(subject) : subject.name ? `the function ${subject.name}` : 'a function'
    const text = programOf({ ...program, name, said, isCompared: data.size > 0 })
    const files = new Map<string, string | Uint8Array>([[`${name}.py`, text], [`${name}.safetensors`, bytes]]) // prettier-ignore
    if (data.size > 0) files.set(`${name}.data.safetensors`, saveSafetensors(data))
    if (script !== undefined) files.set(`train_${name}.py`, script)
    return { program: text, weights: bytes, files, ...(script !== undefined && { training: script }), toString: () => text }
  } finally {
    answered()
  }
} // prettier-ignore

/** Lets a model answer, not train, until what is given is called: its dropouts would draw. */
function answering(subject: unknown): () => void {
  if (!(subject instanceof Module)) return () => {}
  const training: { training: boolean }[] = []
  const visit = (x: unknown, depth: number): void => {
    if (typeof x !== 'object' || x === null || isValue(x) || depth > 50) return
    if (x instanceof Module && (x as { training?: unknown }).training === true)
      training.push(x as unknown as { training: boolean })
    if (x instanceof Module || Array.isArray(x)) for (const each of Object.values(x)) visit(each, depth + 1)
  }
  visit(subject, 0)
  for (const each of training) each.training = false
  return () => {
    for (const each of training) each.training = true
  }
}
