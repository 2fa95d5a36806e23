/**
 * A whole GPT on single numbers, in plain maths: learns from names and makes up new ones. `seegrad run examples/microgpt.ts -- [FILE with one name a line] [STEPS]`.
 * After microgpt by Andrej Karpathy, number for number.
 */
'use grad'
import { readFileSync } from 'node:fs'
import { asValue, backward, relu, value, type Value } from 'seegrad'
import { names } from 'seegrad/data'
import { PythonRandom } from 'seegrad/random'

type Vector = readonly number[]
type Matrix = readonly Vector[]

const [WIDTH, HEADS, BLOCK] = [16, 4, 16]
const STEPS = 1000
const [, , file, steps = STEPS] = process.argv

// The order of the draws is the author's and CPython's: the documents first, then the matrices, row by row, then the letters.
const random = new PythonRandom(42)
const documents = file
  ? readFileSync(file, 'utf8')
      .split(/\s*\n\s*/)
      .filter(Boolean)
  : names()
random.shuffle(documents)

// A token for each letter, and one more that says where a name begins and ends.
const letters = [...new Set(documents.join(''))].toSorted()
const END = letters.length

const parameters: Value[] = []
const weight = (): Value => {
  const drawn = value(random.gauss(0, 0.08))
  parameters.push(drawn)
  return drawn
}
const list = <T>(length: number, entry: (k: number) => T): readonly T[] => Array.from({ length }, (_, k) => entry(k))
const matrix = (rows: number, columns: number): Matrix => list(rows, () => list(columns, weight))
const wte = matrix(END + 1, WIDTH)
const wpe = matrix(BLOCK, WIDTH)
const lmHead = matrix(END + 1, WIDTH)
const wq = matrix(WIDTH, WIDTH)
const wk = matrix(WIDTH, WIDTH)
const wv = matrix(WIDTH, WIDTH)
const wo = matrix(WIDTH, WIDTH)
const fc1 = matrix(4 * WIDTH, WIDTH)
const fc2 = matrix(WIDTH, 4 * WIDTH)

const sum = (xs: Vector): number => xs.reduce((total, x) => total + x)
const dot = (a: Vector, b: Vector): number => sum(a.map((x, k) => x * b[k]!))
const plus = (a: Vector, b: Vector): Vector => a.map((x, k) => x + b[k]!)
const linear = (x: Vector, w: Matrix): Vector => w.map((row) => dot(row, x))

const rmsNorm = (xs: Vector): Vector => {
  const scale = (dot(xs, xs) / xs.length + 1e-5) ** -0.5
  return xs.map((x) => x * scale)
}

// Less the largest, so that no power overflows.
const softmax = (xs: Vector): Vector => {
  const largest = Math.max(...xs.map((x) => asValue(x).data))
  const powers = xs.map((x) => Math.exp(x - largest))
  const total = sum(powers)
  return powers.map((power) => power / total)
}

/** The scores of what comes after `token` at a place, given the keys and values of the places before, to which it adds its own. */
const gpt = (token: number, place: number, keys: Vector[], values: Vector[]): Vector => {
  let x = rmsNorm(plus(wte[token]!, wpe[place]!))

  // Attention: each head compares its part of the query with that of every key, and mixes the values by likeness.
  const seen = rmsNorm(x)
  const query = linear(seen, wq)
  keys.push(linear(seen, wk))
  values.push(linear(seen, wv))
  const size = WIDTH / HEADS
  const heads = list(HEADS, (h) => {
    const part = (v: Vector): Vector => v.slice(h * size, (h + 1) * size)
    const shares = softmax(keys.map((key) => dot(part(query), part(key)) / size ** 0.5))
    const parts = values.map(part)
    return list(size, (k) =>
      dot(
        shares,
        parts.map((v) => v[k]!),
      ),
    )
  })
  x = plus(linear(heads.flat(), wo), x)

  // A small network that works on each place by itself.
  const hidden = linear(rmsNorm(x), fc1).map((h) => relu(h))
  x = plus(linear(hidden, fc2), x)
  return linear(x, lmHead)
}

const [lr, beta1, beta2, eps] = [0.01, 0.85, 0.99, 1e-8]
const m = parameters.map(() => 0)
const v = parameters.map(() => 0)
for (let step = 0; step < Number(steps); step++) {
  const name = documents[step % documents.length]!
  const tokens = [END, ...[...name].map((letter) => letters.indexOf(letter)), END]
  const [keys, values]: [Vector[], Vector[]] = [[], []]
  const losses = list(Math.min(BLOCK, tokens.length - 1), (place) => {
    const shares = softmax(gpt(tokens[place]!, place, keys, values))
    return -Math.log(shares[tokens[place + 1]!]!)
  })
  const loss = sum(losses) / losses.length
  backward(loss)

  // Adam, at a rate that falls to 0.
  const rate = lr * (1 - step / STEPS)
  parameters.forEach((p, i) => {
    m[i] = beta1 * m[i]! + (1 - beta1) * p.grad
    v[i] = beta2 * v[i]! + (1 - beta2) * p.grad ** 2
    const mean = m[i]! / (1 - beta1 ** (step + 1))
    const square = v[i]! / (1 - beta2 ** (step + 1))
    p.data -= (rate * mean) / (square ** 0.5 + eps)
    p.grad = 0
  })
  console.log(`step ${step + 1} of ${steps}, loss ${asValue(loss).data}`)
}

const TEMPERATURE = 0.5
for (let sample = 0; sample < 20; sample++) {
  const [keys, values]: [Vector[], Vector[]] = [[], []]
  let [name, token] = ['', END]
  for (let place = 0; place < BLOCK; place++) {
    const shares = softmax(gpt(token, place, keys, values).map((score) => score / TEMPERATURE))
    const weights = shares.map((share) => asValue(share).data)
    token = random.choices([...letters.keys(), END], { weights })[0]!
    if (token === END) break
    name += letters[token]
  }
  console.log(name)
}
