/** Ten million nodes, deep or tangled: builds them, runs backward, and prints the gradient, its truth, and what it cost. */
import { add, mul, neg, value, type Value } from 'seegrad'

const { shape, nodes } = JSON.parse(process.argv[2] ?? '') as { shape: 'chain' | 'tangle'; nodes: number }
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

const { grads, truth, made } = shape === 'chain' ? chain() : tangle()
const { rss } = process.memoryUsage()
console.log(JSON.stringify({ grads, truth, made, seconds: (performance.now() - start) / 1000, megabytes: rss / 1e6 }))
