/** The demo of micrograd: an MLP learns to tell two moons apart. The choice of numbers is Andrej Karpathy's (micrograd, demo.ipynb, MIT). */
import { moons, type Point } from '../../data/index.js'
import { noGrad } from '../../engine/index.js'
import { plotBoundary } from '../../figures/index.js'
import { hingeLoss, l2, MLP } from '../../nn/index.js'
import { linear, SGD } from '../../optim/index.js'
import { PythonRandom } from '../../random/index.js'
import { inCharacters } from '../picture.js'
import type { Task } from './training.js'

/** Points and weights come from the same seed, by NumPy's generator and by Python's; every step sees all points. */
export const moonsTask: Task = {
  about: 'two half moons',
  steps: 100,
  seed: 1337,
  start({ seed, lr = 1 }) {
    const { X, y } = moons({ samples: 100, noise: 0.1, seed })
    const targets = y.map((one) => 2 * one - 1)
    const net = new MLP(2, [16, 16, 1], { random: new PythonRandom(seed) })
    const parameters = net.parameters()
    return {
      title: `${X.length} points of two moons, ${net}, ${parameters.length} parameters, seed ${seed}`,
      module: net,
      optimizer: SGD(parameters),
      // Down to a tenth over a hundred steps, whatever the number of steps: more steps go on from where fewer ended.
      rate: linear(lr, lr / 10, 100),
      texts: {},
      examples: () => [X, targets],
      look(X: readonly Point[], targets: readonly number[]) {
        const scores = X.map((x) => net.forward(x))
        return { loss: hingeLoss(scores, targets).add(l2(parameters, 1e-4)), scores }
      },
      accuracy: (scores, X: readonly Point[], targets: readonly number[]) =>
        scores.filter((score, i) => (score as number) > 0 === targets[i]! > 0).length / X.length,
      elsewhere: () => ({ X, y: targets, loss: hingeLoss, l2: 1e-4 }),
      picture: async (terminal) => {
        const score = (x1: number, x2: number): number => noGrad(() => net.forward([x1, x2])).data
        return [
          'What it learned: shaded where it says ●; where it is wrong, ✗',
          await inCharacters(plotBoundary(score, { X, y, height: 368 }), terminal),
        ]
      },
    }
  },
}
