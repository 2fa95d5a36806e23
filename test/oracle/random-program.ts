/** Draws programs that can be judged: every op of the table, much reuse, smooth around their inputs, nothing near a kink. */
import { ops, type Op } from 'seegrad'
import type { Draw } from './draw.js'
import { local } from './dual.js'
import { call, duals, shakes, type Program, type Step } from './program.js'

/** stopGradient has, on purpose, not the derivative of its function. */
const excluded: ReadonlySet<string> = new Set(['stopGradient'])
/** The ops that occur in random programs. */
export const occurring: readonly Op[] = [...ops.values()].filter(({ name }) => !excluded.has(name))

/** The step of the difference along `direction`: ε^(1/5), as reliability.md §4 says. */
export const h: number = 2 ** -10.4
/** Where every node is computed: the inputs plus these multiples of h·direction. */
const stencil = [0, -0.5, 0.5, -1, 1, -2, 2] as const

/** What a draw is measured by, for the distribution that the test prints. */
export interface Drawn {
  readonly program: Program
  /** The direction of the differences, scaled with the inputs. */
  readonly direction: readonly number[]
  /** By five points, with h and with h/2. */
  readonly wide: number
  readonly narrow: number
  /** The share of operands that had been used before. */
  readonly reuse: number
  /** Distances from kinks: |x| of abs and the like, |a − b| of maximum and comparisons. */
  readonly distances: readonly number[]
}

const fivePoints = (y: readonly number[]): readonly [number, number] => [
  (8 * (y[4]! - y[3]!) - (y[6]! - y[5]!)) / (12 * h),
  (8 * (y[2]! - y[1]!) - (y[4]! - y[3]!)) / (6 * h),
]
/** What two differences of a good derivative may be apart: rtol 1e-9, and 1e-11 of the function's size. */
export const allowed = (slope: number, y: number): number =>
  Math.max(1e-9 * Math.abs(slope), 1e-11 * Math.max(1, Math.abs(y)))

/** Finite, of moderate size and slope, and the differences of two step sizes agree: there is no kink within 2h. */
function good(y: readonly number[]): boolean {
  if (!y.every((v) => Math.abs(v) < 1e3)) return false
  const [wide, narrow] = fivePoints(y)
  return Math.abs(narrow) < 1e3 && Math.abs(wide - narrow) <= allowed(narrow, y[0]!) / 4
}

const fromZero = (x: number): number => Math.abs(x)
const fromTie = (x: number, y: number): number => Math.abs(x - y)
/** What jumps where this is a whole number: a nudge must not lead over one, nor over many that look like a slope. */
const jumping: ReadonlyMap<string, (x: number, y: number) => number> = new Map([
  ...['floor', 'ceil', 'trunc'].map((name) => [name, (x: number) => x] as const),
  ...['round', 'roundHalfUp'].map((name) => [name, (x: number) => x + 0.5] as const),
  ...['fmod', 'remainder'].map((name) => [name, (x: number, y: number) => x / y] as const),
])
/** Left of 0 a sign decides between π and −π. */
const fromCut = (y: number, x: number): number => (x < 0 ? Math.abs(y) : Math.max(Math.abs(y), x))
const kinked: ReadonlyMap<string, (x: number, y: number) => number> = new Map([
  ['atan2', fromCut],
  // Ends of domains: with other roundings it would have no number.
  ...['asin', 'acos', 'atanh'].map((name) => [name, (x: number) => 1 - Math.abs(x)] as const),
  ...['sqrt', 'rsqrt', 'log', 'log2', 'log10'].map((name) => [name, (x: number) => x] as const),
  ['acosh', (x: number) => x - 1],
  // Vertical there.
  ['cbrt', fromZero],
  ['log1p', (x: number) => x + 1],
  ...['abs', 'sign', 'step', 'relu', 'leakyRelu', 'elu', 'softsign'].map((name) => [name, fromZero] as const),
  ...['maximum', 'minimum', 'share', 'less', 'lessEqual', 'greater', 'greaterEqual', 'equal', 'max', 'min'].map(
    (name) => [name, fromTie] as const,
  ),
  ...[...jumping].map(
    ([name, of]) => [name, (x: number, y: number) => Math.abs(of(x, y) - Math.round(of(x, y)))] as const,
  ),
])

/** A program of `size` steps; a draw that comes to a dead end is drawn again. */
export function randomProgram(draw: Draw, size: number, among: readonly Op[] = occurring): Drawn {
  for (let tries = 0; tries < 100; tries++) {
    const drawn = attemptProgram(draw, size, among)
    if (drawn) return drawn
  }
  throw new Error(`no program of ${size} steps could be drawn`)
}

