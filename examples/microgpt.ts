/** A whole GPT on single numbers: trains on names and makes up new ones, `npx tsx examples/microgpt.ts [FILE with one name a line]`. After microgpt by Andrej Karpathy. */
import { readFileSync } from 'node:fs'
import { add, dot, mean, mul, rsqrt, softmax, square, value, type Value } from 'seegrad'
import { names } from 'seegrad/data'
import { crossEntropyLoss } from 'seegrad/nn'
import { Adam, linear } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'

type Vector = readonly Value[]
type Matrix = readonly Vector[]

/** How long to train, on what, and what draws. */
export interface Settings {
  readonly names: readonly string[]
  readonly seed?: number
  readonly steps?: number
  readonly samples?: number
  readonly heard?: (step: number, loss: number) => void
}

const [WIDTH, HEADS, BLOCK] = [16, 4, 16]
const PART = WIDTH / HEADS

/** Trains a model and lets it speak: the loss of each step, before its update, and the samples. */
export function microgpt({ names, seed = 42, steps = 1000, samples = 20, heard }: Settings): {
  losses: number[]
  samples: string[]
} {
  // The order of the draws is CPython's and the author's: documents first, then the matrices, row by row, then the choices.
  const random = new PythonRandom(seed)
  const documents = [...names]
  random.shuffle(documents)

  // A token for each letter, and one more that says where a name begins and ends.
  const letters = [...new Set(documents.join(''))].toSorted()
  const END = letters.length
  const tokensOf = (name: string): number[] => [END, ...[...name].map((letter) => letters.indexOf(letter)), END]

  const parameters: Value[] = []
  const matrix = (rows: number, columns: number): Matrix =>
    Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => {
        const weight = value(random.gauss(0, 0.08))
        parameters.push(weight)
        return weight
      }),
    )
  const tokenRows = matrix(END + 1, WIDTH)
  const placeRows = matrix(BLOCK, WIDTH)
  const head = matrix(END + 1, WIDTH)
  const [query, key, val, out] = [0, 1, 2, 3].map(() => matrix(WIDTH, WIDTH)) as [Matrix, Matrix, Matrix, Matrix]
  const wide = matrix(4 * WIDTH, WIDTH)
  const narrow = matrix(WIDTH, 4 * WIDTH)

  const times = (w: Matrix, x: Vector): Vector => w.map((row) => dot(row, x))
  const plus = (a: Vector, b: Vector): Vector => a.map((x, k) => add(x, b[k]!))
  const normed = (x: Vector): Vector => {
    const scale = rsqrt(add(mean(x.map(square)), 1e-5))
    return x.map((each) => mul(each, scale))
  }

  /** The scores of what comes after `token` at a place, given the keys and values of the places before, to which it adds its own. */
  const next = (token: number, place: number, keys: Vector[], values: Vector[]): Vector => {
    let x = normed(plus(tokenRows[token]!, placeRows[place]!))

    // Attention: each head compares its part of the query with that of every key, and mixes the values by likeness.
    const seen = normed(x)
    const asked = times(query, seen)
    keys.push(times(key, seen))
    values.push(times(val, seen))
    const gathered = Array.from({ length: HEADS }, (_, h) => {
      const part = (v: Vector): Vector => v.slice(h * PART, (h + 1) * PART)
      const likeness = softmax(keys.map((k) => dot(part(asked), part(k)).div(PART ** 0.5)))
      const parts = values.map(part)
      return Array.from({ length: PART }, (_, j) => dot(likeness, parts.map((v) => v[j]!))) // prettier-ignore
    })
    x = plus(times(out, gathered.flat()), x)

    // A small network that works on each place by itself.
    const hidden = times(wide, normed(x)).map((h) => h.relu())
    x = plus(times(narrow, hidden), x)
    return times(head, x)
  }

  const optimizer = Adam(parameters, { betas: [0.85, 0.99], eps: 1e-8 })
  const rate = linear(0.01, 0, 1000)
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    const tokens = tokensOf(documents[step % documents.length]!)
    const [keys, values]: [Vector[], Vector[]] = [[], []]
    const scores = tokens.slice(0, -1).slice(0, BLOCK).map((token, place) => next(token, place, keys, values)) // prettier-ignore
    const loss = crossEntropyLoss(scores, tokens.slice(1, scores.length + 1))
    optimizer.zeroGrad()
    loss.backward()
    optimizer.lr = rate(step)
    optimizer.step()
    losses.push(loss.data)
    heard?.(step, loss.data)
  }

  const sample = (): string => {
    const [keys, values]: [Vector[], Vector[]] = [[], []]
    let [name, token] = ['', END]
    for (let place = 0; place < BLOCK; place++) {
      const shares = softmax(next(token, place, keys, values).map((score) => score.div(0.5)))
      const [chosen] = random.choices([...letters.keys(), END], { weights: shares.map((share) => share.data) })
      if (chosen === END) break
      token = chosen!
      name += letters[token]
    }
    return name
  }
  return { losses, samples: Array.from({ length: samples }, sample) }
}

if (process.argv[1]?.endsWith('microgpt.ts')) {
  const [, , file] = process.argv
  const lines = file ? readFileSync(file, 'utf8').split('\n').map((line) => line.trim()) : names() // prettier-ignore
  const heard = (step: number, loss: number): void => {
    if (step % 100 === 99) console.log(`step ${step + 1}, loss ${loss.toFixed(4)}`)
  }
  const { samples } = microgpt({ names: lines.filter((line) => line !== ''), heard })
  console.log(samples.join('\n'))
}
