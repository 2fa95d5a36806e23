/** Why a number or a gradient is NaN, ∞ or 0: the shortest way to where it was born, and the rule that was broken. */
import { describe, expect, test } from 'vitest'
import {
  asValue,
  floor,
  gradOf,
  graphOf,
  isValue,
  mul,
  noGrad,
  relu,
  scope,
  stopGradient,
  sum,
  tanh,
  value,
  where,
  type Value,
} from 'seegrad'
import { why, type Cause, type Why } from 'seegrad/explain'
import { MLP } from 'seegrad/nn'
import { draws } from '../oracle/draw.js'
import { nodesOf } from '../oracle/program.js'
import { occurring, randomProgram } from '../oracle/random-program.js'
import { count, seed } from '../seed.js'

const names = ({ path }: Cause): string => path.map(({ name }) => name).join(' > ')

describe('numbers', () => {
  const cases: Readonly<Record<string, [make: () => number, why: Why, path: string, sentence: string]>> = {
    'a logarithm of what is negative': [
      () => value(value(-0.3, 'p').log().neg(), 'loss'),
      'outside',
      'loss > ln p',
      'loss is NaN: born in log of p = −0.3, and −0.3 lies outside (0, ∞).',
    ],
    'deep in a network': [
      () => scope('mlp', () => scope('layer 1', () => value(3, 'a').sub(3.3).sqrt())).mul(2).add(1).tanh().add(4),
      'outside',
      'y > v3 > v2 > v1 > √(a−3.3)',
      'y is NaN: born in sqrt of a−3.3 = −0.3 in mlp/layer 1, and −0.3 lies outside [0, ∞); it came through v1, v2, v3.',
    ],
    '∞ − ∞, with the birth of the ∞': [
      () => {
        const e = value(value(800, 'x').exp(), 'e')
        return value(e.sub(e), 'd')
      },
      'no number',
      'd',
      'd is NaN: born in sub of e = ∞ and e = ∞, which is no number; the ∞ was born in exp of x = 800, more than the largest double, 1.8 · 10³⁰⁸.',
    ],
    'an overflow': [
      () => value(value(800, 'x').exp().add(1), 'y'),
      'overflow',
      'y > e^x',
      'y is ∞: born in exp of x = 800, more than the largest double, 1.8 · 10³⁰⁸.',
    ],
    'a pole': [
      () => value(value(1, 'a').div(value(0, 'b')), 'q'),
      'pole',
      'q',
      'q is ∞: born in div of a = 1 and b = 0, a pole of it.',
    ],
    'a relu that is closed': [
      () => asValue(relu(value(-3, 'h'))).mul(7),
      'dead',
      'y > max(0, h)',
      'y is 0: born in relu of h = −3, which is flat there and gives 0.',
    ],
    'numbers that cancel': [
      () => value(3, 'a').sub(value(3, 'b')),
      'cancelled',
      'y',
      'y is 0: born in sub of a = 3 and b = 3, which come to 0 together.',
    ],
    'a factor 0': [() => value(3, 'a').mul(value(0, 'b')), 'given', 'y > b', 'y is 0: b is given as 0.'],
    'a factor that is the constant 0': [() => value(3, 'a').mul(0), 'given', 'y > 0', 'y is 0: mul of a = 3 and 0, a constant.'],
    'an underflow': [
      () => value(-800, 'x').exp(),
      'underflow',
      'y',
      'y is 0: born in exp of x = −800, which is less than the smallest double.',
    ],
    'an underflow of a product': [
      () => value(1e-200, 'a').mul(value(-1e-200, 'b')),
      'underflow',
      'y',
      'y is 0: born in mul of a = 10⁻²⁰⁰ and b = −10⁻²⁰⁰, which is less than the smallest double.',
    ],
    'a step': [() => floor(value(0.4, 'x')), 'step', 'y', 'y is 0: born in floor of x = 0.4, whose answer there is 0.'],
    'a leaf': [() => value(NaN, 'x').sin(), 'given', 'y > x', 'y is NaN: x is given as NaN.'],
    'the leaf itself': [() => value(Infinity, 'x'), 'given', 'x', 'x is ∞: it is given so.'],
    'a sum of zeros': [() => sum([value(0, 'a'), value(0, 'b')]), 'given', 'y > a', 'y is 0: a is given as 0.'],
    'an ordinary number': [
      () => value(3, 'x'),
      'ordinary',
      'x',
      'x is 3: neither NaN nor ∞ nor 0, and so are the gradients behind it; for a gradient of 0 name the root too, why(x, loss).',
    ],
  } // prettier-ignore
  test.each(Object.entries(cases))('%s', (_, [make, rule, path, sentence]) => {
    const cause = why(make())
    expect([cause.of, cause.why, names(cause), cause.sentence]).toEqual(['data', rule, path, sentence])
  })
  test('the row’s proposal comes along', () => {
    expect(why(value(-1, 'p').log()).hint).toBe('Did you mean log(abs(x))?')
  })
  test('the shortest of several ways is taken', () => {
    const n = value(value(-1, 'x').log(), 'n')
    expect(names(why(value(n.add(1).add(1).add(1).mul(2).add(n), 'y')))).toBe('y > n')
  })
})

