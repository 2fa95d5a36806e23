/** Steps whose loss pushes its own parameters forward as tangents: a parameter that is 0 is a Value all the same, and moves. */
import { expect, test } from 'vitest'
import { hvp, jvp, mul, ops, sum, value } from 'seegrad'
import { compileStep } from 'seegrad/compile'
import { call } from '../oracle/program.js'

type Of = (xs: number[]) => number
const flat = (tree: unknown): number[] => (Array.isArray(tree) ? tree.flatMap(flat) : [tree as number])
const ways: Readonly<Record<string, (f: Of, ps: number[], x: number) => unknown>> = {
  'along themselves': (f, ps) => jvp(f, [ps], [ps.toReversed()]),
  'along data': (f, ps, x) => jvp(f, [ps], [ps.map(() => x)]),
  'twice': (f, ps, x) => jvp((qs: number[]) => jvp(f, [qs], [ps])[1], [ps.map((p) => mul(p, x))], [ps.toReversed()]),
  'of slopes': (f, ps) => hvp(f, [ps], [ps.toReversed()]),
} // prettier-ignore
const points = {
  1: [[0], [-0], [1]],
  2: [[0, 0], [0, 0.5], [0.5, 0], [-0, 0]],
  3: [[0, 0, 0], [1, 0, 0.5], [0, 0.5, 0], [0, 0, 0.5]],
  list: [[0, 0], [0, 0.5], [0.5, 0]],
} // prettier-ignore

test.each(Object.keys(ways))('%s, every op has the slopes of the step op by op', (way) => {
  const wrong: string[] = []
  let judged = 0
  for (const op of ops.values()) {
    for (const at of points[op.arity as keyof typeof points]) {
      const [one, two] = [0, 1].map(() => {
        const parameters = at.map((p) => value(p))
        const f: Of = (xs) => call(op, xs) as number
        const loss = (x: number): number => sum(flat((ways[way] as (typeof ways)[string])(f, parameters as never, x)))
        return { parameters, loss }
      }) as [Own, Own]
      const [own, its] = [
        [compileStep({ ...one, compile: false })([0.5]).loss, ...one.parameters.map(({ grad }) => grad)],
        [compileStep(two)([0.5]).loss, ...two.parameters.map(({ grad }) => grad)],
      ] as const
      judged++
      if (!own.every((x, k) => Object.is(x, its[k]))) wrong.push(`${op.name} at ${at.join(', ')}: ${its.join(', ')} instead of ${own.join(', ')}`) // prettier-ignore
    }
  }
  expect(wrong).toEqual([])
  expect(judged).toBeGreaterThan(2 * ops.size)
})

interface Own {
  readonly parameters: ReturnType<typeof value>[]
  readonly loss: (x: number) => number
}
