/** `seegrad export`: a trained model as a program that runs elsewhere, with its weights, its data and a script that trains it. */
import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { isModuleName, toPyTorch, type Loaded, type PyTorchTwin } from '../../interop/index.js'
import { placeOf, readModel, resume, wordsOf, type Place } from '../checkpoint.js'
import type { MakeCommand } from '../command.js'
import { Failure } from '../failure.js'
import { readText } from '../text-file.js'
import { writeWhole } from '../whole-file.js'
import { FALL } from '../../training/index.js'
import type { Tree } from '../../transforms/index.js'
import { tasks } from '../training/tasks.js'
import type { Task } from '../training/training.js'
import { oneOf } from '../words.js'

interface Options {
  readonly to: string
  readonly output?: string
  readonly name?: string
  readonly data?: string
  readonly json?: true
}

const places = ['pytorch'] as const

const command: MakeCommand = (terminal) =>
  new Command('export')
    .description('Write a trained model as a program for PyTorch, with its weights, its data and a script that trains it on many processes.')
    .argument('<file>', 'the model, a safetensors file that seegrad train … --save FILE wrote')
    .requiredOption('--to <place>', `where it shall run: ${places.join(', ')}`)
    .option('-o, --output <folder>', 'where the files go; NAME-pytorch unless told')
    .option('--name <name>', 'what the program is called; the data set unless told', pythonName)
    .option('--data <file>', 'names and csv: the file that it was trained on, if it was one')
    .option('--json', 'print one object: { "folder", "files": ["…", …] }')
    .addHelpText('after', '\nExample:\n  seegrad train moons --save moons.safetensors\n  seegrad export moons.safetensors --to pytorch\n  python3 moons-pytorch/moons.py\n  torchrun --nproc_per_node=2 moons-pytorch/train_moons.py')
    .action((path: string, { to, output, name, data, json }: Options, command: Command) => {
      oneOf(places, 'place', to, command)
      const loaded = readModel(path)
      const place = trainingOf(path, loaded)
      const task = Object.hasOwn(tasks, place.task) ? tasks[place.task]! : undefined
      if (!task) throw new Failure(`${path} is a training of ${JSON.stringify(place.task)}, which this version does not know.`)
      if (data !== undefined && !task.takes) command.error(`error: ${place.task} takes no --data: it is drawn from its seed or comes with seegrad. names and csv do.`)
      if (data === undefined && task.takes === 'table') command.error(`error: ${place.task} needs --data FILE: the table that it was trained on.`)
      const plain = place.task.replaceAll('-', '_')
      // A table's task is called as a module of Python's own.
      const called = name ?? (isModuleName(plain) ? plain : `my_${plain}`)
      const folder = output ?? `${called}-pytorch`
      const { files } = twinOf(path, task, called, data)
      makeFolder(folder)
      const targets = Array.from(files, ([file, content]) => [join(folder, file), content] as const)
      const own = realpathSync(path)
      if (targets.some(([target]) => real(target) === own))
        throw new Failure(`${path} would be written over by what is made of it. Give another folder by --output, or another --name.`)
      for (const [target, content] of targets) writeWhole(target, typeof content === 'string' ? new TextEncoder().encode(content) : content)
      if (json) return terminal.print(JSON.stringify({ folder, files: [...files.keys()] }))
      for (const [target] of targets) terminal.print(target)
    }) // prettier-ignore
export default command

/** Where the training of a file stands. Errors: a file of something else. */
function trainingOf(path: string, loaded: Loaded): Place {
  try {
    return placeOf(path, loaded)
  } catch (error) {
    throw new Failure(
      `${(error as Error).message} Of a model of your own, toPyTorch(model) of seegrad/interop prints the program.`,
    )
  }
}

function pythonName(word: string): string {
  if (isModuleName(word)) return word
  throw new InvalidArgumentError(
    'A name that Python can import is allowed: letters, digits and _, none of its own words and modules.',
  )
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw new Failure(`the folder ${path} was not made: ${(error as Error).message}`)
  }
}

const real = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function twinOf(path: string, task: Task, name: string, data: string | undefined): PyTorchTwin {
  const loaded = readModel(path)
  const place = placeOf(path, loaded)
  const steps = Number(loaded.metadata.get(FALL) ?? task.steps)
  const own = data === undefined ? {} : { data: { path: data, text: readText(data) } }
  const training = task.start({ ...place.said, seed: place.seed, steps, ...own })
  resume(training, path, loaded, place)
  const { module, optimizer, rate, texts } = training
  const metadata = { ...texts, ...wordsOf(place) }
  try {
    const seen = training.elsewhere()
    const args = [seen.X[0]] as readonly Tree[]
    return toPyTorch(module, { name, args, metadata, training: { ...seen, optimizer, rate, steps } })
  } catch (error) {
    throw new Failure((error as Error).message.replace(/^toPyTorch: /, ''))
  }
}