describe('gradients', () => {
  type Made = readonly [node: Value, root: number]
  const cases: Readonly<Record<string, [make: () => Made, why: Why, path: string, sentence: string]>> = {
    '√′(0) = ∞ times 0': [
      () => {
        const x = value(0, 'x')
        return [x, value(mul(value(x.sqrt(), 'r'), 0), 'L')]
      },
      'zero times infinity',
      'x > r',
      '∂L/∂x is NaN: born in sqrt of x = 0, where ∂r/∂x = 1/(2 · r) = 1/(2 · 0) = ∞ meets ∂L/∂r = 0, and 0 times ∞ is no number.',
    ],
    'a dead relu': [
      () => {
        const [w, x] = [value(2, 'w'), value(-3, 'x')]
        return [w, value(value(relu(value(w.mul(x), 'h')) as Value, 'a').mul(5), 'L')]
      },
      'dead',
      'w > h > a',
      '∂L/∂w is 0: born in relu of h = −6, which is dead there: it gives 0 and passes nothing back (∂a/∂h = [h > 0] = [−6 > 0] = 0); it came through h.',
    ],
    'a saturated tanh': [
      () => {
        const x = value(400, 'x')
        return [x, value(value(tanh(x), 'o').mul(3), 'L')]
      },
      'saturated',
      'x > o',
      '∂L/∂x is 0: born in tanh of x = 400, which is saturated there: it gives 1 whatever its input does nearby (∂o/∂x = 1 − o² = 1 − 1 = 0).',
    ],
    'a leaf that is not part of it': [
      () => [value(3, 'w'), value(value(2, 'x').square(), 'L')],
      'detached',
      '',
      'w gets no gradient from L: it is not among what L was computed from. Was it made anew, detached, or replaced since?',
    ],
    'a leaf that was detached': [
      () => {
        const d = value(value(2, 'x').detach(), 'd')
        return [d, value(d.mul(value(3, 'w')), 'L')]
      },
      'detached',
      'd',
      'd gets no gradient from L: d carries none (requiresGrad is false).',
    ],
    'a gradient that is stopped': [
      () => {
        const [x, w] = [value(2, 'x'), value(3, 'w')]
        return [x, value(stopGradient(value(x.square(), 's')).mul(w), 'L')]
      },
      'stopped',
      'x > s > stop(s)',
      'x gets no gradient from L: stopGradient of s = 4 lets no gradient through to s; it came through s.',
    ],
    'the side that was not taken': [
      () => {
        const [x, w] = [value(2, 'x'), value(3, 'w')]
        return [x, value(where(value(-1, 'c').sub(1).mul(0), x, w) as Value, 'L')]
      },
      'stopped',
      'x > L',
      'x gets no gradient from L: where of (c−1)·0 = 0, x = 2 and w = 3 lets no gradient through to x.',
    ],
    'a factor 0': [
      () => {
        const [x, w] = [value(0, 'x'), value(3, 'w')]
        return [w, value(x.mul(w).add(1), 'L')]
      },
      'times zero',
      'w > x·w',
      '∂L/∂w is 0: born in mul of x = 0 and w = 3, where ∂(x · w)/∂w = x = 0.',
    ],
    'ways that cancel': [
      () => {
        const x = value(3, 'x')
        return [x, value(x.mul(2).sub(x).sub(x), 'L')]
      },
      'cancelled',
      'x',
      '∂L/∂x is 0: 3 ways bring −1 and −1 and 2 to x, which come to 0.',
    ],
    'a pole': [
      () => {
        const x = value(0, 'x')
        return [x, value(x.sqrt().mul(2), 'L')]
      },
      'pole',
      'x > √x',
      '∂L/∂x is ∞: born in sqrt of x = 0, where ∂√x/∂x = 1/(2 · √x) = 1/(2 · 0) = ∞.',
    ],
    'a step': [
      () => {
        const x = value(2.5, 'x')
        return [x, value(asValue(floor(x)).mul(2), 'L')]
      },
      'step',
      'x > ⌊ x ⌋',
      '∂L/∂x is 0: born in floor of x = 2.5, whose slope is 0 wherever it has one.',
    ],
    'a number that is NaN already': [
      () => {
        const [x, w] = [value(-1, 'x'), value(2, 'w')]
        return [w, value(value(x.log(), 'n').mul(w), 'L')]
      },
      'outside',
      'L > n',
      'L is NaN: born in log of x = −1, and −1 lies outside (0, ∞).',
    ],
    'an ordinary gradient': [
      () => {
        const x = value(3, 'x')
        return [x, value(x.square(), 'L')]
      },
      'ordinary',
      'x',
      '∂L/∂x is 6: neither NaN nor ∞ nor 0.',
    ],
  }
  test.each(Object.entries(cases))('%s', (name, [make, rule, path, sentence]) => {
    const [node, root] = make()
    const cause = name.includes('already') ? why(root) : why(node, root)
    expect([cause.why, names(cause), cause.sentence]).toEqual([rule, path, sentence])
  })
  test('of a NaN gradient that comes from a NaN number the number is told', () => {
    const [x, w] = [value(-1, 'x'), value(2, 'w')]
    const cause = why(w, value(value(x.log(), 'n').mul(w), 'L'))
    expect([cause.of, cause.why, names(cause)]).toEqual(['grad', 'outside', 'w > L > n'])
    expect(cause.sentence).toContain('L itself is NaN, born in log of x = −1, and −1 lies outside (0, ∞)')
  })
  test('a root whose number is ordinary tells of the first wrong gradient behind it', () => {
    const x = value(0, 'x')
    const cause = why(value(x.sqrt().add(1), 'L'))
    expect([cause.of, cause.why, cause.value]).toEqual(['grad', 'pole', Infinity])
  })
  test('nothing was recorded', () => {
    const x = value(2, 'x')
    expect(
      why(
        x,
        noGrad(() => x.mul(3)),
      ).why,
    ).toBe('detached')
  })
  test('a graph as data, with a node by its id', () => {
    const x = value(400, 'x')
    const graph = structuredClone(graphOf(value(value(tanh(x), 'o').mul(3), 'L')))
    expect(why(x.id, graph).why).toBe('saturated')
  })
  test('where the recording knows the line, it is told', () => {
    const x = value(-1, 'x')
    const graph = graphOf(x.log())
    const nodes = graph.nodes.map((node) => ({ ...node, source: 'cell 4 line 3' }))
    expect(why(graph.root, { ...graph, nodes }).sentence).toContain('log of x = −1 (cell 4 line 3)')
  })
})

