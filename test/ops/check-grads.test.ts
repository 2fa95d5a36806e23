/** `checkGrads` over every row: orders 1 to 3 in every sequence of modes, at 0, at numbers close to it, beside kinks and at them. */
import { describe, expect, test } from 'vitest'
import { checkGrads, ops, type Op, type Words } from 'seegrad'
import { record } from '../record.js'
import { count, long, seed } from '../seed.js'
import { statedKinks } from './kinks.js'
import { bound, boundsOf, pointsOf, specialsOf, variablesOf } from './points.js'

/** stopGradient’s rule is not its function’s derivative, on purpose. */
const rows = [...ops.values()].filter(({ name }) => name !== 'stopGradient')
/** Four points of a function of one number. */
const ENOUGH = 4 * (2 + 4 + 8)
const found = { judged: 0, notes: 0, points: 0 }

/** Whether nudging may meet something: an end of the domain, a kink that the row states, or a pole of tan, which no double is. */
const mayBend = (op: Op & Words): boolean =>
  (op.kinks?.length ?? 0) > 0 ||
  variablesOf(op).some((k) => Object.values(boundsOf(op, k)).some(Number.isFinite)) ||
  op.name === 'tan'
/** Of a divisor that is not much larger than the steps, the jumps look like a slope. */
const isStaircase = (op: Op, point: readonly number[]): boolean =>
  (op.name === 'fmod' || op.name === 'remainder') && Math.abs(point[1] as number) < 0.1

/** At a kink only the first order is asked for, and an answer that is no number is the row's, test/ops/rows.test.ts. */
function checked(
  op: Op,
  point: readonly number[],
  isKink: boolean,
): { judged: number; notes: number; wrong: string[] } {
  const [f, inputs] = bound(op, point)
  const report = checkGrads(f, inputs, { order: isKink ? 1 : 3 }).rows
  const wrong = report
    .filter(({ ok, note, exact }) => !ok && note === undefined && !(isKink && !Number.isFinite(exact)))
    .map(({ mode, path, exact, numeric }) => `${op.name}(${point.join(', ')}) ${mode} by ${path}: ${exact}, by nudging ${numeric}`) // prettier-ignore
  return { judged: report.filter(({ ok }) => ok).length, notes: report.filter(({ note }) => note).length, wrong }
}

for (const op of rows)
  test(`${op.name}: checkGrads finds every derivative right up to order 3, or no smooth function (seed ${seed})`, () => {
    // More where poles stand close, as those of polygamma do.
    const [points, more] = [pointsOf(op, 4 + count(100)), pointsOf(op, 100).slice(4 + count(100))]
    const specials = specialsOf(op, points).filter((_, k) => long || (k + seed) % 3 === 0)
    const atKinks = statedKinks(op).flatMap((kink) => kink?.points ?? [])
    const parameters = (points[0] as number[]).slice(variablesOf(op).length)
    const kinks = atKinks.map((at) => [...at, ...parameters])
    let [judged, notes] = [0, 0]
    for (const point of [...points, ...specials, ...kinks, ...more].filter((point) => !isStaircase(op, point))) {
      if (more.includes(point) && judged >= ENOUGH) break
      const here = checked(op, point, kinks.includes(point))
      expect(here.wrong, `seed ${seed}`).toEqual([])
      judged += here.judged
      notes += here.notes
      found.points++
    }
    expect(judged, 'derivatives judged').toBeGreaterThanOrEqual(ENOUGH)
    if (!mayBend(op)) expect(notes, `not smooth, says checkGrads of ${op.name}`).toBe(0)
    found.judged += judged
    found.notes += notes
  })

describe('what checkGrads found', () => {
  test('nearly all of it could be judged, and it is written down', () => {
    record('Rows by checkGrads', {
      rows: rows.length,
      points: found.points,
      orders: '1 to 3',
      'derivatives, right': found.judged,
      'not smooth within the steps': found.notes,
      wrong: 0,
    })
    expect(found.notes).toBeLessThan(0.1 * found.judged)
  })
})
