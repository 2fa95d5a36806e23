/** The plain reading of a kernel: slow, strict, and what the printed functions are held against. */
import { kindOf, type Kernel, type Step } from './kernel.js'
import { STEPS, type Content, type Kind } from './step.js'

/** The value of a kernel, from its data, by the steps that it depends on; throws where the readings of one of them differ. */
export function interpret(kernel: Kernel, ...args: readonly number[]): number {
  const result = evaluate(kernel, args)
  if (typeof result === 'number') return result
  throw new RangeError(`${kernel.name}(${args.join(', ')}) selects a step outside of its range.`)
}

function evaluate({ steps }: Kernel, args: readonly Content[]): Content {
  const known: Content[] = steps.map(() => undefined)
  const isKnown: boolean[] = steps.map(() => false)
  const value = (place: number | undefined): Content => {
    if (place === undefined) return undefined
    if (isKnown[place]) return known[place]
    isKnown[place] = true
    return (known[place] = valueOf(steps[place]!, args, value))
  }
  return value(steps.length - 1)
}

function valueOf(step: Step, args: readonly Content[], value: (place: number | undefined) => Content): Content {
  switch (step.op) {
    case 'parameter':
      return args[step.value]
    case 'number':
    case 'integer':
      return step.value
    case 'call':
      return evaluate(step.kernel, step.args.map(value))
    case 'lookup': {
      const index = value(step.args[0])
      return index === undefined ? undefined : step.table[Number(index) & (step.table.length - 1)]
    }
    case 'select':
    case 'selectInt': {
      const flag = value(step.args[2])
      if (flag !== undefined) return value(step.args[flag ? 0 : 1])
      // Whichever it is, where both are the same.
      const yes = value(step.args[0])
      return Object.is(yes, value(step.args[1])) ? yes : undefined
    }
    case 'and':
    case 'or': {
      const [a, b] = [value(step.args[0]), value(step.args[1])]
      const decides = step.op === 'or'
      return a === decides || b === decides ? decides : a === undefined ? a : b
    }
    default: {
      const a = value(step.args[0])
      const b = value(step.args[1])
      if (a !== undefined && (b !== undefined || step.args.length === 1))
        return STEPS[step.op].run(a as never, b as never)
      // Whatever the other argument is, a NaN stays one.
      return kindOf(step) === 'f64' && (Number.isNaN(a) || Number.isNaN(b)) ? NaN : undefined
    }
  }
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
