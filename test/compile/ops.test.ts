/** Every op of the table through compile: its value and slopes, and the slope of its slope, on a grid of special numbers. */
import { afterAll, describe, expect, test } from 'vitest'
import { grad, ops, valueAndGrad, type Op } from 'seegrad'
import { compile } from 'seegrad/compile'
import { call } from '../oracle/program.js'

const grid = [0.3, -1.7, 2, 0, -0, 1, -1, NaN, Infinity, -Infinity, 1e300, 5e-324, 20, 0.5, 750, -750]
const flat = (tree: unknown): number[] =>
  typeof tree === 'number' ? [tree] : Object.values(tree as object).flatMap(flat)

/** The op as a function of numbers, one of which stands where it takes several in a list. */
function applied(op: Op): (...xs: number[]) => number {
  if (op.name === 'polygamma') return (x) => call(op, [x, 2])
  if (op.name === 'clamp') return (x) => call(op, [x, -1, 2])
  if (op.arity !== 'list') return (...xs) => call(op, xs.slice(0, op.arity as number))
  return (a, b) => call(op, [a, b, 0.7, b])
}

describe('compiled, with the bits of the op itself', () => {
  for (const [name, op] of ops) {
    const width = op.arity === 'list' ? 2 : op.arity
    const f = applied(op)
    const rest = [0.4, 0.5]
    const cases = {
      'value and slopes': valueAndGrad(f, { argnums: Array.from({ length: width }, (_, k) => k) }),
      'the slope of its slope': grad((x: number, ...more: number[]) => grad(f)(x, ...more)),
    }
    for (const [what, g] of Object.entries(cases) as [string, (...xs: number[]) => unknown][])
      test(`${name}: ${what}`, () => {
        const compiled = compile(g)
        const wrong: string[] = []
        for (const a of grid)
          for (const b of width > 1 ? grid : [0])
            for (const c of width > 2 ? grid : [0]) {
              const xs = [a, b, c].slice(0, width)
              const given = what === 'value and slopes' ? xs : [...xs.slice(0, width), ...rest].slice(0, width)
              const [own, its] = [flat(g(...given)), flat(compiled(...given))]
              if (!own.every((x, k) => Object.is(x, its[k])))
                wrong.push(`${given.join()}: ${its.join()} for ${own.join()}`)
            }
        expect(wrong).toEqual([])
        expect(compiled.stats.executor).not.toBe('eager')
      })
  }
})

/** Every number of the grid beside an ordinary one, in both orders: what is computed two at a time meets all kinds of both. */
const beside = Array.from({ length: 4 }, () => grid.flatMap((x) => [x, 0.3, 0.3, x, x, x])).flat()

describe('side by side, where numbers of all kinds meet', () => {
  let inLoops = 0
  afterAll(() => expect(inLoops).toBeGreaterThan(50))
  for (const [name, op] of ops) {
    if (op.arity === 'list' || name === 'polygamma') continue
    const f = applied(op)
    const slope = grad(f)
    const rest = [0.4, 0.5]
    test(name, () => {
      const all = (xs: readonly number[]): number[][] => [xs.map((x) => f(x, ...rest)), xs.map((x) => slope(x, ...rest))] // prettier-ignore
      const compiled = compile(all)
      const [own, its] = [flat(all(beside)), flat(compiled(beside))]
      expect(own.flatMap((y, k) => (Object.is(y, its[k]) ? [] : [[beside[k % beside.length], its[k], y]]))).toEqual([])
      expect(compiled.stats.executor).not.toBe('eager')
      if (compiled.stats.executor === 'nests') inLoops++
    })
  }
})
