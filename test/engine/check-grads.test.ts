/** checkGrads: passes what is right, fails what is wrong by little, and says where a function is not smooth. */
import { describe, expect, test } from 'vitest'
import {
  abs,
  add,
  cbrt,
  checkGrads,
  cos,
  custom,
  div,
  exp,
  log,
  mul,
  pow,
  relu,
  sin,
  sqrt,
  sub,
  sum,
  tanh,
  where,
} from 'seegrad'
import { draws } from '../oracle/draw.js'
import { found, checkKeeping } from '../oracle/found.js'
import { run, type Program } from '../oracle/program.js'
import { randomProgram } from '../oracle/random-program.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

/** sin with rules that are off by a factor. */
const sineOff = (reverse: number, forward = 1) =>
  custom((x: number) => Math.sin(x), {
    vjp: (g: number, _y: number, x: number) => mul(g, mul(cos(x), reverse)),
    jvp: (t: number, _y: number, x: number) => mul(t, mul(cos(x), forward)),
  })

describe('checkGrads', () => {
  test.each<[string, Parameters<typeof checkGrads>[0], unknown[]]>([
    ['tanh', tanh, [0.5]],
    ['tanh, saturated', tanh, [20]],
    ['a polynomial far out', (x: number) => add(sub(mul(3, pow(x, 2)), mul(4, x)), 5), [1e6]],
    ['a quotient', (x: number, y: number) => div(exp(x), add(1, mul(y, y))), [0.3, -2]],
    ['a function of a list', (xs: number[]) => sum(xs.map((x) => mul(x, sin(x)))), [[1, 2, 3]]],
    ['a function of a record', (p: { a: number; b: number[] }) => mul(p.a, log(p.b[0]!)), [{ a: 2, b: [3] }]],
    ['a function with several outputs', (x: number) => ({ double: mul(x, 2), list: [mul(x, x), sqrt(x)] }), [2]],
    ['a constant', () => 7, [3]],
    ['where, away from its switch', (x: number) => where(x, mul(x, x), 0), [2]],
  ])('passes %s, to third order', (_, f, args) => {
    const report = checkGrads(f, args, { order: 3 })
    expect(report.rows.filter(({ ok }) => !ok)).toEqual([])
    expect(report.ok).toBe(true)
  })
  test('has a row per number, order and sequence of modes', () => {
    const { rows } = checkGrads((xs: number[], y: number) => mul(sum(xs), y), [[1, 2], 3], { order: 2 })
    expect(rows.filter(({ order }) => order === 1).map(({ mode, path }) => `${mode} ${path}`)).toEqual([
      'rev args[0][0]',
      'rev args[0][1]',
      'rev args[1]',
      'fwd args[0][0]',
      'fwd args[0][1]',
      'fwd args[1]',
    ])
    expect(new Set(rows.filter(({ order }) => order === 2).map(({ mode }) => mode))).toEqual(
      new Set(['rev rev', 'fwd rev', 'rev fwd', 'fwd fwd']),
    )
  })
  test('checks the modes that it is told, to the order that it is told', () => {
    const { rows } = checkGrads(tanh, [0.5], { order: 1, modes: ['fwd'] })
    expect(rows.map(({ order, mode, ok }) => [order, mode, ok])).toEqual([[1, 'fwd', true]])
  })
  test.each([5e-4, 1e-6, 1e-8])(
    'fails a rule that is wrong by %d, of which PyTorch’s gradcheck passes 5e-4',
    (error) => {
      const report = checkGrads(sineOff(1 + error), [0.7], { order: 1 })
      expect(report.ok).toBe(false)
      expect(report.rows.map(({ mode, ok }) => [mode, ok])).toEqual([
        ['rev', false],
        ['fwd', true],
      ])
      const { exact, numeric } = report.rows[0]!
      expect(Math.abs(exact / numeric - 1 - error)).toBeLessThan(1e-10)
      expect(report.rows[0]!.note).toBe(undefined)
    },
  )
  test.each([Infinity, NaN])('fails a rule that says %d where the function is smooth, without a note', (factor) => {
    const [row] = checkGrads(sineOff(factor), [0.7], { order: 1, modes: ['rev'] }).rows
    expect([row!.ok, row!.note]).toEqual([false, undefined])
  })
  test('says of an infinite or a very steep slope that the steps cannot see it', () => {
    for (const x of [0, 1e-30, -1e-30]) {
      const [row] = checkGrads(cbrt, [x], { order: 1, modes: ['rev'] }).rows
      expect([row!.ok, row!.note]).toEqual([false, 'not smooth here: the two step sizes disagree'])
    }
  })
  test('fails a wrong jvp in forward mode only', () => {
    expect(checkGrads(sineOff(1, 1.001), [0.7], { order: 1 }).rows.map(({ mode, ok }) => [mode, ok])).toEqual([
      ['rev', true],
      ['fwd', false],
    ])
  })
  test('fails a rule that is right in the first order and wrong in the second', () => {
    const slope = custom((x: number) => Math.cos(x), { vjp: (g: number, _y: number, x: number) => mul(g, sin(x)), jvp: (t: number, _y: number, x: number) => mul(t, sin(x)) }) // prettier-ignore
    const f = custom((x: number) => Math.sin(x), { vjp: (g: number, _y: number, x: number) => mul(g, slope(x)), jvp: (t: number, _y: number, x: number) => mul(t, slope(x)) }) // prettier-ignore
    expect(checkGrads(f, [0.7], { order: 1 }).ok).toBe(true)
    const report = checkGrads(f, [0.7])
    expect(report.ok).toBe(false)
    expect(report.rows.filter(({ ok }) => !ok).every(({ order }) => order === 2)).toBe(true)
  })
  test.each<[string, (x: number) => number, number]>([
    ['relu', relu, 1e-5],
    ['relu at 0', relu, 0],
    ['abs', abs, 3e-4],
    ['sqrt near 0', sqrt, 1e-4],
  ])('says that %s is not smooth there, instead of blaming the rule', (_, f, at) => {
    const { rows } = checkGrads(f, [at], { order: 1 })
    for (const { ok, note } of rows) expect([ok, note]).toEqual([false, expect.stringMatching(/^not smooth here/)])
  })
  test('passes abs and relu a step away from their kinks', () => {
    expect(checkGrads(abs, [0.01], { order: 1 }).ok).toBe(true)
    expect(checkGrads(relu, [-0.01], { order: 1 }).ok).toBe(true)
  })
  /** How many rows say "not smooth here"; all others must be right. */
  const roughRows = (program: Program): number => {
    const { rows } = checkGrads((...xs: number[]) => run(program, xs), [...program.inputs], { order: 1 })
    expect(rows.filter(({ ok, note }) => !ok && note === undefined)).toEqual([])
    return rows.filter(({ note }) => note !== undefined).length
  }
  test.each(found('check'))('passes %s, found wrong once', (_, program) => {
    expect(roughRows(program)).toBeGreaterThanOrEqual(0)
  })
  test(`passes ${count(2000)} random functions in the first order (seed ${seed})`, { timeout: 1_800_000 }, () => {
    let rough = 0
    for (let round = 0; round < count(2000); round++) {
      const draw = draws(seed, round, 5)
      const { program } = randomProgram(draw, 5 + draw.below(60))
      checkKeeping('check', round, program, () => (rough += roughRows(program)))
    }
    expect(rough).toBeLessThan(count(2000))
    record('Random cases', { of: 'functions: checkGrads finds no fault', cases: count(2000) })
  })
})
