/** The plain reading of a kernel, every step in turn: slow, and what the printed functions are held against. */
import { kindOf, type Kernel, type Step } from './kernel.js'
import { STEPS, type Content, type Kind } from './step.js'

/** The value of a kernel, step by step from its data; throws where it depends on a step whose readings differ. */
export function interpret(kernel: Kernel, ...args: readonly number[]): number {
  const result = evaluate(kernel, args)
  if (typeof result === 'number') return result
  throw new RangeError(`${kernel.name}(${args.join(', ')}) selects a step outside of its range.`)
}

function evaluate(kernel: Kernel, args: readonly number[]): Content {
  const values: Content[] = []
  for (const step of kernel.steps) values.push(valueOf(step, values, args))
  return values.at(-1)
}

function valueOf(step: Step, values: readonly Content[], args: readonly number[]): Content {
  if (step.op === 'parameter') return args[step.value]
  if (step.op === 'number' || step.op === 'integer') return step.value
  const given = step.args.map((place) => values[place])
  if (step.op === 'select' || step.op === 'selectInt')
    return given[2] === undefined ? undefined : given[given[2] ? 0 : 1]
  if (step.op === 'and' && given.includes(false)) return false
  if (step.op === 'or' && given.includes(true)) return true
  // Whatever the other argument is, a NaN stays one.
  if (given.includes(undefined)) return kindOf(step) === 'f64' && given.some(Number.isNaN) ? NaN : undefined
  if (step.op === 'lookup') return step.table[Number(given[0]) & (step.table.length - 1)]
  if (step.op === 'call') return evaluate(step.kernel, given.map(Number))
  return STEPS[step.op].run(...(given as never[]))
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
