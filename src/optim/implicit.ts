/** The implicit function theorem: how the place where equations hold moves with what they were asked with. */
import { isValue } from '../engine/index.js'
import { div, mul, sub } from '../ops/index.js'

/** A number or a list of numbers, as the functions here take it. */
export type Point = number | readonly number[]
export const listOf = (x: Point): readonly number[] => (typeof x === 'number' || isValue(x) ? [x as number] : x)

/** Arguments with plain numbers in place of Values. */
export function plain<T>(tree: T): T {
  if (isValue(tree)) return tree.data as T
  if (Array.isArray(tree)) return tree.map(plain) as T
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return tree
  return Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, plain(child as unknown)])) as T
}
export function hasValues(tree: unknown): boolean {
  if (isValue(tree)) return true
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return false
  return Object.values(tree).some(hasValues)
}

/**
 * The solution of J·x = r by elimination with the largest pivot, written in ops: of recorded numbers it can be differentiated. Nothing if J has no inverse.
 */
export function solve(J: readonly (readonly number[])[], r: readonly number[]): number[] | undefined {
  const size = (x: number): number => Math.abs(plain(x))
  const rows = J.map((row, i) => [...row, r[i]!])
  const n = rows.length
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (size(rows[i]![k]!) > size(rows[pivot]![k]!)) pivot = i
    ;[rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!]
    const top = rows[k]!
    if (!(size(top[k]!) > 0)) return undefined
    for (const row of rows.slice(k + 1)) {
      if (size(row[k]!) === 0 && !isValue(row[k])) continue
      const factor = div(row[k]!, top[k]!)
      for (let j = k + 1; j <= n; j++) row[j] = sub(row[j]!, mul(factor, top[j]!))
    }
  }
  const x: number[] = []
  for (let k = n - 1; k >= 0; k--) {
    let rest = rows[k]![n]!
    for (let j = k + 1; j < n; j++) rest = sub(rest, mul(rows[k]![j]!, x[j]!))
    x[k] = div(rest, rows[k]![k]!)
  }
  return x
}

/**
 * The place x, where F(x, …) is 0 for plain arguments, as a function of recorded ones: two steps of Newton's method from x, recorded. They do not move x, and each
 * doubles the number of derivatives that are right: ∂x/∂θ = −(∂F/∂x)⁻¹ ∂F/∂θ after the first, all up to the third after the second. Errors: a singular ∂F/∂x.
 */
export function lifted(
  who: string,
  x: readonly number[],
  equations: (x: readonly number[]) => { readonly F: readonly number[]; readonly J: readonly (readonly number[])[] },
): number[] {
  let at = [...x]
  for (let k = 0; k < 2; k++) {
    const { F, J } = equations(at)
    const step = solve(J, F)
    if (!step)
      throw new RangeError(
        `${who}: the solution cannot be differentiated: its ${who === 'root' ? 'Jacobian' : 'Hessian'} is singular there. The solution is not isolated, or flat to second order.`,
      )
    at = at.map((each, i) => sub(each, step[i]!))
  }
  return at
}
