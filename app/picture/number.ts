/** Numbers as the page writes them: a real minus, no digits that say nothing, powers of ten instead of an e. */
import { short } from '../../src/figures/index.js'

export const number = (x: number, digits = 4): string => short(x, digits)

/** So many places behind the point, all of them, so that points stand below each other. */
export function fixed(x: number, places: number): string {
  if (!Number.isFinite(x) || Math.abs(x) >= 1e9) return short(x)
  return (x === 0 ? 0 : x)
    .toFixed(places)
    .replace(/^-(?=0\.0*$)/, '')
    .replace('-', '−')
}
/** All digits. */
export const exact = (x: number): string =>
  String(x === 0 ? 0 : x)
    .replace('-', '−')
    .replace('Infinity', '∞')
