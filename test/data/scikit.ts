/** What scikit-learn made, from the fixture of a data set, and agreeing with it: classes exactly, coordinates within an allowance. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Labelled } from 'seegrad/data'

interface Case<Options> {
  readonly options: Options
  readonly X: readonly (readonly number[])[]
  readonly y: readonly number[]
}

/** The cases of fixtures/NAME.json, each with its options written out. */
export function cases<Options>(name: string): (readonly [string, Case<Options>])[] {
  const file = new URL(`../../fixtures/${name}.json`, import.meta.url)
  const { cases }: { cases: Case<Options>[] } = JSON.parse(readFileSync(file, 'utf8'))
  return cases.map((wanted) => [JSON.stringify(wanted.options), wanted])
}

/** 1e-15, and for coordinates beyond 1 four units in their last place. */
export function expectSame({ X, y }: Labelled, wanted: Case<unknown>): void {
  expect(y).toEqual(wanted.y)
  expect(X.map((point) => point.length)).toEqual(wanted.X.map(() => 2))
  const off = X.flat().flatMap((x, i) => {
    const should = wanted.X.flat()[i]!
    const allowed = Math.max(1e-15, 2 ** (Math.floor(Math.log2(Math.abs(should))) - 50))
    return Math.abs(x - should) <= allowed ? [] : [{ i, x, should }]
  })
  expect(off).toEqual([])
}
