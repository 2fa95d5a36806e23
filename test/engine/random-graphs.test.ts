/** Random expression graphs: reverse and forward mode against finite differences and against dual numbers written independently. */
import { describe, expect, test } from 'vitest'
import { gradOf, isValue, jvp, value, type Value } from 'seegrad'
import { draws } from '../oracle/draw.js'
import { found, keep } from '../oracle/found.js'
import { duals, run, shakes, shrunk, type Duals, type Program } from '../oracle/program.js'
import { allowed, occurring, randomProgram, type Drawn } from '../oracle/random-program.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

/** Below this there are no digits left to compare. */
const UNDERFLOW = 1e-300

/** Reverse mode: the result and its gradient. */
function reverse(program: Program): { value: number; gradient: number[] } {
  const leaves = program.inputs.map((x) => value(x))
  const root = run(program, leaves)
  if (!isValue(root) || !root.requiresGrad)
    return { value: isValue(root) ? root.data : root, gradient: leaves.map(() => 0) }
  ;(root as Value).backward()
  return { value: root.data, gradient: leaves.map(gradOf) }
}
const forward = (program: Program, direction: readonly number[]): number =>
  jvp((...xs: number[]) => run(program, xs), program.inputs as number[], direction)[1]
const along = (gradient: readonly number[], direction: readonly number[]): number =>
  gradient.reduce((total, g, k) => total + g * (direction[k] as number), 0)

/** What the oracle says of a program, and what when it is shaken. */
interface Told {
  readonly truth: Duals
  readonly shaken: readonly Duals[]
}
const told = (program: Program): Told => ({ truth: duals(program), shaken: shakes(program) })

/**
 * What is wrong with a program's gradients; undefined if nothing is. Each entry may be off by eight times what shakes of 2⁻⁵²
 * move it, or n·2⁻⁵² times the sum over all paths of the absolute products (reliability.md §4).
 */
function failure(
  program: Program,
  { truth, shaken }: Told = told(program),
  note?: (allowance: number) => void,
): string | undefined {
  const spread = (read: (d: Duals) => number): number => Math.max(...shaken.map((d) => Math.abs(read(d) - read(truth))))
  const { value: y, gradient } = reverse(program)
  const most = Math.max(
    8 * spread((d) => d.value) + 4 * program.steps.length * 2 ** -52 * Math.abs(truth.value),
    UNDERFLOW,
  )
  if (!(Math.abs(y - truth.value) <= most)) return `the value is ${y} instead of ${truth.value}`
  for (const [k, g] of gradient.entries()) {
    const expected = truth.gradient[k] as number
    const most = Math.max(
      8 * spread((d) => d.gradient[k]!),
      program.steps.length * 2 ** -52 * truth.absolute[k]!,
      UNDERFLOW,
    )
    if (expected !== 0) note?.(most / Math.abs(expected))
    if (!(Math.abs(g - expected) <= most))
      return `reverse mode: the gradient of input ${k} is ${g} instead of ${expected}, ${most} allowed`
    // Forward mode visits the same products in another order.
    if (program.steps.length > 200 && k > 0) continue
    const tangent = forward(program, gradient.map((_, i) => (i === k ? 1 : 0))) // prettier-ignore
    if (!(Math.abs(tangent - expected) <= most))
      return `forward mode: the gradient of input ${k} is ${tangent} instead of ${expected}, ${most} allowed`
  }
  return undefined
}

/** What finite differences say against a drawn program: 'rough' where the two step sizes disagree. */
function differenceFailure({ program, direction, wide, narrow }: Drawn, { truth, shaken }: Told): string | undefined {
  const y = run(program, program.inputs)
  // What rounding may do to the difference, measured by shakes, beyond what rtol and atol allow.
  const rounding = (8 * Math.max(...shaken.map(({ value }) => Math.abs(value - truth.value)))) / 2 ** -10.4
  const slopes = { reverse: along(reverse(program).gradient, direction), forward: forward(program, direction) }
  for (const [mode, slope] of Object.entries(slopes)) {
    const most = Math.max(allowed(slope, y), rounding)
    const off = Math.min(Math.abs(slope - wide), Math.abs(slope - narrow))
    if (!(off <= most)) return `${mode} mode: the slope is ${slope}, by nudging ${narrow} and ${wide}, ${most} allowed`
  }
  return undefined
}

