/**
 * The same workloads in TensorFlow.js and in jax-js, as their users would write them, on one thread of WebAssembly; a process of its own that answers lines as the
 * others do. seegrad brings neither along: they are loaded from where they were found, and what is used of them is typed here.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

/** A workload under way: one unit of it gives its loss. */
type Unit = () => number
type Start = (numbers: Float64Array) => Unit
/** A library of tensors: which workloads it has been given. */
export type Library = Readonly<Record<string, Start>>

/** Weights and biases in the order of the file: a neuron's weights, then its bias, neuron by neuron. */
function* layersOf(
  numbers: Float64Array,
  at: number,
  sizes: readonly number[],
): Generator<readonly [W: Float64Array, b: Float64Array, inputs: number, outputs: number]> {
  for (let k = 1; k < sizes.length; k++) {
    const [n, m] = [sizes[k - 1]!, sizes[k]!]
    const [W, b] = [new Float64Array(n * m), new Float64Array(m)]
    for (let j = 0; j < m; j++, at += n + 1) {
      // As both take them: inputs × neurons.
      for (let i = 0; i < n; i++) W[i * m + j] = numbers[at + i]!
      b[j] = numbers[at + n]!
    }
    yield [W, b, n, m]
  }
}
const [MOONS, DIGITS, BATCH] = [[2, 16, 16, 1], [784, 128, 10], 64]
const [POINTS, BUMPS] = [1000, 16]
const rateOf = (step: number): number => 1 - (0.9 * Math.min(step, 100)) / 100

/** A module that is not there when seegrad is type-checked. */
type Foreign = any

async function tfjs(find: (name: string) => string): Promise<Library> {
  const load = async (name: string): Promise<Foreign> => {
    const found = (await import(pathToFileURL(find(name)).href)) as Foreign
    return found.default ?? found
  }
  const [tf, wasm] = [await load('@tensorflow/tfjs'), await load('@tensorflow/tfjs-backend-wasm')]
  wasm.setWasmPaths(dirname(find('@tensorflow/tfjs-backend-wasm')) + sep)
  wasm.setThreadsCount(1)
  await tf.setBackend('wasm')
  await tf.ready()
  const minimised = (optimizer: Foreign, loss: () => Foreign): number => {
    const found = optimizer.minimize(loss, true)
    const [x] = found.dataSync()
    found.dispose()
    return x
  }
  const layers = (numbers: Float64Array, at: number, sizes: readonly number[]): Foreign[][] =>
    [...layersOf(numbers, at, sizes)].map(([W, b, n, m]) => [
      tf.variable(tf.tensor2d(new Float32Array(W), [n, m])),
      tf.variable(tf.tensor1d(new Float32Array(b))),
    ])
  return {
    moons(numbers) {
      const X = tf.tensor2d(new Float32Array(numbers.subarray(0, 200)), [100, 2])
      const y = tf.tensor1d(new Float32Array(numbers.subarray(200, 300)))
      const net = layers(numbers, 300, MOONS)
      const optimizer = tf.train.sgd(1)
      const loss = (): Foreign => {
        let x = X
        net.forEach(([W, b], k) => {
          x = x.matMul(W).add(b)
          if (k < 2) x = x.relu()
        })
        const hinge = tf.scalar(1).sub(y.mul(x.reshape([100]))).relu().mean() // prettier-ignore
        return net.flat().reduce((all, p) => all.add(p.square().sum().mul(1e-4)), hinge)
      }
      let step = 0
      return () => {
        optimizer.setLearningRate(rateOf(step++))
        return minimised(optimizer, loss)
      }
    },
    fit(numbers) {
      const x = tf.tensor2d(new Float32Array(numbers.subarray(0, POINTS)), [POINTS, 1])
      const y = tf.tensor1d(new Float32Array(numbers.subarray(POINTS, 2 * POINTS)))
      const at = (k: number, n: number): Foreign =>
        tf.variable(tf.tensor1d(new Float32Array(numbers.subarray(2 * POINTS + k, 2 * POINTS + k + n))))
      const [heights, places, steep, slope, height] = [
        at(0, BUMPS),
        at(BUMPS, BUMPS),
        at(2 * BUMPS, BUMPS),
        at(3 * BUMPS, 1),
        at(3 * BUMPS + 1, 1),
      ]
      const optimizer = tf.train.sgd(0.01)
      const loss = (): Foreign => {
        const z = x.sub(places).mul(steep)
        const bumps = z.square().neg().exp().mul(heights).sum(1)
        return bumps
          .add(x.reshape([POINTS]).mul(slope))
          .add(height)
          .sub(y)
          .square()
          .mean()
      }
      return () => minimised(optimizer, loss)
    },
    'mnist-shaped'(numbers) {
      const pixels = BATCH * DIGITS[0]!
      const X = tf.tensor2d(new Float32Array(numbers.subarray(0, pixels)), [BATCH, DIGITS[0]])
      const y = tf.oneHot(tf.tensor1d(new Int32Array(numbers.subarray(pixels, pixels + BATCH)), 'int32'), 10)
      const [[W, b], [U, c]] = layers(numbers, pixels + BATCH, DIGITS) as [Foreign[], Foreign[]]
      const optimizer = tf.train.sgd(0.1)
      const loss = (): Foreign => tf.losses.softmaxCrossEntropy(y, X.matMul(W).add(b).relu().matMul(U).add(c))
      return () => minimised(optimizer, loss)
    },
  }
}

