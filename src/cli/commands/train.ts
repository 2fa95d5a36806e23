/** `seegrad train`: trains a network on a data set of the house and shows how it went. */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Loaded } from '../../interop/index.js'
import { packed, placeOf, readModel, resume, type Place } from '../checkpoint.js'
import { plotLoss } from '../../figures/index.js'
import type { MakeCommand } from '../command.js'
import { Failure } from '../failure.js'
import { inCharacters } from '../picture.js'
import { duration, progress } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { tasks } from '../training/tasks.js'
import { stepper, type Said, type Step, type Tested, type Training } from '../training/training.js'
import { readText } from '../text-file.js'
import { writeWhole } from '../whole-file.js'
import { oneOf, wholeNumber } from '../words.js'

const names = Object.keys(tasks)
/** Milliseconds between two savings on the way. */
const PAUSE = 30_000

interface Options extends Omit<Said, 'header'> {
  readonly seed?: number
  readonly steps?: number
  readonly data?: string
  readonly header: boolean
  readonly samples: number
  readonly save?: string
  readonly resume?: string
  readonly eager?: true
  readonly json?: true
}

const whole = wholeNumber(1)

const train: MakeCommand = (terminal) =>
  new Command('train')
    .description('Train a network and show its loss and what it learned.')
    .argument('<data set>', `what to learn: ${names.join(', ')}`)
    .addOption(new Option('--seed <number>', 'draws the data and the weights').argParser(wholeNumber(0, 2 ** 32 - 1)))
    .addOption(new Option('--steps <number>', 'how many updates').argParser(whole))
    .addOption(new Option('--lr <number>', 'the learning rate of the first step, from which it falls').argParser(positive))
    .option('--data <file>', 'names: a file with one name a line; csv: a table whose first line names its columns')
    .option('--target <column>', 'csv: the column that is to be answered (unless told: the last)')
    .option('--classes', 'csv: numbers of that column are names of classes, not quantities')
    .addOption(new Option('--hidden <sizes>', 'csv: how many units the layers in between have (unless told: 16,16)').argParser((word) => word.split(',').map((size) => whole(size.trim()))))
    .option('--separator <character>', 'csv: what separates the fields (unless told: a comma)')
    .option('--no-header', 'csv: the first line names no columns; they count from 0')
    .addOption(new Option('--samples <number>', 'names: how many are made up at the end').default(20).argParser(wholeNumber(0)))
    .option('--save <file>', 'keep the model there, whole at any moment: at the end, every half a minute, and when stopped by Ctrl-C')
    .option('--resume <file>', 'go on from there, to the same bits as if it had never stopped')
    .option('--eager', 'every step op by op; else steps are compiled meanwhile, and have the same bits (SEEGRAD_JIT=off does the same)')
    .option('--json', 'print one object: { "steps": [{ "step", "loss", "accuracy" }, …], "test", "samples" }')
    .addHelpText(
      'after',
      `\nThe data sets, with steps and seed unless told:\n${names.map((name) => `  ${name.padEnd(9)} ${tasks[name]!.about} (${tasks[name]!.steps} steps, seed ${tasks[name]!.seed})`).join('\n')}\n\n` +
        'Loss and accuracy are those before the update of their step.\n\n' +
        'Examples:\n  seegrad train moons\n  seegrad train moons --seed 42 --steps 300 --json\n' +
        '  seegrad train names --save names.safetensors\n  seegrad sample names.safetensors\n' +
        '  seegrad train csv --data flowers.csv --target species --save flowers.safetensors\n' +
        '  seegrad predict flowers.safetensors --data new.csv',
    )
    .action(async (word: string, options: Options, command: Command) => {
      if (/\.\w+$/.test(word)) {
        const kind = word.endsWith('.txt') ? 'names' : 'csv'
        command.error(`error: unknown data set '${word}'.\n(Did you mean ${kind} --data ${word}?)`)
      }
      const name = oneOf(names, 'data set', word, command)
      const task = tasks[name]!
      checkWords(name, options, command)
      if (options.save !== undefined) checkPlace(options.save)
      const loaded = options.resume === undefined ? undefined : readModel(options.resume)
      const said = saidBy(options)
      const place = loaded ? placeToGoOn(options.resume!, loaded, name, options, said) : { task: name, seed: options.seed ?? task.seed, step: 0, steps: options.steps ?? task.steps, said }
      const data = options.data === undefined ? {} : { data: { path: options.data, text: readText(options.data) } }
      const training = task.start({ ...place.said, seed: place.seed, steps: place.steps, ...data })
      if (loaded) resume(training, options.resume!, loaded, place)
      const started = performance.now()
      const { taken, compiled } = await run(training, place, options, terminal)
      const ms = performance.now() - started
      const test = training.test?.()
      const samples = training.samples?.(options.samples)
      if (options.json) terminal.print(JSON.stringify({ steps: taken, ...(test && { test }), ...(samples && { samples }) }))
      else await report(training, taken, { ms, compiled, test, samples, kept: keptIn(name, options) }, terminal)
    }) // prettier-ignore
export default train

function positive(word: string): number {
  const x = Number(word)
  if (word.trim() !== '' && x > 0 && x < Infinity) return x
  throw new InvalidArgumentError('A finite number above 0 is allowed.')
}

