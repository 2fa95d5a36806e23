/** Every row's rules against finite differences: orders 1 to 3, in every sequence of modes, by every input, away from kinks. */
import { describe, expect, test } from 'vitest'
import { grad, jvp, ops } from 'seegrad'
import { ulps } from '../oracle/compare.js'
import { gate, listRules, local, scalarRules } from '../oracle/dual.js'
import { record } from '../record.js'
import { count, long, seed } from '../seed.js'
import { bound, hasKinkAtZero, pointsOf, specialsOf, variablesOf } from './points.js'

type Function = (...inputs: number[]) => number
/** ∂f/∂(k-th input) as a function of all inputs, in each mode. */
const modes: Readonly<Record<string, (f: Function, k: number) => Function>> = {
  rev: (f, k) => grad(f, { argnums: k }) as Function,
  fwd:
    (f, k) =>
    (...inputs) =>
      jvp(f, inputs, inputs.map((_, i) => (i === k ? 1 : 0)))[1], // prettier-ignore
}

/**
 * By five points, with two steps in proportion to x, or to `scale` if that is larger. Undefined where these disagree, for there is
 * a kink nearby or too much curvature, and where the rounding of f alone would be too much for so small a step.
 */
function nudged(f: Function, inputs: readonly number[], k: number, size: number, scale: number): number | undefined {
  const at = (x: number): number => f(...inputs.with(k, x))
  const x = inputs[k] as number
  const slope = (h: number): number => (8 * (at(x + h) - at(x - h)) - (at(x + 2 * h) - at(x - 2 * h))) / (12 * h)
  const h = 2 ** -10.4 * Math.max(scale, Math.abs(x))
  const [wide, narrow] = [slope(h), slope(h / 2)]
  const [off, rounding] = [Math.abs(wide - narrow), (2 ** -49 * Math.abs(size)) / h]
  return Math.max(off, rounding) <= allowed(narrow, size) ? narrow : undefined
}
/** reliability.md §4: rtol 1e-9, atol 1e-11 of the function's size. */
const allowed = (slope: number, size: number): number =>
  Math.max(1e-9 * Math.abs(slope), 1e-11 * Math.max(1, Math.abs(size)))

/** All lists of length n of the given letters. */
const words = <T>(letters: readonly T[], n: number): T[][] =>
  n === 0 ? [[]] : words(letters, n - 1).flatMap((word) => letters.map((letter) => [...word, letter]))

/** stopGradient’s rule is not its function’s derivative, on purpose. */
const rows = [...ops.values()].filter(({ name }) => name !== 'stopGradient')

/** What special functions may be off, docs/reliability.md; all others 4. */
const lastPlaces: ReadonlyMap<string, number> = new Map([
  ...['erf', 'erfc', 'gelu', 'geluTanh', 'silu', 'normalCdf', 'geluGate', 'geluSech'].map(
    (name) => [name, 16] as const,
  ),
  ...['lgamma', 'digamma', 'polygamma'].map((name) => [name, 64] as const),
])
/** Differences of what may be much larger than they are, here or in the oracle: 1e-15 of the inputs, as for lists. */
const cancelling: ReadonlySet<string> = new Set(['logAddExp', 'remainder'])

let [judged, doubted] = [0, 0]
for (const order of [1, 2, 3])
  describe(`order ${order}`, () => {
    for (const op of rows)
      test(`${op.name}: every mode gives the slope that nudging the order below gives (seed ${seed})`, () => {
        let judgedHere = 0
        const points = pointsOf(op, 2 + count(108))
        const specials = specialsOf(op, points).filter((_, k) => long || (k + seed) % 3 === 0)
        for (const point of [...points, ...specials]) {
          const [f, inputs] = bound(op, point)
          const variables = variablesOf(op).slice(0, 2)
          const atKink = inputs.map((x, k) => Math.abs(x) < 0.1 && hasKinkAtZero(op, k))
          for (const path of words(variables, order)) {
            // The order below, by reverse mode alone: it was checked by the order before.
            const below = path.slice(0, -1).reduce<Function>((g, k) => modes['rev']!(g, k), f)
            const k = path.at(-1) as number
            const size = below(...inputs)
            const numeric = nudged(below, inputs, k, size, atKink[k] ? 0 : 1)
            // Close to a pole of one input a step of another may lead past more than it can see.
            if (numeric === undefined || atKink.some((close, i) => close && i !== k)) continue
            judgedHere++
            for (const sequence of words(Object.keys(modes), order)) {
              const exact = path.reduce<Function>((g, k, i) => modes[sequence[i]!]!(g, k), f)(...inputs)
              const off = Math.abs(exact - numeric)
              const most = allowed(exact, size)
              // Some hundred thousand times: what went well is not put into words.
              if (off <= most) continue
              const said: string = `∂${order}/∂(${path.join(' ')}) of ${op.name}(${inputs.join(', ')}), ${sequence.join(' ')}: ${exact}, by nudging ${numeric}`
              expect.fail(`${said} (seed ${seed}): ${off} off, ${most} allowed`)
            }
          }
        }
        judged += judgedHere
        expect(judgedHere, `${op.name} has points to judge`).toBeGreaterThanOrEqual(4)
      })
  })

describe('the dual-number oracle, written from mathematics, agrees', () => {
  test('it has a rule for every row', () => {
    expect(rows.map(({ name }) => name).filter((name) => !(name in scalarRules || name in listRules))).toEqual([])
  })
  for (const op of rows) {
    const places = lastPlaces.get(op.name) ?? 4
    test(`${op.name}: the number within ${places} ulp, the slopes within 1e-14`, () => {
      for (const point of pointsOf(op, count(1010))) {
        const [y, partials, sizes] = local(op.name, point)
        const said = `${op.name}(${point.join(', ')}), seed ${seed}`
        const [f, inputs] = bound(op, point)
        const sum = op.arity === 'list' || cancelling.has(op.name) ? inputs.reduce((all, x) => all + Math.abs(x), 1) : 0
        // Near their zeros left of 0 these have lost digits to a logarithm or a tangent.
        const near = op.name.endsWith('gamma') ? 1 : sum
        const here = f(...inputs)
        const most = op.name.startsWith('gelu') ? places + Math.abs(gate(point[0] as number)[0]) : places
        expect(ulps(here, y) <= most || Math.abs(here - y) <= 1e-15 * near, `${said}: ${here} and ${y}`).toBe(true)
        const slopes = grad(f, { argnums: variablesOf(op) })(...inputs) as number[]
        for (const [k, slope] of slopes.entries()) {
          const expected = partials[k] as number
          // aᵇ has no slope by b for a < 0.
          if (Number.isNaN(expected)) expect(slope).toBeNaN()
          else
            expect(Math.abs(slope - expected), `${said}, input ${k}: ${slope} and ${expected}`).toBeLessThanOrEqual(
              1e-14 * Math.max(1, Math.abs(expected), sizes?.[k] ?? 0),
            )
        }
        doubted++
      }
    })
  }
})

test('what was judged is written down', () => {
  record('Rows against finite differences', { rows: rows.length, derivatives: judged, orders: '1 to 3', wrong: 0 })
  record('Random cases', { of: `${rows.length} ops: number and slopes are those of dual numbers`, cases: doubted })
  expect(Math.min(judged, doubted)).toBeGreaterThan(0)
})
