/** Every row keeps what it states: its domain, its taught rule, its kinks, its method, and numbers in, numbers out. */
import { describe, expect, test } from 'vitest'
import * as seegrad from 'seegrad'
import { grad, isValue, jvp, ops, value, type Op, type Value } from 'seegrad'
import { record } from '../record.js'
import { seed } from '../seed.js'
import { call } from '../oracle/program.js'
import { statedKinks, type Stated } from './kinks.js'
import { bound, boundsOf, drawnOf, parseInterval, pointsOf, variablesOf, widthOf } from './points.js'

const rows = [...ops.values()]
/** Rows that change no number and are no methods: how a recording is built. */
const structure: ReadonlySet<string> = new Set(['alias', 'stopGradient', 'gather'])
const scalar = rows.filter(({ arity, name }) => arity !== 'list' && !structure.has(name))

const slopesOf = (op: Op, point: readonly number[]): number[] => {
  const [f, inputs] = bound(op, point)
  return grad(f, { argnums: variablesOf(op) })(...inputs) as number[]
}

/** The slope by input k in forward mode. */
const along = (op: Op, point: readonly number[], k: number): number =>
  jvp((x: number) => call(op, point.with(k, x)), [point[k] as number], [1])[1]

describe('the table', () => {
  test('has a row for every op that seegrad exports, under its name', () => {
    for (const op of rows.filter(({ name }) => !structure.has(name)))
      expect((seegrad as Record<string, unknown>)[op.name] === undefined, `${op.name} is exported`).toBe(false)
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
    for (const [name, op] of ops) expect(op.name).toBe(name)
  })
})

for (const op of rows)
  describe(op.name, () => {
    const points = pointsOf(op, 12)
    test('says what it does in a sentence, and how PyTorch writes it', () => {
      expect(op.doc).toMatch(/^.{8,}[.:;].*$|^.{8,}\.$/)
      expect(op.doc.endsWith('.')).toBe(true)
      expect(op.torch).toMatch(/\ba\b/)
      if (op.arity === 2 && op.torch !== 'a') expect(op.torch).toMatch(/\bb\b/)
    })
    test('prints as TeX with its inputs in it', () => {
      const names = ['u', 'v', 'w', 'z'].slice(0, widthOf(op))
      const tex = op.tex(...names)
      for (const name of op.arity === 'list' ? names.slice(0, 1) : names) expect(tex).toContain(name)
      expect([1, 2, 3, 4]).toContain(op.prec)
    })
    test('states an interval per input, or one for all, with a finite number everywhere inside', () => {
      expect(op.domain.length === 1 || op.domain.length === op.arity).toBe(true)
      for (const interval of op.domain) expect(() => parseInterval(interval)).not.toThrow()
      // A power of a negative base has a value for whole exponents only: a kink, not a domain of one input.
      const base = ['pow', 'powTerm'].indexOf(op.name)
      for (const inputs of drawnOf(op, 50).filter((inputs) => !(inputs[base]! < 0)))
        expect(Number.isFinite(call(op, inputs)), `${op.name}(${inputs.join(', ')}), seed ${seed}`).toBe(true)
    })
    test('gives NaN outside of its domain', () => {
      for (const k of variablesOf(op)) {
        const { low, high } = boundsOf(op, k)
        for (const outside of [low - 0.5, low - 100, high + 0.5, high + 100].filter(Number.isFinite)) {
          const inputs = points[0]!.with(k, outside)
          expect(call(op, inputs), `${op.name}(${inputs.join(', ')})`).toBeNaN()
          for (const [i, slope] of slopesOf(op, inputs).entries())
            if (i === k) expect(slope, `slope of ${op.name}(${inputs.join(', ')})`).toBeNaN()
        }
      }
    })
    test('numbers in, a number out; a Value among them, a Value out that names the op and has them in prev', () => {
      for (const inputs of points) {
        const y: unknown = call(op, inputs)
        expect(typeof y).toBe('number')
        for (let k = -1; k < widthOf(op); k++) {
          const given = inputs.map((x, i) => (i < widthOf(op) && (k === -1 || i === k) ? value(x) : x))
          const made: unknown = call(op, given)
          expect(isValue(made)).toBe(true)
          expect((made as Value).data).toBe(y)
          expect((made as Value).op).toBe(op.name)
          expect((made as Value).prev.map(({ data }) => data)).toEqual(inputs)
          if (k >= 0) expect((made as Value).prev[k]).toBe(given[k])
        }
      }
    })
    if (op.arity === 1 && (op.order === 'none' || op.order === 'named'))
      test('ignores further positional arguments, so that xs.map(op) works', () => {
        const xs = points.map(([x]) => x as number)
        expect(xs.map(op as unknown as (x: number) => number)).toEqual(xs.map((x) => call(op, [x])))
      })
    if (op.taught)
      test('the rule that is taught equals the stable one where both are accurate', () => {
        for (const inputs of points) {
          const y = call(op, inputs)
          // That of a reduction holds for any one input.
          const [any] = op.taught!
          const all = op.listPartials?.(y, inputs).map((stable, k) => [any!(y, inputs[k]!), stable] as const)
          const each = op.taught!.map((rule, k) => [rule(y, ...inputs), op.partials[k]?.(y, ...inputs)] as const)
          for (const [k, [taught, stable = NaN]] of (all ?? each).entries()) {
            if (Number.isNaN(stable) && Number.isNaN(taught)) continue
            const said = `input ${k} of ${op.name}(${inputs.join(', ')}), seed ${seed}: taught ${taught}, stable ${stable}`
            expect(Math.abs(taught - stable), `${said}`).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(stable)))
          }
        }
      })
    // Answers of 0 or 1, and choices: what takes part depends on the data.
    if (op.active === undefined)
      test('a NaN input gives NaN, and a slope of NaN by it unless the op is linear in it', () => {
        const kinkedIn = (k: number): boolean =>
          (op.kinks ?? []).some(
            ({ at }) => op.arity === 1 || (!at.includes(',') && at.includes(['a', 'b', 'c'][k] as string)),
          )
        const linear = (k: number): boolean =>
          !kinkedIn(k) &&
          points.every(
            (inputs) => grad((x: number) => grad((t: number) => call(op, inputs.with(k, t)))(x))(inputs[k]!) === 0,
          )
        for (const inputs of points.slice(0, 4))
          for (const k of variablesOf(op)) {
            const spoilt = inputs.with(k, NaN)
            expect(call(op, spoilt), `${op.name}(${spoilt.join(', ')})`).toBeNaN()
            if (linear(k)) continue
            expect(slopesOf(op, spoilt)[k], `the slope of ${op.name}(${spoilt.join(', ')}) by input ${k}`).toBeNaN()
            const forward = along(op, spoilt, k)
            expect(forward, `forward, ${op.name}(${spoilt.join(', ')})`).toBeNaN()
          }
      })
    if (op.arity !== 'list')
      test(
        structure.has(op.name) ? 'is no method that is typed' : `is the method .${op.name}, which gives the same`,
        () => {
          if (structure.has(op.name)) return expect(structure.has(op.name)).toBe(true)
          for (const inputs of points) {
            const [first, ...rest] = variablesOf(op).map((k) => value(inputs[k]!)) as unknown as [
              Record<string, (...rest: unknown[]) => Value>,
              ...Value[],
            ]
            const names = op.parameters.map(({ name }, k) => [name, inputs[widthOf(op) + k]] as const)
            const given =
              op.order === 'before' ? names.map(([, x]) => x) : names.length > 0 ? [Object.fromEntries(names)] : []
            const made = first[op.name]!(...rest, ...given)
            expect(made.data).toBe(call(op, inputs))
            expect(made.op).toBe(op.name)
            expect(made.prev[0]).toBe(first)
          }
        },
      )
  })

