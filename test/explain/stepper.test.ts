/** The stepper walks a program forward and back, one number at a time, and ends with the bits of `backward()`. */
import { describe, expect, test } from 'vitest'
import {
  asValue,
  custom,
  graphOf,
  gradOf,
  mul,
  ops,
  relu,
  scope,
  stopGradient,
  sum,
  value,
  where,
  type Value,
} from 'seegrad'
import { momentAt, moveTo, say, stepper, type BackwardStep, type Moment, type Stepper } from 'seegrad/explain'
import { MLP, hingeLoss } from 'seegrad/nn'
import { draws } from '../oracle/draw.js'
import { nodesOf } from '../oracle/program.js'
import { occurring, randomProgram } from '../oracle/random-program.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

const backwardSteps = ({ steps }: Stepper): readonly BackwardStep[] => steps.filter((step) => step.kind === 'backward')
const copy = ({ k, data, grad }: Moment): Moment => ({ k, data: [...data], grad: [...grad] })

/** What is wrong with the walk through a program whose leaves have no gradient yet. */
function wrong(root: Value): string | undefined {
  const graph = graphOf(root)
  const walk = stepper(root)
  const places = new Map(graph.nodes.map(({ id }, place) => [id, place]))
  // Every edge through which a gradient flows, as the engine tells by its slope; those that the root does not reach do not count.
  const edges = new Set<string>()
  const reached = new Set([places.get(root.id)])
  graph.nodes.toReversed().forEach(({ id, inputs, slopes }) => {
    if (!reached.has(places.get(id))) return
    inputs.forEach((input, k) => {
      if (slopes[k] === null) return
      edges.add(`${places.get(id)} ${k}`)
      reached.add(places.get(input))
    })
  })
  const open = new Map<number, number>()
  for (const edge of edges) {
    const [node, k] = edge.split(' ').map(Number) as [number, number]
    const operand = places.get(graph.nodes[node]!.inputs[k]!)!
    open.set(operand, (open.get(operand) ?? 0) + 1)
  }
  for (const { node, input, operand, slope } of backwardSteps(walk)) {
    const edge = `${node} ${input}`
    if (!edges.delete(edge)) return `edge ${edge} is walked a second time, or is none`
    if ((open.get(node) ?? 0) > 0) return `node ${node} is walked from before its gradient is complete`
    if (!Object.is(graph.nodes[node]!.slopes[input], slope)) return `edge ${edge} has another slope than in the graph`
    open.set(operand, open.get(operand)! - 1)
  }
  if (edges.size > 0) return `edges are left out: ${[...edges].join(', ')}`
  root.backward()
  const end = momentAt(walk, walk.steps.length)
  for (const [place, { grad, data }] of graphOf(root).nodes.entries()) {
    if (!Object.is(end.grad[place] ?? 0, grad))
      return `the gradient of node ${place} is ${end.grad[place]} instead of ${grad}`
    if (!Object.is(end.data[place], data)) return `the number of node ${place} is ${end.data[place]} instead of ${data}`
  }
  // Forward and back again, with every number in between.
  const now = momentAt(walk)
  const film = [copy(now)]
  for (let k = 1; k <= walk.steps.length; k++) film.push(copy(moveTo(walk, now, k)))
  for (let k = walk.steps.length; k >= 0; k--) {
    moveTo(walk, now, k)
    const was = film[k]!
    if (!now.data.every((x, i) => Object.is(x, was.data[i])) || !now.grad.every((x, i) => Object.is(x, was.grad[i])))
      return `stepping back to ${k} gives other numbers`
  }
  return undefined
}

describe('random programs', () => {
  const rounds = count(50_000)
  test(`of ${rounds} each local derivative is walked once, in a legal order, with the bits of backward(), and back`, () => {
    let steps = 0
    for (let round = 0; round < rounds; round++) {
      const draw = draws(seed, round)
      const { program } = randomProgram(draw, Math.floor(draw.logBetween(2, 60)), occurring)
      const root = asValue(nodesOf(program, program.inputs.map((x) => value(x))).at(-1) as number) // prettier-ignore
      if (!root.requiresGrad) continue
      steps += stepper(root).steps.length
      expect(wrong(root), `round ${round} of seed ${seed}`).toBe(undefined)
    }
    record('Programs stepped through', { programs: rounds, steps, wrong: 0 })
  })
})

