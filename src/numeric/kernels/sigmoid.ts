/** The logistic function, from one exponential that cannot overflow. */
import { exp } from './exp.js'
import { call, kernel, type Kernel } from './kernel.js'

export const sigmoid: Kernel = kernel('sigmoid', 'x', '1/(1 + e⁻ˣ).', (x) => {
  const e = call(exp, x.abs().neg()).as('e')
  return x.lt(0).select(e, 1).div(e.add(1))
})
