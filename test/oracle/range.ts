/** Where ops of one and two numbers are tried a million times: ranges of sizes, places to look around, any pattern of bits. */
import { draws, type Draw } from './draw.js'

export interface Range {
  /** Powers of two between which sizes are drawn, each equally often. */
  readonly sizes: readonly [low: number, high: number]
  /** Negative numbers too, unless it says no. */
  readonly isSigned?: false
  /** Places to look around. */
  readonly near?: readonly number[]
  /** Of the second number; the first one's where there is none. */
  readonly second?: Range
  /** Where a result stays a double: b for an a, drawn from −1 to 1. */
  readonly matched?: (a: number, part: number) => number
}
const real = (low: number, high: number, ...near: number[]): Range => ({ sizes: [low, high], near })
const positive = (low: number, high: number, ...near: number[]): Range => ({
  sizes: [low, high],
  isSigned: false,
  near,
})
const anything = real(-1022, 1024, 1)
const unit = real(-60, 0, 0.5, 1)
const halfTurns = [1, 2, 3, 4, 5, 6, 7, 22, 355, 1e6, 103993].map((n) => (n * Math.PI) / 2)
const circle = real(-60, 1024, ...halfTurns)
const squashed = real(-60, 10, 1, 20, 37, 709.7)

/** Poles, where the kernels change their way, and zeros: most of ln Γ, then of ψ, ψ″ and ψ⁗, left of 0 and near to it and far. */
const gammaZeros = [
  2.457024738220801, 2.7476826467274127, 4.039361839740537, 4.991544640560048, 7.000198333407325, 10.000000275573015, 15.000000000000766,
  0.5040830082644555, 1.4616321449683622, 1.5734984731623907, 4.653237761743143, 9.702672540001865, 20.745616863607527, 1000.8641588557815,
  100000000.94623053, 0.4957156769130384, 1.4987861940097746, 0.49977397564859133, 1.4999796019265714,
] // prettier-ignore
const gammas = real(-60, 20, 0.5, 1, 1.5, 2, 3, 8, 9, 10, 24, 100, ...gammaZeros)

/** By the name of the op; `anything` where nothing is said. */
const ranges: Readonly<Record<string, Range>> = {
  sqrt: positive(-1022, 1024),
  rsqrt: positive(-1022, 1024),
  exp: real(-60, 10, 709.7, -708.3),
  exp2: real(-60, 10, 1023.9, -1022),
  expm1: real(-60, 10, 709.7, Math.LN2),
  log: positive(-1022, 1024, 1),
  log2: positive(-1022, 1024, 1),
  log10: positive(-1022, 1024, 1, 10),
  log1p: real(-60, 60, -1, 1),
  sin: circle,
  cos: circle,
  tan: circle,
  asin: unit,
  acos: unit,
  atan: real(-60, 60, 1),
  sinh: real(-60, 10, 0.3, 22, 710.4),
  cosh: real(-60, 10, 0.3, 22, 710.4),
  tanh: real(-60, 10, 0.3, 1, 22),
  sech: real(-60, 10, 1, 22, 709),
  asinh: real(-60, 1024, 1),
  acosh: positive(0, 1024, 1, 2),
  atanh: unit,
  sigmoid: squashed,
  softplus: squashed,
  logSigmoid: squashed,
  silu: real(-60, 10, 1.278, 2.4, 37),
  gelu: real(-60, 6, 0.75, 1.41, 37),
  geluTanh: real(-60, 5, 0.75, 1.41, 10),
  geluGate: real(-60, 5, 1, 10),
  geluSech: real(-60, 5, 0.9, 10),
  normalCdf: real(-60, 6, 1, 37),
  gaussian: real(-60, 6, 1, 37),
  erf: real(-60, 5, 0.5, 1, 6),
  erfc: real(-60, 5, 0.5, 1, 26),
  lgamma: gammas,
  digamma: gammas,
  'polygamma 1': gammas,
  'polygamma 2': gammas,
  'polygamma 3': gammas,
  softsign: real(-60, 60, 1),
  elu: real(-60, 10, Math.LN2),
  pow: {
    sizes: [-1022, 1024],
    near: [1, Math.E],
    second: real(-60, 60, 1, 2, 3, 0.5, -1),
    matched: (a, part) => (745 * part) / Math.log(Math.abs(a)),
  },
  xlogy: { sizes: [-60, 60], second: positive(-1022, 1024, 1) },
  logAddExp: { sizes: [-60, 10], near: [1, 700], matched: (a, part) => a + 40 * part },
  expGap: { sizes: [-60, 10], near: [1, 700], matched: (a, part) => a + 700 * part },
  softShare: { sizes: [-60, 10], near: [1, 700], matched: (a, part) => a + 40 * part },
}
const alike = (a: number, part: number): number => a * 2 ** (3 * part)

/** Draws inputs of an op into `inputs`: a quarter of any pattern of bits, the rest by its range. */
export function drawer(name: string, arity: 1 | 2, seed: number): (inputs: number[]) => void {
  const draw = draws(seed, ...[...name].map((letter) => letter.codePointAt(0) as number))
  const range = ranges[name] ?? anything
  const { second = range, matched = alike } = range
  return (inputs) => {
    const kind = draw.below(16)
    inputs[0] = kind < 4 ? anyBits(draw) : within(draw, range)
    if (arity === 1) return
    if (kind < 4) inputs[1] = anyBits(draw)
    else if (kind < 8) inputs[1] = matched(inputs[0] as number, draw.between(-1, 1))
    // Of everyday size, and whole numbers, which powers of negative ones need.
    else if (kind < 9) inputs[1] = draw.below(33) - 16
    else inputs[1] = within(draw, second)
  }
}

function within(draw: Draw, { sizes: [low, high], isSigned, near = [] }: Range): number {
  const kind = draw.below(8)
  const sign = isSigned === false ? 1 : draw.sign()
  if (kind === 0) return sign * draw.between(0, 8)
  if (kind === 1 && near.length > 0) return sign * draw.pick(near) * (1 + draw.between(-1, 1) * 2 ** -draw.below(53))
  return sign * (1 + draw()) * 2 ** (low + draw.below(high - low))
}

const bits = new Uint32Array(2)
const doubles = new Float64Array(bits.buffer)
function anyBits(draw: Draw): number {
  bits[0] = draw.below(2 ** 32)
  bits[1] = draw.below(2 ** 32)
  return doubles[0] as number
}
