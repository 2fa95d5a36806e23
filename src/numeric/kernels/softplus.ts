/** The smooth ramp and the logarithm of the logistic function, from exponentials that cannot overflow. */
import { exp } from './exp.js'
import { call, type Float, kernel, type Kernel } from './kernel.js'
import { log1p } from './log1p.js'

/** ln(1 + e⁻ˡˣˡ) */
const bend = (x: Float): Float => call(log1p, call(exp, x.abs().neg()))

export const softplus: Kernel = kernel('softplus', 'x', 'ln(1 + eˣ): 0 far below 0, x far above.', (x) =>
  x.gt(0).select(x, 0).add(bend(x)),
)

export const logSigmoid: Kernel = kernel('logSigmoid', 'x', 'ln(1/(1 + e⁻ˣ)): x far below 0, 0 far above.', (x) =>
  x.lt(0).select(x, 0).sub(bend(x)),
)