/** Refuses flags that say nothing of this data set, and a table that is missing. */
function checkWords(name: string, options: Options, command: Command): void {
  const { takes } = tasks[name]!
  const others = (kind: 'lines' | 'table'): string => names.filter((each) => tasks[each]!.takes === kind).join(', ')
  const { data, target, classes, hidden, separator, header } = options
  if (data !== undefined && !takes)
    command.error(`error: ${name} takes no --data: it is drawn from --seed or comes with seegrad. ${others('lines')} and ${others('table')} do.`)
  const ofTables = { target, classes, hidden, separator, 'no-header': header ? undefined : true }
  const [odd] = Object.entries(ofTables).find(([, x]) => x !== undefined) ?? []
  if (odd !== undefined && takes !== 'table') command.error(`error: ${name} takes no --${odd}. Only ${others('table')} does.`)
  if (takes === 'table' && data === undefined)
    command.error(`error: ${name} needs --data FILE: a table whose last column, or the one that --target names, is to be answered from the others.`)
} // prettier-ignore

const saidBy = ({ lr, hidden, target, classes, separator, header }: Options): Said => ({
  ...(lr !== undefined && { lr }),
  ...(hidden && { hidden }),
  ...(target !== undefined && { target }),
  ...(classes && { classes }),
  ...(separator !== undefined && { separator }),
  ...(!header && { header }),
})

/** Where a file stands, if it is of this work and said nothing else of it than is said now. */
function placeToGoOn(path: string, loaded: Loaded, name: string, { seed, steps }: Options, said: Said): Place {
  const place = placeOf(path, loaded)
  if (place.task !== name || (seed !== undefined && seed !== place.seed))
    throw new Failure(`${path} is a training of ${place.task} with seed ${place.seed}; go on with these, or leave --resume out.`)
  const kept = (key: string): string => JSON.stringify(place.said[key as keyof Said]) ?? 'not given'
  const other = Object.entries(said).find(([key, x]) => kept(key) !== JSON.stringify(x))
  if (other) throw new Failure(`${path} was trained otherwise: --${other[0]} was ${kept(other[0])}. What it was trained with is kept in the file and need not be said again.`)
  const total = steps ?? place.steps
  if (place.step >= total)
    throw new Failure(`${path} has taken ${place.step} steps of ${total} already; ask for more by --steps.`)
  return { ...place, steps: total }
} // prettier-ignore

/** Refuses a place where nothing can be written, before the work and not after it. */
function checkPlace(path: string): void {
  const folder = dirname(path)
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder')
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new Failure(`${path} could not be written: ${(error as Error).message}. Nothing was trained yet.`)
  }
}

/** Where the model is, and what can be done with it there; that it is lost, where that may surprise. */
function keptIn(name: string, { save, resume }: Options): string | undefined {
  if (save !== undefined) return `The model is in ${save}. ${nextOf(name, save)}`
  return resume === undefined ? undefined : `${resume} is as it was: --save FILE keeps what was learned since.`
}

/** What can be done with the file of a model. */
const nextOf = (name: string, path: string): string =>
  name === 'names'
    ? `seegrad sample ${path} makes up names.`
    : name === 'moons'
      ? ''
      : `seegrad predict ${path} --data FILE answers the rows of a table.`

/** Fewer steps than these are over before a program is there. */
const WORTHWHILE = 50

async function run(
  training: Training,
  from: Place,
  { save: path, eager }: Options,
  terminal: Terminal,
): Promise<{ readonly taken: readonly Step[]; readonly compiled: number }> {
  const control = new AbortController()
  const isShort = from.steps - from.step < WORTHWHILE
  const pace = stepper(training, { eager: eager === true || isShort, signal: control.signal })
  const steps: Step[] = []
  const total = from.steps
  const advance = progress(terminal, total - from.step)
  const done = (): number => from.step + steps.length
  const save = (): void => {
    if (path !== undefined) writeWhole(path, packed(training, { ...from, step: done() }))
  }
  const before = terminal.stopped
  terminal.stopped = () => {
    save()
    const saved =
      path === undefined
        ? ' Nothing was kept: --save FILE keeps it.'
        : ` They are in ${path}: seegrad train ${from.task} --resume ${path} --save ${path} goes on.`
    return `Stopped after ${done()} of ${total} steps.${saved}`
  }
  let saved = performance.now()
  while (done() < total) {
    const step = pace.take(done())
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
  // A program that is not ready now comes too late.
  control.abort()
  return { taken: steps, compiled: pace.compiled }
}

const percent = (fraction: number): string => `${Math.round(1000 * fraction) / 10} %`

async function report(
  training: Training,
  steps: readonly Step[],
  {
    ms,
    compiled,
    test,
    samples,
    kept,
  }: {
    readonly ms: number
    /** Steps that a program took. */
    readonly compiled: number
    readonly test: Tested | undefined
    readonly samples: readonly string[] | undefined
    readonly kept: string | undefined
  },
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
  const tested =
    test === undefined
      ? ''
      : 'rmse' in test
        ? `, off by ${test.rmse.toPrecision(3)} in the test`
        : `, ${percent(test.accuracy)} of the test`
  print(
    `loss ${first.loss.toPrecision(4)} → ${last.loss.toPrecision(4)}${rightly}${tested}, ${steps.length} steps in ${duration(ms)}${compiled > 0 ? `, ${compiled} compiled` : ''}`,
  )
  if (kept) print(kept.trimEnd())
}
