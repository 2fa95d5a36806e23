/** The bell curve, its integral, and the gate of the tanh approximation of gelu: all digits far from 0, where a rounded x² costs them. */
import { erfc } from './erf.js'
import { exp } from './exp.js'
import { square } from './hypot.js'
import { call, f64, kernel, type Kernel, upper } from './kernel.js'

export const gaussian: Kernel = kernel('gaussian', 'x', 'e to the power of −x²/2.', (x) => {
  // x² = p + q, and e to the power of −q/2 is 1 − q/2.
  const [p, q] = square(x)
  const y = call(exp, p.mul(-0.5)).as('y')
  return x
    .abs()
    .gt(39)
    .select(0, y.sub(y.mul(q).mul(0.5)))
})

// √½ in three parts, the first of 26 bits.
const ROOT = 0.7071067839860916
const ROOT_B = Math.SQRT1_2 - ROOT
const ROOT_C = -4.833646656726457e-17

export const normalCdf: Kernel = kernel('normalCdf', 'x', 'Integral of the bell curve, over √2π, up to x.', (x) => {
  // x·√½ = t + rest, and erfc −t rises by 2/√π·e⁻ᵗᵗ.
  const t = x.mul(Math.SQRT1_2).as('t')
  const a = upper(x).as('first')
  const b = x.sub(a).as('second')
  const error = a.mul(ROOT).sub(t).add(a.mul(ROOT_B)).add(b.mul(ROOT)).add(b.mul(ROOT_B))
  const rest = error.add(x.mul(ROOT_C))
  const rise = rest.mul(2 / Math.sqrt(Math.PI)).mul(call(gaussian, x))
  return call(erfc, t.neg()).add(x.abs().lt(39).select(rise, 0)).mul(0.5)
})

// 2·√(2/π) and 0.044715 times that: 20 bits, and the rest.
const LINEAR = 1.5957698822021484
const LINEAR_REST = -7.605964177257403e-7
const CUBIC = 0.07135486602783203
const CUBIC_REST = -4.975523178247366e-8

export const geluRoot: Kernel = kernel('geluRoot', 'x', 'e^(−|v|/2), v = √(8/π)·(x + 0.044715·x³).', (x) => {
  const a = x.abs().as('a')
  // v = exact + rest: what the ten upper bits of x make of the first parts has no rounding.
  const z = upper(a, 10).as('z')
  const zz = z.mul(z).as('zz')
  const exact = z.mul(zz.mul(CUBIC).add(LINEAR))
  const curve = a
    .mul(a)
    .add(a.mul(z))
    .add(zz)
    .mul(CUBIC + CUBIC_REST)
  const rest = a
    .sub(z)
    .mul(curve.add(LINEAR + LINEAR_REST))
    .add(z.mul(zz.mul(CUBIC_REST).add(LINEAR_REST)))
  const root = call(exp, exact.mul(-0.5)).mul(call(exp, rest.mul(-0.5)))
  return a.gt(30).select(0, root)
})

export const geluGate: Kernel = kernel('geluGate', 'x', '1/(1 + e⁻ᵛ), v = √(8/π)·(x + 0.044715·x³).', (x) => {
  const root = call(geluRoot, x).as('root')
  const e = root.mul(root).as('e')
  return x.lt(0).select(e, f64(1)).div(e.add(1))
})
