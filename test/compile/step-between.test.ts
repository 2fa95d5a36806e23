/** What happens between compiled steps is seen by them: whatever is frozen, thawed, set by hand or trained by another step meanwhile, every number is the one that steps op by op leave. */
import { expect, test } from 'vitest'
import { greater, isTrue, mul, sum, value, type Value } from 'seegrad'
import { compileStep } from 'seegrad/compile'
import { Dropout, Linear, Sequential } from 'seegrad/nn'
import { Adam, SGD, type Optimizer } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

type Step = (x: number, y: number) => number
interface Training {
  readonly parameters: readonly Value[]
  readonly optimizer: Optimizer
  /** Two losses that the one optimiser makes small, and one of which only the slopes are asked for. */
  readonly steps: readonly [Step, Step, Step]
}
const rules = [
  (all: Value[]) => Adam(all, { lr: 0.05, amsgrad: true }),
  (all: Value[]) => SGD(all, { lr: 0.02, momentum: 0.9 }),
  (all: Value[]) => SGD(all, { lr: 0.02, weightDecay: 0.01 }),
  // Of the others the slopes are there, too.
  (all: Value[]) => Adam(all.slice(1, 3), { lr: 0.05 }),
]

function training(rule: (typeof rules)[number], isCompiled: boolean): Training {
  const parameters = [0.5, -1, 2, 0.25].map((x, k) => value(x, `p${k}`))
  const [a, b, c, d] = parameters as [Value, Value, Value, Value]
  const optimizer = rule(parameters)
  // The first is up to three programs, by its number and by a parameter.
  const losses = [
    (x: number, y: number) => {
      const z = a.mul(x).add(b)
      return (isTrue(greater(x, 0)) ? z.tanh() : isTrue(greater(d, 0)) ? z.square() : z).mul(c).sub(y).square()
    },
    (x: number, y: number) => mul(b, d).sub(x).square().add(c.mul(y).square()) as Value,
    (x: number, y: number) => a.mul(d).add(c.mul(x)).sub(y).square(),
  ]
  const steps = losses.map((loss, k): Step => {
    const own = k < 2 ? optimizer : undefined
    if (isCompiled) {
      const step = compileStep({ parameters, loss: loss as Step, ...(own && { optimizer: own }), batch: false })
      return (x, y) => step(x, y).loss
    }
    return (x, y) => {
      const total = loss(x, y)
      for (const parameter of parameters) parameter.zeroGrad()
      if (total.requiresGrad) total.backward()
      own?.step()
      return total.data
    }
  })
  return { parameters, optimizer, steps: steps as unknown as Training['steps'] }
}

/** Something that a program does, the same to any training; gives what it sees. */
type Act = (training: Training) => unknown
function drawn(random: PythonRandom): Act {
  const [kind, which, x, y] = [random.random(), random.randrange(4), random.uniform(-2, 2), random.uniform(-2, 2)]
  if (kind < 0.6) return ({ steps }) => (steps[which % 3] as Step)(x, y)
  if (kind < 0.75) return ({ parameters }) => ((parameters[which] as Value).requiresGrad = x < 0.5)
  if (kind < 0.8) return ({ parameters }) => ((parameters[which] as Value).data = x)
  if (kind < 0.85) return ({ optimizer }) => (optimizer.lr = Math.abs(x) / 20)
  if (kind < 0.9)
    return ({ optimizer: { states } }) => {
      const own = which % states.length
      states[own] = Object.fromEntries(Object.keys(states[own] as object).map((name) => [name, Math.abs(y)]))
    }
  if (kind < 0.95) return ({ optimizer: { states } }) => JSON.stringify(states)
  // A step of the program's own.
  return ({ parameters, optimizer }) => {
    const [a, b, c, d] = parameters as [Value, Value, Value, Value]
    optimizer.zeroGrad()
    const loss = a.add(b).add(c).add(d).square()
    if (loss.requiresGrad) loss.backward()
    optimizer.step()
  }
}
const state = ({ parameters, optimizer }: Training): unknown[] => [
  ...parameters.flatMap(({ data, grad }) => [data, grad]),
  optimizer.steps,
]

const [COUNT, ACTS] = [count(2000), 40]
/** Seeds and rules by which something was found: where steps see what others of their optimiser did, and where a frozen parameter has a slope from before. */
const found = [[20261192, 0], [20261502, 1]] as const // prettier-ignore
test(`${COUNT} programs of ${ACTS} acts each leave the same numbers, compiled and op by op`, () => {
  const drawnToday = Array.from({ length: COUNT }, (_, k) => [seed + k, k % rules.length] as const)
  for (const [own, which] of [...found, ...drawnToday]) {
    const random = new PythonRandom(own)
    const rule = rules[which] as (typeof rules)[number]
    const [eager, compiled] = [training(rule, false), training(rule, true)]
    for (let n = 0; n < ACTS; n++) {
      const act = drawn(random)
      const [wanted, given] = [eager, compiled].map((one) => [act(one), ...state(one)])
      expect([`seed ${own}, act ${n}`, given]).toEqual([`seed ${own}, act ${n}`, wanted])
    }
    expect(compiled.optimizer.states).toEqual(eager.optimizer.states)
  }
  record('Programs that do other things between compiled steps', { programs: COUNT, 'acts each': ACTS, different: 0 })
}, 600_000) // prettier-ignore

test('a Module whose parts train, and then do not, is another program each', () => {
  const trainingOf = (isCompiled: boolean): ((isTraining: boolean, x: number) => number[]) => {
    const net = new Sequential(
      new Linear(1, 2, { random: new PythonRandom(1) }),
      new Dropout(0.5, { random: { uniform: () => 0.9 } }),
    )
    const optimizer = SGD(net.parameters(), { lr: 0.1, momentum: 0.9 })
    const loss = (x: number): Value => sum(net.forward([x])).square() as Value
    const step = compileStep({ parameters: net, optimizer, loss, batch: false, compile: isCompiled })
    return (isTraining, x) => {
      if (isTraining) net.train()
      else net.eval()
      return [step(x).loss, ...net.parameters().flatMap((p) => [p.data, p.grad])]
    }
  }
  const [own, compiled] = [trainingOf(false), trainingOf(true)]
  for (const [k, isTraining] of [false, false, false, true, true, false, true].entries())
    expect(compiled(isTraining, 0.3 + k / 10)).toEqual(own(isTraining, 0.3 + k / 10))
})
