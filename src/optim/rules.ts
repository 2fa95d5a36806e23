/** The update rules, one row each. */
import { add, equal, mul, neg, sub, where } from '../ops/index.js'
import { rule, type Making } from './rule.js'

/** Options of SGD: PyTorch's, with its defaults. */
export interface SGDOptions {
  readonly lr?: number
  readonly momentum?: number
  readonly dampening?: number
  readonly weightDecay?: number
  readonly nesterov?: boolean
  readonly maximize?: boolean
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
    lr: { default: 1e-3, domain: '[0, ∞)', doc: 'how far a step goes, per unit of gradient' },
    momentum: { default: 0, domain: '[0, ∞)', doc: 'how much of the running sum of gradients a step keeps' },
    dampening: { default: 0, domain: '(−∞, ∞)', doc: 'the part of a gradient that does not enter the running sum' },
    weightDecay: { default: 0, domain: '[0, ∞)', doc: 'how strongly each parameter is drawn to 0' },
    nesterov: { default: false, doc: 'whether to look one step of momentum ahead' },
    maximize: { default: false, doc: 'whether to go uphill' },
  },
  conflict: ({ nesterov, momentum, dampening }) =>
    nesterov && (momentum === 0 || dampening !== 0) ? 'nesterov needs momentum and no dampening' : undefined,
  state: ({ momentum }) => (momentum === 0 ? {} : { buffer: 0 }),
  update(p, g, s, h) {
    const slope = h.maximize ? neg(g) : g
    const d = h.weightDecay === 0 ? slope : add(slope, mul(h.weightDecay, p))
    if (s.buffer === undefined) return [sub(p, mul(h.lr, d)), s]
    // The running sum begins with the first gradient, undamped.
    const buffer = where(equal(h.step, 1), d, add(mul(h.momentum, s.buffer), mul(sub(1, h.dampening), d)))
    return [sub(p, mul(h.lr, h.nesterov ? add(d, mul(h.momentum, buffer)) : buffer)), { buffer }]
  },
})
