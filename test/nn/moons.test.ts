/** micrograd's demo comes out as published: its losses and PyTorch's (fixtures/moons-training.json) at all 100 steps, within 1e-12. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { moons } from 'seegrad/data'
import { hingeLoss, l2, MLP } from 'seegrad/nn'
import { linear, SGD } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'

interface Step {
  readonly step: number
  readonly loss: number
  readonly accuracy: number
}
const { steps: wanted } = JSON.parse(readFileSync('fixtures/moons-training.json', 'utf8')) as { steps: readonly Step[] }

/** Written out as a user would, with nothing of the command line. */
function train(): Step[] {
  const { X, y } = moons({ samples: 100, noise: 0.1, seed: 1337 })
  const targets = y.map((c) => 2 * c - 1)
  const net = new MLP(2, [16, 16, 1], { random: new PythonRandom(1337) })
  const optimizer = SGD(net.parameters())
  const rate = linear(1, 0.1, 100)
  return Array.from({ length: 100 }, (_, step) => {
    const scores = X.map((x) => net.forward(x))
    const loss = hingeLoss(scores, targets).add(l2(net.parameters(), 1e-4))
    const right = scores.filter((score, i) => score.data > 0 === y[i]! > 0).length
    optimizer.zeroGrad()
    loss.backward()
    optimizer.lr = rate(step)
    optimizer.step()
    return { step, loss: loss.data, accuracy: right / X.length }
  })
}

describe('the demo of micrograd', () => {
  let steps: readonly Step[] = []
  beforeAll(() => {
    steps = train()
  })
  const published: readonly (readonly [number, number, number])[] = [
    [0, 0.8958441028683222, 0.5],
    [1, 1.7235905336972022, 0.81],
    [2, 0.7429006313851131, 0.77],
    [99, 0.010978370135492717, 1],
  ]
  for (const [step, loss, accuracy] of published)
    test(`has loss ${loss} and accuracy ${accuracy} at step ${step}`, () => {
      expect(Math.abs(steps[step]!.loss - loss)).toBeLessThanOrEqual(1e-12)
      expect(steps[step]!.accuracy).toBe(accuracy)
    })
  test('agrees with PyTorch at all 100 steps', () => {
    const off = wanted.filter(({ step, loss, accuracy }) => {
      const got = steps[step]!
      return !(Math.abs(got.loss - loss) <= 1e-12 && got.accuracy === accuracy)
    })
    expect(wanted).toHaveLength(100)
    expect(off).toEqual([])
  })
})
