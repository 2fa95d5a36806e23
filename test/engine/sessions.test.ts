/** Random sessions, thousands of calls each, on the engine and on a naive tape: data, gradients, structure and refusals are the same, to the bit. */
/* oxlint-disable vitest/no-standalone-expect, vitest/expect-expect -- a session's methods expect, and its test calls them */
import { describe, expect, test } from 'vitest'
import { backward as run, gradients, noGrad, ops, replay, value, type Op, type Value } from 'seegrad'
import { draws, type Draw } from '../oracle/draw.js'
import * as naive from '../oracle/naive-tape.js'
import { call } from '../oracle/program.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

/** A node, in the engine and in the naive tape. */
interface Pair {
  readonly ours: Value
  readonly theirs: naive.Node
}
const names = ['add', 'sub', 'mul', 'tanh', 'neg', 'maximum', 'where', 'sum', 'dot', 'sigmoid', 'square', 'greater']
const palette: readonly Op[] = names.map((name) => ops.get(name) as Op)

const error = (act: () => unknown): string | undefined => {
  try {
    act()
    return undefined
  } catch (thrown) {
    return (thrown as Error).message
  }
}

class Session {
  readonly held: Pair[] = []
  readonly draw: Draw
  constructor(
    readonly name: string,
    ...seeds: number[]
  ) {
    this.draw = draws(...seeds)
    this.hold(value(0.5), naive.leaf(0.5))
  }
  hold(ours: Value, theirs: naive.Node): void {
    this.held.push({ ours, theirs })
    // What is no longer held is collected, and its part of the recording with it.
    if (this.held.length > 40) this.held.splice(this.draw.below(38), 1)
  }
  any(): Pair {
    return this.draw.pick(this.held)
  }
  compare({ ours, theirs }: Pair): void {
    const said = `${this.name}: ${ours.op || 'leaf'} ${ours.id}`
    expect(ours.data, `${said}, data`).toBe(theirs.data)
    expect(
      ours.grad === theirs.grad || Number.isNaN(ours.grad + theirs.grad),
      `${said}: grad ${ours.grad} instead of ${theirs.grad}`,
    ).toBe(true)
    expect([ours.label, ours.requiresGrad, ours.op]).toEqual([theirs.label, theirs.requiresGrad, theirs.op?.name ?? ''])
    const { prev } = ours
    expect(prev.map(({ data, grad }) => [data, grad + 0])).toEqual(
      theirs.inputs.map(({ data, grad }) => [data, grad + 0]),
    )
    prev.forEach((operand, k) => {
      const known = this.held.find((pair) => pair.theirs === theirs.inputs[k])
      if (known) expect(operand.id).toBe(known.ours.id)
      if (known && (known.theirs.kind === 'leaf' || known.theirs.label !== ''))
        expect(operand === known.ours, `${said}: operand ${k}, ${operand.toString()}, is another object`).toBe(true)
    })
  }
  /** The same refusal on both sides, or none. */
  both(ours: () => void, theirs: () => void): void {
    const [a, b] = [error(ours), error(theirs)]
    if (b === undefined) expect(a, `${this.name}: ${a}`).toBe(undefined)
    else expect(a, `${this.name}: not refused, though ${b}`).toContain(b)
  }
  apply(quiet: boolean): void {
    const op = this.draw.pick(palette)
    const width = op.arity === 'list' ? 2 * (1 + this.draw.below(3)) : op.arity
    const operands = Array.from({ length: width }, (_, k) =>
      this.draw() < 0.15 && k > 0 ? this.draw.between(-2, 2) : this.any(),
    )
    const act = (): Value => call(op, operands.map((x) => (typeof x === 'number' ? x : x.ours))) as Value // prettier-ignore
    const ours = quiet ? noGrad(act) : act()
    const theirs = naive.apply(op, operands.map((x) => (typeof x === 'number' ? x : x.theirs)), quiet) // prettier-ignore
    // Keeps numbers of moderate size: what has grown too large starts anew.
    if (Math.abs(theirs.data) < 1e6) this.hold(ours, theirs)
  }
  /** One random call, on both sides. */
  step(): void {
    const { draw } = this
    const chance = draw()
    if (chance < 0.6) return this.apply(false)
    if (chance < 0.63) return this.apply(true)
    const pair = this.any()
    const { ours, theirs } = pair
    if (chance < 0.7) {
      const x = draw.between(-2, 2)
      const [leaf, twin] = [value(x), naive.leaf(x)]
      if (draw() < 0.2) leaf.requiresGrad = twin.requiresGrad = false
      return this.hold(leaf, twin)
    }
    if (chance < 0.73) ours.label = theirs.label = `n${draw.below(1000)}`
    else if (chance < 0.83) {
      const gradient = draw() < 0.5 ? 1 : draw.between(-2, 2)
      this.both(() => run(ours, { gradient }), () => naive.backward(theirs, gradient)) // prettier-ignore
    } else if (chance < 0.87) {
      const inputs = [this.any(), this.any(), pair]
      let [made, wanted]: [number[], number[]] = [[], []]
      this.both(
        () => (made = gradients(ours, inputs.map((x) => x.ours)).map(({ data }) => data)), // prettier-ignore
        () => (wanted = inputs.map((x) => naive.adjoints(theirs).get(x.theirs) ?? 0)), // prettier-ignore
      )
      expect(made.map((x) => x + 0)).toEqual(wanted.map((x) => x + 0))
    } else if (chance < 0.9) {
      ours.zeroGrad()
      theirs.grad = 0
    } else if (chance < 0.93) this.hold(ours.detach(), naive.leaf(theirs.data, false))
    else if (chance < 0.95 && theirs.kind === 'leaf') {
      ours.data = draw.between(-2, 2)
      naive.setData(theirs, ours.data)
    } else if (chance < 0.97) {
      replay(ours)
      naive.replay(theirs)
    } else this.compare(pair)
  }
}

describe('random sessions', () => {
  const rounds = count(1000)
  const lengths = [200, 2000, 20_000]
  for (const length of lengths)
    test(
      `${Math.ceil((rounds * 200) / length)} of ${length} calls are those of a naive tape (seed ${seed})`,
      { timeout: 1_800_000 },
      async () => {
        for (let round = 0; round < (rounds * 200) / length; round++) {
          const session = new Session(`seed ${seed}, round ${round} of ${length} calls`, seed, round, length)
          for (let k = 0; k < length; k++) {
            session.step()
            // Now and then a turn passes, and the recording comes to rest.
            if (session.draw() < 0.002) await new Promise((resolve) => setImmediate(resolve))
          }
          for (const pair of session.held) session.compare(pair)
        }
        const cases = Math.ceil((rounds * 200) / length)
        record('Random cases', { of: `sessions of ${length} calls: the bits and refusals of a naive tape`, cases })
      },
    )
})