describe('programs of all kinds', () => {
  const programs: Readonly<Record<string, () => Value>> = {
    'a + a': () => {
      const a = value(3, 'a')
      return a.add(a)
    },
    'a diamond of 20 levels': () => {
      let y = value(1.1)
      for (let k = 0; k < 20; k++) y = y.mul(y.add(1))
      return y
    },
    'a gradient of −0 and one of NaN': () => {
      const [a, b] = [value(0, 'a'), value(-0, 'b')]
      return a.sqrt().mul(0).add(b.mul(-0)).add(a.mul(b))
    },
    'infinite numbers': () => value(1e308).mul(10).add(value(2).mul(Infinity)),
    'a side that is not taken': () => asValue(where(value(-1), value(2).log(), value(3).square())),
    'a gradient that is stopped': () => {
      const a = value(2)
      return a.mul(stopGradient(a)).add(a)
    },
    'a leaf without a gradient': () => {
      const a = value(2)
      a.requiresGrad = false
      return a.mul(value(3)).add(a)
    },
    'a list': () => asValue(sum([value(1), value(2), 3, value(4)])),
    scopes: () => scope('outer', () => scope('inner', () => value(2).mul(3)).tanh()),
    'a loss of a network': () => {
      const net = new MLP(2, [4, 4, 1])
      const scores = [[1, 2], [0, -1]].map((x) => net.forward(x) as Value) // prettier-ignore
      return asValue(hingeLoss(scores, [1, -1]))
    },
  }
  test.each(Object.entries(programs))('%s', (_, make) => {
    expect(wrong(make())).toBe(undefined)
  })
  test('a custom function, by its slopes', () => {
    const cube = custom(
      function cube(x: number) {
        return x * x * x
      },
      {
        vjp: (g: number, _y: number, x: number) => mul(g, mul(3, mul(x, x))),
      },
    )
    const x = value(2, 'x')
    const walk = stepper(asValue(cube(x)).add(x))
    expect(momentAt(walk, walk.steps.length).grad).toEqual([13, 1, 1])
    expect(say(walk, 3).sentence).toBe('When cube(x) moves a little, y moves just as much, whatever the numbers are.')
    expect(walk.steps.map((_, k) => say(walk, k).sentence).at(-1)).toContain('by the rule that cube brings along')
  })
  test('what carries no gradient has a forward pass only', () => {
    const a = value(2)
    a.requiresGrad = false
    expect(stepper(a.mul(3)).steps.map(({ kind }) => kind)).toEqual(['forward'])
  })
  test('a leaf alone has the seed only', () => {
    const walk = stepper(value(2, 'a'))
    expect(walk.steps).toEqual([{ kind: 'seed', node: 0, grad: 1 }])
    expect(momentAt(walk, 1).grad).toEqual([1])
  })
  test('another seed is the gradient that the pass starts with', () => {
    const a = value(3, 'a')
    const walk = stepper(a.square(), { gradient: 2 })
    expect(momentAt(walk, walk.steps.length).grad).toEqual([12, 2])
    expect(say(walk, 1).sentence).toBe('The way back begins at y with the gradient that was given, 2.')
  })
})

test('steps are plain data: they can be copied to another thread, written down and walked there', () => {
  const [a, b] = [value(2, 'a'), value(-3, 'b')]
  const walk = structuredClone(stepper(a.mul(b).add(a)))
  const read = JSON.parse(JSON.stringify(walk)) as Stepper
  expect(read).toEqual(walk)
  expect(momentAt(read, read.steps.length).grad).toEqual([-2, 2, 1, 1])
  expect(say(read, 3).tex).toContain('\\frac')
})

