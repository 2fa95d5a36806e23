/** What seegrad answers at kinks, poles and far ends, as data, with the reasons and what is said of JAX in public. */
import { div, grad, greater, log, logSoftmax, mul, pow, softmax, sqrt, where } from 'seegrad'
import { ulps } from '../oracle/compare.js'

/** NaN stands for itself; undefined: not stated. */
export type Answer = number | undefined
/** What a row of the table says beside its numbers. */
export interface Notes {
  /** Why, where the op's row does not state a kink there, or states another. */
  readonly why?: string
  /** What JAX answers, and where that is said in public. */
  readonly jax?: readonly [answer: string, source: string]
  /** Where mathematics leaves the choice: whether this one is better than PyTorch's. Elsewhere the exact number decides. */
  readonly better?: boolean
}
/** Op, inputs and then parameters, value, first derivatives by each input, and second derivative by the first. */
export type Row = readonly [
  op: string,
  point: readonly number[],
  value: Answer,
  slopes: readonly Answer[],
  second?: Answer,
  notes?: Notes,
]
/** A program of ops, said as mathematics; it belongs to one of them. */
export interface Program {
  readonly said: string
  readonly of: string
  readonly f: (...inputs: number[]) => number
  /** PyTorch's expression for it: of a, b, or of the list a. */
  readonly torch: string
  readonly isList?: true
  /** The kink that the op's row states for it. */
  readonly at?: string
}
/** A program in place of the op's name. */
export type ProgramRow = readonly [
  program: Program,
  point: readonly number[],
  value: Answer,
  slopes: readonly Answer[],
  second?: Answer,
  notes?: Notes,
]

const inf = Infinity
const issue = (number: number): string => `https://github.com/jax-ml/jax/issues/${number}`
const pull = (number: number): string => `https://github.com/jax-ml/jax/pull/${number}`
const docs = (name: string): string => `https://docs.jax.dev/en/latest/_autosummary/${name}.html`

const far = 'the rule keeps its digits far out'
const near = 'the rule keeps its digits near 0'
const limit = 'the limit, to the last digit'
const over = 'beyond the largest double'
const under = 'below the smallest double'
const scaled = 'quotients first: the squares of these are no doubles'
const lost = 'no value, no slope'
const flat = 'a step is flat wherever it has a slope'
const won = 'the one that wins has the whole slope'
const power = 'JavaScript’s answer; PyTorch says that 1 to any power is 1'

