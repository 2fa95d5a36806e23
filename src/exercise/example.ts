/** Random programs in which the reader's op is used: once, twice, inside of others; and how one that fails is made as small as it can be. */
import type { PythonRandom } from '../random/index.js'
import { inputsOf, type Node, type Program } from './formula.js'
import { numbers, type Own, type Point } from './judge.js'

/** A program at a point. */
export interface Example {
  readonly program: Program
  readonly point: Point
}
/** Where the inputs of the reader's op may lie, by their names in its formula. */
export type Domain = Readonly<Record<string, readonly [from: number, to: number]>>

const NAMES = ['a', 'b', 'c'] as const
const SPECIAL = [0, 1, -1, 2, 0.5, -2, 3]
const AROUND = ['add', 'mul', 'sub', 'tanh', 'sin'] as const

const input = (name: string): Node => ({ kind: 'input', name })
const op = (name: string, ...inputs: number[]): Node => ({ kind: 'op', op: name, inputs })

/** Examples without end: first the plain uses at points where mistakes hide, then random ones. */
export function* examples(own: Own, domain: Domain, random: PythonRandom): Generator<Example> {
  const count = own.inputs.length
  const all = own.inputs.map((_, k) => k)
  const single = [...own.inputs.map(input), op(own.op, ...all)]
  const draw = (name: string): number => {
    const [from, to] = domain[name] ?? [-3, 3]
    return random.uniform(from, to)
  }
  const at = (program: Program, number: (name: string, k: number) => number): Example => ({
    program,
    point: Object.fromEntries(inputsOf(program).map((name, k) => [name, number(name, k)])),
  })
  for (let k = 0; k < 8; k++) yield at(single, draw)
  for (let k = 0; k < SPECIAL.length ** Math.min(2, count); k++)
    yield at(single, (_, i) => SPECIAL[Math.floor(k / SPECIAL.length ** i) % SPECIAL.length]!)
  const first = own.inputs[0] as string
  const same = all.map(() => 0)
  for (let k = 0; k < 6; k++) {
    const own1 = (): number => draw(first)
    if (count > 1) yield at([input('a'), op(own.op, ...same)], own1)
    // Used by the op and beside it, on either side, so that neither part may overwrite the other.
    for (const around of ['add', 'mul'] as const) {
      const last = count
      yield at([...own.inputs.map(input), op(own.op, ...all), op(around, last, 0)], draw)
      yield at(
        [...own.inputs.map(input), op(around, 0, all.at(-1)!), op(own.op, ...all), op('add', last, last + 1)],
        draw,
      )
      yield at(
        [...own.inputs.map(input), op(own.op, ...all), op(around, 0, all.at(-1)!), op('add', last, last + 1)],
        draw,
      )
      yield at([...own.inputs.map(input), op(own.op, ...all), op(own.op, ...all), op(around, last, last + 1)], draw)
    }
  }
  for (;;) {
    const leaves = NAMES.slice(0, random.randrange(1, 4))
    const nodes: Node[] = leaves.map(input)
    const steps = random.randrange(1, 5)
    const pick = (): number => random.randrange(Math.max(0, nodes.length - 4), nodes.length)
    for (let k = 0; k < steps; k++) {
      const around = k === steps - 1 || random.random() < 0.5 ? own.op : random.choice(AROUND)
      const width = around === own.op ? count : around === 'tanh' || around === 'sin' ? 1 : 2
      nodes.push(op(around, ...Array.from({ length: width }, pick)))
    }
    if (random.random() < 0.5) nodes.push(op(random.choice(['add', 'mul', 'sub'] as const), nodes.length - 1, pick()))
    const program = pruned(nodes)
    yield at(program, () => (random.random() < 0.2 ? random.choice(SPECIAL) : random.uniform(-3, 3)))
  }
}

/** Whether every use of the reader's op is where it has promised something. */
export function isWithin({ program, point }: Example, own: Own, domain: Domain): boolean {
  const data = numbers(program, point, own)
  return program.every(
    (node) =>
      node.kind !== 'op' ||
      node.op !== own.op ||
      node.inputs.every((k, i) => {
        const [from, to] = domain[own.inputs[i] as string] ?? [-1e3, 1e3]
        return data[k]! >= from && data[k]! <= to
      }),
  )
}

/** Without what does not lead to the result. */
export function pruned(program: Program, root: number = program.length - 1): Program {
  const used = new Set([root])
  for (let k = root; k >= 0; k--) {
    const node = program[k] as Node
    if (used.has(k) && node.kind === 'op') for (const one of node.inputs) used.add(one)
  }
  const kept = program.map((_, k) => k).filter((k) => used.has(k))
  const place = new Map(kept.map((k, now) => [k, now]))
  return kept.map((k) => {
    const node = program[k] as Node
    return node.kind === 'op' ? { ...node, inputs: node.inputs.map((one) => place.get(one) as number) } : node
  })
}

const PREFERRED = [[2, 3, 1, -2, 0.5, -1, 0], [-3, 3, 2, -2, 1, 0.5, -1, 0], [4, 3, 2, 1, 0.5, -1, 0]] // prettier-ignore

/** The smallest example that fails still: fewer steps first, then numbers that are easy to follow. */
export function shrunk(example: Example, fails: (smaller: Example) => boolean): Example {
  let best = example
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false
    for (const smaller of smallerThan(best))
      if (fails(smaller)) {
        best = smaller
        isSmaller = true
        break
      }
  }
  return best
}

function* smallerThan({ program, point }: Example): Generator<Example> {
  const within = (next: Program): Example => ({
    program: next,
    point: Object.fromEntries(inputsOf(next).map((name) => [name, point[name] as number])),
  })
  for (let k = 0; k < program.length - 1; k++) if (program[k]!.kind === 'op') yield within(pruned(program, k))
  for (let k = program.length - 1; k >= 0; k--) {
    const node = program[k] as Node
    if (node.kind !== 'op') continue
    for (const instead of new Set(node.inputs)) {
      if (k === program.length - 1) continue
      yield within(pruned(program.map((one) => (one.kind === 'op' ? { ...one, inputs: one.inputs.map((i) => (i === k ? instead : i)) } : one)))) // prettier-ignore
    }
  }
  const names = inputsOf(program)
  for (const [k, name] of names.entries()) {
    const liked = PREFERRED[k % PREFERRED.length] as readonly number[]
    const now = liked.indexOf(point[name] as number)
    const tidy = [...liked, Math.round(point[name] as number), Math.round(10 * (point[name] as number)) / 10]
    for (const x of now < 0 ? tidy : liked.slice(0, now))
      if (x !== point[name]) yield { program, point: { ...point, [name]: x } }
  }
}

/** A single use keeps the names of the formula; all others are called a, b, c. */
export function named({ program, point }: Example, own: Own): Example {
  const last = program.at(-1) as Node
  const isSingle = program.length === own.inputs.length + 1 && last.kind === 'op' && last.op === own.op && new Set(last.inputs).size === own.inputs.length // prettier-ignore
  const after = new Map(inputsOf(program).map((name, k) => [name, (isSingle ? own.inputs : NAMES)[k] ?? name]))
  if (isSingle) last.inputs.forEach((k, i) => { const node = program[k] as Node; if (node.kind === 'input') after.set(node.name, own.inputs[i] as string) }) // prettier-ignore
  return {
    program: program.map((node) => (node.kind === 'input' ? input(after.get(node.name) as string) : node)),
    point: Object.fromEntries(Object.entries(point).map(([name, x]) => [after.get(name) as string, x])),
  }
}
