/** The same run twice, eager and compiled: every loss, weight and gradient compared bit by bit. */
import type { Plan, Proof } from './orders.js'
import { Run } from './run.js'

export function proof({ settings, points, byHand }: Plan, steps: number): Proof {
  const [eager, compiled] = [new Run(settings, points, byHand), new Run(settings, points, byHand)]
  compiled.compile()
  const spent = [0, 0]
  let [numbers, made, wrong] = [0, 0, '']
  const names = eager.net.namedParameters().map(([name]) => name)
  for (; made < steps && wrong === '' && eager.canGoOn && compiled.canGoOn; made++) {
    ;[eager, compiled].forEach((run, i) => {
      const begun = performance.now()
      run.step()
      spent[i]! += performance.now() - begun
    })
    const seen = [eager, compiled].map((run) => {
      const { train } = run.history.all()
      return [train.at(-1)!, ...run.weights(), ...run.grads()]
    })
    const [one = [], two = []] = seen
    numbers += one.length
    const at = one.findIndex((x, i) => !Object.is(x, two[i]))
    const what =
      at === 0 ? 'the loss' : at > names.length ? `the gradient of ${names[at - 1 - names.length]}` : names[at - 1]
    if (at >= 0) wrong = `${what} after step ${made}: eager ${one[at]}, compiled ${two[at]}`
  }
  return { steps: made, numbers, wrong, eager: spent[0]! / made, compiled: spent[1]! / made }
}
