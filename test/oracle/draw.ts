/** Random numbers for tests: a small generator of its own (Mulberry32), so that no test hangs on the generators that seegrad ships. */

export interface Draw {
  /** In [0, 1). */
  (): number
  between(low: number, high: number): number
  /** A whole number from 0 to n − 1. */
  below(n: number): number
  pick<T>(list: readonly T[]): T
  /** Low to high, equally often per factor. */
  logBetween(low: number, high: number): number
  sign(): number
}

/** A generator that gives the same numbers for the same seeds. */
export function draws(...seeds: number[]): Draw {
  // Mixed so that neighbouring seeds begin differently.
  let state = seeds.reduce((mixed, seed) => (Math.imul(mixed ^ seed, 0x9e3779b1) + 0x7f4a7c15) | 0, 0x2545f491)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number): number => Math.floor(next() * n)
  return Object.assign(next, {
    between: (low: number, high: number) => low + next() * (high - low),
    below,
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
    logBetween: (low: number, high: number) => low * (high / low) ** next(),
    sign: () => (next() < 0.5 ? -1 : 1),
  })
}
