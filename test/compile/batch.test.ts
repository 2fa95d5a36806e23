/** Batches in compileStep: one example is traced, all are computed, and the bits are those of `backward()` over all of them, one after the other. */
import { describe, expect, test } from 'vitest'
import { abs, add, exp, grad, greater, isTrue, mul, sub, sum, tanh, value, where, type Value } from 'seegrad'
import { compileStep } from '../../src/compile/index.js'
import { machineOf } from '../../src/compile/machine.js'
import { nestCodeOf } from '../../src/compile/nest-code.js'
import { EXACT } from '../../src/compile/modes.js'
import { interpretNests } from '../../src/compile/nests-interpret.js'
import { nestsOf } from '../../src/compile/nests.js'
import { simplify } from '../../src/compile/simplify.js'
import { Objective } from '../../src/compile/objective.js'
import { batchOf } from '../../src/compile/batch.js'
import { programOf } from '../../src/compile/read.js'
import { skeletonOf } from '../../src/compile/skeleton.js'
import { overBatch, record } from '../../src/compile/trace.js'
import { crossEntropyLoss, l2, MLP } from 'seegrad/nn'
import { Adam, SGD, type Optimizer } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { record as note } from '../record.js'
import { count, seed } from '../seed.js'
import { Dice, drawProgram, Tally } from './drawn.js'

interface Training {
  readonly parameters: readonly Value[]
  readonly loss: (...example: any[]) => number
  readonly optimizer?: Optimizer
  readonly regularizer?: () => number
}
type Compiled = ReturnType<typeof compileStep>

/** Takes steps both ways, and gives the compiled one; every loss, slope and parameter must be the same to the bit. */
function expectSame(make: () => Training, batch: (step: number) => readonly unknown[], steps = 3): Compiled {
  const [one, two] = [make(), make()]
  const eager = compileStep({ ...one, compile: false })
  const compiled = compileStep(two)
  for (let k = 0; k < steps; k++) {
    const given = batch(k)
    const losses = [eager(...given).loss, compiled(...given).loss]
    const wrong = one.parameters.flatMap((p, i) => {
      const q = two.parameters[i] as Value
      return Object.is(p.grad, q.grad) && Object.is(p.data, q.data) ? [] : [`step ${k}, parameter ${i}: ${q.grad}, eager ${p.grad}`] // prettier-ignore
    })
    expect([Object.is(losses[0], losses[1]) ? '' : losses.join(), ...wrong.slice(0, 3)].filter(Boolean)).toEqual([])
  }
  return compiled
}
const draw = (seed: number): (() => number) => {
  const random = new PythonRandom(seed)
  return () => random.random() * 2 - 1
}
const rows = (size: number, width: number, next = draw(7)): number[][] => Array.from({ length: size }, () => Array.from({ length: width }, next)) // prettier-ignore
const nodesOf = (step: Compiled): number => step.stats.passes.find(({ pass }) => pass === 'recording')!.nodes

