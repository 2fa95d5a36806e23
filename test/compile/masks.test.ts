/** What is known of masks, against all numbers of their ranges: a mask that is written more simply holds where it held. */
import { describe, expect, test } from 'vitest'
import { equal, greaterEqual, less, type Op } from 'seegrad'
import { BOTH, EITHER, functionOf, NONE, type Fn } from '../../src/compile/functions.js'
import { Graph } from '../../src/compile/graph.js'
import { interpret } from '../../src/compile/interpret.js'
import { isWhole, rangesOf } from '../../src/compile/masks.js'
import { simplify } from '../../src/compile/simplify.js'
import { Dice } from './drawn.js'

const fnOf = (op: unknown): Fn => functionOf(op as Op)

/** A random mask of two whole numbers in ranges, 0 to 3 and 1 to 5, and of two numbers that are not known. */
function drawMask(dice: Dice): { graph: Graph; masks: number[]; guards: { node: number; answer: boolean }[] } {
  const graph = new Graph()
  const [x, y, p, q] = [graph.input(), graph.input(), graph.input(), graph.input()]
  const guards = ([[x, 0, 3], [y, 1, 5]] as const).map(([at, least, most]) => ({ node: graph.place(isWhole(graph.seen(at) as number, least, most)), answer: true })) // prettier-ignore
  const masks = [p, q]
  for (let k = 0; k < 24; k++) {
    const [a, b] = [dice.one(masks), dice.one(masks)]
    const whole = dice.one([x, y])
    const number = graph.number(dice.below(7) - 1)
    const made = [
      () => graph.append(BOTH.code, [a, b]),
      () => graph.append(EITHER.code, [a, b]),
      () => graph.append(NONE.code, [a]),
      () => graph.append(fnOf(equal).code, [a, graph.number(0)]),
      () => graph.append(fnOf(dice.one([equal, less, greaterEqual])).code, dice.one([[whole, number], [number, whole]])), // prettier-ignore
    ]
    masks.push(dice.one(made)())
  }
  return { graph, masks: masks.slice(2), guards }
}

describe('masks', () => {
  test('written more simply hold where they held', () => {
    const dice = new Dice(3)
    let [before, after] = [0, 0]
    for (let k = 0; k < 80; k++) {
      const { graph, masks, guards } = drawMask(dice)
      // Asked for as what they are used for: to choose.
      const outputs = masks.map((mask) => graph.append(EITHER.code, [graph.number(0), mask]))
      const program = { graph, outputs, guards }
      const simple = simplify(program)
      before += graph.length
      after += simple.graph.length
      for (let x = 0; x < 4; x++)
        for (let y = 1; y < 6; y++)
          for (const p of [0, 1, -2, NaN])
            for (const q of [0, 3]) {
              const holds = (numbers: readonly number[]): boolean[] => numbers.map((z) => z !== 0)
              const [own, given] = [program, simple].map((one) => interpret(one, [x, y, p, q]))
              expect([given!.holds, ...holds(given!.outputs)]).toEqual([own!.holds, ...holds(own!.outputs)])
            }
    }
    expect(after).toBeLessThan(0.7 * before)
  })
  test('both sides of a choice, and all numbers of a range, are no mask', () => {
    const graph = new Graph()
    const [x, p] = [graph.input(), graph.input()]
    const guard = graph.place(isWhole(graph.seen(x) as number, 0, 2))
    const at = [0, 1, 2].map((k) => graph.append(fnOf(equal).code, [x, graph.number(k)]))
    const within = (mask: number): number => graph.append(BOTH.code, [p, mask])
    const all = at.map(within).reduce((a, b) => graph.append(EITHER.code, [a, b]))
    const sides = graph.append(EITHER.code, [within(at[1]!), within(graph.append(NONE.code, [at[1]!]))])
    const program = { graph, outputs: [all, sides], guards: [{ node: guard, answer: true }] }
    expect([...rangesOf(program)]).toEqual([[x, { least: 0, most: 2 }]])
    expect(simplify(program).outputs).toEqual([p, p])
  })
})
