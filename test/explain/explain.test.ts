/** Explanations: every local derivative in words and as TeX, as a teacher would print it. */
import { describe, expect, test } from 'vitest'
import { asValue, graphOf, logSumExp, maximum, ops, relu, sum, tanh, value, type Value } from 'seegrad'
import { derivatives, explain, plain, say, stepper } from 'seegrad/explain'
import { draws } from '../oracle/draw.js'
import { call, nodesOf } from '../oracle/program.js'
import { occurring, randomProgram } from '../oracle/random-program.js'
import { pointsOf, widthOf } from '../ops/points.js'
import { count, seed } from '../seed.js'

const leaves = (names: string, ...data: number[]): Value[] =>
  names.split(' ').map((name, k) => value(data[k] as number, name))
const lecture = (): Value => {
  const [a, b, c, f] = leaves('a b c f', 2, -3, 10, -2) as [Value, Value, Value, Value]
  return value(value(value(a.mul(b), 'e').add(c), 'd').mul(f), 'L')
}
const lines = (root: Value): readonly string[] => explain(root).text.split('\n')

describe('the lecture’s L = (a*b + c) * f', () => {
  const { tex, steps, forward, leaves, parts } = explain(lecture())
  test('is said with its numbers', () => {
    expect(tex).toBe('L = (a \\cdot b + c) \\cdot f')
    expect(forward.map(({ sentence }) => sentence)).toEqual([
      'e is a · b: 2 · (−3) = −6.',
      'd is e + c: −6 + 10 = 4.',
      'L is d · f: 4 · (−2) = −8.',
    ])
    expect(parts).toEqual([])
  })
  test('each local derivative is an equation in its names and numbers', () => {
    expect(steps.map((step) => plain(step.tex))).toEqual([
      '∂L/∂d = f = −2',
      '∂L/∂f = d = 4',
      '∂L/∂e = ∂L/∂d · ∂d/∂e = −2 · 1 = −2',
      '∂L/∂c = ∂L/∂d · ∂d/∂c = −2 · 1 = −2',
      '∂L/∂a = ∂L/∂e · ∂e/∂a = −2 · −3 = 6',
      '∂L/∂b = ∂L/∂e · ∂e/∂b = −2 · 2 = −4',
    ])
  })
  test('and a sentence that says why', () => {
    expect(steps[0]!.sentence).toBe('When d moves a little, L moves −2 times as much, because f is −2.')
    expect(steps[4]!.sentence).toBe(
      'When e moves a little, L moves −2 times as much. When a moves a little, e moves −3 times as much, because b is −3. So L moves 6 times as much as a.',
    )
  })
  test('leaves have their gradients', () => {
    expect(leaves.map(({ name, grad }) => [name, grad])).toEqual([['f', 4], ['c', -2], ['a', 6], ['b', -4]]) // prettier-ignore
  })
})

describe('the textbook’s rule is shown, and the engine’s named', () => {
  const n = value(0.8813735870195432, 'n')
  test('tanh: 1 − o², which the engine computes as sech²', () => {
    const { rule, sentence } = explain(value(n.tanh(), 'o')).steps[0]!
    expect(plain(rule!.tex)).toBe('∂o/∂n = 1 − o² = 1 − 0.7071² ≈ 0.5')
    expect(sentence).toBe('When n moves a little, o moves 0.5 times as much, because 1 − o² is 0.5.')
    expect(rule!.engine).toBe('(\\operatorname{sech} n)^2')
    expect(rule!.note).toBe('The engine computes it as (sech n)², which is the same number and keeps its digits everywhere.')
  }) // prettier-ignore
  test('far out, where the textbook’s has no digits left, both are said', () => {
    const { rule } = explain(value(value(20, 'n').tanh(), 'o')).steps[0]!
    expect(rule!.note).toBe("Here the textbook's rule comes to 0, for want of digits; the engine computes it as (sech n)², which is 1.699 · 10⁻¹⁷.") // prettier-ignore
  })
  test('where both are written alike, only one is shown', () => {
    const { rule } = explain(value(n.sin(), 'o')).steps[0]!
    expect(plain(rule!.tex)).toBe('∂o/∂n = cos n = cos 0.8814 ≈ 0.6361')
    expect(rule).not.toHaveProperty('engine')
  })
  test('x² by a constant exponent is 2·x', () => {
    expect(plain(explain(value(3, 'x').pow(2)).steps[0]!.tex)).toBe('∂y/∂x = 2 · x = 2 · 3 = 6')
  })
  test('relu says whether it is open', () => {
    expect(explain(asValue(relu(value(-1, 'x')))).steps[0]!.sentence).toBe(
      'When x moves a little, y does not move, because x > 0 is false.',
    )
    expect(explain(asValue(relu(value(1, 'x')))).steps[0]!.sentence).toBe(
      'When x moves a little, y moves just as much, because x > 0 is true.',
    )
  })
  test('a reduction by the rule of one input', () => {
    const zs = leaves('z0 z1', 0, 0)
    expect(plain(explain(asValue(logSumExp(zs))).steps[0]!.rule!.tex)).toBe('∂y/∂z0 = e^(z0 − y) = e^(0 − 0.6931) ≈ 0.5')
  }) // prettier-ignore
})

