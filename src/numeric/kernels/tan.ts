/** The tangent as the quotient of sine and cosine. */
import { call, kernel, type Kernel, signOf } from './kernel.js'
import { farSine, MEDIUM, nearSine } from './sin.js'

export const tan: Kernel = kernel('tan', 'x', 'Tangent of x, an angle in radians.', (x) => {
  const a = x.abs().as('a')
  const far = call(farSine, a, 0)
    .div(call(farSine, a, 1))
    .mul(signOf(x))
  const near = call(nearSine, x, 0).div(call(nearSine, x, 1))
  return a.lt(2 ** -28).select(x, a.lt(MEDIUM).select(near, far))
})
