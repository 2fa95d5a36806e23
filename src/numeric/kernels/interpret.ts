/** The plain reading of a kernel, every step in turn: slow, and what the printed functions are held against. */
import { kindOf, type Kernel, type Step } from './kernel.js'
import { STEPS, type Content, type Kind } from './step.js'

/** The value of a kernel, step by step from its data; throws where it depends on a step whose readings differ. */
export function interpret(kernel: Kernel, ...args: readonly number[]): number {
  const result = evaluate(kernel, args)
  if (typeof result === 'number') return result
  throw new RangeError(`${kernel.name}(${args.join(', ')}) selects a step outside of its range.`)
}

function evaluate(kernel: Kernel, args: readonly Content[]): Content {
  const values: Content[] = []
  for (const step of kernel.steps) {
    const at = step.args
    values.push(valueOf(step, args, values[at[0] ?? 0], values[at[1] ?? 0], values[at[2] ?? 0]))
  }
  return values.at(-1)
}

function valueOf(step: Step, args: readonly Content[], a: Content, b: Content, c: Content): Content {
  switch (step.op) {
    case 'parameter':
      return args[step.value]
    case 'number':
    case 'integer':
      return step.value
    case 'call':
      return evaluate(step.kernel, step.kernel.parameters.length === 1 ? [a] : [a, b])
    case 'lookup':
      return a === undefined ? undefined : step.table[Number(a) & (step.table.length - 1)]
    case 'select':
    case 'selectInt':
      return c === undefined && !Object.is(a, b) ? undefined : c ? a : b
    case 'and':
      return a === false || b === false ? false : a && b
    case 'or':
      return a === true || b === true ? true : a || b
    default:
      break
  }
  const known = a !== undefined && (b !== undefined || step.args.length === 1)
  if (known) return STEPS[step.op].run(a as never, b as never)
  // Whatever the other argument is, a NaN stays one.
  return kindOf(step) === 'f64' && (Number.isNaN(a) || Number.isNaN(b)) ? NaN : undefined
}

/** What is wrong with a kernel's list, as sentences: arguments that come too late or are of the wrong kind, a value that is no double. */
export function faults(kernel: Kernel): readonly string[] {
  const kinds = kernel.steps.map(kindOf)
  const found = kernel.steps.flatMap((step, place) => {
    const takes = takenBy(step)
    const says = `${kernel.name}, step ${place} (${step.op})`
    if (takes.length !== step.args.length) return [`${says} has ${step.args.length} arguments, not ${takes.length}`]
    return step.args.flatMap((arg, i) => {
      if (!(arg >= 0 && arg < place)) return [`${says} uses step ${arg}, which is not before it`]
      return kinds[arg] === takes[i] ? [] : [`${says} takes a ${takes[i]} where step ${arg} is a ${kinds[arg]}`]
    })
  })
  return kinds.at(-1) === 'f64' ? found : [...found, `${kernel.name} ends in no double`]
}

function takenBy(step: Step): readonly Kind[] {
  if (step.op === 'parameter' || step.op === 'number' || step.op === 'integer') return []
  if (step.op === 'lookup') return ['i32']
  return step.op === 'call' ? step.kernel.parameters.map(() => 'f64') : STEPS[step.op].takes
}
