/** An interval as mathematics writes it, `(0, ∞)` or `[−1, 1]`: stated in a row, printed in messages, asked by `contains`. */
export type Interval = `${'(' | '['}${string}, ${string}${')' | ']'}`

/** Every number, the infinities included. */
export const REAL: Interval = '(−∞, ∞)'
export const UNIT: Interval = '[−1, 1]'
export const POSITIVE: Interval = '(0, ∞)'
export const NON_NEGATIVE: Interval = '[0, ∞)'

const bound = (text: string): number => Number(text.trim().replace('−', '-').replace('∞', 'Infinity'))

/** Whether x lies in the interval; an infinite end counts as inside, NaN is outside of every interval. */
export function contains(interval: Interval, x: number): boolean {
  const [left = '', right = ''] = interval.slice(1, -1).split(',')
  const min = bound(left)
  const max = bound(right)
  const above = x > min || (x === min && (interval.startsWith('[') || min === -Infinity))
  const below = x < max || (x === max && (interval.endsWith(']') || max === Infinity))
  return above && below
}
