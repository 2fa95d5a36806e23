/** A worker: differentiates on a recording of its own, and says what happens to a Value that was sent to it. */
/* oxlint-disable unicorn/require-post-message-target-origin -- ports of workers, which have no origin */
import { parentPort } from 'node:worker_threads'
import { add, grad, isValue, mul, tanh, value } from 'seegrad'

parentPort?.on('message', (sent: { point: number; given: number }) => {
  const x = value(sent.point)
  let y = tanh(x)
  for (let k = 0; k < 10_000; k++) y = add(mul(y, 0.999), x)
  y.backward()
  const attempts = [
    () => mul(sent.given, 2),
    () => add(x, sent.given),
    () => grad((t: number) => mul(t, t))(sent.given),
    () => value(sent.given),
  ]
  const messages = attempts.map((run) => {
    try {
      return `no error: ${String(run())}`
    } catch (error) {
      return String(error)
    }
  })
  parentPort?.postMessage({ grad: x.grad, isValue: isValue(sent.given), messages })
})