/** Ops that are flat everywhere come rarely, for they end what leads to them. */
function attemptProgram(draw: Draw, size: number, among: readonly Op[]): Drawn | undefined {
  const count = Math.min(1 + draw.below(6), size)
  const inputs = Array.from({ length: count }, () => draw.sign() * draw.between(0.2, 2.5))
  const constants = Array.from({ length: draw.below(4) }, () =>
    draw() < 0.3 ? 1 + draw.below(3) : draw.sign() * draw.between(0.1, 3),
  )
  const direction = inputs.map((x) => draw.sign() * draw.between(0.3, 1) * Math.max(1, Math.abs(x)))
  const nodes: number[][] = [
    ...inputs.map((x, k) => stencil.map((m) => x + m * h * (direction[k] as number))),
    ...constants.map((x) => stencil.map(() => x)),
  ]
  const uses = nodes.map(() => 0)
  const unused = new Set(inputs.keys())
  const distances: number[] = []
  const steps: Step[] = []
  let [edges, again] = [0, 0]

  const operand = (): number => {
    // What has been used; what has not; what is new.
    const way = draw()
    if (way < 0.2 && unused.size > 0) return draw.pick([...unused].slice(-8))
    return way < 0.5 ? Math.max(0, nodes.length - 1 - draw.below(10)) : draw.below(nodes.length)
  }
  /** aᵇ with a < 0 is smooth where b does not move, but has no slope by b. */
  const differentiable = (op: Op, operands: readonly number[]): boolean => {
    const [, partials] = local(op.name, operands.map((k) => nodes[k]![0]!)) // prettier-ignore
    const isConstant = (k: number): boolean => k >= inputs.length && k < inputs.length + constants.length
    return operands.every((k, i) => isConstant(k) || Number.isFinite(partials[i]))
  }
  const decided = (k: number): boolean => {
    const step = steps[k - inputs.length - constants.length]
    return step !== undefined && kinked.get(step[0]) === fromTie && !/^(max|min)/.test(step[0])
  }
  const attempt = (op: Op, operands: readonly number[], most = 20): boolean => {
    const at = (m: number): number[] => operands.map((k) => nodes[k]![m]!)
    const y = stencil.map((_, m) => call(op, at(m)))
    if (!good(y) || Math.abs(y[0]!) > most || !differentiable(op, operands)) return false
    const wholes = stencil.map((_, m) => Math.floor(jumping.get(op.name)?.(at(m)[0]!, at(m)[1] ?? NaN) ?? 0))
    if (wholes.some((whole) => whole !== wholes[0])) return false
    const distance = kinked.get(op.name)?.(nodes[operands[0]!]![0]!, nodes[operands[1] ?? 0]![0]!)
    if (distance !== undefined) {
      if (distance < 1e-6) return false
      distances.push(distance)
    }
    // A condition that is 0 by cancellation would be another with other roundings.
    if (op.name === 'where' && Math.abs(nodes[operands[0]!]![0]!) < 1e-6 && !decided(operands[0]!)) return false
    for (const k of operands) {
      edges++
      if (uses[k]! > 0) again++
      uses[k]!++
      unused.delete(k)
    }
    unused.add(nodes.push(y) - 1)
    uses.push(0)
    steps.push([op.name, ...operands])
    return true
  }
  const isFlat = ({ partials, arity }: Op): boolean =>
    arity !== 'list' && partials.every((rule) => rule(1, 1, 1, 1) === 0)
  const tanh = ops.get('tanh') as Op
  while (steps.length < size) {
    // Everything must lead to the result: join what is left over in time.
    if (unused.size >= size - steps.length && unused.size > 1) {
      const joined = Array.from({ length: 8 }).some(() => {
        const [a, b] = [draw.pick([...unused].slice(0, 8)), draw.pick([...unused].slice(-8))]
        return a !== b && attempt(ops.get(draw.pick(['add', 'sub', 'mul', 'maximum'])) as Op, [a, b], 1e3)
      })
      if (!joined) return undefined
      continue
    }
    // The last step takes what is left over.
    const rest = unused.size === 1 && steps.length === size - 1 ? [...unused] : []
    const op = draw.pick(among)
    if (isFlat(op) && draw() < 0.8) continue
    const width = op.arity === 'list' ? 2 * (1 + draw.below(3)) : op.arity
    const found = [1, 2, 3].some(() =>
      attempt(op, Array.from({ length: width }, operand).with(0, rest[0] ?? operand())),
    )
    if (!found && draw() < 0.05 && !attempt(tanh, [rest[0] ?? draw.below(inputs.length)])) return undefined
  }
  const [wide, narrow] = fivePoints(nodes.at(-1)!)
  // A program that does not move at all proves little.
  if (Math.abs(narrow) < 1e-6 && draw() < 0.9) return undefined
  // A difference that is 0 by cancellation may be the base of a power: with other roundings all would be NaN.
  const roundings = [duals({ inputs, constants, steps }), ...shakes({ inputs, constants, steps })]
  if (!roundings.every(({ value, gradient }) => [value, ...gradient].every(Number.isFinite))) return undefined
  return { program: { inputs, constants, steps }, direction, wide, narrow, reuse: again / edges, distances }
}
