/** Answers the questions of questions.ts for TensorFlow.js, as one JSON object. In a folder apart: npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm, then node tfjs.mjs there. */
import { existsSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
await import('@tensorflow/tfjs-backend-wasm')

const tried = async (run) => {
  try {
    return await run()
  } catch (error) {
    return error.message.split('\n')[0]
  }
}
const timed = async (run, times) => {
  await run()
  let best = Infinity
  for (let k = 0; k < times; k++) {
    const started = performance.now()
    await run()
    best = Math.min(best, (performance.now() - started) / 1000)
  }
  return best
}
const number = (x) => tf.scalar(x)
const one = (tensor) => tensor.dataSync()[0]

async function moons() {
  const [X, y] = [tf.randomUniform([100, 2]), tf.sign(tf.randomUniform([100, 1], -1, 1))]
  const variable = (...shape) => tf.variable(tf.randomUniform(shape))
  const [a, b, c] = [[2, 16], [16, 16], [16, 1]].map(([n, m]) => [variable(n, m), variable(m)]) // prettier-ignore
  const dense = (x, [w, bias]) => x.matMul(w).add(bias)
  const loss = () => tf.relu(tf.sub(1, y.mul(dense(tf.relu(dense(tf.relu(dense(X, a)), b)), c)))).mean()
  const sgd = tf.train.sgd(0.1)
  return timed(async () => {
    for (let k = 0; k < 100; k++) tf.tidy(() => void sgd.minimize(loss))
    await c[0].data()
  }, 3)
}
function layer() {
  const [X, W] = [tf.randomUniform([64, 256]), tf.randomUniform([256, 256])]
  const slope = tf.grad((W) => tf.tanh(X.matMul(W)).sum())
  return timed(() => {
    const g = slope(W)
    g.dataSync()
    g.dispose()
  }, 5)
}
/** A model saved, a bit of its weights flipped, and loaded. */
async function damaged() {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] })
  let kept
  await model.save(tf.io.withSaveHandler(async (artifacts) => ((kept = artifacts), { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } }))) // prettier-ignore
  const bytes = new Uint8Array(kept.weightData.slice(0))
  bytes[6] ^= 1
  const loaded = await tf.loadLayersModel(tf.io.fromMemory({ ...kept, weightData: bytes.buffer }))
  const same = one(loaded.getWeights()[0].flatten().slice(1, 1)) === one(model.getWeights()[0].flatten().slice(1, 1))
  return same ? 'loaded, unchanged' : 'loaded with the wrong number'
}
/** What its debug mode says first. */
async function named() {
  const said = []
  const before = { warn: console.warn, log: console.log }
  Object.assign(console, { warn: (text) => said.push(text), log: () => {} })
  tf.enableDebugMode()
  await tried(() => one(tf.grad((x) => tf.sqrt(x.mul(2)))(number(-1))))
  // It looks at the numbers a little later.
  await new Promise((resolve) => setTimeout(resolve, 200))
  Object.assign(console, before)
  return said.find((text) => text.includes('NaN') && !text.startsWith('Debugging')) ?? 'nothing'
}

// The one for graphics cards comes with the package too, and begins in browsers only.
const backends = [...['cpu', 'wasm'].filter((name) => tf.engine().registryFactory[name]), ...(existsSync('node_modules/@tensorflow/tfjs-backend-webgl') ? ['webgl'] : [])] // prettier-ignore
await tf.setBackend('cpu')
const third = (x) => tf.grad((x) => tf.grad((x) => tf.grad((x) => tf.pow(x, 4))(x))(x))(x)
const answers = {
  holds: `tensors: ${JSON.stringify(tf.ones([2, 3]).mul(2).shape)}`,
  float64: one(number(2 ** -40).add(1).sub(1)) > 0, // prettier-ignore
  operators: await tried(() => one(tf.grad((x) => x * x + 1)(number(3))) === 6),
  third: await tried(() => one(third(number(2)))),
  tanh: await tried(() => one(tf.grad((x) => tf.tanh(x))(number(20)))),
  where: await tried(() =>
    String(one(tf.grad((x) => tf.where(number(0).greater(0), tf.sqrt(x), tf.zeros([])))(number(0)))),
  ),
  deep: await tried(() =>
    one(
      tf.grad((x) => {
        for (let k = 0; k < 20_000; k++) x = x.mul(1)
        return x
      })(number(1)),
    ),
  ),
  optimisers: Object.keys(tf.train).toSorted(),
  damaged: await tried(damaged),
  devices: backends,
  browser: true,
}
await tf.setBackend('wasm')
const times = { moons: await tried(moons), layer: await tried(layer), used: tf.getBackend() }
await tf.setBackend('cpu')
console.log(JSON.stringify({ by: `TensorFlow.js ${tf.version.tfjs}, Node ${process.versions.node}`, answers: { ...answers, ...times, named: await named() } })) // prettier-ignore
