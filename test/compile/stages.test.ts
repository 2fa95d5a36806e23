/** Each stage of the compiler by itself: rows in steps, kernels as WebAssembly, rewrites, the passes, parts of a long program. */
import { describe, expect, test } from 'vitest'
import { add, dot, grad, greater, mul, ops, sqrt, sub, sum, tanh, where } from 'seegrad'
import { kernels } from 'seegrad/numeric'
import { functionOf } from '../../src/compile/functions.js'
import { Graph, print, type Program } from '../../src/compile/graph.js'
import { interpret } from '../../src/compile/interpret.js'
import { lineOf } from '../../src/compile/line.js'
import { machineOf } from '../../src/compile/machine.js'
import { findNests } from '../../src/compile/nests.js'
import { read } from '../../src/compile/read.js'
import { neutrals, simplify } from '../../src/compile/simplify.js'
import { record } from '../../src/compile/trace.js'
import { interpret as interpretKernel } from '../../src/numeric/kernels/interpret.js'
import { count, seed } from '../seed.js'
import { Dice } from './drawn.js'

const grid = [0, -0, 5e-324, -5e-324, 2.3e-308, 1e-160, -1e-8, 0.5, -0.5, 1, -1, 1.5, 2.5, -2.5, 20, -37, 709.78, 710, -745.2, 1e154, -1e300, 1.79e308, Infinity, -Infinity, NaN] // prettier-ignore
const named = [...ops.values()].map((op) => [op.name, functionOf(op)] as const)

describe('rows say to a compiler what they compute', () => {
  for (const [name, fn] of named) {
    const { kernel, op, run, isList } = fn
    if (kernel && !isList)
      test(`${name}: its steps have the bits of its forward`, () => {
        const width = kernel.parameters.length
        const wrong: string[] = []
        for (const a of grid)
          for (const b of width > 1 ? grid : [0])
            for (const c of width > 2 ? grid : [0]) {
              const given = [a, b, c].slice(0, width)
              if (!Object.is(interpretKernel(kernel, ...given), run(...given))) wrong.push(given.join())
            }
        expect(wrong).toEqual([])
      })
    const unrolled = op?.unrolled
    if (unrolled)
      test(`${name}: written out it has the bits of its forward`, () => {
        const wrong: string[] = []
        for (const a of grid) for (const b of grid) for (const list of [[a, b], [a, b, 0.1, a], [b, -0]]) if (!Object.is(unrolled(list), run(...list))) wrong.push(list.join()) // prettier-ignore
        expect(wrong).toEqual([])
      })
    if (op?.active && op.active.length > 0)
      test(`${name}: flows says in ops what active says on numbers`, () => {
        for (const a of grid) {
          const said = op.flows?.map((rule) => rule(a, 1, 2) !== 0)
          expect(said).toEqual(op.active?.(a, 1, 2))
        }
      })
  }
})

describe('kernels as WebAssembly', () => {
  for (const [name, kernel] of kernels) {
    const fn = named.map(([, one]) => one).find((one) => one.kernel === kernel)
    if (!fn || fn.isList) continue
    test(`${name} has the bits of its JavaScript`, () => {
      const graph = new Graph()
      const inputs = kernel.parameters.map(() => graph.input())
      const { memory, layout, run } = machineOf(lineOf({ graph, outputs: [graph.append(fn.code, inputs)], guards: [] }))
      const dice = new Dice(seed)
      const bits = new DataView(new ArrayBuffer(8))
      const draw = (): number => {
        if (dice.next() < 0.3) return dice.one(grid)
        if (dice.next() < 0.5) return (dice.next() - 0.5) * 10 ** dice.below(5)
        bits.setUint32(0, dice.next() * 2 ** 32)
        bits.setUint32(4, dice.next() * 2 ** 32)
        return bits.getFloat64(0)
      }
      const wrong: string[] = []
      for (let k = 0; k < count(500_000); k++) {
        const given = kernel.parameters.map(draw)
        memory.set(given)
        run()
        const gave = memory[layout.outputs / 8] as number
        if (!Object.is(gave, fn.run(...given))) wrong.push(`${given.join()}: ${gave}`)
      }
      expect(wrong).toEqual([])
    })
  }
})

