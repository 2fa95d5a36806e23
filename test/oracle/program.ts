/** Random programs as plain data: what an expression graph is made of, run on numbers, on Values, and by the dual-number oracle. */
import { ops, type Op } from 'seegrad'
import { draws, type Draw } from './draw.js'
import { local } from './dual.js'

/** An op and the nodes it takes: inputs first, then constants, then the steps before it. */
export type Step = readonly [op: string, ...operands: number[]]
/** Its last step is its result. */
export interface Program {
  readonly inputs: readonly number[]
  readonly constants: readonly number[]
  readonly steps: readonly Step[]
}

/** Ops over two lists; all others take one. */
const twoLists: ReadonlySet<string> = new Set(['dot'])

/**
 * Calls an op of the table with its inputs and then its parameters. Parameters left out have their default; where there is none
 * they are 2.
 */
export function call(op: Op, operands: readonly number[]): number {
  const apply = op as unknown as (...inputs: unknown[]) => number
  if (op.parameters.length > 0) {
    const [x, ...given] = operands
    const parameters = op.parameters.map((parameter, k) => given[k] ?? parameter.default ?? 2)
    if (op.order === 'before') return apply(...parameters, x)
    return apply(x, Object.fromEntries(op.parameters.map(({ name }, k) => [name, parameters[k]])))
  }
  if (op.arity !== 'list') return apply(...operands)
  if (!twoLists.has(op.name)) return apply(operands)
  return apply(operands.slice(0, operands.length / 2), operands.slice(operands.length / 2))
}
export function opNamed(name: string): Op {
  const op = ops.get(name)
  if (!op) throw new Error(`no op is called ${name}`)
  return op
}

/** All nodes of a program with these inputs, numbers or Values; with `shake` every step is moved by ±2⁻⁵². */
export function nodesOf({ constants, steps }: Program, inputs: readonly number[], shake?: Draw): number[] {
  const nodes = [...inputs, ...constants]
  const moved = (x: number): number => (shake ? call(opNamed('mul'), [x, 1 + shake.sign() * 2 ** -52]) : x)
  for (const [op, ...operands] of steps) nodes.push(moved(call(opNamed(op), operands.map((k) => nodes[k] as number)))) // prettier-ignore
  return nodes
}
/** The result of a program with these inputs. */
export const run = (program: Program, inputs: readonly number[], shake?: Draw): number =>
  nodesOf(program, inputs, shake).at(-1) as number

/** What the oracle says: the result, its derivative by each input, and the sum over all paths of the absolute products, of sums by the sizes of their terms. */
export interface Duals {
  readonly value: number
  readonly gradient: readonly number[]
  readonly absolute: readonly number[]
}

/** The oracle's answer; with `shake` every number, by its terms if they are larger, and every partial is moved by ±2⁻⁵². */
export function duals({ inputs, constants, steps }: Program, shake?: Draw): Duals {
  const moved = (x: number, size = 0): number => (shake ? x + shake.sign() * 2 ** -52 * Math.max(Math.abs(x), size) : x)
  const values: number[] = [...inputs, ...constants]
  // Constants have no tangents, not even zero: 0 · NaN must not arise.
  const tangents: (readonly number[] | undefined)[] = inputs.map((_, k) => inputs.map((_, i) => (i === k ? 1 : 0)))
  const sizes: (readonly number[] | undefined)[] = [...tangents]
  for (const [op, ...operands] of steps) {
    const [value, partials, terms, ownSize] = local(op, operands.map((k) => values[k] as number)) // prettier-ignore
    const at = values.push(moved(value, ownSize)) - 1
    operands.forEach((k, i) => {
      const partial = moved(partials[i] as number)
      const [tangent, size] = [tangents[k], sizes[k]]
      if (!tangent || !size || partial === 0) return
      tangents[at] = tangent.map((t, j) => (tangents[at]?.[j] ?? 0) + partial * t)
      sizes[at] = size.map((s, j) => (sizes[at]?.[j] ?? 0) + Math.max(Math.abs(partial), terms?.[i] ?? 0) * s)
    })
  }
  const none = inputs.map(() => 0)
  return {
    value: values.at(-1) as number,
    gradient: tangents[values.length - 1] ?? none,
    absolute: sizes[values.length - 1] ?? none,
  }
}

/** The oracle's answers under four shakes. */
export const shakes = (program: Program): Duals[] =>
  [1, 2, 3, 4].map((k) => duals(program, draws(k, program.steps.length)))

/** The program without the nodes that its result does not need. */
export function trimmed({ inputs, constants, steps }: Program): Program {
  const first = inputs.length + constants.length
  const used = new Set<number>([first + steps.length - 1])
  for (let k = steps.length - 1; k >= 0; k--) {
    if (!used.has(first + k)) continue
    for (const operand of (steps[k] as Step).slice(1)) used.add(operand as number)
  }
  const places = new Map<number, number>()
  const keep = <T>(list: readonly T[], from: number): T[] =>
    list.filter((_, k) => used.has(from + k) && places.set(from + k, places.size))
  const kept = {
    inputs: keep(inputs, 0),
    constants: keep(constants, inputs.length),
    steps: keep(steps, first),
  }
  return {
    ...kept,
    steps: kept.steps.map(([op, ...operands]) => [op, ...operands.map((k) => places.get(k) as number)] as const),
  }
}

/** The program without step k, whose place one of its operands takes. */
function without({ inputs, constants, steps }: Program, k: number, operand: number): Program {
  const at = inputs.length + constants.length + k
  const moved = (o: number): number => (o === at ? operand : o > at ? o - 1 : o)
  const rest = steps.filter((_, i) => i !== k)
  return { inputs, constants, steps: rest.map(([op, ...operands]) => [op, ...operands.map(moved)] as const) }
}

/** The smallest program one can get to from a failing one that still fails: its result an earlier node, a step left out. */
export function shrunk(program: Program, fails: (smaller: Program) => boolean): Program {
  let smallest = trimmed(program)
  let tries = 2000
  const better = (candidate: Program): boolean => {
    const cut = trimmed(candidate)
    if (cut.steps.length === 0 || cut.steps.length >= smallest.steps.length || tries-- <= 0 || !fails(cut)) return false
    smallest = cut
    return true
  }
  const upTo = (part: number): Program => ({
    ...smallest,
    steps: smallest.steps.slice(0, Math.ceil(smallest.steps.length * part)),
  })
  while (
    [0.5, 0.75, 0.9, 0.97].some((part) => better(upTo(part))) ||
    smallest.steps.some((_, k) => better({ ...smallest, steps: smallest.steps.slice(0, k + 1) })) ||
    smallest.steps.some(([, ...operands], k) => operands.some((operand) => better(without(smallest, k, operand))))
  );
  return smallest
}
