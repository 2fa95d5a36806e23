/** `seegrad train`: trains a network on a data set of the house and shows how it went. */
import { setImmediate } from 'node:timers/promises'
import { Command, Option } from 'commander'
import type { MakeCommand } from '../command.js'
import { Failure } from '../failure.js'
import { lossCurve } from '../loss-curve.js'
import { duration, progress } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { startMoons } from '../training/moons.js'
import type { Start, Step, Training } from '../training/training.js'
import { oneOf, wholeNumber } from '../words.js'

const dataSets = { moons: startMoons } as const satisfies Record<string, Start>
type DataSet = keyof typeof dataSets
const names = Object.keys(dataSets) as DataSet[]

interface Options {
  readonly seed: number
  readonly steps: number
  readonly json?: true
}

const train: MakeCommand = (terminal) =>
  new Command('train')
    .description('Train a network and show its loss and what it learned.')
    .argument('<data set>', `what to learn: ${names.join(', ')}`)
    .addOption(
      new Option('--seed <number>', 'draws the data and the weights')
        .default(1337)
        .argParser(wholeNumber(0, 2 ** 32 - 1)),
    )
    .addOption(new Option('--steps <number>', 'how many updates').default(100).argParser(wholeNumber(1)))
    .option('--json', 'print one object: { "steps": [{ "step", "loss", "accuracy" }, …] }')
    .addHelpText(
      'after',
      '\nLoss and accuracy are those before the update of their step.\n\nExamples:\n  seegrad train moons\n  seegrad train moons --seed 42 --steps 300 --json',
    )
    .action(async (dataSet: string, options: Options, command: Command) => {
      const training = dataSets[oneOf(names, 'data set', dataSet, command)]({ seed: options.seed })
      const started = performance.now()
      const steps = await run(training, options.steps, terminal)
      if (options.json) terminal.print(JSON.stringify({ steps }))
      else report(training, steps, performance.now() - started, terminal)
    })
export default train

async function run(training: Training, total: number, terminal: Terminal): Promise<readonly Step[]> {
  const steps: Step[] = []
  const advance = progress(terminal, total)
  terminal.stopped = () => `Stopped after ${steps.length} of ${total} steps.`
  while (steps.length < total) {
    const step = training.next()
    if (!Number.isFinite(step.loss))
      throw new Failure(
        `the loss became ${step.loss} at step ${step.step}, and no number after it would mean anything.`,
      )
    steps.push(step)
    advance(steps.length, `loss ${step.loss.toPrecision(3)}  accuracy ${percent(step.accuracy)}`)
    // Lets Ctrl-C in.
    await setImmediate()
  }
  return steps
}

const percent = (fraction: number): string => `${Math.round(100 * fraction)} %`

function report(training: Training, steps: readonly Step[], ms: number, terminal: Terminal): void {
  const { paint, print, width } = terminal
  const [first, last] = [steps[0]!, steps.at(-1)!]
  const losses = steps.map(({ loss }) => loss)
  const curve = lossCurve(losses, Math.min(width, 72), 8)
  print(training.title)
  print('')
  print(`Loss, step by step${losses.every((x) => x > 0) ? ' (logarithmic)' : ''}`)
  print(curve.map((line) => paint('green', line)).join('\n'))
  print('')
  print('What it learned: shaded where it says ●')
  print(training.picture(terminal).join('\n'))
  print('')
  print(
    `loss ${first.loss.toPrecision(4)} → ${last.loss.toPrecision(4)}, accuracy ${percent(first.accuracy)} → ${percent(last.accuracy)}, ` +
      `${steps.length} steps in ${duration(ms)}`,
  )
}
