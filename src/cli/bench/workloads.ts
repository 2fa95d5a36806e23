/** The workloads that seegrad runs both ways, op by op and compiled: what a step computes is written once, so that both are the same program. */
import { compile, compileStep, type CompileStats } from '../../compile/index.js'
import { hingeLoss, l2, MLP } from '../../nn/index.js'
import { value } from '../../engine/index.js'
import { add, exp, mean, mul, softmax, softplus, square, sub, sum, type Value } from '../../ops/index.js'
import { linear, SGD, type Optimizer, type Schedule } from '../../optim/index.js'
import { PythonRandom } from '../../random/index.js'
import { moons } from '../../data/index.js'
import { grad, valueAndGrad } from '../../transforms/index.js'
import { digits, names } from './networks.js'

/** How a workload is run: op by op, compiled, or compiled in single precision. */
export type Way = 'eager' | 'compiled' | 'f32'
/** A workload under way. */
export interface Run {
  /** One unit of work. Gives what all contenders must share: the loss before the update, or what was asked for. */
  step(): readonly number[]
  /** Every number that a step leaves: gradients and parameters, or the result. */
  numbers(): readonly number[]
  readonly stats?: () => CompileStats
}
/** A row of the table: what it is, in which unit it is counted, and its numbers for programs in other languages. */
export interface Workload {
  readonly says: string
  readonly unit: string
  readonly start: (way: Way) => Run
  /** A smaller one of the same make, where op by op it would take long. */
  readonly reduced?: (way: Way) => Run
  /** Whether it is run in single precision too. */
  readonly hasSingles?: true
  /** Units of a turn, where any few are not like the others. */
  readonly least?: number
  readonly text: () => string
}

/** A step of training: of all examples at once. */
function training(
  way: Way,
  parameters: readonly Value[],
  optimizer: Optimizer,
  rate: Schedule,
  loss: (X: readonly number[][], y: readonly number[]) => Value,
  [X, y]: readonly [number[][], number[]],
): Run {
  let steps = 0
  const numbers = (): number[] => parameters.flatMap((p) => [p.grad, p.data])
  if (way === 'compiled') {
    const step = compileStep({ parameters, loss, optimizer, batch: false })
    const run = (): number[] => {
      optimizer.lr = rate(steps++)
      return [step(X, y).loss]
    }
    return { step: run, numbers, stats: () => step.stats }
  }
  const run = (): number[] => {
    const total = loss(X, y)
    optimizer.zeroGrad()
    total.backward()
    optimizer.lr = rate(steps++)
    optimizer.step()
    return [total.data]
  }
  return { step: run, numbers }
}

const moonsData = (): readonly [number[][], number[]] => {
  const { X, y } = moons({ samples: 100, noise: 0.1, seed: 1337 })
  return [X.map((x) => [...x]), y.map((one) => 2 * one - 1)]
}
const moonsNet = (): MLP => new MLP(2, [16, 16, 1], { random: new PythonRandom(1337) })
function startMoons(way: Way): Run {
  const net = moonsNet()
  const parameters = net.parameters() as Value[]
  const loss = (X: readonly number[][], y: readonly number[]): Value =>
    hingeLoss(X.map((x) => net.forward(x)) as Value[], y as number[]).add(l2(parameters, 1e-4))
  return training(way, parameters, SGD(parameters), linear(1, 0.1, 100), loss, moonsData())
}

const BUMPS = 16
/** A hill, and what looks like noise without a generator of it. */
function fitData(): readonly [number[][], number[]] {
  const X = Array.from({ length: 1000 }, (_, i) => [i / 999])
  return [X, X.map(([x], i) => 4 * x! * (1 - x!) + 0.3 * (((37 * i) % 101) / 101 - 0.5))]
}
/** Heights, places and steepness of the bumps, slope and height of the line. */
const fitParameters = (): number[] => [
  ...Array.from({ length: BUMPS }, () => 0.125),
  ...Array.from({ length: BUMPS }, (_, k) => (k + 0.5) / BUMPS),
  ...Array.from({ length: BUMPS }, () => 16),
  0.25,
  0.5,
]
function startFit(way: Way): Run {
  const p = fitParameters().map((x) => value(x))
  const curve = (x: number): Value => {
    let y = mul(p[3 * BUMPS]!, x).add(p[3 * BUMPS + 1]!)
    for (let k = 0; k < BUMPS; k++) {
      const z = mul(sub(x, p[BUMPS + k]!), p[2 * BUMPS + k]!)
      y = add(y, mul(p[k]!, exp(mul(z, z).neg())))
    }
    return y
  }
  const loss = (X: readonly number[][], y: readonly number[]): Value =>
    mean(X.map(([x], i) => square(sub(curve(x!), y[i]!)))) as Value
  return training(way, p, SGD(p, { lr: 0.01 }), () => 0.01, loss, fitData())
}

