/** `seegrad train`: trains a network on a data set of the house and shows how it went. */
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { packed, placeOf, readModel, resume, writeWhole, type Place } from '../checkpoint.js'
import { plotLoss } from '../../figures/index.js'
import type { MakeCommand } from '../command.js'
import { Failure } from '../failure.js'
import { inCharacters } from '../picture.js'
import { duration, progress } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { tasks } from '../training/tasks.js'
import { takeStep, type Step, type Training } from '../training/training.js'
import { oneOf, wholeNumber } from '../words.js'

const names = Object.keys(tasks)
/** Milliseconds between two savings on the way. */
const PAUSE = 30_000

interface Options {
  readonly seed?: number
  readonly steps?: number
  readonly data?: string
  readonly samples: number
  readonly save?: string
  readonly resume?: string
  readonly json?: true
}

const usual = (of: 'seed' | 'steps'): string => names.map((name) => `${name} ${tasks[name]![of]}`).join(', ')

const train: MakeCommand = (terminal) =>
  new Command('train')
    .description('Train a network and show its loss and what it learned.')
    .argument('<data set>', `what to learn: ${names.join(', ')}`)
    .addOption(new Option('--seed <number>', `draws the data and the weights (unless told: ${usual('seed')})`).argParser(wholeNumber(0, 2 ** 32 - 1)))
    .addOption(new Option('--steps <number>', `how many updates (unless told: ${usual('steps')})`).argParser(wholeNumber(1)))
    .option('--data <file>', 'names: a file with one name a line, in place of those of the package')
    .addOption(new Option('--samples <number>', 'names: how many are made up at the end').default(20).argParser(wholeNumber(0)))
    .option('--save <file>', 'keep the model there, whole at any moment: at the end, every half a minute, and when stopped by Ctrl-C')
    .option('--resume <file>', 'go on from there, to the same bits as if it had never stopped')
    .option('--json', 'print one object: { "steps": [{ "step", "loss", "accuracy" }, …], "test", "samples" }')
    .addHelpText(
      'after',
      `\nThe data sets:\n${names.map((name) => `  ${name.padEnd(9)} ${tasks[name]!.about}`).join('\n')}\n\n` +
        'Loss and accuracy are those before the update of their step.\n\n' +
        'Examples:\n  seegrad train moons\n  seegrad train moons --seed 42 --steps 300 --json\n' +
        '  seegrad train names --save names.safetensors\n  seegrad sample names.safetensors',
    )
    .action(async (word: string, options: Options, command: Command) => {
      const name = oneOf(names, 'data set', word, command)
      const task = tasks[name]!
      if (options.data !== undefined && !task.takesLines)
        command.error(`error: ${name} takes no --data: its points are drawn from --seed. Only names do.`)
      const loaded = options.resume === undefined ? undefined : readModel(options.resume)
      const place: Place = loaded ? placeOf(options.resume!, loaded) : { task: name, seed: options.seed ?? task.seed, step: 0 }
      if (place.task !== name || (options.seed !== undefined && options.seed !== place.seed))
        throw new Failure(`${options.resume} is a training of ${place.task} with seed ${place.seed}; go on with these, or leave --resume out.`)
      const steps = options.steps ?? task.steps
      if (place.step >= steps)
        throw new Failure(`${options.resume} has taken ${place.step} steps of ${steps} already; ask for more by --steps.`)
      const lines = options.data === undefined ? {} : { lines: linesOf(options.data) }
      const training = task.start({ seed: place.seed, steps, ...lines })
      if (loaded) resume(training, options.resume!, loaded, place)
      const started = performance.now()
      const taken = await run(training, place, steps, options.save, terminal)
      const ms = performance.now() - started
      const test = training.test?.()
      const samples = training.samples?.(options.samples)
      if (options.json) terminal.print(JSON.stringify({ steps: taken, ...(test !== undefined && { test: { accuracy: test } }), ...(samples && { samples }) }))
      else await report(training, taken, ms, { test, samples }, terminal)
    }) // prettier-ignore
export default train

function linesOf(path: string): readonly string[] {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)).split('\n')
  } catch (error) {
    throw new Failure(`${path} was not read: ${(error as Error).message}. A text file with one name a line is allowed.`)
  }
}

async function run(
  training: Training,
  from: Place,
  total: number,
  path: string | undefined,
  terminal: Terminal,
): Promise<readonly Step[]> {
  const steps: Step[] = []
  const advance = progress(terminal, total - from.step)
  const done = (): number => from.step + steps.length
  const save = (): void => {
    if (path !== undefined) writeWhole(path, packed(training, { ...from, step: done() }))
  }
  const before = terminal.stopped
  terminal.stopped = () => {
    save()
    const saved = path === undefined ? '' : ` They are in ${path}: --resume ${path} goes on.`
    return `Stopped after ${done()} of ${total} steps.${saved}`
  }
  let saved = performance.now()
  while (done() < total) {
    const step = takeStep(training, done())
    steps.push(step)
    advance(steps.length, `loss ${step.loss.toPrecision(3)}${step.accuracy === undefined ? '' : `  accuracy ${percent(step.accuracy)}`}`) // prettier-ignore
    if (performance.now() - saved > PAUSE) {
      save()
      saved = performance.now()
    }
    // Lets Ctrl-C in.
    await setImmediate()
  }
  save()
  terminal.stopped = before
  return steps
}

const percent = (fraction: number): string => `${Math.round(1000 * fraction) / 10} %`

async function report(
  training: Training,
  steps: readonly Step[],
  ms: number,
  { test, samples }: { readonly test: number | undefined; readonly samples: readonly string[] | undefined },
  terminal: Terminal,
): Promise<void> {
  const { print } = terminal
  const [first, last] = [steps[0]!, steps.at(-1)!]
  const losses = steps.map(({ loss }) => loss)
  const section = (lines: readonly string[]): void => {
    if (lines.length > 0) print(`${lines.join('\n')}\n`)
  }
  section([training.title])
  section(['Loss, each step before its update', await inCharacters(plotLoss(losses, { height: 224 }), terminal)])
  section(await training.picture(terminal))
  if (samples) section(['What it makes up:', ...samples.map((text) => `  ${text}`)])
  const rightly =
    first.accuracy === undefined ? '' : `, accuracy ${percent(first.accuracy)} → ${percent(last.accuracy!)}`
  const tested = test === undefined ? '' : `, ${percent(test)} of the test`
  print(
    `loss ${first.loss.toPrecision(4)} → ${last.loss.toPrecision(4)}${rightly}${tested}, ${steps.length} steps in ${duration(ms)}`,
  )
}
