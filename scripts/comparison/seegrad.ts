/** The answers of seegrad to the questions of questions.ts. */
import { asValue, backward, detectAnomaly, grad, gradOf, relu, tanh, value, where } from '../../src/index.js'
import { loadSafetensors, saveSafetensors } from '../../src/interop/index.js'
import { Linear, MLP } from '../../src/nn/index.js'
import { LBFGS, rules, SGD } from '../../src/optim/index.js'
import { transform } from '../../src/operators/index.js'
import * as runtime from '../../src/operators/runtime/index.js'
import { PythonRandom } from '../../src/random/index.js'
import type { Answers } from './questions.js'

/** A function of two numbers in text, with real operators. */
function written(text: string): (a: number, b: number) => number {
  const { code } = transform(`const f = (a, b) => { 'use grad'; return ${text} }`, { filename: 'f.js' })
  const [, name = ''] = /^import \* as (\S+) from/.exec(code) ?? []
  const body = code.replace(/^import [^;]*; /, '')
  return (new Function(name, `${body}\nreturn f`) as (run: unknown) => (a: number, b: number) => number)(runtime)
}
const said = (run: () => unknown): string => {
  try {
    return String(run())
  } catch (error) {
    return (error as Error).message
  }
}
/** A model's file, one bit of whose weights is flipped. */
function damaged(): string {
  const bytes = saveSafetensors(new Linear(2, 2, { random: new PythonRandom(1) }))
  bytes[bytes.length - 2]! ^= 1
  return said(() => (loadSafetensors(bytes), 'loaded with the wrong number'))
}

/** All but the times. */
export function answers(): Answers {
  const [a, b] = [value(2), value(3)]
  backward(written('a * b + 1')(a, b))
  const cube = (x: number): number => asValue(x).pow(4)
  return {
    holds: `one number: ${a.data}`,
    float64: value(2 ** -40).add(1).sub(1).data > 0,
    operators: gradOf(a) === 3 && gradOf(b) === 2,
    third: grad(grad(grad(cube)))(2),
    tanh: grad((x: number) => tanh(x))(20),
    where: String(grad((x: number) => where(asValue(x).greater(0), asValue(x).sqrt(), 0))(0)),
    deep: grad((x: number) => {
      let y = x
      for (let k = 0; k < 20_000; k++) y = asValue(y).mul(1)
      return y
    })(1),
    // Without the numbers of the nodes, which count all that was ever recorded.
    named: said(() => detectAnomaly(() => value(-1, 'x').mul(2).sqrt().backward())).replaceAll(/ #\d+/g, ''),
    optimisers: [...rules.keys(), LBFGS.name].toSorted(),
    damaged: damaged(),
    devices: ['cpu'],
    browser: true,
  }
} // prettier-ignore

/** Seconds for a hundred steps of the moons network, and for a layer of 256 units, forward and backward. */
export function times(): Pick<Answers, 'moons' | 'layer'> {
  const random = new PythonRandom(1)
  const net = new MLP(2, [16, 16, 1], { random })
  const points = Array.from({ length: 100 }, (_, k) => ({ x: [random.random(), random.random()], y: k % 2 ? 1 : -1 }))
  const sgd = SGD(net.parameters(), { lr: 0.1 })
  const steps = (): void => {
    for (let k = 0; k < 100; k++) {
      let loss = value(0)
      for (const { x, y } of points) loss = loss.add(relu(net.forward(x).mul(-y).add(1)))
      sgd.zeroGrad()
      loss.div(points.length).backward()
      sgd.step()
    }
  }
  const wide = new Linear(256, 256, { bias: false, random })
  const shown = Array.from({ length: 64 }, () => Array.from({ length: 256 }, () => random.random()))
  const layer = (): void => {
    let total = value(0)
    for (const x of shown) for (const h of wide.forward(x)) total = total.add(tanh(h))
    wide.zeroGrad()
    total.backward()
  }
  return { moons: timed(steps, 3), layer: timed(layer, 3) }
}
function timed(run: () => void, times: number): number {
  run()
  const each = Array.from({ length: times }, () => {
    const started = performance.now()
    run()
    return (performance.now() - started) / 1000
  })
  return Math.min(...each)
}
