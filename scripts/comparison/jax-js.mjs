/** Answers the questions of questions.ts for jax-js, as one JSON object. In a folder apart: npm install @jax-js/jax @jax-js/loaders, then node jax-js.mjs there. */
// Its start asks a browser for its graphics card, which Node 20 does not have.
globalThis.navigator ??= {}
const jax = await import('@jax-js/jax')
const { readFileSync } = await import('node:fs')
const { numpy: np, grad } = jax
const available = await jax.init()
const double = { dtype: np.float64 }
const number = (x) => np.array(x, double)
const tried = async (run) => {
  try {
    return await run()
  } catch (error) {
    return error.message
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
const random = (...shape) =>
  np.array(Array.from({ length: shape.reduce((a, b) => a * b) }, Math.random), { dtype: np.float32 }).reshape(shape)

async function moons() {
  const [X, y] = [random(100, 2), np.sign(random(100, 1).sub(0.5))]
  const loss = (p, X, y) => {
    const [a, b, c] = p
    const h = jax.nn.relu(np.matmul(X, a[0]).add(a[1]))
    const g = jax.nn.relu(np.matmul(h, b[0]).add(b[1]))
    return np.mean(jax.nn.relu(np.array(1).sub(y.mul(np.matmul(g, c[0]).add(c[1])))))
  }
  const step = jax.jit((p, X, y) => {
    const slopes = grad(loss)(jax.tree.ref(p), X, y)
    return jax.tree.map((x, g) => x.sub(g.mul(0.1)), p, slopes)
  })
  let p = [[random(2, 16), random(16)], [random(16, 16), random(16)], [random(16, 1), random(1)]] // prettier-ignore
  return timed(async () => {
    for (let k = 0; k < 100; k++) p = step(p, X.ref, y.ref)
    await jax.blockUntilReady(jax.tree.ref(p))
  }, 3)
}
function layer() {
  const [X, W] = [random(64, 256), random(256, 256)]
  const slope = jax.jit(grad((W, X) => np.sum(np.tanh(np.matmul(X, W)))))
  return timed(async () => slope(W.ref, X.ref).data(), 5)
}
/** A safetensors file, a bit of whose second number is flipped. */
async function damaged() {
  const { safetensors } = await import('@jax-js/loaders')
  const header = JSON.stringify({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }).padEnd(64)
  const bytes = new Uint8Array(8 + header.length + 8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(new TextEncoder().encode(header), 8)
  bytes.set(new Uint8Array(Float32Array.of(1, 2).buffer), 8 + header.length)
  bytes[bytes.length - 2] ^= 1
  const { tensors } = safetensors.parse(bytes)
  const { data } = tensors.w
  return data[1] === 2 ? 'loaded, unchanged' : 'loaded with the wrong number'
}
const { version } = JSON.parse(readFileSync('node_modules/@jax-js/jax/package.json', 'utf8'))
const answers = {
  holds: `tensors: ${JSON.stringify(np.ones([2, 3]).mul(2).shape)}`,
  float64: number(2 ** -40).add(number(1)).sub(number(1)).js() > 0, // prettier-ignore
  operators: grad((x) => x * x + 1)(np.array(3)).js() === 6,
  third: grad(grad(grad((x) => np.power(x, 4))))(number(2)).js(),
  tanh: grad((x) => np.tanh(x))(number(20)).js(),
  where: String(grad((x) => np.where(np.greater(x.ref, number(0)), np.sqrt(x), number(0)))(number(0)).js()),
  deep: await tried(() =>
    grad((x) => {
      for (let k = 0; k < 20_000; k++) x = x.mul(1)
      return x
    })(np.array(1)).js(),
  ),
  named: String(grad((x) => np.sqrt(x.mul(2)))(np.array(-1)).js()),
  // They are in another package, which its page names.
  optimisers: readFileSync('node_modules/@jax-js/jax/README.md', 'utf8').includes('@jax-js/optax')
    ? ['apart: @jax-js/optax']
    : [],
  damaged: await tried(damaged),
  devices: [...jax.devices],
  browser: true,
  used: available,
  moons: await tried(moons),
  layer: await tried(layer),
}
console.log(JSON.stringify({ by: `jax-js ${version}, Node ${process.versions.node}`, answers }))
