/** What a quasi-Newton method remembers: steps and how the gradient changed along them, and the direction that follows (Nocedal 1980, two loops). */
import { dot } from '../ops/index.js'

export class History {
  readonly #pairs: { readonly s: readonly number[]; readonly y: readonly number[]; readonly rho: number }[] = []
  readonly #size: number
  #scale = 1

  constructor(size: number) {
    this.#size = size
  }

  /** Remembers the step s and the change y of the gradient, if the function curved upwards along it. */
  add(s: readonly number[], y: readonly number[]): void {
    const curved = dot(y, s)
    if (!(curved > 1e-10)) return
    if (this.#pairs.length === this.#size) this.#pairs.shift()
    this.#pairs.push({ s, y, rho: 1 / curved })
    this.#scale = curved / dot(y, y)
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0
  }

  clear(): void {
    this.#pairs.length = 0
    this.#scale = 1
  }

  /** −H·g, where H is what the pairs say of the inverse of the Hessian. */
  direction(g: readonly number[]): number[] {
    let q = g.map((x) => -x)
    const taken = this.#pairs.toReversed().map(({ s, y, rho }) => {
      const a = dot(s, q) * rho
      q = q.map((x, i) => x - a * y[i]!)
      return a
    })
    let r = q.map((x) => x * this.#scale)
    this.#pairs.forEach(({ s, y, rho }, k) => {
      const b = dot(y, r) * rho
      r = r.map((x, i) => x + (taken[taken.length - 1 - k]! - b) * s[i]!)
    })
    return r
  }
}