describe('one example is traced for all of a batch', () => {
  const classes = (): Training => {
    const random = new PythonRandom(5)
    const net = new MLP(20, [12, 4], { random })
    const parameters = net.parameters() as Value[]
    const loss = (x: number[], t: number): number => crossEntropyLoss([net.forward(x) as Value[]], [t]) as number
    return { parameters, loss, optimizer: SGD(parameters, { lr: 0.1 }), regularizer: () => l2(parameters, 1e-4) }
  }
  for (const size of [2, 7, 64])
    test(`a classifier in batches of ${size}: losses, slopes and parameters have the bits of 100 eager steps`, () => {
      const next = draw(size)
      const given = (k: number): unknown[] => [
        rows(size, 20, next),
        Array.from({ length: size }, (_, i) => (i + k) % 4),
      ]
      const step = expectSame(classes, given, size < 64 ? 100 : 10)
      expect(step.stats).toMatchObject({ executor: 'nests', programs: 1, failures: 0 })
    })
  test('what is recorded does not grow with the batch', () => {
    const recorded = [8, 64].map((size) => {
      const { parameters, loss } = classes()
      const step = compileStep({ parameters, loss })
      step(
        rows(size, 20),
        Array.from({ length: size }, () => 1),
      )
      return nodesOf(step)
    })
    expect(recorded[1]).toBe(recorded[0])
  })
  test('a parameter that an example uses several times gets its slopes example by example', () => {
    const make = (): Training => {
      const parameters = [value(0.3), value(-0.7), value(1.1)]
      const [a, b, c] = parameters as [Value, Value, Value]
      // An RNN of the numbers of an example.
      const loss = (xs: number[]): number => xs.reduce((h, x) => tanh(add(mul(a, h), mul(b, x))), mul(c, c)) as number
      return { parameters, loss, optimizer: Adam(parameters, { lr: 0.05 }) }
    }
    const next = draw(3)
    expect(expectSame(make, () => [rows(5, 6, next)], 100).stats.programs).toBe(1)
  })
  test('slopes that only some examples have, or none', () => {
    const make = (): Training => {
      const parameters = [value(0.5), value(-2)]
      const [a, b] = parameters as [Value, Value]
      const loss = (x: number): number =>
        where(greater(x, 0), mul(a, x), where(greater(x, 5), mul(b, exp(x)), 1)) as number
      return { parameters, loss, regularizer: () => where(greater(b, 0), mul(b, b), 0) }
    }
    const step = expectSame(make, (k) => [
      [
        [-1, -0.5, 0.5],
        [-1, -2, -3],
        [0, -0, 7],
      ][k],
    ])
    expect(step.stats.programs).toBe(1)
  })
  test('examples of one number, of records, of lists in lists; losses that do not depend on the example', () => {
    const make = (): Training => {
      const p = value(2)
      return { parameters: [p], loss: (x: { a: number; b: number[][] }, y: number) => add(mul(p, sum([x.a, ...x.b.flat()])), y) } // prettier-ignore
    }
    expectSame(make, (k) => [[0, 1, 2].map((i) => ({ a: i + k, b: [[i, 2], [3, k]] })), new Float64Array([1, 2, 3])]) // prettier-ignore
    const one = (): Training => {
      const p = value(2)
      return { parameters: [p], loss: () => mul(p, p) }
    }
    expectSame(one, () => [[1, 2, 3]])
    const itself = (): Training => {
      const p = value(2)
      return { parameters: [p], loss: () => p }
    }
    expectSame(itself, () => [[1, 2, 3]])
  })
  test('a loss with a gradient inside of it, by what depends on the parameters', () => {
    const make = (): Training => {
      const p = value(0.4)
      return { parameters: [p], loss: (x: number) => grad((y: number) => mul(y, exp(mul(p, y))))(mul(p, x)) as number }
    }
    expect(expectSame(make, () => [[0.1, 0.2, -0.3, 0.4]]).stats.executor).toBe('nests')
  })
  test('a gradient by plain numbers is a number, through which no slope goes', () => {
    const make = (): Training => {
      const p = value(0.4)
      return { parameters: [p], loss: (x: number) => mul(p, grad((y: number) => mul(p, exp(mul(p, y))))(x)) as number }
    }
    expect(expectSame(make, () => [[0.1, 0.2, -0.3, 0.4]]).stats.why).toContain('plain numbers')
    const of = (): Training => {
      const p = value(0.4)
      return { parameters: [p], loss: (x: number) => mul(p, grad((y: number) => exp(mul(y, y)))(x)) as number }
    }
    expect(expectSame(of, () => [[0.1, 0.2, -0.3, 0.4]]).stats.executor).toBe('nests')
  })
})

describe('where examples are not alike all of them are traced', () => {
  const branching = (): Training => {
    const p = value(0.5)
    return { parameters: [p], loss: (x: number) => (isTrue(greater(x, 0)) ? mul(p, x) : mul(mul(p, p), x)) as number }
  }
  test('examples that take different branches', () => {
    const step = expectSame(
      branching,
      (k) => [
        [
          [1, 2, 3],
          [1, 2, -3],
          [-1, -2, -3],
          [1, -2, 3],
          [1, 2, 3],
        ][k],
      ],
      5,
    )
    expect(step.stats.failures).toBe(0)
  })
  test('examples of different lengths', () => {
    const make = (): Training => {
      const p = value(0.5)
      return { parameters: [p], loss: (xs: number[]) => mul(p, sum(xs)) as number }
    }
    expectSame(make, () => [[[1, 2], [3]]])
  })
  test('a loss that remembers what it made of another example', () => {
    const make = (): Training => {
      const p = value(0.5)
      let kept: { for: number; is: Value } | undefined
      // Made again whenever the parameter has another number.
      const loss = (x: number): number => {
        if (kept?.for !== p.data) kept = { for: p.data, is: exp(p) as Value }
        return mul(kept.is, x) as number
      }
      return { parameters: [p], loss, optimizer: SGD([p], { lr: 0.1 }) }
    }
    const [one, two] = [make(), make()]
    const [eager, compiled] = [compileStep({ ...one, compile: false }), compileStep(two)]
    expect(eager([1, 2, 3]).loss).toBe(compiled([1, 2, 3]).loss)
  })
  test('a loss that counts its calls is refused', () => {
    const p = value(0.5)
    let calls = 0
    const step = compileStep({ parameters: [p], loss: (x: number) => mul(mul(p, x), ++calls) as number })
    expect(() => step([1, 2, 3])).toThrow(/differs from run to run/)
  })
})

