/** The cube root: a cubic for its first digits, one step of Halley's, and a last one from 26 digits whose square is exact. */
import { kernel, type Kernel, nearest, polynomial, signOf, upper } from './kernel.js'
import { parts } from './log.js'

// ∛m for √½ ≤ m ≤ √2, to 2⁻¹¹; Halley's step makes 2⁻³³ of that.
const FIRST = [0.4951534541, 0.7317953965, -0.2827043646, 0.05581122472]

export const cbrt: Kernel = kernel('cbrt', 'x', 'Cube root of x.', (x) => {
  const a = x.abs().as('a')
  const { k, m } = parts(a)
  m.as('m')
  // a = 2³ᑫ·b with b = 2ʳ·m and r one of −1, 0, 1.
  const q = nearest(k.mul(1 / 3)).as('q')
  const r = k.sub(q.mul(3)).as('r')
  const up = r.gt(0).as('up')
  const down = r.lt(0).as('down')
  const b = m.mul(up.select(2, down.select(0.5, 1))).as('b')
  const rough = polynomial(m, FIRST)
    .mul(up.select(1.2599210498948732, down.select(0.7937005259840998, 1)))
    .as('rough')
  const cube = rough.mul(rough).mul(rough).as('cube')
  const t = upper(rough.mul(cube.add(b.mul(2))).div(cube.mul(2).add(b))).as('t')
  const s = b.div(t.mul(t)).as('s')
  const root = t.add(t.mul(s.sub(t).div(t.add(t).add(s))))
  const value = root.mul(q.toInt().pow2()).mul(signOf(x))
  return a.gt(0).and(a.lt(Infinity)).select(value, x)
})
