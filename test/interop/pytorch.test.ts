/** What toPyTorch prints gives seegrad's numbers in PyTorch: those of fixtures/pytorch.json, which came from the very programs that are printed today. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { add, custom, digamma, mul, ops, tanh, unary, value, type Value } from 'seegrad'
import { assignTensors, loadSafetensors, toPyTorch, torchModule } from 'seegrad/interop'
import { crossEntropyLoss, Linear, MLP, Module, mseLoss, Sequential } from 'seegrad/nn'
import { SGD } from 'seegrad/optim'
import { refusal } from '../nn/refusal.js'
import { value as doubleOf } from '../oracle/double-double.js'
import { exactOf } from '../oracle/exact.js'
import { record } from '../record.js'
import { fingerprint, keptAt, nameOf, ours, shown, unpacked, type Packed } from './run-twins.js'
import { allOps, coarse, HOSTILE, opTwins, printed, randomTwins, trained, twins } from './twins.js'

const { of } = JSON.parse(readFileSync('fixtures/pytorch.json', 'utf8')) as { of: Readonly<Record<string, Packed>> }
/** How far numbers are apart, at most, by the largest of them, or each by a size of its own. */
const off = (a: readonly number[], b: readonly number[], sizes?: readonly number[]): number => {
  expect(a.length).toBe(b.length)
  const size = Math.max(1, ...b.map(Math.abs))
  return Math.max(0, ...a.map((x, k) => Math.abs(x - b[k]!) / (sizes ? Math.max(1, sizes[k]!) : size)))
}
const all: number[] = []
/** How far PyTorch's value and slopes are from ours. */
function astray(theirs: Packed, mine: ReturnType<typeof ours>): { value: number; slopes: number } {
  const { value, slopes } = unpacked(theirs)
  return { value: off([value], [mine.value]), slopes: off(slopes, mine.slopes) }
}

describe('an exported program gives seegrad’s numbers to 1e-12 in PyTorch:', () => {
  for (const [name, make] of Object.entries(twins))
    test(name, () => {
      const twin = make()
      const program = printed(twin)
      const theirs = of[name]!
      expect(theirs['text'], 'npx tsx scripts/fixtures/pytorch.ts asks PyTorch anew').toBe(fingerprint(program))
      if (twin.options.args) {
        const { value, slopes } = astray(theirs, ours(program))
        all.push(value, slopes)
        expect(Math.max(value, slopes)).toBeLessThanOrEqual(1e-12)
        expect(theirs['ends']).toBe(0)
      }
      if (twin.steps === undefined) return
      // The loss of every step, and the weights after the last one.
      const { losses, weights } = unpacked(theirs)
      const mine = trained(twin)
      const apart = [off(losses, mine.losses), off(weights, mine.weights)]
      all.push(...apart)
      expect(Math.max(...apart)).toBeLessThanOrEqual(1e-12)
      expect([losses.length, theirs['first']]).toEqual([twin.steps, 0])
    })
  test('all of them', () => {
    expect(all.length).toBeGreaterThan(60)
    record('Exported to PyTorch', { 'programs beside those of single ops': Object.keys(twins).length, 'ops, at three points each': allOps.length, 'largest error of value, slope, loss and trained weight': Math.max(...all) }) // prettier-ignore
  })
})

describe('every op alone gives the same in PyTorch, value and slopes, to 1e-12:', () => {
  // The slope of digamma is trigamma, which PyTorch 1.13 has to nine digits only; so is polygamma of order 1, and the slope of that of order 0. Ours are the exact numbers.
  for (const op of allOps)
    test(op.name, () => {
      opTwins(op, 1).forEach((twin, k) => {
        const theirs = of[`${op.name}.${k}`]!
        const program = printed(twin)
        expect(theirs['text'], 'npx tsx scripts/fixtures/pytorch.ts asks PyTorch anew').toBe(fingerprint(program))
        const { value, slopes } = astray(theirs, ours(program))
        if (!coarse.has(op.name)) all.push(value, slopes)
        const said = `at ${String(twin.options.args)}`
        expect(value, `${said}`).toBeLessThanOrEqual(coarse.has(op.name) ? 1e-9 : 1e-12)
        expect(slopes, `${said}`).toBeLessThanOrEqual(coarse.has(op.name) ? 1e-9 : 1e-12)
        if (!coarse.has(op.name)) return
        const order = twin.parameters[0] ?? 0
        const [y, dy] = exactOf(order === 0 ? 'digamma' : `polygamma ${order}`).numbers(
          twin.options.args![0] as number,
          NaN,
        )
        const mine = ours(program)
        expect(Math.max(off([mine.value], [doubleOf(y!)]), off(mine.slopes, [doubleOf(dy!)]))).toBeLessThanOrEqual(
          1e-14,
        )
      })
    })
})

