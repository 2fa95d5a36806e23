/** limitTable: the rows of the lecture's table, and the rows that have no slope. */
import { describe, expect, it } from 'vitest'
import { derivative, limitTable } from 'seegrad/numeric'

const square = (x: number): number => x ** 2

describe('limitTable', () => {
  it('has a row for each h, in the order given, whose slope is dy / dx', () => {
    expect(limitTable(square, 3, { hs: [1, 0.5] })).toEqual([
      { h: 1, dx: 1, dy: 7, slope: 7 },
      { h: 0.5, dx: 0.5, dy: 3.25, slope: 6.5 },
    ])
  })
  it('goes from 1 to 1e-8 by tenths unless told, with the slopes that derivative gives', () => {
    const rows = limitTable(square, 3)
    expect(rows.map(({ h }) => h)).toEqual([1, 0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001, 0.0000001, 0.00000001])
    expect(rows.map(({ slope }) => slope)).toEqual(rows.map(({ h }) => derivative(square, 3, { h })))
    expect(rows[6]?.slope).toBe(6.000001000927568)
  })
  it('nudges to both sides for the central method, over a distance of 2h', () => {
    const [row] = limitTable((x) => x ** 3, 1, { hs: [0.5], method: 'central' })
    expect(row).toEqual({ h: 0.5, dx: 1, dy: 3.25, slope: 3.25 })
    expect(row?.slope).toBe(derivative((x) => x ** 3, 1, { h: 0.5, method: 'central' }))
  })
  it('tells how far each slope is from the exact one, if that is given', () => {
    expect(limitTable(square, 3, { hs: [1, -1], exact: 6 }).map(({ error }) => error)).toEqual([1, -1])
    expect(limitTable(square, 3, { hs: [1] })[0]).not.toHaveProperty('error')
  })
  it('has no slope for h = 0 and says that 0/0 has no value', () => {
    const [row] = limitTable(square, 3, { hs: [0], exact: 6 })
    expect(row).toMatchObject({ h: 0, dx: 0, dy: 0, slope: undefined })
    expect(row).not.toHaveProperty('error')
    expect(row?.note).toContain('0/0, which has no value')
  })
  it('says of an h that is lost beside x that it is', () => {
    const [row] = limitTable(square, 3, { hs: [1e-17] })
    expect(row).toEqual({
      h: 1e-17,
      dx: 1e-17,
      dy: 0,
      slope: 0,
      note: 'h is lost: 3 + 1e-17 is 3 again in double precision.',
    })
  })
  const wrong = (x: unknown): never => x as never
  it.each<[string, () => unknown, string]>([
    ['refuses a NaN step', () => limitTable(square, 3, { hs: [NaN] }), 'limitTable: h is NaN'],
    ['refuses a NaN x', () => limitTable(square, NaN), 'limitTable: x is NaN'],
    [
      'refuses an exact slope that is no number',
      () => limitTable(square, 3, { exact: wrong('6') }),
      'limitTable: exact is the string "6"',
    ],
    [
      'refuses the method that has no single h',
      () => limitTable(square, 3, { method: wrong('richardson') }),
      `limitTable: method is the string "richardson"; 'forward' and 'central' are allowed`,
    ],
    [
      'refuses a function that gives no number',
      () =>
        limitTable(
          wrong(() => null),
          3,
        ),
      'gave null; a number is allowed',
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
