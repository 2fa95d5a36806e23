/** Where the steps of a kernel are needed: everywhere, or in one arm of a choice only. */
import type { Kernel } from '../numeric/index.js'

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
    const region = (users[place] as Region[]).reduce(meet)
    regions[place] = region
    const isChoice = step.op === 'select' || step.op === 'selectInt'
    if (isChoice) arms[place] = [below(region), below(region)]
    step.args.forEach((arg, k) => users[arg]?.push((isChoice && arms[place]?.[k as 0 | 1]) || region))
  }
  return { root, regions, uses: users.map((list) => list.length), arms }
}