describe('what comes on several ways is said as a sum', () => {
  test('a + a: two edges, each with its part', () => {
    const a = value(3, 'a')
    const { steps } = explain(value(a.add(a), 'b'))
    expect(steps.map((step) => plain(step.tex))).toEqual(['∂b/∂a = ∂₁b + … = 1 + …', '∂b/∂a = ∂₁b + ∂₂b = 1 + 1 = 2'])
    expect(steps[1]!.sentence).toBe(
      'When a moves a little as the second input of b, b moves just as much, whatever the numbers are. There are 2 ways from a to b, and what they bring is added up: 1 + 1 = 2.',
    )
  })
  test('two ways through two ops', () => {
    const [a, b] = leaves('a b', -2, 3) as [Value, Value]
    const f = value(value(a.mul(b), 'd').mul(value(a.add(b), 'e')), 'f')
    const said = explain(f).steps.map((step) => plain(step.tex))
    expect(said).toContain('∂f/∂a = ∂f/∂e · ∂e/∂a + ∂f/∂d · ∂d/∂a = −6 · 1 + 1 · 3 = −6 + 3 = −3')
    expect(said).toContain('∂f/∂b = ∂f/∂e · ∂e/∂b + ∂f/∂d · ∂d/∂b = −6 · 1 + 1 · −2 = −6 + (−2) = −8')
  })
  test('the way straight to the root is told from the sum of all', () => {
    const [x, w] = leaves('x w', 3, 2) as [Value, Value]
    const said = explain(value(x.mul(x.mul(w)), 'L')).steps.map((step) => plain(step.tex))
    expect(said[0]).toBe('∂L/∂x = ∂₁L + … = 6 + …')
    expect(said).toContain('∂L/∂x = ∂₁L + ∂L/∂(x · w) · ∂(x · w)/∂x = 6 + 3 · 2 = 6 + 6 = 12')
  })
  test('many ways are added one after the other', () => {
    const x = value(2, 'x')
    const y = asValue(sum(Array.from({ length: 7 }, (_, k) => x.mul(k + 1))))
    const said = explain(y).steps.filter(({ operand }) => operand === 0).map((step) => plain(step.tex)) // prettier-ignore
    expect(said[0]).toMatch(/^∂y\/∂x = ∂y\/∂\(x · 7\) · ∂\(x · 7\)\/∂x \+ … = 1 · 7 \+ … = 7 \+ …$/)
    expect(said[3]).toMatch(/= 18 \+ 4 \+ …$|= 18 \+ 4 = 22 \+ …$/)
    expect(said.at(-1)).toMatch(/= 27 \+ 1 = 28$/)
  })
})

