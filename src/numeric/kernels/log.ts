/**
 * The natural logarithm, after fdlibm's e_log.c: x = 2ᵏ·(1 + f) with 1 + f between √½ and √2, and ln(1 + f) from s = f/(2 + f).
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { call, type Float, innerKernel, type Int, kernel, type Kernel, polynomial } from './kernel.js'
import { LN2_HI, LN2_LO } from './ln2.js'

// (ln(1 + s) − ln(1 − s) − 2s)/s = s²·(L₁ + L₂s² + …), to 2⁻⁵⁸·⁴⁵; odd and even places are summed apart.
const ODD = [6.66666666666673513e-1, 2.857142874366239149e-1, 1.818357216161805012e-1, 1.479819860511658591e-1]
const EVEN = [3.999999999940941908e-1, 2.222219843214978396e-1, 1.531383769920937332e-1]

export const logRest: Kernel = innerKernel('logRest', 'f half', 'ln(1 + f) − f + f²/2, given f²/2.', (f, half) => {
  const s = f.div(f.add(2)).as('s')
  const z = s.mul(s).as('z')
  const w = z.mul(z).as('w')
  const sum = z.mul(polynomial(w, ODD)).add(w.mul(polynomial(w, EVEN)))
  return s.mul(half.add(sum))
})

/** ln(1 + f) = f − f²/2 + rest: the rest and f²/2. */
export function logCore(f: Float): { readonly half: Float; readonly rest: Float } {
  const half = f.mul(f).mul(0.5).as('half')
  return { half, rest: call(logRest, f, half) }
}

/** High word of √½: where the logarithms begin a new power of two. */
const HALF_ROOT = 0x3fe6a09e

/** The exponent k of x = 2ᵏ·m, with the high word of m between `first` and twice that, for 2⁻¹⁰²² ≤ x < 2¹⁰²². */
export function exponentOf(x: Float, first: number = HALF_ROOT): Int {
  return x.high().sub(first).shr(20)
}

/** x = 2ᵏ·m for every positive x, with k as a double and m from about `first`, a high word, to its double. */
export function parts(x: Float, first: number = HALF_ROOT): { readonly k: Float; readonly m: Float } {
  const plain = x
    .ge(2 ** -1022)
    .and(x.lt(2 ** 1022))
    .as('plain')
  const small = x.lt(1).as('small')
  const near = plain.select(x, x.mul(small.select(2 ** 54, 2 ** -54))).as('near')
  const k = exponentOf(near, first).as('k')
  return {
    k: k
      .toFloat()
      .add(plain.select(0, small.select(-54, 54)))
      .as('n'),
    m: near.mul(k.neg().pow2()),
  }
}

/** What a logarithm is where its argument is not a positive number: −∞ at 0, NaN below, and ∞ and NaN themselves. */
export function logOrPole(x: Float, value: Float): Float {
  const odd = x.eq(0).select(-Infinity, x.lt(0).select(NaN, x))
  return x.gt(0).and(x.lt(Infinity)).select(value, odd)
}

export const log: Kernel = kernel('log', 'x', 'Natural logarithm of x.', (x) => {
  const { k, m } = parts(x)
  const f = m.sub(1).as('f')
  const { half, rest } = logCore(f)
  return logOrPole(x, k.mul(LN2_HI).sub(half.sub(rest.add(k.mul(LN2_LO))).sub(f)))
})
