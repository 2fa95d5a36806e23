/** Every small program means the same transformed: bit for bit on numbers, and on Values its data and its gradient. */
import { describe, expect, test } from 'vitest'
import { isValue, value, type Value } from 'seegrad'
import { partials } from 'seegrad/numeric'
import { programs } from './programs.js'
import { dataOf, transformed, untouched, type Program } from './run.js'

const call = (f: Program, args: readonly number[]): unknown => f(...(args as never[]))
const text = (source: string): string => `const f = ${source}`
const directive = (source: string): string => `'use grad'\nexport const f = ${source}`

/** Digits of `Math` and of ** are the engine's own affair: eight units in the last place. */
function expectClose(given: unknown, wanted: unknown, ulps: number): void {
  if (typeof wanted === 'number' && Number.isFinite(wanted) && wanted !== 0 && ulps > 0) {
    expect(typeof given).toBe('number')
    expect(Math.abs((given as number) - wanted)).toBeLessThanOrEqual(ulps * 2 ** -52 * Math.abs(wanted))
  } else if (Array.isArray(wanted)) {
    expect(given).toHaveLength(wanted.length)
    wanted.forEach((one, i) => expectClose((given as unknown[])[i], one, ulps))
  } else expect(given).toStrictEqual(wanted)
}

let gradients = 0
for (const [title, cases] of Object.entries(programs))
  describe(title, () => {
    for (const [source, args, result, stated] of cases) {
      const plain = untouched(text(source))
      const ulps = /Math|\*\*/.test(source) ? 8 : 0
      test(`${source} of ${args.join(', ')} is what the table says`, () => {
        expectClose(call(plain, args), result, ulps)
      })
      test(`${source} gives the same bits transformed`, () => {
        expect(call(transformed(directive(source)), args)).toStrictEqual(call(plain, args))
        // Once Values have passed, too.
        const f = transformed(text(source), { all: true })
        call(f, args.map((x) => value(x)) as number[])
        expect(call(f, args)).toStrictEqual(call(plain, args))
      })
      test(`${source} has its data and its gradient on Values`, () => {
        const leaves = args.map((x) => value(x))
        const y = call(transformed(text(source), { all: true }), leaves)
        expectClose(dataOf(y), result, 32)
        if (typeof result !== 'number' || !isValue(y) || !Number.isFinite(result)) return
        gradients++
        y.backward()
        const slopes =
          stated ?? partials((...xs) => Number(call(plain, xs)), args as [number], { method: 'central', h: 1e-5 })
        leaves.forEach((leaf: Value, i) => {
          const size = Math.max(1, Math.abs(slopes[i] as number), Math.abs(result))
          expect(Math.abs(leaf.grad - (slopes[i] as number)) / size).toBeLessThan(1e-7)
        })
      })
    }
  })

test('there are at least 150 programs, most of them with a gradient', () => {
  expect(Object.values(programs).flat().length).toBeGreaterThanOrEqual(150)
  expect(gradients).toBeGreaterThanOrEqual(150)
})