async function jaxJs(find: (name: string) => string): Promise<Library> {
  // It asks what kind of array it was given, of one that Node 20 does not have as well.
  ;(globalThis as { Float16Array?: unknown }).Float16Array ??= class Float16Array {}
  const jax = (await import(pathToFileURL(find('@jax-js/jax')).href)) as Foreign
  const { numpy: np, nn } = jax
  await jax.init('wasm')
  jax.defaultDevice('wasm')
  const array = (numbers: ArrayLike<number>, shape: readonly number[], dtype = np.float64): Foreign =>
    np.array(dtype === np.float64 ? Float64Array.from(numbers) : Float32Array.from(numbers), { dtype }).reshape(shape)
  const layers = (numbers: Float64Array, at: number, sizes: readonly number[], dtype = np.float64): Foreign[] =>
    [...layersOf(numbers, at, sizes)].flatMap(([W, b, n, m]) => [array(W, [n, m], dtype), array(b, [m], dtype)])
  /** A step of gradient descent, forward, backward and update in one compiled function. */
  const training = (
    parameters: Foreign[],
    data: readonly Foreign[],
    loss: (parameters: Foreign[], ...data: Foreign[]) => Foreign,
    rate: (step: number) => number,
    dtype = np.float64,
  ): Unit => {
    const update = jax.jit((given: Foreign[], by: Foreign, ...data: Foreign[]) => {
      const [found, slopes] = jax.valueAndGrad((p: Foreign[]) => loss(p, ...data))(given.map((p) => p.ref))
      return [found, given.map((p, k) => p.sub(slopes[k].mul(by.ref)))]
    })
    let step = 0
    return () => {
      const [found, next] = update(parameters, array([rate(step++)], [], dtype), ...data.map((one) => one.ref))
      parameters = next
      return found.js()
    }
  }
  return {
    moons: (numbers) =>
      training(
        layers(numbers, 300, MOONS),
        [array(numbers.subarray(0, 200), [100, 2]), array(numbers.subarray(200, 300), [100])],
        (p, X, y) => {
          const [W1, b1, W2, b2, W3, b3] = p.map((one) => one.ref)
          let x = nn.relu(np.matmul(X, W1).add(b1))
          x = nn.relu(np.matmul(x, W2).add(b2))
          x = np.matmul(x, W3).add(b3).reshape([100])
          const hinge = nn.relu(np.multiply(y, x).mul(-1).add(1)).mean()
          return p.reduce((all, one) => all.add(np.square(one).sum().mul(1e-4)), hinge)
        },
        rateOf,
      ),
    fit: (numbers) => {
      const at = (k: number, n: number): Foreign => array(numbers.subarray(2 * POINTS + k, 2 * POINTS + k + n), [n])
      return training(
        [at(0, BUMPS), at(BUMPS, BUMPS), at(2 * BUMPS, BUMPS), at(3 * BUMPS, 1), at(3 * BUMPS + 1, 1)],
        [array(numbers.subarray(0, POINTS), [POINTS, 1]), array(numbers.subarray(POINTS, 2 * POINTS), [POINTS])],
        ([heights, places, steep, slope, height], x, y) => {
          const z = x.ref.sub(places).mul(steep)
          const bumps = np.exp(np.square(z).mul(-1)).mul(heights).sum(1)
          return np
            .square(
              bumps
                .add(x.reshape([POINTS]).mul(slope))
                .add(height)
                .sub(y),
            )
            .mean()
        },
        () => 0.01,
      )
    },
    // In float32, as others take it.
    'mnist-shaped': (numbers) => {
      const pixels = BATCH * DIGITS[0]!
      const classes = Array.from({ length: BATCH * 10 }, (_, k) =>
        numbers[pixels + Math.trunc(k / 10)] === k % 10 ? 1 : 0,
      )
      return training(
        layers(numbers, pixels + BATCH, DIGITS, np.float32),
        [array(numbers.subarray(0, pixels), [BATCH, DIGITS[0]!], np.float32), array(classes, [BATCH, 10], np.float32)],
        ([W, b, U, c], X, y) => {
          const x = nn.relu(np.matmul(X, W).add(b))
          return nn.logSoftmax(np.matmul(x, U).add(c), 1).mul(y).sum(1).mean().mul(-1)
        },
        () => 0.1,
        np.float32,
      )
    },
  }
}

const libraries: Readonly<Record<string, (find: (name: string) => string) => Promise<Library>>> = { tfjs, 'jax-js': jaxJs } // prettier-ignore

const [, , name = '', folder = '', workload = '', data = ''] = process.argv
const { resolve } = createRequire(`${folder}${sep}`)
const start = (await libraries[name]!((one) => resolve(one)))[workload]!
const numbers = Float64Array.from(readFileSync(data, 'utf8').split(/\s+/), Number)
let unit = start(numbers)
for await (const line of createInterface({ input: process.stdin })) {
  const [word, count] = line.split(' ')
  let reply: object
  if (word === 'check') {
    const fresh = start(numbers)
    reply = { losses: [fresh(), fresh(), fresh()] }
    unit = start(numbers)
  } else {
    const [wall, cpu] = [performance.now(), process.cpuUsage()]
    for (let k = 0; k < Number(count); k++) unit()
    const used = process.cpuUsage(cpu)
    reply = {
      wall: (performance.now() - wall) / 1e3,
      cpu: (used.user + used.system) / 1e6,
      peak: process.resourceUsage().maxRSS * 1024,
    }
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`)
}
