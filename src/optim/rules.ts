/** The update rules, one row each: PyTorch's, with its defaults. */
import { add, div, equal, maximum, mul, neg, pow, relu, sqrt, square, sub, where } from '../ops/index.js'
import { rule, type Hyper, type Making } from './rule.js'

/** A hyperparameter from 0 up. */
const positive = (usual: number, doc: string, tex: string): Hyper<number> => ({
  default: usual,
  domain: '[0, ∞)',
  doc,
  tex,
})
const lr = (usual: number): Hyper<number> => positive(usual, 'how far a step goes, per unit of gradient', '\\eta')
const eps = (usual: number): Hyper<number> =>
  positive(usual, 'what is added to a divisor so that it is not 0', '\\epsilon')
const weightDecay = (usual: number): Hyper<number> =>
  positive(usual, 'how strongly each parameter is drawn to 0', '\\lambda')
const momentum = (sum: string): Hyper<number> =>
  positive(0, `how much of the running sum of ${sum} a step keeps`, '\\mu')
const maximize: Hyper<boolean> = { default: false, doc: 'whether to go uphill' }

/** The direction of a step: the gradient, turned around to go uphill, with the pull to 0 added. */
const slope = (p: number, g: number, h: { readonly weightDecay: number; readonly maximize: boolean }): number => {
  const d = h.maximize ? neg(g) : g
  return h.weightDecay === 0 ? d : add(d, mul(h.weightDecay, p))
}
/** Keeps the part `keep` of a running mean and takes the rest from x. */
const running = (mean: number, keep: number, x: number): number => add(mul(keep, mean), mul(sub(1, keep), x))

/** What every optimiser can be told, with PyTorch's defaults. */
export interface CommonOptions {
  readonly lr?: number
  readonly weightDecay?: number
  readonly maximize?: boolean
}

/** Options of SGD: PyTorch's, with its defaults. */
export interface SGDOptions extends CommonOptions {
  readonly momentum?: number
  readonly dampening?: number
  readonly nesterov?: boolean
}
/** What SGD remembers of a parameter: with momentum, the running sum of its gradients. */
export interface SGDState {
  readonly buffer?: number
}

export const SGD: Making<SGDOptions, SGDState> = rule<SGDOptions, SGDState>({
  name: 'SGD',
  doc: 'Steps against the gradient; with momentum, against a running sum of all gradients so far.',
  torch: 'torch.optim.SGD',
  hyper: {
    lr: lr(1e-3),
    momentum: momentum('gradients'),
    dampening: { default: 0, doc: 'the part of a gradient that does not enter the running sum', tex: '\\tau' },
    weightDecay: weightDecay(0),
    nesterov: { default: false, doc: 'whether to look one step of momentum ahead' },
    maximize,
  },
  conflict: ({ nesterov, momentum, dampening }) =>
    nesterov && (momentum === 0 || dampening !== 0) ? 'nesterov needs momentum and no dampening' : undefined,
  state: ({ momentum }) => (momentum === 0 ? {} : { buffer: 0 }),
  letters: { buffer: 'b' },
  update(p, g, s, h) {
    const d = slope(p, g, h)
    if (s.buffer === undefined) return [sub(p, mul(h.lr, d)), s]
    const taken = h.dampening === 0 ? d : mul(sub(1, h.dampening), d)
    // The running sum begins with the first gradient, undamped.
    const buffer = where(equal(h.step, 1), d, add(mul(h.momentum, s.buffer), taken))
    return [sub(p, mul(h.lr, h.nesterov ? add(d, mul(h.momentum, buffer)) : buffer)), { buffer }]
  },
}) // prettier-ignore

/** Options of Adam and AdamW: PyTorch's, with its defaults. */
export interface AdamOptions extends CommonOptions {
  readonly betas?: readonly [number, number]
  readonly eps?: number
  readonly amsgrad?: boolean
}
/** What Adam remembers of a parameter: the running means of its gradient and of the square, and with amsgrad the largest of these. */
export interface AdamState {
  readonly mean: number
  readonly meanSquare: number
  readonly largest?: number
}
/** What all parameters have in common in a step of Adam: both running means start at 0, and how much too small they still are is divided out. */
export interface AdamCommon {
  readonly rate: number
  readonly spread: number
}

const adam = {
  betas: {
    default: [0.9, 0.999],
    domain: '[0, 1)',
    doc: 'how much the running means of gradient and square keep',
    tex: '\\beta',
  },
  state: ({ amsgrad }: Required<AdamOptions>): AdamState => ({ mean: 0, meanSquare: 0, ...(amsgrad && { largest: 0 }) }),
  letters: { mean: 'm', meanSquare: 'v', largest: '\\hat v' },
  common: ({ lr, betas: [one, two], step }: Required<AdamOptions> & { step: number }): AdamCommon => ({
    rate: div(lr, sub(1, pow(one, step))),
    spread: sqrt(sub(1, pow(two, step))),
  }),
  update(p: number, d: number, s: AdamState, h: Required<AdamOptions> & AdamCommon): readonly [number, AdamState] {
    const mean = running(s.mean, h.betas[0], d)
    const meanSquare = running(s.meanSquare, h.betas[1], square(d))
    const largest = s.largest === undefined ? meanSquare : maximum(s.largest, meanSquare)
    const moved = sub(p, mul(h.rate, div(mean, add(div(sqrt(largest), h.spread), h.eps))))
    return [moved, s.largest === undefined ? { mean, meanSquare } : { mean, meanSquare, largest }]
  },
} as const // prettier-ignore
const amsgrad = { default: false, doc: 'whether to divide by the largest running mean of squares so far' }