const rosenbrock = ([x, y]: readonly number[]): number =>
  add(square(sub(1, x!)), mul(100, square(sub(y!, mul(x!, x!)))))
function startRosenbrock(way: Way): Run {
  const slope = grad(rosenbrock)
  const compiled = way === 'compiled' ? compile(slope) : undefined
  const at = [-1.2, 1]
  let found: readonly number[] = []
  const run = compiled ?? slope
  const step = (): readonly number[] => {
    at[0]! += 2 ** -20
    return (found = run(at) as readonly number[])
  }
  return { step, numbers: () => found, ...(compiled && { stats: () => compiled.stats }) }
}

/** A random graph of so many nodes over 100 inputs: what kind each node is and of which nodes. */
const [INPUTS, NODES, WIDTH] = [100, 10_000, 8]
/** The kinds of nodes in the text of the graph: softplus(a), a + b, a·b with b of a softmax, and a softmax, which is eight nodes. */
const [SOFTPLUS, SUM, PRODUCT, SOFTMAX] = [0, 1, 2, 3]
/** The graph as a row of numbers: its inputs, then kind and operands of node after node. */
function westGraph(): { inputs: number[]; steps: number[][] } {
  let seed = 2023
  const draw = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647
  const inputs = Array.from({ length: INPUTS }, () => 2 * draw() - 1)
  const steps: number[][] = []
  const shares: number[] = []
  let length = INPUTS
  const any = (): number => Math.floor(draw() * length)
  while (length < INPUTS + NODES) {
    const kind = shares.length === 0 ? SOFTMAX : Math.floor(draw() * 4)
    if (kind === SOFTPLUS) steps.push([kind, any()])
    else if (kind === SUM) steps.push([kind, any(), any()])
    else if (kind === PRODUCT) steps.push([kind, any(), shares[Math.floor(draw() * shares.length)]!])
    else {
      steps.push([SOFTMAX, ...Array.from({ length: WIDTH }, any)])
      for (let k = 0; k < WIDTH; k++) shares.push(length + k)
    }
    length += kind === SOFTMAX ? WIDTH : 1
  }
  return { inputs, steps }
}
function startWest(way: Way): Run {
  const { inputs, steps } = westGraph()
  const f = (given: readonly number[]): number => {
    const nodes = [...given]
    for (const [kind, ...operands] of steps) {
      const [a, b] = operands.map((k) => nodes[k]!)
      if (kind === SOFTPLUS) nodes.push(softplus(a!))
      else if (kind === SUM) nodes.push(add(a!, b!))
      else if (kind === PRODUCT) nodes.push(mul(a!, b!))
      else nodes.push(...(softmax(operands.map((k) => nodes[k]!)) as number[]))
    }
    return sum(nodes.slice(-100))
  }
  const both = valueAndGrad(f)
  const compiled = way === 'compiled' ? compile(both) : undefined
  const run = compiled ?? both
  let found: readonly number[] = []
  const step = (): readonly number[] => {
    inputs[0]! += 2 ** -20
    const [y, slopes] = run(inputs) as readonly [number, readonly number[]]
    found = [y, ...slopes]
    return [y, slopes.reduce((all, x) => all + x, 0)]
  }
  return { step, numbers: () => found, ...(compiled && { stats: () => compiled.stats }) }
}

const lines = (...numbers: readonly number[]): string => numbers.join('\n')
export const workloads: Readonly<Record<'moons' | 'names' | 'fit' | 'rosenbrock' | 'mnist-shaped' | 'west', Workload>> =
  {
    moons: {
      says: 'an MLP 2-16-16-1 on 100 points, hinge loss and L2: forward, backward and update, in float64',
      unit: 'step',
      start: startMoons,
      text: () => {
        const [X, y] = moonsData()
        return lines(...X.flat(), ...y, ...moonsNet().parameters().map((p) => p.data)) // prettier-ignore
      },
    },
    names,
    fit: {
      says: '16 bumps and a line, 50 parameters, fitted to 1,000 points: forward, backward and update, in float64',
      unit: 'step',
      start: startFit,
      text: () => {
        const [X, y] = fitData()
        return lines(...X.flat(), ...y, ...fitParameters())
      },
    },
    rosenbrock: {
      says: 'the gradient of Rosenbrock’s function of two numbers, one a call, as a new list',
      unit: 'call',
      start: startRosenbrock,
      text: () => '',
    },
    'mnist-shaped': digits,
    west: {
      says: 'a random graph of 10,000 softplus, sums, products and softmax of eight over 100 inputs: value and gradient',
      unit: 'call',
      start: startWest,
      text: () => {
        const { inputs, steps } = westGraph()
        return lines(...inputs, ...steps.flat())
      },
    },
  }
