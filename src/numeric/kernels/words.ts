/** The two steps of kernels that JavaScript has no operator for, as functions that the printed kernels call. */

// Every platform that runs JavaScript today stores the low word first.
const float = /* @__PURE__ */ new Float64Array(1)
const word = /* @__PURE__ */ new Int32Array(float.buffer)

/** The high word of a double: sign, eleven bits of exponent, twenty of fraction. */
export function high(x: number): number {
  float[0] = x
  return word[1]!
}

const powers = /* @__PURE__ */ powersOfTwo()

function powersOfTwo(): Float64Array {
  const all = new Float64Array(2046)
  let power = 2 ** -1022
  for (let i = 0; i < all.length; i++, power *= 2) all[i] = power
  return all
}

/** 2ᵏ for −1022 ≤ k ≤ 1023: from a table, since a double put together from words costs more than the rest of exp. */
export function pow2(k: number): number {
  return powers[k + 1022]!
}