export const Adam: Making<AdamOptions, AdamState, AdamCommon> = rule<AdamOptions, AdamState, AdamCommon>({
  name: 'Adam',
  doc: 'Steps along the running mean of the gradients, each parameter measured by the running size of its own.',
  torch: 'torch.optim.Adam',
  hyper: { lr: lr(1e-3), betas: adam.betas, eps: eps(1e-8), weightDecay: weightDecay(0), amsgrad, maximize },
  state: adam.state,
  letters: adam.letters,
  common: adam.common,
  update: (p, g, s, h) => adam.update(p, slope(p, g, h), s, h),
})

export const AdamW: Making<AdamOptions, AdamState, AdamCommon> = rule<AdamOptions, AdamState, AdamCommon>({
  name: 'AdamW',
  doc: 'Adam whose pull to 0 does not enter the running means: each parameter first shrinks by itself.',
  torch: 'torch.optim.AdamW',
  hyper: { lr: lr(1e-3), betas: adam.betas, eps: eps(1e-8), weightDecay: weightDecay(1e-2), amsgrad, maximize },
  state: adam.state,
  letters: adam.letters,
  common: adam.common,
  update(p, g, s, h) {
    const shrunk = h.weightDecay === 0 ? p : mul(p, sub(1, mul(h.lr, h.weightDecay)))
    return adam.update(shrunk, h.maximize ? neg(g) : g, s, h)
  },
})

/** Options of RMSprop: PyTorch's, with its defaults. */
export interface RMSpropOptions extends CommonOptions {
  readonly alpha?: number
  readonly eps?: number
  readonly momentum?: number
  readonly centered?: boolean
}
/** What RMSprop remembers of a parameter: the running mean of the squared gradient, centred also that of the gradient, with momentum the running sum of steps. */
export interface RMSpropState {
  readonly meanSquare: number
  readonly mean?: number
  readonly buffer?: number
}

export const RMSprop: Making<RMSpropOptions, RMSpropState> = rule<RMSpropOptions, RMSpropState>({
  name: 'RMSprop',
  doc: 'Steps against the gradient, measured by its running root mean square; centred, by its running standard deviation.',
  torch: 'torch.optim.RMSprop',
  hyper: {
    lr: lr(1e-2),
    alpha: positive(0.99, 'how much the running mean of squares keeps', '\\alpha'),
    eps: eps(1e-8), weightDecay: weightDecay(0),
    momentum: momentum('steps'),
    centered: { default: false, doc: 'whether to measure by the deviation from the running mean' },
    maximize,
  },
  state: ({ centered, momentum }) => ({ meanSquare: 0, ...(centered && { mean: 0 }), ...(momentum > 0 && { buffer: 0 }) }),
  letters: { meanSquare: 'v', mean: 'm', buffer: 'b' },
  update(p, g, s, h) {
    const d = slope(p, g, h)
    const meanSquare = running(s.meanSquare, h.alpha, square(d))
    const mean = s.mean === undefined ? undefined : running(s.mean, h.alpha, d)
    // A variance, which rounding may take below 0: PyTorch then gives NaN.
    const size = add(sqrt(mean === undefined ? meanSquare : relu(sub(meanSquare, square(mean)))), h.eps)
    const buffer = s.buffer === undefined ? undefined : add(mul(h.momentum, s.buffer), div(d, size))
    const state = { meanSquare, ...(mean !== undefined && { mean }), ...(buffer !== undefined && { buffer }) }
    return [sub(p, mul(h.lr, buffer ?? div(d, size))), state]
  },
}) // prettier-ignore

/** Options of Adagrad: PyTorch's, with its defaults. */
export interface AdagradOptions extends CommonOptions {
  readonly lrDecay?: number
  readonly initialAccumulatorValue?: number
  readonly eps?: number
}
/** What Adagrad remembers of a parameter: the sum of its squared gradients. */
export interface AdagradState {
  readonly total: number
}

export const Adagrad: Making<AdagradOptions, AdagradState> = rule<AdagradOptions, AdagradState>({
  name: 'Adagrad',
  doc: 'Steps against the gradient, measured by all that the parameter has had: what moved much moves less and less.',
  torch: 'torch.optim.Adagrad',
  hyper: {
    lr: lr(1e-2),
    lrDecay: positive(0, 'how much a step adds to what the learning rate is divided by', '\\gamma'),
    weightDecay: weightDecay(0),
    initialAccumulatorValue: positive(0, 'what the sum of squares begins with', 's_0'),
    eps: eps(1e-10),
    maximize,
  },
  state: ({ initialAccumulatorValue }) => ({ total: initialAccumulatorValue }),
  letters: { total: 's' },
  update(p, g, s, h) {
    const d = slope(p, g, h)
    const total = add(s.total, square(d))
    const rate = h.lrDecay === 0 ? h.lr : div(h.lr, add(1, mul(sub(h.step, 1), h.lrDecay)))
    return [sub(p, mul(rate, div(d, add(sqrt(total), h.eps)))), { total }]
  },
}) // prettier-ignore