describe('simplify', () => {
  for (const { step, k, number, why } of neutrals)
    test(`${why} holds for every bit`, () => {
      const fn = named.map(([, one]) => one).find((one) => one.step === step)
      for (const x of grid) expect(fn?.run(...(k === 0 ? [number, x] : [x, number]))).toBe(x)
    })
  test('computes what is computed twice once, numbers beforehand, and leaves out what nobody needs', () => {
    const f = (x: number): number => {
      tanh(mul(x, 5))
      return add(mul(tanh(x), tanh(x)), mul(add(1, 2), 1))
    }
    const program = simplify(read(record(f, [0.5])))
    expect(print(program)).toBe('%0 = input 0\n%1 = tanh %0\n%2 = mul %1 %1\n%4 = add %2 3\ngives %4')
  })
  test('computes once what is there twice among thousands of the same operand', () => {
    const f = (x: number[]): number => {
      const shared = tanh(x[0]!)
      const products = (): number[] => x.map((each) => mul(shared, each))
      return add(
        products().reduce((a, b) => sub(a, b)),
        products().reduce((a, b) => sub(b, a)),
      )
    }
    const numbers = Array.from({ length: 3000 }, (_, k) => Math.sin(k + 1))
    const { graph, outputs, guards } = simplify(read(record(f, [numbers])))
    const count = (op: unknown): number => graph.counts()[functionOf(op as never).code] as number
    expect([count(mul), count(sub), count(tanh)]).toEqual([3000, 2 * 2999, 1])
    expect(interpret({ graph, outputs, guards }, numbers).outputs).toEqual([f(numbers)])
  })
  test.each([3, 700, 5000])('writes a sum of %d numbers, and one of products, out in full', (length) => {
    const f = (x: number[]): number => add(sum(x.map((each) => tanh(each))), dot(x, x.toReversed()))
    const numbers = Array.from({ length }, (_, k) => Math.sin(k + 1))
    const program = simplify(read(record(f, [numbers])))
    expect(interpret(program, numbers).outputs).toEqual([f(numbers)])
    expect(program.graph.counts()[functionOf(mul as never).code]).toBe(length)
  })
  test('gives the name of what nobody needs to no other node', () => {
    const f = grad((x: number) => {
      const gone = mul(x, x)
      ;(gone as unknown as { label: string }).label = 'gone'
      return gone
    })
    const before = read(record(f, [3]))
    expect([...before.graph.labels.values()]).toEqual(['gone'])
    expect(simplify(before).graph.labels.size).toBe(0)
  })
  test('leaves numbers and nodes out, and no input', () => {
    const graph = new Graph()
    const [, , y, seven] = [graph.input(), graph.number(5), graph.input(), graph.number(7)]
    graph.append(functionOf(mul as never).code, [y, seven])
    graph.append(functionOf(add as never).code, [y, seven])
    expect([...graph.compact(Uint8Array.of(0, 0, 1, 1, 0, 1))]).toEqual([0, -1, 1, 2, -1, 3])
    expect(graph.leaves).toEqual([0, 1, 2])
    expect(print({ graph, outputs: [3], guards: [] })).toBe('%0 = input 0\n%1 = input 1\n%3 = add %1 7\ngives %3')
  })
  test('keeps x + 0, which is not x for −0', () => {
    const program = simplify(read(record((x: number) => add(x, 0), [1])))
    expect(interpret(program, [-0]).outputs).toEqual([0])
  })
})

describe('passes', () => {
  test('of a choice go to what is taken, whatever was taken when it was traced', () => {
    const program = read(record(grad((x: number) => where(greater(x, 0), sqrt(x), mul(x, 3))), [4])) // prettier-ignore
    expect([4, 0, -1].map((x) => interpret(program, [x]).outputs[0])).toEqual([0.25, 3, 3])
  })
})

test('a program of a million nodes is cut into functions, none of which is too long', () => {
  const graph = new Graph()
  const tangent = functionOf(tanh)
  const sum = functionOf(add)
  let y = graph.input()
  for (let k = 0; k < 500_000; k++) y = graph.append(sum.code, [graph.append(tangent.code, [y]), y])
  const program: Program = { graph, outputs: [y], guards: [] }
  // No two cells of it compute the same at one level, so that loops are not looked for.
  expect(findNests(program)).toBeUndefined()
  const compiled = lineOf(program)
  expect(compiled.parts).toBeGreaterThan(500)
  const { memory, layout, run } = machineOf(compiled)
  memory[0] = 1e-9
  run()
  let wanted = 1e-9
  for (let k = 0; k < 500_000; k++) wanted = tanh(wanted) + wanted
  expect(memory[layout.outputs / 8]).toBe(wanted)
})
