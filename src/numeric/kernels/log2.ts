/**
 * Logarithms to base 2 and 10, after FreeBSD’s e_log2.c and e_log10.c: ln(1 + f) in two parts times 1/ln b in two parts.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { type Float, kernel, type Kernel, upper } from './kernel.js'
import { logCore, logOrPole, parts } from './log.js'

/** ln(1 + f) as a first part of 26 bits and the rest. */
function logInParts(f: Float): readonly [Float, Float] {
  const { half, rest } = logCore(f)
  const hi = upper(f.sub(half)).as('hi')
  return [hi, f.sub(hi).sub(half).add(rest).as('lo')]
}

/** a + b for |a| ≥ |b|, and c and what that sum lost together. */
function sumWithRest(a: Float, b: Float, c: Float): Float {
  const sum = a.add(b).as('sum')
  return c.add(a.sub(sum).add(b)).add(sum)
}

// 1/ln 2, its first part of 27 bits.
const LOG2E_HI = 1.4426950365304947
const LOG2E_LO = 4.3584687174185184e-9

export const log2: Kernel = kernel('log2', 'x', 'Logarithm of x to base 2.', (x) => {
  const { k, m } = parts(x)
  const [hi, lo] = logInParts(m.sub(1).as('f'))
  const rest = lo.add(hi).mul(LOG2E_LO).add(lo.mul(LOG2E_HI))
  return logOrPole(x, sumWithRest(k, hi.mul(LOG2E_HI).as('main'), rest))
})

// 1/ln 10 with a first part of 27 bits, lg 2 with one of 42.
const LG_E_HI = 0.434294480830431
const LG_E_LO = 1.0728208431540585e-9
const LG2_HI = 0.30102999566395283
const LG2_LO = 2.8363394551044964e-14

export const log10: Kernel = kernel('log10', 'x', 'Logarithm of x to base 10.', (x) => {
  const { k, m } = parts(x)
  const [hi, lo] = logInParts(m.sub(1).as('f'))
  const rest = k.mul(LG2_LO).add(lo.add(hi).mul(LG_E_LO)).add(lo.mul(LG_E_HI))
  return logOrPole(x, sumWithRest(k.mul(LG2_HI).as('large'), hi.mul(LG_E_HI).as('main'), rest))
})