describe('names', () => {
  test('parts without a label are called by what they are, or counted where that is long', () => {
    const [x, y, z] = leaves('x speed height', 1, 2, 3) as [Value, Value, Value]
    const { parts, forward } = explain(value(x.mul(x).add(y.mul(z)).exp(), 'out'))
    expect(forward.map(({ sentence }) => sentence.split(':')[0])).toEqual([
      'x·x is 1 · 1 = 1.',
      'v1 is speed · height',
      'v2 is x · x + v1',
      'out is e^v2',
    ])
    expect(parts).toEqual(['v_1 = \\mathit{speed} \\cdot \\mathit{height}', 'v_2 = x \\cdot x + v_1'])
  })
  test('a label that stands twice is counted', () => {
    const [w, u] = [value(2, 'w'), value(3, 'w')]
    expect(lines(w.mul(u))).toContain('∂y/∂w⁽²⁾ = w = 2')
  })
  test('counted names keep clear of labels', () => {
    const v1 = value(2, 'v1')
    expect(explain(v1.add(1000.5).mul(v1).add(2000.25)).parts[0]).toMatch(/^u_1 = /)
  })
  test('numbers are shown with four digits, and = where that makes a true line', () => {
    const [a, b] = leaves('a b', 1 / 3, 1e-9) as [Value, Value]
    expect(lines(a.mul(b))[1]).toBe('y is a · b: 0.3333 · 10⁻⁹ = 3.333 · 10⁻¹⁰.')
  })
})

describe('numbers that are none', () => {
  test('an infinite slope times 0 is said to be no number', () => {
    const x = value(0, 'x')
    const root = value(x.sqrt(), 'r')
    const step = explain(value(root.mul(0), 'L')).steps[1]!
    expect(step.sentence).toBe(
      'When r moves a little, L does not move. When x moves a little, r moves infinitely many times as much, because 1/(2 · r) is ∞. So no number says how much L moves: 0 · ∞ is no number.',
    )
  })
})

describe('every row can be explained', () => {
  test.each([...ops.values()].map((op) => [op.name, op] as const))('%s', (_, op) => {
    const [inputs] = pointsOf(op, 1) as [number[]]
    const width = widthOf(op)
    const given = inputs.slice(0, width).map((x, k) => value(x, ['u', 'w', 'p', 'q'][k]))
    const { steps, text } = explain(asValue(call(op, [...given, ...inputs.slice(width)])))
    for (const { sentence, tex, rule } of steps) {
      expect(sentence).toMatch(/^When .*\.$/)
      expect(tex).toMatch(/^\\frac\{\\partial y\}/)
      expect(rule!.tex).toMatch(/= \S+/)
      // Every brace is closed, and nothing is left of a symbol that was taken for a number.
      expect(tex.replace(/[^{]/g, '').length).toBe(tex.replace(/[^}]/g, '').length)
    }
    expect(text).not.toMatch(/undefined|\[object|\\|[\uE000-\uF8FF]/)
    expect(derivatives(op).length).toBe(op.arity === 'list' ? 1 : op.arity)
  })
  test('in random programs too, with the numbers of the steps', () => {
    for (let round = 0; round < count(2000); round++) {
      const draw = draws(seed, round)
      const { program } = randomProgram(draw, 1 + draw.below(20), occurring)
      const root = asValue(nodesOf(program, program.inputs.map((x, k) => value(x, `x${k}`))).at(-1) as number) // prettier-ignore
      const { steps, text } = explain(root)
      for (const { adjoint, slope, contribution } of steps) expect(contribution).toBe(adjoint * slope)
      expect(text).not.toMatch(/undefined|\[object|\\|[\uE000-\uF8FF]/)
    }
  })
})

describe('misuse is refused', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a number', () => explain(tanh(2)), /^explain: 0.96.* was given; a Value or a graph is allowed/],
    ['a misspelt option', () => explain(lecture(), { limits: 3 } as never), /limits/],
    ['more steps than wanted', () => explain(lecture(), { limit: 5 }), /^explain: 6 local derivatives; 5 are allowed. Take stepper/],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  }) // prettier-ignore
  test('a graph as data is explained like its Value', () => {
    expect(explain(structuredClone(graphOf(lecture()))).text).toBe(explain(lecture()).text)
    expect(say(stepper(asValue(maximum(value(1, 'a'), value(1, 'b')))), 2).sentence).toContain('0.5 times as much')
  })
})
