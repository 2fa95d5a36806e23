/** The command of the compiler's proof: random programs, the function itself against every stage and executor, every bit of every output. */
import { describe, expect, test } from 'vitest'
import { interpret } from '../../src/compile/interpret.js'
import { lineOf } from '../../src/compile/line.js'
import { machineOf } from '../../src/compile/machine.js'
import { choose } from '../../src/compile/cost.js'
import { nestCodeOf } from '../../src/compile/nest-code.js'
import { interpretNests } from '../../src/compile/nests-interpret.js'
import { nestsOf } from '../../src/compile/nests.js'
import { read } from '../../src/compile/read.js'
import { simplify } from '../../src/compile/simplify.js'
import { SCRIPT_NODES, scriptOf } from '../../src/compile/source.js'
import { record, type Recording } from '../../src/compile/trace.js'
import { record as note } from '../record.js'
import { count, long, seed } from '../seed.js'
import { drawProgram, styles, Tally, type Drawn } from './drawn.js'

const flat = (tree: unknown): number[] => {
  if (typeof tree === 'number') return [tree]
  return Object.values(tree as object).flatMap(flat)
}
const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  for (let k = 0; k < a.length; k++) if (!Object.is(a[k], b[k])) return false
  return a.length === b.length
}

/** What is wrong with a program, a sentence a fault; the executors that ran. */
function faults({ f, inputs, name, style }: Drawn, ran: Map<string, number>, isSingleToo = true): string[] {
  const wrong: string[] = []
  const recording = record(f, [inputs[0]])
  const reading = read(recording)
  const simple = simplify(reading)
  const machine = machineOf(lineOf(simple))
  const nests = nestsOf(simple)
  const looped = machineOf(nestCodeOf(nests))
  const { executor } = choose(simple, nests)
  if (simple.graph.length >= 200 && style !== 'random') {
    ran.set(
      `of 200 nodes and more, ${style}: ${executor}`,
      (ran.get(`of 200 nodes and more, ${style}: ${executor}`) ?? 0) + 1,
    )
  }
  const { args, out } = recording.frame
  const script = simple.graph.length <= SCRIPT_NODES ? scriptOf(simple, args.map(({ shape }) => shape), out.shape) : undefined // prettier-ignore
  for (const xs of inputs) {
    const own = flat(f([...xs]))
    const plain = interpret(reading, xs)
    if (!plain.holds) continue
    const compare = (what: string, given: ArrayLike<number>): void => {
      ran.set(what, (ran.get(what) ?? 0) + 1)
      if (!same(own, given))
        wrong.push(`${name}: ${what} at ${xs.join()} gives ${Array.from(given).join()}, not ${own.join()}`)
    }
    compare('the graph as it was read', plain.outputs)
    compare('the graph simplified', interpret(simple, xs).outputs)
    machine.memory.set(xs)
    machine.run()
    const at = machine.layout.outputs / 8
    compare('a straight line', machine.memory.slice(at, at + own.length))
    compare('nests read plainly', interpretNests(nests, xs, own.length))
    looped.memory.set(xs)
    looped.run()
    compare('nests', looped.memory.slice(at, at + own.length))
    if (script) compare('JavaScript', flat(script.call([...xs] as never)))
  }
  if (isSingleToo) wrong.push(...faultsInSingles({ recording, inputs, name }, ran))
  return wrong
}

/** The same in singles, where each number of the graph as it was read is rounded. */
function faultsInSingles(
  { recording, inputs, name }: Pick<Drawn, 'inputs' | 'name'> & { readonly recording: Recording },
  ran: Map<string, number>,
): string[] {
  const wrong: string[] = []
  const reading = { ...read(recording), modes: { dtype: 'f32', isFast: false } as const }
  const simple = simplify(reading)
  const nests = nestsOf(simple)
  const machines = [
    ['a straight line', machineOf(lineOf(simple))],
    ['nests', machineOf(nestCodeOf(nests))],
  ] as const
  const { args, out } = recording.frame
  const script = simple.graph.length <= SCRIPT_NODES ? scriptOf(simple, args.map(({ shape }) => shape), out.shape) : undefined // prettier-ignore
  for (const xs of inputs) {
    const { outputs: own, holds } = interpret(reading, xs)
    if (!holds) continue
    const compare = (what: string, given: ArrayLike<number>): void => {
      ran.set(`singles: ${what}`, (ran.get(`singles: ${what}`) ?? 0) + 1)
      if (!same(own, given))
        wrong.push(`${name}: in singles ${what} at ${xs.join()} gives ${Array.from(given).join()}, not ${own.join()}`)
    }
    compare('the graph simplified', interpret(simple, xs).outputs)
    compare('nests read plainly', interpretNests(nests, xs, own.length))
    for (const [what, { memory, layout, run }] of machines) {
      memory.set(xs)
      run()
      compare(what, memory.slice(layout.outputs / 8, layout.outputs / 8 + own.length))
    }
    if (script) compare('JavaScript', flat(script.call([...xs] as never)))
  }
  return wrong
}

/** Cases that were found once, by their seeds and the size that they were drawn at: each is a program of `drawProgram`. */
const found: readonly (readonly [seed: number, largest: number])[] = [
  // A batch of convolutions, where two streams of a shared loop were taken for one.
  [2_654_208_425, 5000],
  // A Hessian at which an argument was 1, a factor that steps op by op leave out: what it was added to was added up in another order.
  [2_654_275_689, 120],
]

describe('random programs', () => {
  test(`give the same bits eager, as graphs and as WebAssembly (seed ${seed})`, () => {
    const tally = new Tally()
    const ran = new Map<string, number>()
    const wrong: string[] = []
    const perStyle = new Map<string, number>()
    let special = 0
    let small = 0
    const programs = count(100_000)
    for (let k = 0; k < programs; k++) {
      const drawn = drawProgram(seed * 131 + k, k % (long ? 8 : 40) === 0 ? 5000 : 120, tally)
      perStyle.set(drawn.style, (perStyle.get(drawn.style) ?? 0) + 1)
      if (drawn.hasSpecial) special++
      if (drawn.size < 50) small++
      // In singles too one of four: half of the time would go there.
      wrong.push(...faults(drawn, ran, k % 4 === 0))
      if (wrong.length > 5) break
    }
    const structured = [...ran].filter(([what]) => what.startsWith('of 200 nodes'))
    const share = (ends: string): number =>
      structured.reduce((sum, [what, times]) => sum + (what.endsWith(ends) ? times : 0), 0)
    const total = [...tally.counts.values()].reduce((a, b) => a + b, 0)
    const rarest = Math.min(...tally.counts.values()) / total
    note('compiled programs', {
      programs,
      'with special values': special,
      'reuse of operands': tally.reused / tally.operands,
      'rarest op': rarest,
      'below 50 steps': small,
      'of 200 nodes and more with a structure, as nests': share(': nests') / share(''),
      ...Object.fromEntries(perStyle),
      ...Object.fromEntries(ran),
    })
    expect(wrong).toEqual([])
    expect(styles.filter((style) => !perStyle.has(style))).toEqual([])
    expect(rarest).toBeGreaterThan(0.005)
    expect(special / programs).toBeGreaterThan(0.1)
    expect(tally.reused / tally.operands).toBeGreaterThan(0.3)
  })
  for (const [one, largest] of found)
    test(`found once: seed ${one}`, () => {
      expect(faults(drawProgram(one, largest, new Tally()), new Map())).toEqual([])
    })
})