describe('networks whose relus are all dead', () => {
  test('tell it of every weight in front of them', () => {
    const net = new MLP(2, [3, 1])
    const layers = net.parameters()
    for (const p of layers) p.data = p.label === 'b' ? -100 : p.data
    const loss = value((net.forward([1, 2]) as Value).square(), 'loss')
    loss.backward()
    const firsts = layers.slice(0, 2)
    expect(firsts.every((w) => gradOf(w) === 0)).toBe(true)
    for (const w of firsts) expect(['dead', 'times zero']).toContain(why(w, loss).why)
  })
})

describe('random programs', () => {
  test('of every node whose number or gradient is NaN, ∞ or 0 there is a cause, and its way is one', () => {
    let asked = 0
    for (let round = 0; round < count(10_000); round++) {
      const draw = draws(seed, round)
      const { program } = randomProgram(draw, 1 + draw.below(15), occurring)
      // Inputs at the ends of domains and beyond, where such things are born.
      const inputs = program.inputs.map((x, k) => value(draw() < 0.4 ? draw.pick([0, -0, 1e200, -1, 1, 800, Infinity]) : x, `x${k}`)) // prettier-ignore
      const nodes = nodesOf(program, inputs)
      const root = asValue(nodes.at(-1) as number)
      if (root.requiresGrad) root.backward()
      const graph = graphOf(root)
      const at = new Map(graph.nodes.map((node) => [node.id, node]))
      for (const node of nodes.filter(isValue)) {
        const isWrong = !Number.isFinite(node.data) || node.data === 0
        if (isWrong) {
          const { path, why: rule, value: said } = why(node)
          asked++
          expect(Object.is(said, node.data) && rule !== 'ordinary', `round ${round} of seed ${seed}`).toBe(true)
          expect(path[0]!.id).toBe(node.id)
        }
        if (!at.has(node.id) || !Number.isFinite(node.data) || (Number.isFinite(node.grad) && node.grad !== 0)) continue
        const { path, why: rule, value: said } = why(node, root)
        asked++
        expect(Object.is(said, node.grad) || (said === 0 && node.grad === 0), `round ${round} of seed ${seed}: ${said}, ${node.grad}`).toBe(true) // prettier-ignore
        expect(rule).not.toBe('ordinary')
        expect(path[0]!.id).toBe(node.id)
        // Each node of the way is linked with the next, upwards or downwards.
        for (let k = 1; k < path.length; k++) {
          const [a, b] = [at.get(path[k - 1]!.id)!, at.get(path[k]!.id)!]
          expect(a.inputs.includes(b.id) || b.inputs.includes(a.id), `round ${round} of seed ${seed}`).toBe(true)
        }
      }
    }
    expect(asked).toBeGreaterThan(100)
  })
})

describe('size', () => {
  test('a chain of 100,000 ops, and a sum of 100,000 zeros, are told of in time', () => {
    let y = value(-1, 'x').log()
    for (let k = 0; k < 100_000; k++) y = y.add(1)
    expect(why(y).path.length).toBe(100_001)
    expect(why(y).sentence.length).toBeLessThan(200)
    expect(why(sum(Array.from({ length: 100_000 }, () => relu(value(-1))))).why).toBe('dead')
  })
})

describe('misuse is refused', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a number', () => why(3), /^why: 3 was given; a Value is allowed/],
    ['nothing', () => why(undefined as never), /^why: undefined was given/],
    ['a root that is none', () => why(value(1), 7), /^why: the root: 7 was given; a Value or a graph is allowed/],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