/** The rows; those of one op need not stand together. */
// prettier-ignore
export const table: readonly Row[] = [
  ['relu', [0], 0, [0], 0, { jax: ['first 0', docs('jax.nn.relu')] }],
  ['relu', [-0], 0, [0], 0],
  ['relu', [NaN], NaN, [NaN]],
  ['abs', [0], 0, [0], 0, { jax: ['first 1', issue(37820)] }],
  ['abs', [NaN], NaN, [NaN]],
  ['sign', [0], 0, [0], 0],
  ['sign', [NaN], NaN, [NaN]],
  ['sign', [2], 1, [0], 0, { why: flat }],
  ['sign', [-inf], -1, [0], 0, { why: flat }],
  ['step', [0], 0, [0], 0],
  ['step', [2], 1, [0], 0, { why: flat }],
  ['share', [2, 1], 1, [0, 0], 0, { why: flat }],
  ['leakyRelu', [0], 0, [0.01], 0],
  ['leakyRelu', [NaN], NaN, [NaN]],
  ['leakyRelu', [-2, -0.5], 1, [-0.5], 0, { why: 'left of 0 it is a line of that slope' }],
  ['elu', [0], 0, [1], 0],
  ['elu', [-1e-300], -1e-300, [1], undefined, { why: 'by eˣ − 1 in one piece: in two, nothing is left of x' }],
  ['softsign', [0], 0, [1], 0],
  ['maximum', [1, 1], 1, [0.5, 0.5], 0, { jax: ['first 0.5, 0.5', issue(37821)] }],
  ['minimum', [1, 1], 1, [0.5, 0.5], 0],
  ['minimum', [2, 1], 1, [0, 1], 0, { why: won }],
  ['maximum', [NaN, 1], NaN, [NaN, NaN]],
  ['maximum', [1, 2], 2, [0, 1], 0, { why: won }],
  ['max', [1, 1, 1, 0], 1, [1 / 3, 1 / 3, 1 / 3, 0], 0, { jax: ['first in equal parts', issue(13600)] }],
  ['min', [1, 1, 1, 0], 0, [0, 0, 0, 1], 0, { why: 'the smallest is alone' }],
  ['min', [0, 1, 0], 0, [0.5, 0, 0.5], 0],
  ['max', [NaN, 1], NaN, [NaN, NaN]],
  ['clamp', [-1, -1, 1], -1, [1], 0],
  ['clamp', [1, -1, 1], 1, [1], 0],
  ['clamp', [1.5, -1, 1], 1, [0], 0, { why: 'beyond a bound it is constant' }],
  ['clamp', [NaN, -1, 1], NaN, [NaN]],
  ['clamp', [-1.5, -1, 1], -1, [0], 0, { why: 'outside, the bound is the answer, whatever the input' }],
  ['floor', [2.5], 2, [0], 0, { why: 'flat between the jumps' }],
  ['ceil', [2.5], 3, [0], 0, { why: 'flat between the jumps' }],
  ['trunc', [-2.5], -2, [0], 0, { why: 'flat between the jumps' }],
  ['round', [0.5], 0, [0]],
  ['round', [2.5], 2, [0]],
  ['roundHalfUp', [2.5], 3, [0]],
  ['fmod', [5, 0], NaN, [NaN, NaN]],
  ['remainder', [-1e-20, 1], 1, [1, 1], undefined, { why: '1 − 1e−20 rounds to the divisor itself' }],
  ['remainder', [5, 0], NaN, [NaN, NaN]],
  ['sqrt', [0], 0, [inf], -inf, { jax: ['first ∞', issue(11716)] }],
  ['sqrt', [-0], 0, [inf], -inf, { why: '−0 counts as 0: the domain lies to the right' }],
  ['sqrt', [-1], NaN, [NaN], NaN],
  ['rsqrt', [-0], inf, [-inf], inf, { why: '−0 counts as 0: the domain lies to the right' }],
  ['cbrt', [0], 0, [inf], -inf],
  ['cbrt', [-0], 0, [inf], inf],
  ['cbrt', [inf], inf, [0], 0, { why: limit }],
  ['cbrt', [-inf], -inf, [0], 0, { why: limit }],
  ['log', [0], -inf, [inf], -inf],
  ['log', [-0], -inf, [-inf], -inf],
  ['log', [-1], NaN, [NaN], NaN],
  ['log1p', [-1], -inf, [inf]],
  ['log1p', [-2], NaN, [NaN]],
  ['log2', [-1], NaN, [NaN]],
  ['div', [1, 0], inf, [inf, -inf]],
  ['div', [1, -0], -inf, [-inf, -inf]],
  ['div', [0, 0], NaN, [NaN, NaN], undefined, { why: lost }],
  ['div', [inf, inf], NaN, [NaN, NaN], undefined, { why: lost }],
  ['reciprocal', [0], inf, [-inf], inf],
  ['reciprocal', [-0], -inf, [-inf], -inf],
  ['mul', [0, inf], NaN, [inf, 0], undefined, { why: 'linear in each: the slope is the other one, known or not' }],
  ['asin', [1], Math.PI / 2, [inf], inf],
  ['acos', [1], 0, [-inf], -inf],
  ['acosh', [1], 0, [inf], -inf],
  ['atanh', [1], inf, [inf], inf],
  ['asin', [1.1], NaN, [NaN], NaN],
  ['acos', [-1.1], NaN, [NaN], NaN],
  ['acosh', [0.5], NaN, [NaN], NaN],
  ['acosh', [1e308], 709.889355822726, [1e-308], undefined, { why: far }],
  ['atanh', [2], NaN, [NaN], NaN],
  ['asin', [1e-10], 1e-10, [1], 1e-10, { why: near }],
  ['asinh', [1e100], 230.95165647996453, [1e-100], -1e-200, { why: far }],
  ['tan', [Math.PI / 2], 1.633123935319537e16, [2.667093788113571e32], 8.711389406220653e48, { why: 'the double nearest to π/2 is not π/2' }],
  ['pow', [0, 0], 1, [0, 0], undefined, { why: 'any number to the power 0 is 1, and 0ᵇ stays 0 to its right' }],
  ['pow', [0, 1], 0, [1, 0], undefined, { why: 'the limit from the right', jax: ['first 1, 0', 'https://github.com/EnzymeAD/Enzyme/pull/2855'] }],
  ['pow', [0, 2], 0, [0, 0], 2, { why: 'a polynomial' }],
  ['pow', [0, 3], 0, [0, 0], 0, { why: 'a polynomial' }],
  ['pow', [0, 0.5], 0, [inf, 0], -inf],
  ['pow', [0, 1.5], 0, [0, 0], inf, { why: 'the limit from the right' }],
  ['pow', [0, -1], inf, [-inf, -inf], inf, { why: 'a pole' }],
  ['pow', [-8, 1 / 3], NaN, [NaN, NaN]],
  ['pow', [-2, 2], 4, [-4, NaN], 2],
  ['pow', [-2, 0.5], NaN, [NaN, NaN]],
  ['pow', [NaN, 0], 1, [0, undefined], 0, { why: 'any number to the power 0 is 1, as JavaScript has it' }],
  ['pow', [1, NaN], NaN, [NaN, NaN], undefined, { why: power, better: false }],
  ['pow', [1, inf], NaN, [NaN, NaN], undefined, { why: power, better: false }],
  ['pow', [1e-200, 0.3], 1.0000000000000051e-60, [3.0000000000000153e139, -4.605170185988115e-58], undefined, { why: 'b − 1 has a rounding that costs digits; aᵇ/a has not' }],
  ['pow', [0, 0.3], 0, [inf, 0], -inf, { why: 'vertical there' }],
  ['hypot', [0, 0], 0, [0, 0], NaN, { better: true }],
  ['hypot', [3, 1e-3], 3.0000001666666622, [0.9999999444444491, 0.00033333331481481636], 3.7037030864198387e-8, { why: 'b²/r³ in place of 1/r − a²/r³, which cancels' }],
  ['hypot', [1e200, 1e200], Math.SQRT2 * 1e200, [Math.SQRT1_2, Math.SQRT1_2], undefined, { why: scaled }],
  ['atan2', [0, 0], 0, [NaN, NaN]],
  ['atan2', [0, -1], Math.PI, [-1, 0], undefined, { why: 'smooth there' }],
  ['atan2', [1e-200, 1e-200], Math.PI / 4, [5e199, -5e199], undefined, { why: scaled }],
  ['tanh', [20], 1, [1.6993417021166355e-17], -3.398683404233271e-17, { why: far }],
  ['tanh', [1e-10], 1e-10, [1], -2e-10, { why: near }],
  ['tanh', [400], 1, [0], 0, { why: limit }],
  ['tanh', [inf], 1, [0], 0, { why: limit }],
  ['sigmoid', [37], 1, [8.533047625744065e-17], -8.533047625744063e-17, { why: far, jax: ['first 0, at 37.43', issue(40385)] }],
  ['sigmoid', [-745], 5e-324, [5e-324], undefined, { why: 'the smallest double there is' }],
  ['sigmoid', [800], 1, [0], undefined, { why: limit }],
  ['sigmoid', [-800], 0, [0], undefined, { why: limit }],
  ['logSigmoid', [-800], -800, [1], undefined, { why: far }],
  ['logSigmoid', [800], 0, [0], undefined, { why: limit }],
  ['logSigmoid', [-inf], -inf, [1], 0, { why: limit }],
  ['softplus', [800], 800, [1], undefined, { why: limit }],
  ['softplus', [20.01], 20.010000002040645, [0.9999999979593552], undefined, { why: 'no switch to x at 20' }],
  ['silu', [-inf], 0, [0], undefined, { why: limit }],
  ['silu', [inf], inf, [1], undefined, { why: limit }],
  ['gelu', [-9], -1.0157295653584566e-18, [-9.138937373906639e-18], -8.121021121618442e-17, { why: 'by erfc, which has all its digits far out' }],
  ['gelu', [-inf], 0, [0], undefined, { why: limit }],
  ['gelu', [inf], inf, [1], undefined, { why: limit }],
  ['geluTanh', [-9], -1.3364595947348725e-28, [-2.515735285067425e-27], undefined, { why: 'by the sigmoid that 1 + tanh is, without the 1' }],
  ['geluTanh', [-1e160], 0, [0], undefined, { why: limit }],
  ['geluTanh', [inf], inf, [1], undefined, { why: limit }],
  ['erf', [6], 1, [2.617301239249265e-16], undefined, { why: far }],
  ['erfc', [27], 5.23705e-319, [-2.8299433e-317], undefined, { why: far }],
  ['erfc', [28], 0, [0], undefined, { why: limit }],
  ['lgamma', [0], inf, [-inf], inf],
  ['lgamma', [-1], inf, [NaN], NaN],
  ['lgamma', [2], 0, [0.42278433509846713], 0.6449340668482264, { why: 'smooth there; ψ′ has its last digits' }],
  ['digamma', [0], -inf, [inf], undefined, { jax: ['value NaN', issue(37763)] }],
  ['digamma', [-1], NaN, [NaN], NaN, { jax: ['value NaN', issue(38261)] }],
  ['exp', [710], inf, [inf], inf, { why: over }],
  ['exp', [-746], 0, [0], 0, { why: under }],
  ['sinh', [711], inf, [inf], undefined, { why: over }],
  ['expm1', [-40], -1, [4.248354255291589e-18], undefined, { why: far, jax: ['first 0', issue(39794)] }],
  ['expm1', [1e-300], 1e-300, [1], undefined, { why: near }],
  ['asinh', [1e300], 691.4686750787737, [1e-300], undefined, { why: far }],
  ['log1p', [1.797e308], 709.7823272499675, [5.56483027267668e-309], undefined, { why: far }],
  ['xlogy', [0, 0], 0, [0, NaN], undefined, { jax: ['value 0', pull(2450)] }],
  ['xlogy', [0, 2], 0, [Math.LN2, 0], undefined, { why: 'smooth there' }],
  ['xlogy', [2, 0], -inf, [-inf, inf]],
  ['xlogy', [0, -1], 0, [0, 0], 0, { why: '0 takes the logarithm out, also where there is none' }],
  ['logAddExp', [inf, inf], inf, [0.5, 0.5], undefined, { better: true }],
  ['logAddExp', [-inf, -inf], -inf, [0.5, 0.5], undefined, { why: 'what it is at every finite a = b', jax: ['value −∞', issue(1624)], better: true }],
  ['logAddExp', [-700.1, 0.3], 0.3, [6.609138834709412e-305, 1], 6.609138834709412e-305, { why: far }],
  ['logSumExp', [1000, 1000], 1000.6931471805599, [0.5, 0.5], 0.25, { why: 'shares of numbers less the largest: they add up to 1' }],
  ['logSumExp', [0, -40], 4.248354255291589e-18, [1, 4.248354255291589e-18], undefined, { why: far }],
  ['norm', [0, 0], 0, [0, 0], undefined, { jax: ['first NaN', issue(21723)] }],
  ['norm', [1e200, 1e200], Math.SQRT2 * 1e200, [Math.SQRT1_2, Math.SQRT1_2], undefined, { why: scaled }],
  ['prod', [0, 3, 0], 0, [0, 0, 0], undefined, { why: 'each slope is the product of the others' }],
  ['prod', [0, 3, 2], 0, [6, 0, 0], 0, { why: 'each slope is the product of the others' }],
  ['elu', [-40], -1, [4.248354255291589e-18], undefined, { why: far, jax: ['first 0', issue(39795)] }],
  ['silu', [-709], -8.626975521920068e-306, [-8.614807714413836e-306], undefined, { why: far, jax: ['first 0', issue(39798)] }],
  ['tanh', [1e-300], 1e-300, [1], -2e-300, { why: near, jax: ['second 0', issue(39801)] }],
  ['logSumExp', [-inf, -inf], -inf, [NaN, NaN], undefined, { why: lost, jax: ['first NaN, NaN', issue(6811)] }],
]

