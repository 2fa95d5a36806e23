/** The cube root: a cubic for its first digits, one step of Halley's, and a last one from 26 digits whose square is exact. */
import { kernel, type Kernel, lookup, nearest, polynomial, signOf, upper } from './kernel.js'
import { parts } from './log.js'

// ∛m for √½ ≤ m ≤ √2, to 2⁻¹³; Halley’s step makes 2⁻³⁹ of that.
const FIRST = [0.4951534541, 0.7317953965, -0.2827043646, 0.05581122472]

// ∛1, ∛2 and, where −1 leads, ∛½.
const ROOTS = [1, 1.2599210498948732, 1, 0.7937005259840998]

export const cbrt: Kernel = kernel('cbrt', 'x', 'Cube root of x.', (x) => {
  const a = x.abs().as('a')
  const { k, m } = parts(a)
  m.as('m')
  // a = 2³ᑫ·b with b = 2ʳ·m and r one of −1, 0, 1.
  const q = nearest(k.mul(1 / 3)).as('q')
  const r = k.sub(q.mul(3)).as('r')
  const turn = r.toInt().as('turn')
  const b = m.mul(turn.pow2()).as('b')
  const rough = polynomial(m, FIRST).mul(lookup(ROOTS, turn)).as('rough')
  const cube = rough.mul(rough).mul(rough).as('cube')
  const t = upper(rough.mul(cube.add(b.mul(2))).div(cube.mul(2).add(b))).as('t')
  const s = b.div(t.mul(t)).as('s')
  const root = t.add(t.mul(s.sub(t).div(t.add(t).add(s))))
  const value = root.mul(q.toInt().pow2()).mul(signOf(x))
  return a.gt(0).and(a.lt(Infinity)).select(value, x)
})
