/** 0!, 1!, …, 20!, all exact, and 0 beyond: a table’s length is a power of two. */
export const FACTORIALS: readonly number[] = Array.from({ length: 32 }, (_, n) => (n > 20 ? 0 : factorial(n)))

export function factorial(n: number): number {
  return n === 0 ? 1 : n * factorial(n - 1)
}
