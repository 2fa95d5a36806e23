/** A damped swing is fitted to a thousand noisy points: Gauss and Newton's steps, with every slope from the engine. */
import { jacobian } from 'seegrad'
import { linspace } from 'seegrad/numeric'
import { NumpyRandom } from 'seegrad/random'

type Swing = readonly [height: number, damping: number, speed: number]
const swing = ([height, damping, speed]: Swing, t: number): number => {
  'use grad'
  return height * Math.exp(-damping * t) * Math.cos(speed * t)
}

// What was measured: a known swing, and noise of which two thirds is smaller than 0.1.
const truth: Swing = [2, 0.3, 4]
const times = linspace(0, 10, 1000)
const noise = new NumpyRandom(7)
const heights = times.map((t) => swing(truth, t) + 0.1 * noise.randn())

const misses = (guess: Swing): number[] => {
  'use grad'
  return times.map((t, i) => swing(guess, t) - heights[i]!)
}
const spread = (guess: Swing): number => Math.sqrt(misses(guess).reduce((sum, miss) => sum + miss * miss, 0) / 1000)

/** Solves A x = b by elimination, for a matrix whose diagonal stays away from 0. */
const solve = (A: readonly (readonly number[])[], b: readonly number[]): number[] => {
  const rows = A.map((row, i) => [...row, b[i]!])
  for (const [k, pivot] of rows.entries())
    for (const row of rows) {
      if (row === pivot) continue
      const factor = row[k]! / pivot[k]!
      row.forEach((_, j) => (row[j]! -= factor * pivot[j]!))
    }
  return rows.map((row, k) => row.at(-1)! / row[k]!)
}

let guess: Swing = [1.5, 0.2, 3.9]
console.log(spread(guess).toFixed(3)) // 0.208
// How much each number of the guess weighs in the misses: JᵀJ and Jᵀm.
const normal = (): { JtJ: number[][]; Jtm: number[] } => {
  const J: number[][] = jacobian(misses)(guess)
  const m = misses(guess)
  const JtJ = guess.map((_, i) => guess.map((_, j) => J.reduce((sum, row) => sum + row[i]! * row[j]!, 0)))
  return { JtJ, Jtm: guess.map((_, i) => J.reduce((sum, row, n) => sum + row[i]! * m[n]!, 0)) }
}
for (let k = 0; k < 8; k++) {
  const { JtJ, Jtm } = normal()
  const step = solve(JtJ, Jtm)
  guess = [guess[0] - step[0]!, guess[1] - step[1]!, guess[2] - step[2]!]
}
console.log(guess.map((x) => x.toFixed(3)).join(' ')) // 1.978 0.296 4.003
console.log(spread(guess).toFixed(3)) // 0.096

// The best fit: no number of it could be better. And it found the truth, as far as such noise lets one: within three standard errors.
const { JtJ, Jtm } = normal()
console.log(Jtm.every((slope) => Math.abs(slope) < 1e-9)) // true
const unit = (k: number): number[] => guess.map((_, i) => (i === k ? 1 : 0))
const errors = guess.map((_, k) => spread(guess) * Math.sqrt(solve(JtJ, unit(k))[k]!))
console.log(errors.map((error) => error.toFixed(4)).join(' ')) // 0.0148 0.0033 0.0023
console.log(guess.map((x, k) => Math.abs(x - truth[k]!) < 3 * errors[k]!)) // [ true, true, true ]
