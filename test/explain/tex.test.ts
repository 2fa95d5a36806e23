/** Formulas say what was computed: read back as mathematics they give the same numbers; so do the rules of all rows. */
import { describe, expect, test } from 'vitest'
import { add, asValue, graphOf, mul, ops, scope, sub, value, type Op, type Value } from 'seegrad'
import { derivatives, derivativeTex, plain, tex } from 'seegrad/explain'
import { draws } from '../oracle/draw.js'
import { call, nodesOf, shakes } from '../oracle/program.js'
import { occurring, randomProgram } from '../oracle/random-program.js'
import { pointsOf, widthOf } from '../ops/points.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'
import { read } from './tex-reader.js'

const leaves = (names: string, ...data: number[]): Value[] =>
  names.split(' ').map((name, k) => value(data[k] as number, name))
const near = (a: number, b: number, relative: number): boolean =>
  a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= relative * Math.max(1, Math.abs(b))

describe('E15, formulas lost in export: they are printed from the expression itself', () => {
  const [a, b, c, f, x] = leaves('a b c f x', 2, -3, 10, -2, 3) as [Value, Value, Value, Value, Value]
  const cases: readonly (readonly [formula: string, made: number])[] = [
    ['a \\cdot b + c', a.mul(b).add(c)],
    ['(a \\cdot b + c) \\cdot f', a.mul(b).add(c).mul(f)],
    ['3 \\cdot x^{2} - 4 \\cdot x + 5', mul(3, x.pow(2)).sub(mul(4, x)).add(5)],
    ['a + a', a.add(a)],
    ['a - (b - c)', a.sub(b.sub(c))],
    ['a \\cdot (b + c)', a.mul(b.add(c))],
    ['a \\cdot (-b)', a.mul(b.neg())],
    ['a + (-3)', a.add(-3)],
    ['(a + b)^{2}', a.add(b).pow(2)],
    ['\\frac{a + b}{c}', a.add(b).div(c)],
    ['\\left(\\frac{a}{b}\\right)^{2}', a.div(b).pow(2)],
    ['\\tanh(a \\cdot b + c)', a.mul(b).add(c).tanh()],
    ['\\tanh a', a.tanh()],
    ['\\tanh(a) \\cdot b', a.tanh().mul(b)],
    ['b \\cdot \\tanh a', b.mul(a.tanh())],
    ['(\\tanh a)^2', a.tanh().square()],
    ['e^{-x^2}', x.square().neg().exp()],
    ['x \\cdot 10^{-7}', x.mul(1e-7)],
    ['x + 6.881373587019543', x.add(6.8813735870195432)],
    ['x', x],
  ]
  test.each(cases)('%s', (formula, made) => {
    expect(tex(made)).toBe(formula)
  })
  test('labels in between are passed through, or stopped at', () => {
    const e = value(a.mul(b), 'e')
    const d = value(e.add(c), 'd')
    const L = value(d.mul(f), 'L')
    expect(tex(L)).toBe('(a \\cdot b + c) \\cdot f')
    expect(tex(L, { upTo: 'labels' })).toBe('d \\cdot f')
    expect(tex(graphOf(L))).toBe(tex(L))
  })
})

