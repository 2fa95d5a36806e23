/** Draws programs for the compiler: functions of a list, in the styles in which people write layers, and random graphs; with special values among the inputs. */
import {
  add,
  dot,
  gather,
  grad,
  greater,
  hessian,
  isTrue,
  jvp,
  mean,
  mul,
  ops,
  prod,
  softmax,
  stopGradient,
  sub,
  sum,
  tanh,
  vmap,
  where,
  type Op,
} from 'seegrad'
import { call } from '../oracle/program.js'

/** Random numbers from one seed (mulberry32): a program is drawn anew for each of its runs, so that it is the same every time. */
export class Dice {
  constructor(private state: number) {}
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  below(n: number): number {
    return Math.floor(this.next() * n)
  }
  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T
  }
  number(): number {
    return Math.round((this.next() * 4 - 2) * 1e6) / 1e6
  }
}

const special = [0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 5e-324, -1e-300, 1e300, 709.9, -745.2, 2 ** -30, 37]

export interface Drawn {
  readonly name: string
  readonly style: Style
  readonly f: (xs: number[]) => unknown
  /** What it transforms. */
  readonly scalar: (xs: number[]) => number
  readonly inputs: readonly number[][]
  readonly size: number
  readonly hasSpecial: boolean
}

export const styles = [
  'random',
  'chain',
  'reduce',
  'right-nested',
  'tree',
  'shuffled',
  'norm',
  'conv',
  'rnn',
  'bodies',
  'sparse',
] as const
export type Style = (typeof styles)[number]
export const wrappers = ['plain', 'grad', 'valueAndGrad', 'second', 'jvp', 'vmap', 'hessian'] as const

/** Ops by which random graphs are drawn: all of the table that take numbers. */
export const drawnOps: readonly Op[] = [...ops.values()].filter(({ name }) => name !== 'alias')

/** What happened in draws, for the distribution that the test prints. */
export class Tally {
  readonly counts: Map<string, number> = new Map()
  operands = 0
  reused = 0
  note(op: string): void {
    this.counts.set(op, (this.counts.get(op) ?? 0) + 1)
  }
}

/** The program of a seed. */
export function drawProgram(seed: number, largest: number, tally: Tally): Drawn {
  const dice = new Dice(seed)
  const size = Math.round(5 * (largest / 5) ** dice.next())
  const style = dice.next() < 0.6 ? 'random' : dice.one(styles.slice(1))
  const wrapper = size > 400 ? dice.one(['plain', 'grad', 'valueAndGrad'] as const) : dice.one(wrappers)
  const count = style === 'random' ? 1 + dice.below(6) : 4 + dice.below(20)
  const body = dice.below(2 ** 31)
  const isBranching = dice.next() < 0.1
  // As in training: one network, several examples.
  const examples = size < 200 ? 1 : dice.one([1, 4, 8, 16])
  let isNoted = false
  const scalar = (xs: number[]): number => {
    const note = isNoted ? undefined : tally
    isNoted = true
    const y =
      style === 'random'
        ? randomGraph(new Dice(body), xs, size, note)
        : mean(
            Array.from({ length: examples }, (_, e) =>
              layered(style, new Dice(body), e === 0 ? xs : xs.map((x) => add(x, e / 10)), size / examples),
            ),
          )
    return isBranching && isTrue(greater(xs[0] as number, 0.3)) ? mul(y, 2) : y
  }
  const many = (): boolean => dice.next() < 0.15
  const hasSpecial = many()
  const inputs = Array.from({ length: 3 }, () =>
    Array.from({ length: count }, () => (hasSpecial && dice.next() < 0.3 ? dice.one(special) : dice.number())),
  )
  return {
    name: `seed ${seed}: ${style} of ${size} steps, ${wrapper}`,
    style,
    f: wrap(wrapper, scalar),
    scalar,
    inputs,
    size,
    hasSpecial,
  }
}

function wrap(wrapper: (typeof wrappers)[number], f: (xs: number[]) => number): (xs: number[]) => unknown {
  switch (wrapper) {
    case 'plain':
      return f
    case 'grad':
      return grad(f)
    case 'valueAndGrad':
      return (xs) => [f(xs), grad(f)(xs)]
    case 'second':
      return grad((xs: number[]) => sum(grad(f)(xs)))
    case 'jvp':
      return (xs) => jvp(f, [xs], [xs.toReversed()])
    case 'vmap':
      return (xs) => vmap((x: number) => grad(f)(xs.map((y, k) => (k === 0 ? x : y))))(xs.slice(0, 3))
    case 'hessian':
      return (xs) => hessian((few: number[]) => f([...few, ...xs.slice(2)]))(xs.slice(0, 2))
  }
}

