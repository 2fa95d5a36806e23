/** What docs/training.md compares: a question each, how its answers read in a table, and how they were found. Programs beside this file ask every library. */

/** What a library answered: numbers in seconds are the best of three. */
export interface Answers {
  readonly holds: string
  readonly float64: boolean
  readonly operators: boolean | string
  readonly third: number | string
  readonly tanh: number | string
  readonly where: string
  readonly deep: number | string
  readonly named: string
  readonly optimisers: readonly string[]
  readonly damaged: string
  readonly devices: readonly string[]
  readonly browser: boolean
  readonly moons?: number
  readonly layer?: number
}
/** What is in fixtures/comparison.json, by library. */
export interface Comparison {
  readonly [library: string]: { readonly by: string; readonly answers: Answers }
}

/** A row of the table. */
export interface Question {
  readonly what: string
  readonly cell: (answers: Answers) => string
  readonly how: string
}

const time = (seconds: number): string => (seconds < 0.1 ? `${Number((1000 * seconds).toPrecision(2))} ms` : `${Number(seconds.toPrecision(2))} s`) // prettier-ignore
const optimisers = ({ optimisers }: Answers): string => (optimisers.length === 0 ? 'none' : optimisers.join(', '))
const failed = (x: number | string): string | undefined => {
  if (typeof x === 'number') return undefined
  if (/recursion|call stack/i.test(x)) return 'the stack overflows'
  return /no attribute|backward/.test(x) ? 'no: slopes are plain numbers' : x
}

export const questions: readonly Question[] = [
  {
    what: 'a variable holds',
    cell: ({ holds }) => (holds.startsWith('one') ? 'one number' : 'a tensor of any shape'),
    how: 'one is made and printed',
  },
  {
    what: 'doubles (float64)',
    cell: ({ float64 }) => (float64 ? 'yes' : 'no, float32'),
    how: '1 + 2⁻⁴⁰ − 1 is asked to be above 0',
  },
  {
    what: '`a * b + 1` can be written so',
    cell: ({ operators }) => (operators === true ? 'yes' : 'no: methods'),
    how: 'it is, of seegrad where a function says "use grad", and the derivatives are asked to be b and a',
  },
  {
    what: 'third derivative of x⁴ at 2: 48',
    cell: ({ third }) => failed(third) ?? String(third),
    how: 'the derivative of the derivative of the derivative',
  },
  {
    what: 'slope of tanh at 20: 1.699 · 10⁻¹⁷',
    cell: ({ tanh }) => (typeof tanh === 'string' ? 'no tanh' : tanh === 0 ? '0' : String(Number(tanh.toPrecision(4)))),
    how: 'in doubles, where there are any',
  },
  {
    what: 'slope of where(x > 0, √x, 0) at 0: 0',
    cell: ({ where }) => (where === 'no where' ? where : where.replace('nan', 'NaN')),
    how: 'in doubles, where there are any',
  },
  {
    what: 'backward through 20,000 steps in a row',
    cell: ({ deep }) => failed(deep) ?? (deep === 1 ? 'yes' : String(deep)),
    how: 'x · 1 · 1 · …, whose slope is 1',
  },
  {
    what: 'who made a NaN is named',
    cell: ({ named }) => (/sqrt/i.test(named) ? (/-2/.test(named) ? 'the op, what it was given, and where that came from' : 'the op') : 'no'),
    how: '√(2 · −1) in the mode that watches, where there is one',
  },
  {
    what: 'optimisers in the package',
    cell: optimisers,
    how: 'what it exports',
  },
  {
    what: 'a model’s file with one bit of a weight flipped is',
    cell: ({ damaged }) => (damaged.startsWith('no files') ? 'no files' : damaged.startsWith('loaded with') ? 'loaded' : 'refused'),
    how: 'saved, flipped, loaded: safetensors; `torch.save`; `tf.io`; with jax-js, whose package @jax-js/loaders reads files of others, a safetensors file',
  },
  {
    what: 'runs on',
    cell: ({ devices }) => devices.map((device) => ({ cpu: 'the processor', wasm: 'WebAssembly', webgl: 'WebGL', webgpu: 'WebGPU', cuda: 'CUDA', machines: 'many machines' })[device] ?? device).join(', '),
    how: 'what it registers',
  },
  {
    what: 'runs in a browser',
    cell: ({ browser }) => (browser ? 'yes' : 'no'),
    how: 'tests of seegrad run in one; the others by what they say of themselves',
  },
  {
    what: 'moons: 100 steps of an MLP(2, [16, 16, 1]) on 100 points',
    cell: ({ moons }) => time(moons!),
    how: 'the best of three, one thread; where tensors are held, all points at once; seegrad op by op, not compiled; jax-js compiled by `jit`, tfjs on WebAssembly, both in float32; of micrograd two steps, times 50',
  },
  {
    what: 'a layer of 256 × 256 on 64 examples, forward and backward',
    cell: ({ layer }) => time(layer!),
    how: 'likewise; of micrograd one example, times 64',
  },
] // prettier-ignore

/** The table, in Markdown, and below it how each row was found. */
export function comparisonTable(comparison: Comparison): string {
  const libraries = Object.entries(comparison)
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    row(['', ...libraries.map(([name]) => name)]),
    row(['---', ...libraries.map(() => '---')]),
    ...questions.map(({ what, cell }) => row([what, ...libraries.map(([, { answers }]) => cell(answers))])),
    '',
    `Asked: ${libraries.map(([, { by }]) => by).join('; ')}.`,
    '',
    ...questions.map(({ what, how }) => `- ${what}: ${how}.`),
  ].join('\n')
}