describe('random programs of all ops give the same in PyTorch, to 1e-12 of the products along all their paths:', () => {
  randomTwins(1, 20).forEach((twin, k) =>
    test(`program ${k}`, () => {
      const theirs = of[`random.${k}`]!
      const program = printed(twin)
      expect(theirs['text'], 'npx tsx scripts/fixtures/pytorch.ts asks PyTorch anew').toBe(fingerprint(program))
      const [{ value, slopes }, mine] = [unpacked(theirs), ours(program)]
      expect(off([value], [mine.value])).toBeLessThanOrEqual(1e-12)
      expect(off(slopes, mine.slopes, twin.sizes)).toBeLessThanOrEqual(1e-12) // prettier-ignore
    }),
  )
})

describe('programs kept whole are printed to the letter:', () => {
  for (const file of shown)
    test(keptAt(file), () => {
      const { files } = printed(twins[nameOf(file)]!())
      expect(files.get(file)).toBe(readFileSync(keptAt(file), 'utf8'))
    })
})

describe('whatever things are called, it stays a name:', () => {
  const { program, weights } = printed(twins['hostile']!())
  // What is left of the program when its texts and comments are gone.
  const code = program.replaceAll(/"""[^]*?"""|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|#.*/g, '')
  test('no label and no name of a weight becomes code', () => {
    expect(code).not.toMatch(/abort|SystemExit|__import__|__class__|lambda/)
    expect(code).not.toMatch(/['"\\]/)
  })
  test('no sign ends a line, hides a text or is no text', () => {
    expect(program).not.toMatch(/[\r\v\f\0\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Cs}/u)
  })
  test('the weights keep their names', () => {
    expect([...loadSafetensors(weights).tensors.keys()]).toEqual(HOSTILE)
  })
  test('nor does the name of a function or what a module says of itself', () => {
    class Loud extends Module {
      readonly w = value(1)
      forward(x: number): Value {
        return this.w.mul(x)
      }
      override toString(): string {
        return 'x"""; import os; os.abort() #coding: utf-7\n"""'
      }
    }
    const [first, second] = toPyTorch(new Loud(), { args: [2] }).program.split('\n')
    expect([first, second]).toEqual(['"""x???? import os? os.abort() ?coding? utf-7????: the twin in PyTorch (1.13 or newer, nothing else) of what seegrad computes.', '']) // prettier-ignore
  })
})

describe('a model of one’s own', () => {
  class Line extends Module {
    readonly slope = value(2)
    forward(x: number): Value {
      return this.slope.mul(x)
    }
  }
  const python = `
class Line(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.slope = torch.nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return self.slope * x`
  test('is recorded until PyTorch is told of its class', () => {
    expect(toPyTorch(new Line(), { args: [3] }).program).toContain('class Recording')
    torchModule(Line, { python, make: () => 'Line()' })
    const { program } = toPyTorch(new Line(), { args: [3] })
    expect(program).not.toContain('class Recording')
    expect(program).toContain('net = Line()')
  })
  test('goes into what a model of the house is made of', () => {
    torchModule(Line, { python, make: () => 'Line()' })
    const layers = new Sequential(new Linear(1, 2), new Linear(2, 1))
    expect(toPyTorch(layers).program).toContain('net = Sequential(torch.nn.Linear(1, 2), torch.nn.Linear(2, 1))')
  })
  test('that answers another way than its class is recorded', () => {
    const line = new Linear(1, 1)
    Object.assign(line, { forward: (x: readonly number[]) => line.weight[0]![0]!.mul(x[0]!).exp() })
    expect(toPyTorch(line, { args: [[3]] }).program).toContain('.exp()')
  })
})

test('the weights of a program load where they came from', () => {
  const [from, to] = [new MLP(2, [3, 1]), new MLP(2, [3, 1], { activation: 'tanh' })]
  from.parameters().forEach((weight, k) => (weight.data = k / 7))
  assignTensors(to, loadSafetensors(toPyTorch(from, { metadata: { step: '7' } }).weights).tensors)
  expect(to.stateDict()).toEqual(from.stateDict())
  expect(loadSafetensors(toPyTorch(from, { metadata: { step: '7' } }).weights).metadata.get('step')).toBe('7')
})
test('no gradient of the user’s is touched', () => {
  const net = new MLP(2, [3, 1])
  for (const weight of net.parameters()) weight.grad = 5
  const [x, training] = [[[1, 2], [3, 4]], SGD(net.parameters())] as const // prettier-ignore
  toPyTorch(net, { args: [[1, 2]], training: { X: x, y: [1, 2], loss: mseLoss, optimizer: training, steps: 3 } })
  expect(net.parameters().map(({ grad }) => grad)).toEqual(net.parameters().map(() => 5))
  expect(training.steps).toBe(0)
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const wrong = (x: unknown): never => x as never
  const net = new MLP(1, [1])
  const broken = new Linear(1, 1)
  broken.weight[0]![0]!.data = NaN
  const infinite = value(Infinity, 'w')
  const half = new Linear(2, 1)
  half.weight[0]![0]!.requiresGrad = false
  const X = [[1], [2]]
  const training = { X, y: [1, 2], loss: mseLoss, optimizer: SGD(net.parameters()), steps: 3 }
  const mute = ops.get('mute') ?? unary({ name: 'mute', doc: 'Says nothing of PyTorch.', domain: ['(−∞, ∞)'], forward: (x) => x, partials: [() => 1], tex: (x) => x }) // prettier-ignore
  const through = custom((x: number) => Math.round(x), {
    vjp: (x: number) => [Math.round(x), (g: number) => [g]],
  } as never)
  const [one, other] = [new Linear(1, 1), new Linear(1, 1)]
  const twice = new Sequential(one, one)
  const tied = new Sequential(one, Object.assign(other, { weight: one.weight }))
  const scale = value(2, 'scale')
  const recordable = (xs: readonly number[]): number => mul(scale, xs[0]!)
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['a number for a model', () => toPyTorch(wrong(3)), 'TypeError: toPyTorch: given 3; a Module or a function is allowed.'],
    ['an option misspelt', () => toPyTorch(net, wrong({ nmae: 'x' })), 'TypeError: toPyTorch: nmae is none of its options; { name, args, weights, training, metadata } is allowed.'],
    ['a name with a blank', () => toPyTorch(net, { name: 'my net' }), 'TypeError: toPyTorch: name is the string "my net"; a name that Python can import is allowed, letters, digits and _, none of its own words and modules.'],
    ['a name with a way in it', () => toPyTorch(net, { name: '../net' }), 'TypeError: toPyTorch: name is the string "../net"; '],
    ['a name of letters that are not Python’s', () => toPyTorch(net, { name: 'ﬁt' }), 'TypeError: toPyTorch: name is the string "ﬁt"; '],
    ['a word of Python', () => toPyTorch(net, { name: 'class' }), 'TypeError: toPyTorch: name is the string "class"; '],
    ['a module that PyTorch lives by', () => toPyTorch(net, { name: 'random' }), 'TypeError: toPyTorch: name is the string "random"; '],
    ['args that are no list', () => toPyTorch(net, { args: wrong(3) }), 'TypeError: toPyTorch: args is 3; a list of arguments is allowed. Write { args: [x] }.'],
    ['a function without an example', () => toPyTorch((x: number) => tanh(x)), 'TypeError: toPyTorch: a function is recorded; without args it cannot be recorded either. Give the arguments of an example, { args: [x] }, or tell torchModule'],
    ['a model of an unknown class without an example', () => toPyTorch(new (class Mine extends Module { readonly w = value(1) })()), 'TypeError: toPyTorch: how PyTorch writes Mine is not known; without args'],
    ['an activation of one’s own', () => toPyTorch(new MLP(1, [2, 1], { activation: (x) => mul(x, x) })), 'TypeError: toPyTorch: the function activation is no op that says how PyTorch writes it; without args'],
    ['a text among the arguments', () => toPyTorch((x: unknown) => x, { args: [wrong({ a: 'b' })] }), 'TypeError: toPyTorch: x.a is the string "b"; numbers, Values, modules, and lists and records of them are allowed.'],
    ['two inputs of one name', () => toPyTorch((x: unknown) => x, { args: [wrong({ 'a.b': 1, a: { b: 2 } })] }), 'TypeError: toPyTorch: two numbers of args are both called "x.a.b"; rename a key.'],
    ['a weight of NaN', () => toPyTorch(broken), 'RangeError: toPyTorch: the weight "weight" is NaN at place 0; finite numbers are allowed. detectAnomaly finds where the first NaN was born.'],
    ['a weight of ∞ in a function', () => toPyTorch(() => infinite.mul(2), { args: [] }), 'RangeError: toPyTorch: the weight "w" is Infinity at place 0;'],
    ['a tensor that moves in part', () => toPyTorch(half), 'RangeError: toPyTorch: of the weights "weight" some require a gradient and some do not; all or none is allowed'],
    ['weights that were computed', () => toPyTorch(() => infinite, { args: [], weights: { w: infinite.mul(2) } }), 'TypeError: toPyTorch: weights["w"] is a Value; leaf Values are allowed.'],
    ['a function that gives a plain number', () => toPyTorch(() => 3, { args: [] }), 'TypeError: toPyTorch: the function gave 3; a Value or a list of them is allowed. No weight or input went into it.'],
    ['an op without words for PyTorch', () => toPyTorch((x: number) => (mute as unknown as (x: number) => number)(x), { args: [1] }), 'TypeError: toPyTorch: the op mute does not say how PyTorch writes it; a row with `torch` is allowed. Add torch:'],
    ['a function with a derivative of its own', () => toPyTorch((x: number) => add(through(x), 1), { args: [1.25] }), 'TypeError: toPyTorch: custom is a function with a derivative of its own, which is not written in ops; a recording of ops is allowed. Write what it computes in ops.'],
    ['no examples to train on', () => toPyTorch(net, { training: { ...training, X: [] } }), 'TypeError: toPyTorch: training.X is a list of 0; a list of at least one example is allowed.'],
    ['targets too few', () => toPyTorch(net, { training: { ...training, y: [1] } }), 'RangeError: toPyTorch: training.X has 2 examples and y 1; one target for each is allowed.'],
    ['no loss', () => toPyTorch(net, { training: { X, optimizer: training.optimizer, steps: 3 } }), 'TypeError: toPyTorch: training.loss is undefined and y is undefined; a loss of seegrad/nn and a target for each example are allowed.'],
    ['a loss of one’s own', () => toPyTorch(net, { training: { ...training, loss: wrong(() => value(1)) } }), 'TypeError: toPyTorch: training.loss is the function'],
    ['an optimiser of other parameters', () => toPyTorch(net, { training: { ...training, optimizer: SGD([value(1)]) } }), 'TypeError: toPyTorch: training.optimizer is one of other parameters; an optimiser of all parameters of the model is allowed: Adam(net.parameters()).'],
    ['no steps', () => toPyTorch(net, { training: { ...training, steps: 0 } }), 'RangeError: toPyTorch: training.steps is 0; a whole number from 1 up is allowed.'],
    ['ragged examples', () => toPyTorch(net, { training: { ...training, X: [[1], [[2]]] } }), 'RangeError: toPyTorch: training.X'],
    ['a class that is none', () => toPyTorch(new Linear(1, 2), { training: { X, y: [0, 7], loss: crossEntropyLoss, optimizer: SGD([value(1)]), steps: 1 } }), 'TypeError: toPyTorch: training.optimizer'],
    ['the same layer twice', () => toPyTorch(twice), 'TypeError: toPyTorch: Linear stands in it twice; without args'],
    ['weights of two layers', () => toPyTorch(tied), 'TypeError: toPyTorch: two of its modules share weights; without args'],
    ['examples of another shape than a recording', () => toPyTorch(recordable, { args: [[1, 2]], training: { X: [[[1, 2, 3]]], optimizer: SGD([scale]), steps: 1 } }), 'RangeError: toPyTorch: training.X has examples whose xs is of shape [3]; shape [2] is allowed, at which the function was recorded.'],
    ['examples that are no lists of arguments', () => toPyTorch(recordable, { args: [[1, 2]], training: { X: [3], optimizer: SGD([scale]), steps: 1 } }), "TypeError: toPyTorch: training.X[0] is 3; the list of the function's arguments is allowed."],
    ['examples of other arguments', () => toPyTorch(recordable, { args: [[1, 2]], training: { X: [[{ a: 1 }]], optimizer: SGD([scale]), steps: 1 } }), 'RangeError: toPyTorch: training.X[0] has the inputs xs_a; xs are allowed, as in args.'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
  test('digamma is no exception among the ops that are', () => {
    expect(toPyTorch((x: number) => digamma(x), { args: [2] }).program).toContain('torch.digamma(x)')
  })
})