/** Ops that only rules use, and PyTorch has not. */
export const inner: readonly Row[] = [
  ['powTerm', [3, 0, 0], 3, [1, 0, 0]],
  ['powTerm', [3, 0, 1], 0, [0, 3, 0]],
  ['powTerm', [3, 0, 0.3], 0, [0, inf, 0]],
  ['powTerm', [3, 0, -1], inf, [inf, -inf, -inf]],
  ['powTerm', [NaN, 0, 0], NaN, [1, NaN, NaN]],
  ['powTerm', [NaN, 0, 2], NaN, [0, NaN, NaN]],
  ['powTerm', [0, 1e300, 2.5], 0, [inf, 0, 0]],
]

/** The same of programs that users write themselves. */
// prettier-ignore
export const programs: readonly ProgramRow[] = [
  [
    { said: 'where(x > 0, √x, 0) at 0', of: 'where', f: (x) => where(greater(x, 0), sqrt(x), 0), torch: 'torch.where(a > 0, a.sqrt(), torch.zeros_like(a))', at: 'the switch' },
    [0], 0, [0], 0,
    { jax: ['first NaN', docs('jax.numpy.where')], better: true },
  ],
  [
    { said: '√(x·x) at 0', of: 'sqrt', f: (x) => sqrt(mul(x, x)), torch: '(a * a).sqrt()' },
    [0], 0, [NaN], NaN, { why: 'composed: 0·∞; abs(x) and hypot know better' },
  ],
  [
    { said: 'x/x at 5e−324', of: 'div', f: (x) => div(x, x), torch: 'a / a' },
    [5e-324], 1, [NaN], undefined, { why: 'the slopes of its two parts are beyond the largest double' },
  ],
  [
    { said: 'x·ln x at 0', of: 'log', f: (x) => mul(x, log(x)), torch: 'a * a.log()' },
    [0], NaN, [NaN], undefined, { why: 'composed: 0·∞; xlogy is there for it' },
  ],
  [
    { said: '∂xʸ/∂x at 1.17, y = 0', of: 'pow', f: (y) => grad(pow, { argnums: 0 })(1.17, y) as number,
      torch: '(lambda x: torch.autograd.grad(x ** a, x, create_graph=True)[0])(torch.full_like(a, 1.17).requires_grad_())' },
    [0], 0, [1 / 1.17], (2 * Math.log(1.17)) / 1.17, { why: 'by y: at y = 0 it is 0, but does not stay 0', better: true },
  ],
  [
    { said: 'softmax([1000, 1000])[0]', of: 'logSumExp', f: (...xs) => softmax(xs)[0]!, torch: 'a.softmax(0)[0]', isList: true },
    [1000, 1000], 0.5, [0.25, -0.25], 0, { why: 'shares of numbers less the largest' },
  ],
  [
    { said: 'softmax([∞, 0])[0]', of: 'logSumExp', f: (...xs) => softmax(xs)[0]!, torch: 'a.softmax(0)[0]', isList: true },
    [inf, 0], NaN, [NaN, NaN], undefined, { why: '∞ − ∞: nobody can say who has which share', jax: ['value NaN', issue(21495)] },
  ],
  [
    { said: 'softmax([−∞, −∞])[0]', of: 'logSumExp', f: (...xs) => softmax(xs)[0]!, torch: 'a.softmax(0)[0]', isList: true },
    [-inf, -inf], NaN, [NaN, NaN], undefined, { why: '∞ − ∞: nobody can say who has which share' },
  ],
  [
    { said: 'logSoftmax([0, −40])[0]', of: 'logSumExp', f: (...xs) => logSoftmax(xs)[0]!, torch: 'a.log_softmax(0)[0]', isList: true },
    [0, -40], -4.248354255291589e-18, [4.248354255291589e-18, -4.248354255291589e-18], -4.248354255291589e-18, { why: far, better: true },
  ],
]

/** The same number, any two NaN, zeros of either sign; within a few last digits where it is finite and not whole. */
export const isAnswer = (actual: number, expected: Answer): boolean =>
  expected === undefined || Object.is(actual, expected) || actual === expected || ulps(actual, expected) <= 8
