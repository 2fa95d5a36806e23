/** Recordings: what is written is read again to the bit, what others write is read too, and what is wrong is refused by its place. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { asValue, custom, graphOf, leakyRelu, mul, scope, value, where, type Graph, type Value } from 'seegrad'
import {
  explain,
  momentAt,
  plain,
  readRecording,
  stepper,
  tex,
  why,
  writeRecording,
  type Recording,
} from 'seegrad/explain'
import { draws } from '../oracle/draw.js'
import { nodesOf } from '../oracle/program.js'
import { occurring, randomProgram } from '../oracle/random-program.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

const again = (graph: Graph): Recording => readRecording(writeRecording(graph))
const leaf = (id: number, rest: object = {}): object => ({ id, data: 1, ...rest })

describe('what is written is read again', () => {
  const programs: Readonly<Record<string, () => Value>> = {
    'a leaf': () => value(3, 'a'),
    'numbers that JSON lacks': () => value(-0, 'a').mul(value(Infinity)).add(value(-1, 'b').log()),
    'scopes': () => scope('outer', () => value(1).add(scope('inner "1"', () => value(2).tanh()))),
    'labels with everything in them': () => value(1, '"\\\n\u2028</script>${a}é😀').mul(value(2, '__proto__')),
    'a side that is not taken': () => asValue(where(value(1), value(2), value(3))),
    'parameters': () => asValue(leakyRelu(value(-2), { slope: 0.1 })),
    'a custom function': () => asValue(custom(function cube(x: number) { return x ** 3 }, { vjp: (g: number, _y: number, x: number) => mul(g, mul(3, mul(x, x))) })(value(2))), // prettier-ignore
    'without gradients': () => {
      const a = value(2)
      a.requiresGrad = false
      return a.mul(3)
    },
  } // prettier-ignore
  test.each(Object.entries(programs))('%s', (_, make) => {
    const y = make()
    if (y.requiresGrad) y.backward()
    expect(again(graphOf(y))).toEqual(graphOf(y))
    expect(writeRecording(again(graphOf(y)))).toBe(writeRecording(graphOf(y)))
  })
  test('random programs, bit for bit, and their slopes are computed alike where they are left out', () => {
    const rounds = count(10_000)
    for (let round = 0; round < rounds; round++) {
      const draw = draws(seed, round)
      const { program } = randomProgram(draw, 1 + draw.below(40), occurring)
      const root = asValue(nodesOf(program, program.inputs.map((x, k) => value(x, `x${k}`))).at(-1) as number) // prettier-ignore
      const graph = graphOf(root)
      expect(again(graph)).toEqual(graph)
      const bare = {
        ...graph,
        nodes: graph.nodes.map((node) => ({ ...node, slopes: undefined, requiresGrad: undefined })),
      }
      expect(readRecording(bare), `round ${round} of seed ${seed}`).toEqual(graph)
    }
    record('Recordings written and read again', { recordings: rounds, wrong: 0 })
  })
  test('a chain of 100,000 ops', () => {
    let y = value(1)
    for (let k = 0; k < 100_000; k++) y = y.add(1)
    expect(again(graphOf(y)).nodes.length).toBe(200_001)
  })
})

describe('the shortest recording', () => {
  const page = readFileSync('docs/recording.md', 'utf8')
  test('of the page is read, with all that it leaves out', () => {
    const text = /```json\n(.*?)```/s.exec(page)![1]!
    const a = value(3, 'a')
    const graph = graphOf(a.pow(2))
    const ids = new Map(graph.nodes.map(({ id }, k) => [id, k]))
    const numbered = { ...graph, root: 2, nodes: graph.nodes.map((node) => ({ ...node, id: ids.get(node.id)!, inputs: node.inputs.map((id) => ids.get(id)!) })) } // prettier-ignore
    expect(readRecording(text)).toEqual(numbered)
    expect(plain(explain(readRecording(text)).steps[0]!.tex)).toBe('∂y/∂a = 2 · a = 2 · 3 = 6')
  })
  test.each([...page.matchAll(/^recording: .*$/gm)].map(([line]) => line))('the page says what is said: %s', (line) => {
    const wrong: Readonly<Record<string, unknown>> = {
      'nodes[7]': { version: 1, root: 9, nodes: [...[0, 1, 2, 3, 4, 5, 6].map((id) => leaf(id)), { id: 7, op: 'add', data: 1, inputs: [0, 9] }, leaf(8), leaf(9)] }, // prettier-ignore
      'nodes[2]': { version: 1, root: 2, nodes: [leaf(0), leaf(1), { id: 2, op: 'ReLU', data: 1, inputs: [0] }] },
      version: { version: 2 },
    }
    expect(() => readRecording(wrong[/^recording: ([\w[\]]+)/.exec(line)![1]!])).toThrow(line)
  })
})

describe('what Python wrote from a micrograd Value', () => {
  type Written = Readonly<Record<'neuron' | 'twice' | 'powers' | 'broken' | 'chain', Graph>>
  const written = JSON.parse(readFileSync('fixtures/recording.json', 'utf8')) as Written
  test.each(Object.entries(written))(
    '%s is read, and stepping through it gives the gradients that Python had',
    (name, given) => {
      const walk = stepper(given)
      const { grad } = momentAt(walk, walk.steps.length)
      for (const [place, node] of walk.graph.nodes.entries()) {
        if (node.kind === 'constant' || name === 'broken') continue
        const off = Math.abs((grad[place] ?? 0) - node.grad)
        expect(off, `${node.op} ${node.label}`).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(node.grad)))
      }
      expect(explain(given).steps.length).toBe(walk.steps.filter(({ kind }) => kind === 'backward').length)
    },
  )
  test('the neuron of the lecture is explained in its names', () => {
    // A set has no order, so neither have the terms of a sum.
    const [, inside = ''] = /^\\tanh\((.*)\)$/.exec(tex(written.neuron))!
    const terms = inside.split(' + ').map((term) => term.split(' \\cdot ').toSorted().join(' \\cdot '))
    expect(terms.toSorted()).toEqual(['b', 'w_1 \\cdot x_1', 'w_2 \\cdot x_2'])
    const said = explain(written.neuron).steps.map((step) => plain(step.tex))
    expect(said).toContain('∂o/∂x1 = ∂o/∂x1w1 · ∂x1w1/∂x1 = 0.5 · −3 = −1.5')
    expect(said).toContain('∂o/∂w2 = ∂o/∂x2w2 · ∂x2w2/∂w2 = 0.5 · 0 = 0')
  })
  test('E3: both edges of a + a are there, which a set forgets', () => {
    expect(readRecording(written.twice).nodes.at(-1)!.inputs.length).toBe(2)
    expect(plain(explain(written.twice).steps[1]!.tex)).toBe('∂b/∂a = ∂₁b + ∂₂b = 1 + 1 = 2')
  })
  test('what overflowed in Python is told of', () => {
    expect(why(written.broken.root, written.broken).sentence).toMatch(/^L is NaN: born in add of .*, which is no number; the ∞ was born in mul of x = 10²⁰⁰ and x = 10²⁰⁰, more than the largest double/) // prettier-ignore
  })
  test('it is what Python writes today, if there is a Python', () => {
    const { status, stdout } = spawnSync('python3', ['scripts/fixtures/recording.py'], { encoding: 'utf8' })
    if (status === null) return
    expect(status).toBe(0)
    // A set has no order, so ids may come in another.
    const facts = (graph: Graph): unknown =>
      readRecording(graph).nodes.map(({ op, label, data, grad, inputs }) => JSON.stringify([op, label, data, grad, inputs.length])).toSorted() // prettier-ignore
    const today = JSON.parse(stdout) as Written
    for (const [name, graph] of Object.entries(written))
      expect(facts(today[name as keyof Written])).toEqual(facts(graph))
  })
  test('the Python of the page has ten lines', () => {
    const [, code = ''] = /```python\n(.*?)```/s.exec(readFileSync('docs/recording.md', 'utf8'))!
    expect(code.split('def recording(root):\n')[1]!.trimEnd().split('\n').length).toBe(10)
  })
})

describe('what is wrong is refused, with its place and what to do', () => {
  const two = [leaf(0), leaf(1)]
  const add = (rest: object): unknown => ({ version: 1, root: 2, nodes: [...two, { id: 2, op: 'add', data: 2, inputs: [0, 1], ...rest }] }) // prettier-ignore
  const node = (rest: object): unknown => ({ version: 1, root: 0, nodes: [{ ...leaf(0), ...rest }] })
  const cases: readonly (readonly [what: string, given: unknown, message: string])[] = [
    ['no JSON', '{ "version": 1', 'recording: it is no JSON ('],
    ['Python’s bare NaN', '{ "version": 1, "root": 0, "nodes": [{ "id": 0, "data": NaN }] }', 'JSON has no NaN: write "NaN", in quotes.'],
    ['an empty text', '', 'is no JSON'],
    ['a number', '3', 'recording: it is 3; an object is allowed, { … }.'],
    ['null', 'null', 'recording: it is null; an object is allowed'],
    ['a list', '[]', 'recording: it is a list of 0; an object is allowed'],
    ['no version', '{}', 'recording: version is missing; 1 is known. Write "version": 1.'],
    ['a later version', { version: 7 }, 'recording: version is 7; 1 is known. Take a newer seegrad.'],
    ['no nodes', { version: 1, root: 0 }, 'recording: nodes is missing; a list is allowed, [ … ].'],
    ['an empty graph', { version: 1, root: 0, nodes: [] }, 'recording: nodes is empty; at least the root is needed.'],
    ['no root', { version: 1, nodes: two }, 'recording: root is missing; a whole number is allowed.'],
    ['a root that is none', { version: 1, root: 5, nodes: two }, 'recording: root is 5, but no node has that id; name the node that all is measured by.'],
    ['two nodes of one id', { version: 1, root: 0, nodes: [leaf(0), leaf(0)] }, 'recording: nodes[1].id is 0, which another node has too; give each its own.'],
    ['a node that is none', { version: 1, root: 0, nodes: [3] }, 'recording: nodes[0] is 3; an object is allowed'],
    ['half an id', node({ id: 0.5 }), 'recording: nodes[0].id is 0.5; a whole number is allowed.'],
    ['an id beyond the doubles', node({ id: 2 ** 60 }), 'nodes[0].id is 1152921504606847000; a whole number'],
    ['no data', node({ data: undefined }), 'recording: nodes[0].data is missing; a number is allowed'],
    ['data null', node({ data: null }), 'JSON makes null of NaN and ∞: write them in quotes, as writeRecording does.'],
    ['data as a text', node({ data: '3' }), 'recording: nodes[0].data is the string "3"; a number is allowed, or "NaN", "Infinity", "-Infinity", "-0".'],
    ['a gradient that is none', node({ grad: [1] }), 'recording: nodes[0].grad is a list of 1; a number'],
    ['an unknown kind', node({ kind: 'tensor' }), 'recording: nodes[0].kind is the string "tensor"; "leaf", "constant" and "op" are allowed.'],
    ['an op without its name', node({ kind: 'op' }), 'recording: nodes[0].op is missing; name the op'],
    ['a leaf with an op', add({ kind: 'leaf' }), 'recording: nodes[2].op is "add", but a leaf is made by none; leave it out.'],
    ['a label that is a number', node({ label: 3 }), 'recording: nodes[0].label is 3; a text is allowed, in quotes.'],
    ['a label of a million characters', node({ label: 'a'.repeat(1e6) }), 'recording: nodes[0].label has 1000000 characters; 10000 are allowed. Shorten it.'],
    ['requiresGrad that is a number', node({ requiresGrad: 1 }), 'recording: nodes[0].requiresGrad is 1; true or false is allowed.'],
    ['an unknown op', add({ op: 'swish' }), 'recording: nodes[2].op is "swish", which is no op of the table. Name one, "add", "mul", "tanh", … Or write its slopes'],
    ['an op by its sign', add({ op: '+' }), 'Did you mean "add"?'],
    ['an op of a hostile name', add({ op: '__proto__' }), 'recording: nodes[2].op is "__proto__", which is no op of the table.'],
    ['an operand too few', add({ inputs: [0] }), 'recording: nodes[2].inputs has 1 entries; add takes 2. Write an operand that is used twice twice.'],
    ['an operand too many', add({ inputs: [0, 1, 1] }), 'recording: nodes[2].inputs has 3 entries; add takes 2.'],
    ['no parameters', { version: 1, root: 1, nodes: [leaf(0), { id: 1, op: 'leakyRelu', data: 1, inputs: [0] }] }, 'recording: nodes[1].inputs has 1 entries; leakyRelu takes 2, 1 of them for slope, as constants.'],
    ['a parameter out of range', { version: 1, root: 2, nodes: [leaf(0), { id: 1, data: 1.5 }, { id: 2, op: 'polygamma', data: 1, inputs: [0, 1] }] }, 'recording: nodes[2].inputs give polygamma the n 1.5; a whole number in [0, 20] is allowed.'],
    ['inputs of a leaf', node({ inputs: [0] }), 'recording: nodes[0].inputs[0] is 0, the node itself: nothing can be computed from itself.'],
    ['a circle', { version: 1, root: 1, nodes: [{ id: 0, op: 'neg', data: 1, inputs: [1] }, { id: 1, op: 'neg', data: 1, inputs: [0] }] }, 'recording: nodes[0].inputs[0] is 1, a node that comes later: write each node after its operands, and none in a circle.'],
    ['an operand that is nowhere', add({ inputs: [0, 99] }), 'recording: nodes[2].inputs[1] is 99, but no node has that id.'],
    ['an operand that is none', add({ inputs: [0, 'a'] }), 'recording: nodes[2].inputs[1] is the string "a"; a whole number is allowed.'],
    ['inputs that are no list', add({ inputs: { length: 2 } }), 'recording: nodes[2].inputs is a plain object; a list is allowed'],
    ['slopes too few', add({ slopes: [1] }), 'recording: nodes[2].slopes has 1 entries; one per input is allowed, 2.'],
    ['slopes that are none', add({ slopes: [1, 'x'] }), 'recording: nodes[2].slopes[1] is the string "x"; a number is allowed'],
    ['a scope that is nowhere', node({ scope: 0 }), 'recording: nodes[0].scope is 0; -1 is allowed: there are no scopes.'],
    ['scopes in a circle', { version: 1, root: 0, nodes: two, scopes: [{ name: 'a', parent: 1 }, { name: 'b', parent: 0 }] }, 'recording: scopes[0].parent is 1; -1 is allowed, or the place of a scope before it: write outer scopes first.'],
    ['a scope inside itself', { version: 1, root: 0, nodes: two, scopes: [{ name: 'a', parent: 0 }] }, 'recording: scopes[0].parent is 0'],
    ['a scope without a name', { version: 1, root: 0, nodes: two, scopes: [{}] }, 'recording: scopes[0].name is missing; a text is allowed'],
    ['a million brackets', '['.repeat(1e6), 'recording: it is no JSON'],
    ['a million closed brackets', `${'['.repeat(1e6)}${']'.repeat(1e6)}`, 'recording: it is a list of 1; an object is allowed'],
    ['a source that is an object', node({ source: {} }), 'recording: nodes[0].source is a plain object; a text'],
  ] // prettier-ignore
  test.each(cases)('%s', (_, given, message) => {
    expect(() => readRecording(given)).toThrow(RangeError)
    expect(() => readRecording(given)).toThrow(message)
    if (typeof given === 'object') expect(() => readRecording(JSON.stringify(given))).toThrow(RangeError)
  })
  test('a text that is too long is not read at all', () => {
    expect(() => readRecording(' '.repeat(2e8 + 1))).toThrow('recording: it has 200000001 characters; 200000000 are allowed.')
  }) // prettier-ignore
  test('hostile keys change nothing but are left behind', () => {
    const text = '{ "__proto__": { "polluted": 1 }, "constructor": 1, "version": 1, "root": 0, "nodes": [{ "id": 0, "data": 1, "__proto__": { "label": "x", "polluted": 1 }, "toString": 1 }] }'
    const [node] = readRecording(text).nodes
    expect(Object.keys(node!)).toEqual(['id', 'kind', 'op', 'label', 'data', 'grad', 'requiresGrad', 'inputs', 'slopes', 'scope']) // prettier-ignore
    expect([node!.label, ({} as { polluted?: number }).polluted]).toEqual(['', undefined])
  }) // prettier-ignore
  test('what the root does not need is left out', () => {
    expect(readRecording({ version: 1, root: 0, nodes: two }).nodes.length).toBe(1)
  })
})

describe('damaged recordings', () => {
  const whole = writeRecording(graphOf(scope('s', () => value(1.5, 'a').mul(value(-2, 'b')).add(3).tanh().sqrt())))
  const bits = ['-1', '0', '1e999', 'null', '""', '[]', '{}', 'true', '"add"', '"NaN"', '4503599627370497', '[[[[0]]]]', ',', '}', '"__proto__"'] // prettier-ignore
  const rounds = count(500_000)
  test(`${rounds} of them are read or refused in words, and what is read can be used`, () => {
    const draw = draws(seed)
    let used = 0
    let longest = 0
    for (let round = 0; round < rounds; round++) {
      let text = whole
      for (let k = 1 + draw.below(3); k > 0; k--) {
        const tokens = [...text.matchAll(/"[^"]*"|-?\d[\d.e-]*|true|false|null|[[\]{},:]/g)]
        const { index, 0: token } = draw.pick(tokens)
        text = text.slice(0, index) + (draw() < 0.3 ? '' : draw.pick(bits)) + text.slice(index + token.length)
      }
      const start = performance.now()
      try {
        const graph = readRecording(text)
        used++
        expect(tex(graph).length).toBeGreaterThan(0)
        explain(graph)
        why(graph.root, graph)
        writeRecording(graph)
      } catch (error) {
        const { message } = error as Error
        if (!/^(recording: \S+ |stepper: nodes)/.test(message)) throw new Error(`${message}: ${text}`, { cause: error })
      }
      longest = Math.max(longest, performance.now() - start)
    }
    record('Damaged recordings', { recordings: rounds, 'read all the same': used, 'ms the longest took': Number(longest.toPrecision(2)) }) // prettier-ignore
    expect(used).toBeGreaterThan(rounds / 100)
  })
})