describe('names', () => {
  const cases: readonly (readonly [label: string, tex: string])[] = [
    ['x1', 'x_1'],
    ['w12', 'w_{12}'],
    ['theta', '\\theta'],
    ['beta_2', '\\beta_2'],
    ['x1w1', '\\mathit{x1w1}'],
    ['loss', '\\mathit{loss}'],
    ['learning rate', '\\text{learning rate}'],
    ['α', 'α'],
    ['$\\input{x}^~%&#_<b>', '\\text{\\$\\textbackslash{}input\\{x\\}\\textasciicircum{}\\textasciitilde{}\\%\\&\\#\\_\\textless{}b\\textgreater{}}'],
    ['a\nb\u202e\u0000c', '\\text{a b c}'],
  ] // prettier-ignore
  test.each(cases)('%s', (label, wanted) => {
    expect(tex(value(1, label).neg())).toBe(`-${wanted}`)
  })
  const rounds = count(500_000)
  test(`${rounds} hostile labels are texts and nothing else, and read back`, () => {
    const draw = draws(seed)
    const pieces = ['\\', '{', '}', '$', '%', '&', '#', '_', '^', '~', '<', '>', '-', '"', "'", '`', ' ', 'a', '1', 'é', '😀', '\u202e', '\n', '\\input', '\\end{cases}', '</script>', '\\text{', '^^41'] // prettier-ignore
    for (let round = 0; round < rounds; round++) {
      const label = `é${Array.from({ length: draw.below(12) }, () => draw.pick(pieces)).join('')}.`
      const formula = tex(value(1, label).neg())
      const [, inside = ''] = /^-\\text\{(.*)\}$/.exec(formula) ?? []
      // Outside of commands of our own no sign is left that TeX would obey.
      const bare = inside.replaceAll(/\\(textbackslash|textasciicircum|textasciitilde|textless|textgreater)\{\}|\\[{}$&#%_]/g, '') // prettier-ignore
      expect(bare, `${JSON.stringify(label)}, seed ${seed}`).not.toMatch(/[\\{}$&#%_^~<>]/)
      const said = label.replaceAll(/[\n\u202e ]+/g, ' ').trim()
      const signs = Array.from(said)
      expect(plain(formula)).toBe(`−${signs.length > 40 ? `${signs.slice(0, 40).join('')}…` : said}`)
    }
  })
  test('a label of a million characters is cut', () => {
    expect(tex(value(1, 'a'.repeat(1e6)).neg()).length).toBeLessThan(60)
  })
})

test('two Values of one label are told apart', () => {
  const [w, u] = [value(2, 'w'), value(3, 'w')]
  expect(tex(w.mul(u).add(w))).toBe('w \\cdot w^{(2)} + w')
  expect(tex(w.mul(u.square()))).toBe('w \\cdot (w^{(2)})^2')
})

describe('large graphs', () => {
  test('a formula is cut where it has the ops that were allowed, and what lies deeper is named', () => {
    let y = value(1, 'x')
    for (let k = 0; k < 100_000; k++) y = y.add(1)
    expect(tex(y, { limit: 3 })).toMatch(/^v_\{\d+\} \+ 1 \+ 1 \+ 1$/)
    expect(tex(y).length).toBeLessThan(2000)
  })
  test('what is shared is written wherever it stands, but never without end', () => {
    let y = value(1, 'x')
    for (let k = 0; k < 60; k++) y = y.add(y)
    expect(tex(y).length).toBeLessThan(5000)
    let z = value(1, 'x')
    for (let k = 0; k < 60; k++) z = asValue((ops.get('softsign') as unknown as (x: number) => number)(z))
    expect(tex(z).length).toBeLessThan(20_000)
  })
  test('thousands of ops, one inside the other, overflows no stack', () => {
    let y = value(1, 'x')
    for (let k = 0; k < 5000; k++) y = y.add(1)
    expect(tex(y, { limit: 1e6 })).toBe(`x${' + 1'.repeat(5000)}`)
  })
  test('a long list is written by its name', () => {
    const xs = Array.from({ length: 100 }, (_, k) => value(k, `x${k}`))
    expect(tex((ops.get('sum') as unknown as (xs: Value[]) => Value)(xs))).toMatch(/^\\operatorname\{sum\}\(x_0, x_1/)
  })
})

describe('what cannot be printed is refused', () => {
  test.each<[string, unknown]>([
    ['a string', 'a+b'],
    ['nothing', undefined],
    ['a list', [value(1)]],
  ])('%s', (_, wrong) => {
    expect(() => tex(wrong as number)).toThrow(/^tex: .* was given; a Value or a graph is allowed/)
  })
  test.each<[string, unknown]>([
    ['a name that no op has', 'tan h'],
    ['a function that is no op', Math.tanh],
    ['nothing', undefined],
  ])('as an op: %s', (_, wrong) => {
    if (wrong === Math.tanh) return expect(derivativeTex(wrong as Op)).toContain('1 - y^2')
    expect(() => derivativeTex(wrong as Op)).toThrow(/^derivativeTex: .* an op of the table is allowed/)
  })
})

const names = ['u', 'v', 'w', 'z']
for (const op of ops.values())
  describe(op.name, () => {
    const points = pointsOf(op, 12)
    test('its formula, read back, gives its number', () => {
      for (const inputs of points) {
        const given = inputs.slice(0, widthOf(op))
        const made = call(op, [...given.map((x, k) => value(x, names[k])), ...inputs.slice(widthOf(op))])
        const formula = tex(made)
        const answer = read(formula, Object.fromEntries(given.map((x, k) => [names[k] as string, x])))
        expect(near(answer, asValue(made).data, 1e-12), `${formula} at ${inputs}: ${answer}, seed ${seed}`).toBe(true)
      }
    })
    test('its derivative, read back, gives its slope', () => {
      for (const inputs of points) {
        const y = call(op, inputs)
        const said = op.arity === 1 ? ['x'] : op.arity === 'list' ? ['x_1', 'x_2', 'x_3', 'x_4'] : ['a', 'b', 'c']
        const parameters = op.parameters.map(({ name }) => (name === 'n' ? 'n' : name === 'alpha' ? '\\alpha' : `\\mathit{${name}}`)) // prettier-ignore
        const symbols = Object.fromEntries([...said.slice(0, widthOf(op)), ...parameters].map((name, k) => [name, inputs[k] as number])) // prettier-ignore
        derivatives(op).forEach(({ tex, engine }, k) => {
          const slope = op.listPartials?.(y, inputs)[k] ?? op.partials[k]!(y, ...inputs)
          const taught = read(tex, { ...symbols, y })
          expect(near(taught, slope, 1e-12), `${tex} at ${inputs}: ${taught}, ${slope}, seed ${seed}`).toBe(true)
          const own = read(engine ?? tex, { ...symbols, y })
          expect(near(own, slope, 1e-12), `${engine} at ${inputs}: ${own}, ${slope}, seed ${seed}`).toBe(true)
        })
      }
    })
  })

describe('random programs', () => {
  const rounds = count(10_000)
  test(`the formulas of ${rounds} programs of up to 12 ops, read back, give their results`, () => {
    let letters = 0
    for (let round = 0; round < rounds; round++) {
      const draw = draws(seed, round)
      const { program } = randomProgram(draw, 1 + draw.below(12), occurring)
      const inputs = program.inputs.map((x, k) => value(x, `x${k}`))
      const root = asValue(nodesOf(program, inputs).at(-1) as number)
      const formula = tex(root, { limit: 1e5 })
      letters += formula.length
      const answer = read(formula, Object.fromEntries(program.inputs.map((x, k) => [`x_${k}`, x])))
      // As far as 2⁻⁵² at each step moves it, and some digits for the reader's own functions.
      const spread = Math.max(...shakes(program).map(({ value }) => Math.abs(value - root.data)))
      const most = 1000 * spread + 1e-10 * Math.max(1, Math.abs(root.data))
      expect(Math.abs(answer - root.data), `${formula}, round ${round} of seed ${seed}`).toBeLessThanOrEqual(most)
    }
    record('Formulas read back', { formulas: rounds, characters: letters, wrong: 0 })
  })
})

test('scopes and graphs as data give the same formula', () => {
  const [a, b] = leaves('a b', 1, 2) as [Value, Value]
  const y = scope('layer', () => sub(add(a, b), 1))
  expect(tex(structuredClone(graphOf(y)))).toBe('a + b - 1')
})
