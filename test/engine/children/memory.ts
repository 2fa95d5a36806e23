/** Runs rounds of a program that should hold no more after many of them than after a few, and prints the heap on the way. */
import { add, greater, isTrue, mul, relu, sub, tanh, value, type Value } from 'seegrad'

/** What one round does; `held` is what the program still holds, from round to round. */
type Round = (round: number, held: Value[]) => void
interface Job {
  readonly scenario: string
  readonly nodes: number
  readonly rounds: number
  readonly turns: boolean
}

/** A graph of about this many nodes, never quite as many as the one before, on inputs of its own or on the given ones. */
function graph(
  nodes: number,
  seed: number,
  inputs: readonly Value[] = [value(0.1 + (seed % 7) / 10), value(0.9)],
): Value {
  const [x, w] = inputs as [Value, Value]
  let y = mul(x, w)
  // Every third node is used twice.
  for (let made = inputs.length + 1; made < nodes + (seed % 5); made += 3) y = add(tanh(mul(y, 0.9)), sub(y, x))
  return y
}

function net(): { parameters: Value[]; loss: (x: number, y: number) => Value } {
  const w = Array.from({ length: 12 }, (_, k) => value(Math.sin(k + 1)))
  const hidden = (x: number, k: number): Value => relu(add(mul(w[3 * k] as Value, x), w[3 * k + 1] as Value))
  const out = (x: number): Value =>
    [0, 1, 2, 3].map((k) => mul(w[3 * k + 2] as Value, hidden(x, k))).reduce((a, b) => add(a, b))
  const loss = (x: number, y: number): Value => {
    const off = sub(out(x), y)
    return mul(off, off)
  }
  return { parameters: w, loss }
}

/** One step of gradient descent. */
function train({ parameters, loss }: ReturnType<typeof net>, round: number): Value {
  const made = loss(Math.sin(round), Math.cos(round))
  for (const p of parameters) p.zeroGrad()
  made.backward()
  for (const p of parameters) p.data -= 0.01 * p.grad
  return made
}

const shared = { net: net(), carried: value(1), leaves: [value(0.3), value(0.7)] as const }

const scenarios: Readonly<Record<string, (nodes: number, rounds: number) => Round>> = {
  training: () => (round) => void train(shared.net, round),
  'training, the last loss held': () => (round, held) => void (held[0] = train(shared.net, round)),
  'training, the last loss held and labelled': () => (round, held) => {
    held[0] = train(shared.net, round)
    held[0].label = 'loss'
  },
  'graphs on leaves of their own, the newest root held': (nodes) => (round, held) =>
    void (held[0] = graph(nodes, round)),
  'graphs on shared leaves, the newest root held': (nodes) => (round, held) =>
    void (held[0] = graph(nodes, round, shared.leaves)),
  'graphs with labels, the newest root held': (nodes) => (round, held) => {
    held[0] = graph(nodes, round)
    held[0].label = `root ${round}`
  },
  'graphs run backward, the newest root held': (nodes) => (round, held) => {
    held[0] = graph(nodes, round)
    held[0].backward()
  },
  'graphs, every 1,000th root held, at most ten': (nodes, rounds) => (round, held) => {
    const root = graph(nodes, round)
    // Every hundredth part of the run: every 1,000th of 10⁵ rounds.
    const part = rounds / 100
    if (round % part === 0) held[(round / part) % 10] = root
  },
  'a value carried through detach()': (nodes) => (round, held) => {
    shared.carried = graph(nodes, round, [shared.carried, shared.leaves[1]]).detach()
    held[0] = shared.carried
  },
  'two graphs built interleaved, the newest roots held': (nodes) => (round, held) => {
    let [a, b] = [value(0.1 + (round % 7) / 10), value(0.9)]
    for (let made = 2; made < nodes; made += 2) {
      a = tanh(a)
      b = mul(b, 0.99)
    }
    held[0] = a
    held[1] = b
  },
  'graphs begun and ended in turns, the newest roots held': (nodes) => (round, held) => {
    // Four graphs under construction, each of which a fourth of the rounds begins anew: none is ever alone in a segment.
    const inputs = [value(0.1 + (round % 7) / 10), value(0.9)]
    held[round % 4] = graph(nodes / 4, round, inputs)
    for (let k = 1; k < 4; k++) {
      const other = (round + k) % 4
      held[other] = graph(nodes / 4, round, [held[other] ?? value(0.5), value(0.9)])
    }
  },
  'graphs with a branch each, the newest root held': (nodes) => (round, held) => {
    const y = graph(nodes / 2, round, shared.leaves)
    held[0] = isTrue(greater(y, 0)) ? graph(nodes / 2, round, [y, shared.leaves[1]]) : y
  },
  'graphs in turns with a branch each, the newest roots held': (nodes) => (round, held) => {
    held[round % 4] = graph(nodes / 4, round, [value(0.1 + (round % 7) / 10), value(0.9)])
    for (let k = 1; k < 4; k++) {
      const y = held[(round + k) % 4] ?? value(0.5)
      held[(round + k) % 4] = graph(nodes / 4, round, [isTrue(greater(y, 0)) ? y : value(0.5), value(0.9)])
    }
  },
  'a value carried through detach() past branches': (nodes) => (round, held) => {
    const y = graph(nodes, round, [shared.carried, shared.leaves[1]])
    shared.carried = isTrue(greater(y, 0)) ? y.detach() : value(0.5)
    held[0] = shared.carried
  },
  'two graphs of which one lives long, the newest roots held': (nodes) => (round, held) => {
    // A hundred rounds add to the second graph before it starts anew.
    held[1] = round % 100 === 0 || !held[1] ? value(0.5) : tanh(held[1])
    held[0] = graph(nodes, round)
  },
}

const heap = (): number => {
  const collect = (globalThis as { gc?: () => void }).gc as () => void
  for (let k = 0; k < 3; k++) collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const { scenario, nodes, rounds, turns } = JSON.parse(process.argv[2] ?? '') as Job
const make = scenarios[scenario]
if (!make) throw new Error(`no scenario ${scenario}`)
const round = make(nodes, rounds)
const held: Value[] = []
const heaps: number[] = []
// A short run has some rounds before it, until all code is compiled; N/10 rounds of a long one are enough for that.
const before = Math.max(0, (nodes < 1000 ? 8000 : 1500) - rounds / 10)
for (let k = 1; k <= before + rounds; k++) {
  round(k, held)
  if (turns) await undefined
  if (k <= before || k % (rounds / 10) !== 0) continue
  // Let finalizers and compilers of a program with turns run, until no more comes free; one without turns stays in the same one.
  let least = heap()
  for (let turn = 0; turn < (turns ? 5 : 0); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    least = Math.min(least, heap())
  }
  heaps.push(least)
}
console.log(JSON.stringify({ heaps, held: held.length }))