test('a graph that came as data is stepped through like the Value', () => {
  const [a, b] = [value(2, 'a'), value(-3, 'b')]
  const y = a.mul(b).tanh()
  expect(stepper(structuredClone(graphOf(y))).steps).toEqual(stepper(y).steps)
})

describe('size', () => {
  /** A chain of sums and products over two leaves, `n` ops long. */
  const long = (n: number): Value => {
    const [a, b] = [value(1.0001, 'a'), value(1e-6, 'b')]
    let y = a
    for (let k = 0; k < n; k++) y = k % 2 === 0 ? y.mul(a) : y.add(b)
    return y
  }
  /** Milliseconds of a step in the middle of a program, its words included, forward and back. */
  const cost = (ops: number): { readonly each: number; readonly total: number } => {
    const walk = stepper(long(ops))
    const total = walk.steps.length
    const from = Math.floor(total / 2)
    const now = momentAt(walk, from)
    const steps = Math.min(2000, total - from)
    const start = performance.now()
    for (let k = 0; k < steps; k++) {
      moveTo(walk, now, now.k + 1)
      say(walk, now.k - 1)
    }
    for (let k = 0; k < steps; k++) moveTo(walk, now, now.k - 1)
    return { each: (performance.now() - start) / (2 * steps), total }
  }
  test('of a hundred times as many ops, a step costs no more', () => {
    cost(600)
    const few = Math.min(cost(600).each, cost(600).each)
    const { each, total } = cost(60_000)
    record('Stepping', { ops: 60_000, steps: total, 'ms a step with its words': Number(each.toPrecision(2)) })
    expect(each).toBeLessThan(20 * Math.max(few, 0.01))
  })
  test('what is kept grows with the program: one entry a step', () => {
    const [small, large] = [stepper(long(1000)), stepper(long(10_000))]
    const bytes = ({ steps }: Stepper): number => JSON.stringify(steps).length
    expect(large.steps.length).toBeLessThan(10.1 * small.steps.length)
    expect(bytes(large)).toBeLessThan(13 * bytes(small))
  })
  test('a chain of 100,000 ops overflows no stack', () => {
    const walk = stepper(long(100_000))
    expect(momentAt(walk, walk.steps.length).grad[0]).not.toBe(null)
  })
})

describe('misuse is refused', () => {
  const a = value(2, 'a')
  test.each<[string, () => unknown, RegExp]>([
    ['a number', () => stepper(3), /^stepper: 3 was given; a Value or a graph is allowed/],
    ['nothing', () => stepper(undefined as never), /^stepper: undefined was given/],
    ['a misspelt option', () => stepper(a, { grad: 2 } as never), /grad.*gradient/],
    ['a gradient that is none', () => stepper(a, { gradient: '1' as never }), /^stepper: gradient is the string "1"; a number/],
    ['a step too far', () => momentAt(stepper(a), 2), /^step 2: a whole number from 0 to 1 is allowed/],
    ['half a step', () => momentAt(stepper(a), 0.5), /^step 0.5/],
    ['words of a step that is none', () => say(stepper(a), 1), /^say: step 1; a whole number from 0 to 0/],
    ['an unknown op without slopes', () => stepper(unknownOp()), /^stepper: nodes\[1\] is made by "swish", which is no op of the table/],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  }) // prettier-ignore
  test('a leaf that has changed since', () => {
    const x = value(2, 'x')
    const y = x.square()
    x.data = 3
    expect(() => stepper(y)).toThrow(/x.data changed after this was computed/)
  })
})
function unknownOp(): ReturnType<typeof graphOf> {
  const graph = graphOf(value(2).square())
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.kind === 'op' ? { ...node, op: 'swish', slopes: [null] } : node)),
  }
}

test('the gradients of leaves that had one are those of this pass alone', () => {
  const a = value(3, 'a')
  mul(a, 5).backward()
  const y = asValue(relu(mul(a, 2)))
  const walk = stepper(y)
  expect(momentAt(walk, walk.steps.length).grad[0]).toBe(2)
  y.backward()
  expect(gradOf(a)).toBe(7)
  expect(ops.has('mul')).toBe(true)
})
