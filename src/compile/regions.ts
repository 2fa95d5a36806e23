/** Kernels as WebAssembly is written from them: leaner, and where each step is needed, everywhere or in one arm of a choice only. */
import type { Kernel, Step } from '../numeric/index.js'
import { BESIDE } from '../numeric/kernels/step.js'

/** From x + 1.5·2⁵² − 1.5·2⁵² as an integer to x + 1.5·2⁵²; undefined for other integers. */
function roundedBeside(steps: readonly Step[], integer: number | undefined): number | undefined {
  const operands = (place: number | undefined, op: Step['op']): readonly number[] => {
    const step = steps[place as number]
    return step?.op === op ? step.args : []
  }
  const isBeside = (place: number | undefined): boolean => {
    const step = steps[place as number]
    return step?.op === 'number' && step.value === BESIDE
  }
  const [sum, beside] = operands(operands(integer, 'toInt')[0], 'sub')
  return isBeside(beside) && isBeside(operands(sum, 'add')[1]) ? sum : undefined
}
const leanOnes = new WeakMap<Kernel, Kernel>()
/** The same kernel, in which a power of two of a number that was rounded is made of its bits: JavaScript has it from a table, by an integer, which takes WebAssembly longer. */
export function lean(kernel: Kernel): Kernel {
  const known = leanOnes.get(kernel)
  if (known) return known
  const steps = kernel.steps.map((step): Step => {
    const sum = step.op === 'pow2' ? roundedBeside(kernel.steps, step.args[0]) : undefined
    return sum === undefined ? step : { op: 'pow2Beside', args: [sum] }
  })
  const made = { ...kernel, steps }
  leanOnes.set(kernel, made)
  return made
}

/** The body of a function or, below it, an arm of a select. */
export interface Region {
  readonly parent: Region | undefined
  readonly depth: number
}
/** For each step its region and how often it is used; for each choice the regions of its arms. */
export interface Plan {
  readonly root: Region
  readonly regions: readonly Region[]
  readonly uses: readonly number[]
  readonly arms: readonly (readonly [yes: Region, no: Region] | undefined)[]
}

/** The innermost region that holds both. */
function meet(a: Region, b: Region): Region {
  if (a === b) return a
  return a.depth >= b.depth ? meet(a.parent as Region, b) : meet(a, b.parent as Region)
}

const plans = new WeakMap<Kernel, Plan>()
export function plan(kernel: Kernel): Plan {
  const known = plans.get(kernel)
  if (known) return known
  const made = make(kernel)
  plans.set(kernel, made)
  return made
}
function make({ steps }: Kernel): Plan {
  const root: Region = { parent: undefined, depth: 0 }
  const below = (parent: Region): Region => ({ parent, depth: parent.depth + 1 })
  const users: Region[][] = steps.map(() => [])
  users.at(-1)?.push(root)
  const regions: Region[] = []
  const arms: (readonly [Region, Region] | undefined)[] = []
  // Users stand behind what they use: from the end, each step is met after all its uses.
  for (let place = steps.length - 1; place >= 0; place--) {
    const step = steps[place] as Kernel['steps'][number]
    const used = users[place] as Region[]
    const region = used.length > 0 ? used.reduce(meet) : root
    regions[place] = region
    // What a leaner step has taken the place of is computed nowhere.
    if (used.length === 0) continue
    const isChoice = step.op === 'select' || step.op === 'selectInt'
    if (isChoice) arms[place] = [below(region), below(region)]
    step.args.forEach((arg, k) => users[arg]?.push((isChoice && arms[place]?.[k as 0 | 1]) || region))
  }
  return { root, regions, uses: users.map((list) => list.length), arms }
}