const matches = (actual: number, expected: Stated): boolean =>
  expected === undefined ||
  (expected === 'either infinity'
    ? Math.abs(actual) === Infinity
    : actual === expected || (Number.isNaN(actual) && Number.isNaN(expected)))

describe('kinks', () => {
  const all = rows.flatMap((op) => (op.kinks ?? []).map((kink, k) => ({ op, kink, numeric: statedKinks(op)[k] })))
  for (const { op, kink, numeric } of all.filter(({ numeric }) => numeric !== undefined))
    test(`${op.name} at ${kink.at}: ${kink.answer}`, () => {
      for (const inputs of numeric!.points) {
        const said = `${op.name}(${inputs.join(', ')})`
        const y = call(op, inputs)
        expect(matches(y, numeric!.value), `${said} is ${y}`).toBe(true)
        for (const [k, slope] of slopesOf(op, inputs).entries())
          expect(matches(slope, numeric!.slopes[k]), `slope of ${said} by input ${k} is ${slope}`).toBe(true)
        const second = (): number => grad(grad((x: number) => call(op, [x])))(inputs[0]!)
        if (numeric!.second !== undefined)
          expect(matches(second(), numeric!.second), `second slope of ${said}`).toBe(true)
        for (const k of variablesOf(op)) {
          const forward = along(op, inputs, k)
          expect(matches(forward, numeric!.slopes[k]), `forward slope of ${said} by input ${k} is ${forward}`).toBe(
            true,
          )
        }
      }
    })
  test('all say why, and nearly all say it in numbers', () => {
    for (const { op, kink } of all) expect(kink.why.length, `${op.name} at ${kink.at}`).toBeGreaterThan(4)
    const inWords = all
      .filter(({ numeric }) => numeric === undefined)
      .map(({ op, kink }) => `${op.name} at ${kink.at}: ${kink.answer}`)
    record('Kinks stated by rows', { stated: all.length, 'tested as numbers': all.length - inWords.length })
    console.log(`kinks said in words only: ${inWords.join(' · ')}`)
    expect(inWords.length).toBeLessThanOrEqual(0.2 * all.length)
  })
})

test('scalar rows are there to be tested', () => {
  expect(scalar.length).toBeGreaterThan(30)
})
