/** Ten million nodes, deep or tangled: builds them, runs backward, and prints the gradient, its truth, and what it cost. */
import { add, mul, neg, sum, tanh, value, type Value } from 'seegrad'

const { shape, nodes } = JSON.parse(process.argv[2] ?? '') as {
  shape: 'chain' | 'tangle' | 'wide' | 'small after big'
  nodes: number
}
const start = performance.now()

interface Answer {
  readonly grads: number[]
  readonly truth: number[]
  readonly made: number
}

/** −x, then 0.999… times it, then −x again: one path through all nodes. */
function chain(): Answer {
  const x = value(2)
  let y = neg(x)
  let slope = -1
  for (let k = 0; k < nodes / 2; k++) {
    if (k % 1_000_000 === 0) {
      y = mul(y, 1 - 2 ** -10)
      slope *= 1 - 2 ** -10
    }
    y = neg(neg(y))
  }
  y.backward()
  return { grads: [x.grad], truth: [slope], made: y.id - x.id + 1 }
}

/** Each node is the mean of two of the thousand before it; its slopes by the inputs are known from the same means of numbers. */
function tangle(): Answer {
  let state = 12345
  const draw = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  const inputs = Array.from({ length: 4 }, (_, k) => value(k))
  const recent: Value[] = [...inputs]
  const slopes: number[][] = inputs.map((_, i) => inputs.map((_, k) => (i === k ? 1 : 0)))
  let last = 0
  for (let k = 4; k < nodes / 3; k++) {
    const [i, j] = [draw(recent.length), draw(recent.length)]
    const at = k % 1000
    const [a, b] = [slopes[i] as number[], slopes[j] as number[]]
    recent[at] = mul(0.5, add(recent[i] as Value, recent[j] as Value)) as Value
    slopes[at] = a.map((s, m) => 0.5 * (s + (b[m] as number)))
    last = at
  }
  const root = recent[last] as Value
  root.backward()
  return {
    grads: inputs.map((x) => x.grad),
    truth: slopes[last] as number[],
    made: root.id - (inputs[0] as Value).id + 1,
  }
}

const pad = (nodes: number): void => {
  let y = value(1.5)
  for (let k = 0; k < nodes; k++) y = mul(y, 1.0001)
}

/** Terms on weights that were derived in an older part of the recording, the oldest terms on others than the rest. */
function wide(): Answer {
  const [w, v] = [value(0.25), value(0.75)]
  pad(6000)
  const derived = Array.from({ length: 1000 }, (_, k) => mul(k === 0 ? w : v, 2))
  pad(3000)
  const count = nodes / 2
  const others = 2000
  const terms = Array.from({ length: count }, (_, k) => mul(derived[k < others ? 1 + (k % 999) : 0] as Value, 2 ** -10))
  const root = sum(terms)
  root.backward()
  return {
    grads: [w.grad, v.grad],
    truth: [((count - others) * 2) / 1024, (others * 2) / 1024],
    made: root.id - w.id + 1,
  }
}

/** Seconds that many small graphs take before a big one and after it. */
function smallAfterBig(): Answer {
  const small = (): number => {
    const start = performance.now()
    for (let k = 0; k < 3000; k++) {
      const x = value(0.5)
      mul(tanh(x), x).backward()
    }
    return (performance.now() - start) / 1000
  }
  small()
  const before = Math.min(small(), small(), small())
  pad(nodes / 2)
  return { grads: [Math.min(small(), small(), small())], truth: [before], made: nodes }
}

const shapes = { chain, tangle, wide, 'small after big': smallAfterBig }
const { grads, truth, made } = shapes[shape]()
const { rss } = process.memoryUsage()
console.log(JSON.stringify({ grads, truth, made, seconds: (performance.now() - start) / 1000, megabytes: rss / 1e6 }))