/** Keeps the smallest program that fails as a file, to be replayed from then on. */
function smallestKept(program: Program, complaint: string, round: number): Error {
  // A smaller one that is no longer finite fails for another reason.
  const finite = (smaller: Program): boolean =>
    [duals(smaller), ...shakes(smaller)].every((d) => [d.value, ...d.gradient].every(Number.isFinite))
  const smallest = shrunk(program, (smaller) => finite(smaller) && failure(smaller) !== undefined)
  return keep('graph', round, smallest, `${complaint}; shrunk: ${failure(smallest) ?? 'only the whole program fails'}`)
}
const quantiles = (numbers: readonly number[]): string => {
  const sorted = [...numbers].toSorted((a, b) => a - b)
  return [0, 0.01, 0.5, 0.99, 1].map((q) => sorted[Math.floor(q * (sorted.length - 1))]!.toPrecision(2)).join(' ')
}

describe('failures once found stay mended', () => {
  test.each(found('graph'))('%s', (_, program) => {
    expect(failure(program)).toBe(undefined)
  })
})

describe('random graphs', () => {
  // A second time, compiled, fewer: each takes more than twice as long, and compiled programs have random tests of their own.
  const rounds = count(process.env['SEEGRAD_PROJECT'] === 'compiled' ? 4000 : 20_000)
  test(`reverse and forward mode are right on ${rounds} of 5 to 5,000 ops`, { timeout: 60_000 * 60 }, () => {
    const sizes: number[] = []
    const reuses: number[] = []
    const distances: number[] = []
    let moving = 0
    const allowances: number[] = []
    const times = new Map(occurring.map(({ name }) => [name, 0]))
    for (let round = 0; round < rounds; round++) {
      const draw = draws(seed, round)
      const drawn = randomProgram(draw, Math.floor(draw.logBetween(5, 5001)))
      const oracle = told(drawn.program)
      const complaint = failure(drawn.program, oracle, (a) => allowances.push(a)) ?? differenceFailure(drawn, oracle)
      if (complaint !== undefined) throw smallestKept(drawn.program, complaint, round)
      if (Math.abs(drawn.narrow) > 1e-6) moving++
      sizes.push(drawn.program.steps.length)
      reuses.push(drawn.reuse)
      distances.push(...drawn.distances.slice(0, 10))
      for (const [op] of drawn.program.steps) times.set(op, (times.get(op) ?? 0) + 1)
    }
    const rarest = [...times].toSorted(([, a], [, b]) => a - b)[0] as [string, number]
    const reuse = reuses.reduce((total, r) => total + r, 0) / rounds
    // Quantiles: least, 1 %, median, 99 %, most.
    const figures = {
      graphs: rounds,
      ops: sizes.reduce((total, n) => total + n, 0),
      sizes: quantiles(sizes),
      'with a gradient that is not 0': moving / rounds,
      'reuse of operands': reuse,
      'distance from kinks': quantiles(distances),
      'allowance over gradient': quantiles(allowances),
      'rarest op': `${rarest[0]}, ${rarest[1]} times`,
      wrong: 0,
    }
    record('Random graphs', figures)
    console.log(`random graphs, seed ${seed}: ${JSON.stringify(figures)}`)
    expect(moving / rounds).toBeGreaterThan(0.95)
    expect(reuse).toBeGreaterThanOrEqual(0.3)
    // A loose allowance would let wrong rules pass.
    expect(allowances.toSorted((a, b) => a - b)[Math.floor(allowances.length / 2)]).toBeLessThan(1e-12)
    expect(rarest[1], `${rarest[0]} occurs`).toBeGreaterThan(0)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5000)
  })
})