test('what is read from outside is found to be stale', () => {
  const p = value(0.5)
  let rate = 1
  const step = compileStep({ parameters: [p], loss: (x: number) => mul(mul(p, x), rate) as number })
  step([1, 2, 3])
  rate = 2
  expect(() => step([1, 2, 3])).toThrow(/stale/)
})

describe('random programs as losses', () => {
  test(`have the bits of the eager run in batches, and read only what was written (seed ${seed})`, () => {
    const programs = count(5000)
    const sizes = new Map<number, number>()
    const wrong: string[] = []
    let mapped = 0
    for (let k = 0; k < programs && wrong.length < 5; k++) {
      const dice = new Dice(seed * 977 + k)
      const { f, inputs, name } = drawProgram(seed * 131 + k, k % 40 === 0 ? 1500 : 90, new Tally())
      const [start] = inputs as [number[]]
      const own = 1 + dice.below(start.length)
      const size = dice.one([2, 3, 4, 5, 8])
      sizes.set(size, (sizes.get(size) ?? 0) + 1)
      const flat = (tree: unknown): number[] => (typeof tree === 'object' && tree !== null && !('data' in tree) ? Object.values(tree).flatMap(flat) : [tree as number]) // prettier-ignore
      const make = () => {
        const parameters = start.slice(0, own).map((x) => value(x))
        const loss = (x: readonly number[]): number => sum(flat(f([...parameters, ...x] as number[]))) as number
        const regularizer = k % 3 === 0 ? () => sum(parameters.map((p) => mul(p, abs(p)))) as number : undefined
        return { parameters, loss, ...(regularizer && { regularizer }) }
      }
      const batch = Array.from({ length: size }, (_, i) => {
        const row = inputs[i % inputs.length] as number[]
        return row.slice(own).map((x) => (i < inputs.length ? x : sub(x, i / 8)))
      })
      const [one, two] = [make(), make()]
      const eager = compileStep({ ...one, compile: false })
      const compiled = compileStep(two)
      let losses: number[]
      try {
        losses = [eager(batch).loss]
      } catch {
        // It is refused at these numbers.
        continue
      }
      losses.push(compiled(batch).loss)
      const isSame = Object.is(losses[0], losses[1]) && one.parameters.every((p, i) => Object.is(p.grad, two.parameters[i]!.grad)) // prettier-ignore
      if (!isSame) wrong.push(`${name}, ${own} parameters, batch of ${size}: ${losses.join(' and ')}`)
      mapped += Number(/where it is one of/.test(compiled.stats.why))
      wrong.push(...readPlainly(two, batch, [losses[0] as number, ...one.parameters.map((p) => p.grad)]).map((why) => `${name}, batch of ${size}: ${why}`)) // prettier-ignore
    }
    note('compiled batches', { programs, 'one example traced': mapped, ...Object.fromEntries([...sizes].map(([size, times]) => [`of ${size}`, times])) }) // prettier-ignore
    expect(wrong).toEqual([])
    expect(mapped / programs).toBeGreaterThan(0.9)
  })
})

/** What is wrong where the nests of a batch are read plainly: each place that is read must have been written, and only once. */
function readPlainly(
  { parameters, loss, regularizer }: Training,
  batch: readonly number[][],
  wanted: readonly number[],
): string[] {
  // prettier-ignore
  const objective = new Objective(loss as never, regularizer, true, undefined)
  const [example] = objective.alike([batch]) as [readonly unknown[]]
  const handles = parameters as never[]
  try {
    const recording = record((...own) => overBatch(...objective.apart(own), handles), example, true)
    const { skeleton, captured } = skeletonOf(recording, EXACT, batchOf(0, example, batch.length))
    const program = simplify(programOf(skeleton))
    if (program.guards.length > 0) return []
    const nests = nestsOf(program)
    const inputs = [...batch.flat(), ...captured.map((p) => p.segment.chunk.data[p.index] as number)]
    const machine = machineOf(nestCodeOf(nests))
    machine.memory.set(inputs)
    machine.run()
    const at = machine.layout.outputs / 8
    return [interpretNests(nests, inputs, wanted.length), machine.memory.subarray(at, at + wanted.length)].flatMap(
      (given, k) => {
        const bad = wanted.findIndex((x, i) => !Object.is(x, given[i]))
        return bad < 0
          ? []
          : [`number ${bad} is ${given[bad]} ${k === 0 ? 'read plainly' : 'run'}, ${wanted[bad]} eager`]
      },
    )
  } catch (error) {
    return [(error as Error).message]
  }
}