function randomGraph(dice: Dice, xs: number[], size: number, tally: Tally | undefined): number {
  const nodes: number[] = [...xs]
  const used: boolean[] = []
  const pick = (): number => {
    // Half of the operands from all there is, half from the latest, so that graphs are deep as well as reused.
    const k = dice.next() < 0.5 ? dice.below(nodes.length) : Math.max(0, nodes.length - 1 - dice.below(4))
    if (tally) {
      tally.operands++
      if (used[k]) tally.reused++
    }
    used[k] = true
    return dice.next() < 0.08 ? dice.number() : (nodes[k] as number)
  }
  for (let k = 0; k < size; k++) {
    const op = dice.one(drawnOps)
    tally?.note(op.name)
    nodes.push(applied(op, dice, pick))
    if (dice.next() < 0.5) nodes.push(tanh(nodes.at(-1) as number))
  }
  return nodes
    .slice(-12)
    .map((x) => tanh(x))
    .reduce((a, b) => add(a, b))
}
function applied(op: Op, dice: Dice, pick: () => number): number {
  if (op.name === 'gather') {
    const table = [pick(), pick(), pick()]
    // By a plain index, or by one that is computed: data.
    return gather(table, dice.next() < 0.5 ? dice.below(3) : sum(table.slice(1).map((x) => greater(x, 0.2))))
  }
  if (op.name === 'stopGradient') return stopGradient(pick())
  if (op.name === 'polygamma') return call(op, [pick(), dice.below(4)])
  if (op.name === 'clamp') return call(op, [pick(), -1, 1])
  if (op.arity === 'list') {
    const list = Array.from({ length: 2 + dice.below(4) }, pick)
    return call(op, op.name === 'dot' && list.length % 2 === 1 ? list.slice(1) : list)
  }
  return call(op, Array.from({ length: op.arity }, pick))
}

/** Layers on layers until so many ops are there, each sum written as the style says. */
function layered(style: Style, dice: Dice, xs: number[], size: number): number {
  const act = dice.one([tanh, ops.get('relu'), ops.get('sigmoid'), ops.get('exp'), ops.get('silu')] as ((
    x: number,
  ) => number)[])
  const weights = (n: number): number[] =>
    Array.from({ length: n }, (_, k) => (k % 3 === 0 ? (xs[k % xs.length] as number) : dice.number()))
  const width = size < 200 ? 2 + dice.below(6) : 8 + 4 * dice.below(5)
  const isTrained = dice.next() < 0.5
  let layer = Array.from({ length: width }, (_, k) => xs[k % xs.length] as number)
  let made = 0
  while (made < size) {
    made += 2 * width * width
    const rows = layer.map(() => (isTrained ? layer.map((_, k) => xs[k % xs.length] as number) : weights(width)))
    layer = rows.map((row, j) => act(weigh(style, dice, layer, row, j)))
    if (style === 'norm') {
      const middle = mean(layer)
      layer = layer.map((x) => sub(x, middle))
    }
    if (style === 'rnn') layer = layer.map((x, k) => tanh(add(x, xs[k % xs.length] as number)))
    if (style === 'bodies')
      layer = layer.map((x, i) => layer.reduce((so, y, j) => (i === j ? so : add(so, mul(sub(y, x), 0.1))), x))
    if (dice.next() < 0.1) layer = softmax(layer)
    if (dice.next() < 0.2) layer = layer.map((x) => where(greater(x, 0), mul(x, x), sub(0, x)))
  }
  return dice.next() < 0.2 ? prod(layer) : sum(layer)
}
function weigh(style: Style, dice: Dice, xs: number[], ws: number[], j: number): number {
  const products = xs.map((x, i) => mul(ws[i] as number, x))
  switch (style) {
    case 'reduce':
      return products.reduce((a, b) => add(a, b), 0)
    case 'right-nested':
      return products.reduceRight((a, b) => add(b, a))
    case 'tree': {
      let level = products
      while (level.length > 1) {
        const above: number[] = []
        for (let k = 0; k < level.length; k += 2)
          above.push(k + 1 < level.length ? add(level[k] as number, level[k + 1] as number) : (level[k] as number))
        level = above
      }
      return level[0] as number
    }
    case 'shuffled':
      return products.toSorted(() => dice.next() - 0.5).reduce((a, b) => add(a, b))
    case 'conv':
      return [0, 1, 2]
        .map((k) => mul(ws[k % ws.length] as number, xs[(j + k) % xs.length] as number))
        .reduce((a, b) => add(a, b))
    case 'sparse':
      return products.filter(() => dice.next() < 0.5).reduce((a, b) => add(a, b), j)
    case 'norm':
      return dot(ws, xs)
    default:
      return products.reduce((a, b) => add(a, b), 0.1)
  }
}
